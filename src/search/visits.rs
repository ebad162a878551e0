//! Visits by the words of what was written.

use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::{Fact, Finding, Kind, and_visible};
use crate::auth::Scope;
use crate::clock::{Moment, Zone};
use crate::db::Sql;
use crate::error::Result;
use crate::list::{Search, Word, phrase};
use crate::visits;

/// Shorter words are in nearly every note.
const SHORTEST: usize = 4;

/// The visits with all the words in their complaint, assessment or recommendations, the latest
/// first. Whole words: an index finds those without reading all that begin alike.
pub(super) fn find(
    sql: &Sql<'_>,
    search: &Search,
    scope: Scope,
    zone: &Zone,
    most: usize,
) -> Result<Vec<Finding>> {
    let is_long = |word: &Word| {
        word.folded.chars().count() >= SHORTEST && word.folded.chars().all(char::is_alphabetic)
    };
    if !search.words.iter().all(is_long) {
        return Ok(Vec::new());
    }
    let word = |word: &Word| format!("({} OR {})", phrase(&word.typed), phrase(&word.folded));
    let words: Vec<String> = search.words.iter().map(word).collect();
    let (visible, own) = and_visible(visits::list::own_rows(scope));
    let mut values = vec![Value::Text(words.join(" AND "))];
    values.extend(own);
    let statement = format!(
        "SELECT v.id, v.visit_date, v.status, \
         (SELECT p.full_name FROM patients p WHERE p.id = v.patient_id) AS patient \
         FROM visits_search f CROSS JOIN visits v ON v.rowno = f.rowid \
         WHERE visits_search MATCH ?{visible} ORDER BY f.rowid DESC LIMIT {most}"
    );
    sql.all(&statement, params_from_iter(values), |row| {
        let at: Moment = row.get("visit_date")?;
        let at = zone.wall_clock(at).strftime("%Y-%m-%d %H:%M").to_string();
        let status: String = row.get("status")?;
        let facts = vec![Fact::At(at), Fact::Code(status)];
        Ok(Finding::new(Kind::Visit, row.get("id")?, row.get("patient")?, facts))
    })
}
