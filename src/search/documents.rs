//! Documents by their title and the name of their file.

use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::{Fact, Finding, Kind};
use crate::db::Sql;
use crate::documents::Keeper;
use crate::error::Result;
use crate::list::Search;

const NAMED: &str = "instr(fold(coalesce(d.title, '') || ' ' || d.original_filename), ?) > 0";
/// Shorter words are in nearly every name.
const SHORTEST: usize = 3;

/// The documents with all the words in their title or file name, the latest first.
pub(super) fn find(
    sql: &Sql<'_>,
    search: &Search,
    keeper: &Keeper,
    most: usize,
) -> Result<Vec<Finding>> {
    if search.words.iter().any(|word| word.folded.chars().count() < SHORTEST) {
        return Ok(Vec::new());
    }
    let mut conditions: Vec<String> = vec!["d.deleted_at IS NULL".into()];
    let mut values = Vec::new();
    for word in &search.words {
        conditions.push(NAMED.into());
        values.push(Value::Text(word.folded.clone()));
    }
    let (visible, own) = keeper.visible();
    conditions.push(visible);
    values.extend(own);
    let statement = format!(
        "SELECT d.id, coalesce(d.title, d.original_filename) AS title, d.original_filename, \
         d.created_at FROM documents d WHERE {} ORDER BY d.created_at DESC, d.id DESC LIMIT {most}",
        conditions.join(" AND ")
    );
    sql.all(&statement, params_from_iter(values), |row| {
        let (title, file): (String, String) = (row.get("title")?, row.get("original_filename")?);
        let stored: String = row.get("created_at")?;
        let day = Fact::Day(stored.get(..10).unwrap_or_default().to_owned());
        let file = (title != file).then_some(Fact::Text(file));
        let facts = file.into_iter().chain([day]).collect();
        Ok(Finding::new(Kind::Document, row.get("id")?, title, facts))
    })
}
