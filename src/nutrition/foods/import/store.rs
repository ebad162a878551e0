//! Sources and their foods in SQL, as an import writes them.

use rusqlite::{named_params, params};
use serde_json::{Value as Json, json};

use super::super::tables::{Facts, Report, Table};
use super::super::value::Value;
use super::outcome::{Imported, Importer, Outcome};
use crate::audit::{Action, Entry, diff, record};
use crate::cache::Tag;
use crate::db::{Sql, Tx};
use crate::error::{Error, Result};
use crate::ids::Id;

/// A source that was made of the same file.
pub struct Known {
    pub number: i64,
    pub id: Id,
    pub family: String,
    pub name: String,
    pub edition: String,
    pub is_in_use: bool,
    pub report: Report,
}

impl Known {
    pub fn into_imported(self, outcome: Outcome) -> Imported {
        Imported {
            outcome,
            source_id: Some(self.id),
            name: self.name,
            version: self.edition,
            report: self.report,
        }
    }
}

/// # Errors
/// What SQLite says.
pub fn known(sql: &Sql<'_>, digest: &str) -> Result<Option<Known>> {
    let statement = "SELECT rowno, id, family, name, edition, state = 'active', report \
                     FROM food_sources WHERE sha256 = ?1 AND state <> 'loading'";
    sql.maybe(statement, [digest], |row| {
        let report: Option<String> = row.get(6)?;
        let report = report.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        Ok(Known {
            number: row.get(0)?,
            id: row.get(1)?,
            family: row.get(2)?,
            name: row.get(3)?,
            edition: row.get(4)?,
            is_in_use: row.get(5)?,
            report,
        })
    })
}

