//! Meal plans by the words of their title.

use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::{Fact, Finding, Kind, and_visible};
use crate::auth::Scope;
use crate::db::Sql;
use crate::error::Result;
use crate::list::Search;
use crate::nutrition::plans::list::visible as visible_plans;

/// Shorter words are in nearly every title.
const SHORTEST: usize = 3;

/// The plans and templates whose titles have words that begin so, the latest first.
pub(super) fn find(
    sql: &Sql<'_>,
    search: &Search,
    scope: Scope,
    most: usize,
) -> Result<Vec<Finding>> {
    if search.words.iter().any(|word| word.folded.chars().count() < SHORTEST) {
        return Ok(Vec::new());
    }
    let begins = search.words.iter().map(|word| Value::Text(format!(" {}", word.folded)));
    let mut values: Vec<Value> = begins.collect();
    let words = vec!["instr(' ' || fold(l.title), ?) > 0"; values.len()].join(" AND ");
    let (visible, own) = and_visible(visible_plans(scope));
    values.extend(own);
    let statement = format!(
        "SELECT l.id, l.title, l.status, \
         (SELECT p.full_name FROM patients p WHERE p.id = l.patient_id) AS patient \
         FROM plans l WHERE {words}{visible} ORDER BY l.created_at DESC, l.id DESC LIMIT {most}"
    );
    sql.all(&statement, params_from_iter(values), |row| {
        let patient: Option<String> = row.get("patient")?;
        let status = Fact::Code(row.get("status")?);
        let facts = patient.map(Fact::Text).into_iter().chain([status]).collect();
        Ok(Finding::new(Kind::Plan, row.get("id")?, row.get("title")?, facts))
    })
}
