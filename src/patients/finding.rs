//! The way from a few letters to a file: patients by how well they match, then by when they were
//! seen, archived ones last; and with a slip of the fingers where nobody is called as was typed.
//!
//! What is read is bounded at every step, so that a clinic with a hundred times the patients waits
//! no longer.

use super::candidates::candidates;
use super::lookups::Lookups;
pub(crate) use super::matching::Match;
use super::mending::mended;
use super::search::criteria;
use crate::auth::Scope;
use crate::clock::Moment;
use crate::db::Sql;
use crate::error::Result;
use crate::figures::spelled;
use crate::ids::Id;
use crate::list::Search;

pub(crate) use super::candidates::CANDIDATES;

/// Who was found, the best match first.
#[derive(Clone, Debug, Default)]
pub(crate) struct FoundPatients {
    pub matches: Vec<Match>,
    /// Whether nobody is called as was typed, and letters were mended.
    pub is_mended: bool,
}

/// Finds at most that many patients.
///
/// # Errors
/// What SQLite says.
pub(crate) fn find(
    sql: &Sql<'_>,
    search: &Search,
    scope: Scope,
    now: Moment,
    most: usize,
) -> Result<FoundPatients> {
    let criteria = criteria(search);
    let lookups = Lookups::of(sql);
    let mut matches = candidates(&lookups, &criteria, scope, most)?;
    let mut is_mended = false;
    if matches.is_empty()
        && let Some(mended) = mended(&lookups, &criteria)?
    {
        matches = candidates(&lookups, &mended, scope, most)?;
        is_mended = !matches.is_empty();
    }
    order(sql, &mut matches, now, most)?;
    matches.truncate(most);
    Ok(FoundPatients { matches, is_mended })
}

/// Puts the best match first. Those who are as close as the last one that will be shown are
/// weighed by when they were seen; the others need not be.
fn order(sql: &Sql<'_>, found: &mut [Match], now: Moment, most: usize) -> Result<()> {
    found.sort_by_key(|one| one.rank);
    let Some(last) = found.get(most.min(found.len()).saturating_sub(1)).map(|one| one.rank) else {
        return Ok(());
    };
    let weighed = found.partition_point(|one| one.rank <= last);
    let found = &mut found[..weighed];
    let ids: Vec<Id> = found.iter().map(|one| one.id).collect();
    let ids = serde_json::to_string(&ids).unwrap_or_default();
    let mut seen = std::collections::HashMap::new();
    sql.each(
        &spelled(
            "SELECT j.value, (SELECT max(v.visit_date) FROM visits v WHERE v.patient_id = j.value \
             AND {held} AND v.visit_date <= ?2) FROM json_each(?1) j",
            // No status in it that a day decides.
            "",
        ),
        rusqlite::params![ids, now],
        |row| {
            seen.insert(row.get::<_, Id>(0)?, row.get::<_, Option<String>>(1)?);
            Ok(())
        },
    )?;
    for one in found.iter_mut() {
        one.seen = seen.remove(&one.id).flatten();
    }
    found.sort_by(|a, b| {
        let by_name = || (&a.name, a.rowno).cmp(&(&b.name, b.rowno));
        a.rank.cmp(&b.rank).then(b.seen.cmp(&a.seen)).then_with(by_name)
    });
    Ok(())
}