/// The source of that family that is in use, and how many foods it has.
///
/// # Errors
/// What SQLite says.
pub fn in_use(sql: &Sql<'_>, family: &str) -> Result<Option<(i64, i64)>> {
    let statement = "SELECT rowno, foods FROM food_sources WHERE family = ?1 AND state = 'active'";
    sql.maybe(statement, [family], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Sources whose import was broken off.
///
/// # Errors
/// What SQLite says.
pub fn leftovers(sql: &Sql<'_>) -> Result<Vec<i64>> {
    sql.all("SELECT rowno FROM food_sources WHERE state = 'loading'", [], |row| row.get(0))
}

/// A source that nobody sees yet.
///
/// # Errors
/// What SQLite says.
pub fn begin(tx: &Tx<'_>, facts: &Facts, digest: &str, by: Option<Id>) -> Result<(i64, Id)> {
    let id = Id::new();
    tx.run(
        "INSERT INTO food_sources (id, family, name, edition, language, licence, citation, url, note, \
         sha256, state, imported_by, imported_at, updated_at) VALUES (:id, :family, :name, :edition, \
         :language, :licence, :citation, :url, :note, :sha256, 'loading', :by, :now, :now)",
        named_params! {
            ":id": id,
            ":family": facts.family,
            ":name": facts.name,
            ":edition": facts.edition,
            ":language": facts.language,
            ":licence": facts.licence,
            ":citation": facts.citation,
            ":url": facts.url,
            ":note": facts.note,
            ":sha256": digest,
            ":by": by,
            ":now": tx.now(),
        },
    )?;
    let number = tx.one("SELECT rowno FROM food_sources WHERE id = ?1", [id], |row| row.get(0))?;
    Ok((number, id))
}

/// Puts the new edition in the place of the one in use, which stays for what was planned with it.
///
/// # Errors
/// What SQLite says.
pub fn put_in_use(tx: &Tx<'_>, source: i64, table: &Table, importer: &Importer) -> Result<()> {
    let before = replace(tx, source, table)?;
    let facts = &table.facts;
    let said = json!({
        "name": facts.name, "version": facts.edition, "foods": table.foods.len(),
        "replaces": before,
    });
    tell(tx, source, importer, &Json::Null, &said)
}

/// Puts a source in use; the number of the one that it replaces.
///
/// # Errors
/// What SQLite says.
pub fn replace(tx: &Tx<'_>, source: i64, table: &Table) -> Result<Option<i64>> {
    let report = serde_json::to_string(&table.report).map_err(Error::internal)?;
    let before = retire(tx, &table.facts.family)?;
    tx.run(
        "UPDATE food_sources SET state = 'active', foods = ?2, report = ?3, updated_at = ?4 WHERE rowno = ?1",
        params![source, table.foods.len() as i64, report, tx.now()],
    )?;
    follow(tx, before, source)?;
    Ok(before)
}

/// Puts an earlier edition in use again.
///
/// # Errors
/// What SQLite says.
pub fn put_back(tx: &Tx<'_>, known: &Known, importer: &Importer) -> Result<()> {
    let before = retire(tx, &known.family)?;
    let statement = "UPDATE food_sources SET state = 'active', updated_at = ?2 WHERE rowno = ?1";
    tx.run(statement, params![known.number, tx.now()])?;
    follow(tx, before, known.number)?;
    tell(tx, known.number, importer, &json!({ "state": "retired" }), &json!({ "state": "active" }))
}

/// Takes the edition of that family out of use.
fn retire(tx: &Tx<'_>, family: &str) -> Result<Option<i64>> {
    let before = in_use(tx, family)?.map(|(number, _)| number);
    let statement = "UPDATE food_sources SET state = 'retired', updated_at = ?2 WHERE rowno = ?1";
    if let Some(number) = before {
        tx.run(statement, params![number, tx.now()])?;
    }
    Ok(before)
}

/// What people have starred and used follows by its code.
fn follow(tx: &Tx<'_>, before: Option<i64>, after: i64) -> Result<()> {
    if let Some(before) = before {
        tx.run(include_str!("../../../../sql/queries/foods/marks_follow.sql"), [before, after])?;
    }
    Ok(())
}

fn tell(tx: &Tx<'_>, source: i64, importer: &Importer, old: &Json, new: &Json) -> Result<()> {
    let id: Id =
        tx.one("SELECT id FROM food_sources WHERE rowno = ?1", [source], |row| row.get(0))?;
    let entry = Entry::new(Action::Import, "food_source").on(id).changing(diff(old, new));
    record(tx, &importer.actor, &entry)?;
    tx.touch(Tag::Foods);
    Ok(())
}

/// Removes so many foods of a source that nobody sees; how many there were.
///
/// # Errors
/// What SQLite says.
pub fn remove_some(tx: &Tx<'_>, source: i64, most: usize) -> Result<usize> {
    let statement = "DELETE FROM foods WHERE rowno IN \
                     (SELECT rowno FROM foods WHERE source_no = ?1 LIMIT ?2)";
    Ok(tx.run(statement, params![source, most as i64])?)
}

/// Removes a source without foods that nobody has seen.
///
/// # Errors
/// What SQLite says.
pub fn remove_source(tx: &Tx<'_>, source: i64) -> Result<()> {
    tx.run("DELETE FROM food_sources WHERE rowno = ?1 AND state = 'loading'", [source])?;
    Ok(())
}

/// A food of a source by its code, its name and what is known of each nutrient, by blocks of rows.
///
/// # Errors
/// What SQLite says.
pub fn each_value(
    sql: &Sql<'_>,
    source: i64,
    after: i64,
    most: usize,
    mut each: impl FnMut(i64, &str, &str, &str, Value) -> rusqlite::Result<()>,
) -> Result<()> {
    let statement = include_str!("../../../../sql/queries/foods/values_of_source.sql");
    sql.each(statement, params![source, after, most as i64], |row| {
        let text = |at: usize| -> rusqlite::Result<String> {
            Ok(row.get::<_, Option<String>>(at)?.unwrap_or_default())
        };
        let value = Value::of_columns(&text(4)?, row.get(5)?, row.get(6)?);
        each(row.get(0)?, &text(1)?, &text(2)?, &text(3)?, value)
    })
}
