//! Whether the file has the tables, indexes and guards of this build.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::said::told;
use super::{Finding, RESTORE};
use crate::db::head::{Belonging, belonging};
use crate::db::migrate::{CURRENT, INDEXES, MIGRATIONS, version_of};

/// Whether this build can use the schema as it is.
pub(super) fn version(connection: &Connection) -> Finding {
    const CHECK: &str = "schema version";
    match version_of(connection) {
        Ok(version) if version == CURRENT => {
            Finding::fine(CHECK, told("It is {}.").number(version as u64))
        }
        Ok(version) => Finding::warning(
            CHECK,
            told("It is {}, older than this program's {}.")
                .number(version as u64)
                .number(CURRENT as u64),
            told("`nutrivault migrate` brings it up to date, after a verified copy."),
        ),
        Err(why) => {
            let is_newer = matches!(belonging(connection), Ok(Belonging::Newer(_)));
            let todo =
                if is_newer { told("Use the program that wrote the file.") } else { RESTORE };
            Finding::damage(CHECK, told("It cannot be used: {}").text(why), todo)
        }
    }
}

/// Compares every table, index and trigger with those of a fresh database.
pub(super) fn objects(connection: &Connection) -> Finding {
    const CHECK: &str = "schema";
    let compared = fresh().and_then(|fresh| Ok((named(&fresh)?, named(connection)?)));
    let (expected, found) = match compared {
        Ok(both) => both,
        Err(error) => return Finding::broken_off(CHECK, &error),
    };
    let (mut missing_indexes, mut wrong) = (Vec::new(), Vec::new());
    for (name, (kind, sql)) in &expected {
        match found.get(name) {
            None if kind == "index" => missing_indexes.push(name.as_str()),
            None => wrong.push(told("the {} {} is missing").text(kind).text(name)),
            Some((_, other)) if other != sql => {
                wrong.push(told("the {} {} differs").text(kind).text(name))
            }
            Some(_) => {}
        }
    }
    if !wrong.is_empty() {
        return Finding::damage(
            CHECK,
            told("Somebody changed it: {}.").several(wrong, ", "),
            told(
                "Read what the audit chain says, then go back to the newest backup with `nutrivault restore FILE`.",
            ),
        );
    }
    if !missing_indexes.is_empty() {
        return Finding::warning(
            CHECK,
            told("Indexes are missing: {}.").text(missing_indexes.join(", ")),
            told("Restart the server: it makes them anew."),
        );
    }
    Finding::fine(
        CHECK,
        told("All {} tables, indexes and guards are there.").number(expected.len() as u64),
    )
}

/// An empty database of the current schema, in memory.
fn fresh() -> rusqlite::Result<Connection> {
    let connection = Connection::open_in_memory()?;
    for (_, sql) in MIGRATIONS {
        connection.execute_batch(sql)?;
    }
    connection.execute_batch(INDEXES)?;
    Ok(connection)
}

/// Kind and text by name, of everything that has a text.
fn named(connection: &Connection) -> rusqlite::Result<BTreeMap<String, (String, String)>> {
    let mut statement =
        connection.prepare("SELECT name, type, sql FROM sqlite_schema WHERE sql IS NOT NULL")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?;
    rows.collect()
}
