//! Documents by their title, the name of their file and what can be read in them.

use rusqlite::types::Value;
use rusqlite::{params, params_from_iter};

use super::{Fact, Finding, Kind};
use crate::db::Sql;
use crate::documents::Keeper;
use crate::error::Result;
use crate::ids::Id;
use crate::list::{Search, Word, phrase};

/// The documents that are called so, and those in whose text it stands.
const HAVING: &str = "d.id IN (SELECT n.document_id FROM document_names n WHERE n.rowno IN \
                        (SELECT rowid FROM documents_named WHERE documents_named MATCH ?) \
                      UNION ALL SELECT t.document_id FROM document_texts t WHERE t.rowno IN \
                        (SELECT rowid FROM documents_search WHERE documents_search MATCH ?))";
/// Words around those that were looked for.
const AROUND: u32 = 12;
/// Shorter words are in nearly every name.
const SHORTEST: usize = 3;

/// The documents with each word, as it begins, in their title, their file's name or their text, the
/// latest first.
pub(super) fn find(
    sql: &Sql<'_>,
    search: &Search,
    keeper: &Keeper,
    most: usize,
) -> Result<Vec<Finding>> {
    let is_word = |word: &Word| {
        word.folded.contains(char::is_alphanumeric) && word.folded.chars().count() >= SHORTEST
    };
    if !search.words.iter().all(is_word) {
        return Ok(Vec::new());
    }
    let mut conditions: Vec<String> = vec!["d.deleted_at IS NULL".into()];
    let mut values = Vec::new();
    for word in &search.words {
        conditions.push(HAVING.into());
        values.extend([begun(word), begun(word)].map(Value::Text));
    }
    let (visible, own) = keeper.visible();
    conditions.push(visible);
    values.extend(own);
    let statement = format!(
        "SELECT d.id, coalesce(d.title, d.original_filename) AS title, d.original_filename, \
         d.created_at FROM documents d WHERE {} ORDER BY d.created_at DESC, d.id DESC LIMIT {most}",
        conditions.join(" AND ")
    );
    let mut found = sql.all(&statement, params_from_iter(values), |row| {
        let (title, file): (String, String) = (row.get("title")?, row.get("original_filename")?);
        let stored: String = row.get("created_at")?;
        let day = Fact::Day(stored.get(..10).unwrap_or_default().to_owned());
        let file = (title != file).then_some(Fact::Text(file));
        Ok((row.get("id")?, title, file.into_iter().chain([day]).collect::<Vec<_>>()))
    })?;
    for (id, _, facts) in &mut found {
        facts.extend(around(sql, *id, search)?.map(Fact::Text));
    }
    Ok(found
        .into_iter()
        .map(|(id, title, facts)| Finding::new(Kind::Document, id, title, facts))
        .collect())
}

/// A word that begins one of a text.
fn begun(word: &Word) -> String {
    format!("{}* OR {}*", phrase(&word.typed), phrase(&word.folded))
}

/// The words around what was found in the text of a document; none of one that was found by its name.
fn around(sql: &Sql<'_>, id: Id, search: &Search) -> Result<Option<String>> {
    let any: Vec<String> = search.words.iter().map(begun).collect();
    let statement = format!(
        "SELECT snippet(documents_search, 0, '', '', '…', {AROUND}) FROM documents_search \
         WHERE documents_search MATCH ?1 \
         AND rowid = (SELECT rowno FROM document_texts WHERE document_id = ?2)"
    );
    sql.maybe(&statement, params![any.join(" OR "), id], |row| row.get(0))
}
