//! Whether the file has the tables, indexes and guards of this build.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::{Finding, RESTORE};
use crate::db::head::{Belonging, belonging};
use crate::db::migrate::{CURRENT, INDEXES, MIGRATIONS, version_of};

/// Whether this build can use the schema as it is.
pub(super) fn version(connection: &Connection) -> Finding {
    const CHECK: &str = "schema version";
    match version_of(connection) {
        Ok(version) if version == CURRENT => Finding::fine(CHECK, format!("It is {version}.")),
        Ok(version) => Finding::warning(
            CHECK,
            format!("It is {version}, older than this program's {CURRENT}."),
            "`nutrivault migrate` brings it up to date, after a verified copy.",
        ),
        Err(why) => {
            let is_newer = matches!(belonging(connection), Ok(Belonging::Newer(_)));
            let todo = if is_newer { "Use the program that wrote the file." } else { RESTORE };
            Finding::damage(CHECK, why, todo)
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
            None => wrong.push(format!("the {kind} {name} is missing")),
            Some((_, other)) if other != sql => wrong.push(format!("the {kind} {name} differs")),
            Some(_) => {}
        }
    }
    if !wrong.is_empty() {
        return Finding::damage(
            CHECK,
            format!("Somebody changed it: {}.", wrong.join(", ")),
            "Read what the audit chain says, then go back to the newest backup with `nutrivault restore FILE`.",
        );
    }
    if !missing_indexes.is_empty() {
        return Finding::warning(
            CHECK,
            format!("Indexes are missing: {}.", missing_indexes.join(", ")),
            "Restart the server: it makes them anew.",
        );
    }
    Finding::fine(CHECK, format!("All {} tables, indexes and guards are there.", expected.len()))
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
