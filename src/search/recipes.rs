//! Recipes by the words of their names.

use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::{Finding, Kind};
use crate::db::Sql;
use crate::error::Result;
use crate::list::Search;

/// Shorter words are in nearly every name.
const SHORTEST: usize = 3;

/// The recipes in use whose names have words that begin so, by name. A clinic's recipes are hundreds:
/// they are simply looked through.
pub(super) fn find(sql: &Sql<'_>, search: &Search, most: usize) -> Result<Vec<Finding>> {
    if search.words.iter().any(|word| word.folded.chars().count() < SHORTEST) {
        return Ok(Vec::new());
    }
    let begins = search.words.iter().map(|word| Value::Text(format!(" {}", word.folded)));
    let values: Vec<Value> = begins.collect();
    let words = vec!["instr(' ' || fold(r.name), ?) > 0"; values.len()].join(" AND ");
    let statement = format!(
        "SELECT r.id, r.name FROM recipes r WHERE r.is_archived = 0 AND {words} \
         ORDER BY fold(r.name), r.id LIMIT {most}"
    );
    sql.all(&statement, params_from_iter(values), |row| {
        Ok(Finding::new(Kind::Recipe, row.get("id")?, row.get("name")?, Vec::new()))
    })
}
