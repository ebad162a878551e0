//! Mistyped words of a search, with one letter mended: names that exist, one slip away.

use super::lookups::Lookups;
use super::search::Criterion;
use crate::db::Sql;
use crate::error::Result;
use crate::text::edits::neighbours;
use crate::text::names::{END, is_term};

/// Letters of a word in which a slip is recognised: of what was typed or of what was meant.
const SHORTEST: usize = 5;
/// Ways of a word that are mended.
const MOST_WAYS: usize = 4;
/// Names that a word may have meant.
const MOST_NAMES: usize = 60;

/// The criteria with the names that mistyped words may have meant; none where there are none. A word
/// that names nobody is mended alone; where each names somebody, but nobody has them all, each is.
///
/// # Errors
/// What SQLite says.
pub(super) fn mended(
    lookups: &Lookups<'_>,
    criteria: &[Criterion],
) -> Result<Option<Vec<Criterion>>> {
    let mut is_known = Vec::with_capacity(criteria.len());
    for criterion in criteria {
        is_known.push(lookups.is_there(criterion)?);
    }
    let all_are_known = is_known.iter().all(|known| *known);
    let mut has_changed = false;
    let mut mended = criteria.to_vec();
    for (criterion, is_known) in mended.iter_mut().zip(is_known) {
        if is_known && !all_are_known {
            continue;
        }
        for ways in &mut criterion.words {
            let meant = meant_by(lookups.sql, ways)?;
            has_changed |= !meant.is_empty();
            ways.extend(meant);
        }
        criterion.ask_words();
    }
    Ok(has_changed.then_some(mended))
}

/// The names one slip away from a word, each to be found whole.
fn meant_by(sql: &Sql<'_>, ways: &[String]) -> Result<Vec<String>> {
    let mut near = Vec::new();
    for way in ways.iter().filter(|way| is_term(way)).take(MOST_WAYS) {
        let is_long = way.chars().count() >= SHORTEST;
        let neighbours = neighbours(way).into_iter();
        near.extend(neighbours.filter(|other| is_long || other.chars().count() >= SHORTEST));
    }
    let near = serde_json::to_string(&near).unwrap_or_default();
    let statement = "SELECT DISTINCT t.term FROM json_each(?1) j CROSS JOIN name_terms t \
                     ON t.term = j.value LIMIT ?2";
    let most = i64::try_from(MOST_NAMES).unwrap_or(i64::MAX);
    let found = sql.all(statement, rusqlite::params![near, most], |row| row.get::<_, String>(0))?;
    Ok(found.into_iter().map(|term| format!("{term}{END}")).collect())
}
