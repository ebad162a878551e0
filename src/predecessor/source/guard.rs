//! What a foreign file may not do while it is read: run anything, compute anything, or never end.

use std::time::{Duration, Instant};

use rusqlite::limits::Limit;
use rusqlite::{Connection, params_from_iter};

use crate::db::untrusted;

/// Everything that an import asks for by name.
const ASKED: [&str; 10] = [
    "SequelizeMeta",
    "users",
    "roles",
    "patients",
    "visits",
    "visit_measurements",
    "billing",
    "audit_logs",
    "documents",
    "api_keys",
];

/// The first look takes so long at most, and a millisecond more for each of so many bytes.
const LOOK: (Duration, u64) = (Duration::from_secs(4), 2_000);
/// And the whole import.
const IMPORT: (Duration, u64) = (Duration::from_secs(1_800), 100);

/// Has SQLite trust nothing in the file, and reads its schema, unless that is endless.
pub(super) fn harden(connection: &Connection, length: u64) -> rusqlite::Result<bool> {
    untrusted::harden(connection)?;
    // What the file has SQLite compute to check its rows is not computed.
    connection.pragma_update(None, "ignore_check_constraints", true)?;
    connection.set_limit(Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 100)?;
    let is_bounded = untrusted::is_bounded(connection)?;
    end_within(connection, LOOK, length)?;
    Ok(is_bounded)
}

/// Gives the rest of the import its own time.
pub(super) fn let_go_on(connection: &Connection, length: u64) -> rusqlite::Result<()> {
    end_within(connection, IMPORT, length)
}

fn end_within(
    connection: &Connection,
    (least, bytes_a_ms): (Duration, u64),
    length: u64,
) -> rusqlite::Result<()> {
    let end = Instant::now() + least + Duration::from_millis(length / bytes_a_ms);
    connection.progress_handler(4_000, Some(move || Instant::now() > end))
}

/// Refuses views and virtual tables in the place of tables, and columns that are computed.
pub(super) fn must_be_plain(connection: &Connection) -> Result<(), String> {
    let odd = not_tables(connection).and_then(|odd| match odd {
        Some(odd) => Ok(Some(odd)),
        None => computed(connection),
    });
    match odd {
        Ok(None) => Ok(()),
        Ok(Some(odd)) => Err(format!("holds what no database of the predecessor holds: {odd}.")),
        Err(error) => Err(format!("cannot be read: {error}.")),
    }
}

fn not_tables(connection: &Connection) -> rusqlite::Result<Option<String>> {
    let places = vec!["?"; ASKED.len()].join(", ");
    let mut statement = connection.prepare(&format!(
        "SELECT name, type FROM main.sqlite_schema WHERE name COLLATE NOCASE IN ({places}) \
         AND (type <> 'table' OR sql NOT LIKE 'CREATE TABLE%')"
    ))?;
    let mut rows = statement.query(params_from_iter(ASKED))?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let (name, kind): (String, String) = (row.get(0)?, row.get(1)?);
    let kind = if kind == "table" { "virtual table".to_owned() } else { kind };
    Ok(Some(format!("{name} is a {kind}, no table")))
}

fn computed(connection: &Connection) -> rusqlite::Result<Option<String>> {
    let mut statement = connection.prepare(
        "SELECT s.name, c.name FROM main.sqlite_schema s, pragma_table_xinfo(s.name, 'main') c \
         WHERE s.type = 'table' AND s.sql LIKE 'CREATE TABLE%' AND c.hidden >= 2",
    )?;
    let mut rows = statement.query([])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let (table, column): (String, String) = (row.get(0)?, row.get(1)?);
    Ok(Some(format!("the column {table}.{column} is computed by the file itself")))
}
