//! What has no place here: told row by row, so that nobody has to find out later.

use super::record::columns;
use super::{Import, Remark};
use crate::error::Result;

/// The table, the column that names a row, and what becomes of it.
const LEFT: [(&str, &str, &str); 2] = [
    (
        "documents",
        "original_filename",
        "its content lies in a file of the old server: not imported, upload it again",
    ),
    ("api_keys", "name", "keys are not taken over: make a new one"),
];
const KNOWN: [&str; 14] = [
    "SequelizeMeta",
    "roles",
    "users",
    "permissions",
    "role_permissions",
    "patients",
    "visits",
    "visit_measurements",
    "billing",
    "refresh_tokens",
    "api_keys",
    "audit_logs",
    "documents",
    "sqlite_sequence",
];

pub(super) fn tell(import: &Import<'_>) -> Result<()> {
    for (table, name, done) in LEFT {
        if columns(import.source, table)?.is_empty() {
            continue;
        }
        let statement = format!("SELECT id, \"{name}\" FROM \"{table}\" ORDER BY id");
        let mut statement = import.source.prepare(&statement)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (id, value): (String, Option<String>) = (row.get(0)?, row.get(1)?);
            let value = value.unwrap_or_default();
            (import.listeners.remark)(&Remark {
                table,
                id: &id,
                column: name,
                value: &value,
                done,
            });
        }
    }
    let mut tables = import.source.prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )?;
    let tables = tables.query_map([], |row| row.get::<_, String>(0))?;
    for table in tables.collect::<rusqlite::Result<Vec<_>>>()? {
        if !KNOWN.contains(&table.as_str()) {
            let done = "is a table that the predecessor's releases do not have: not imported";
            (import.listeners.remark)(&Remark {
                table: &table,
                id: "",
                column: "",
                value: "",
                done,
            });
        }
    }
    Ok(())
}
