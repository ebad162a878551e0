//! What is asked of the audit trail to hold it against copies.

use std::collections::BTreeSet;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension};
use serde::Deserialize;

/// What a restore has replaced: it kept the rows up to one, and dropped those up to another.
#[derive(Debug)]
pub(in crate::backups) struct Replaced {
    pub at: String,
    pub kept: i64,
    /// Not known where the replaced file could not be read.
    pub last: Option<i64>,
}

/// What the row of a restore tells, as far as it is asked here.
#[derive(Default, Deserialize)]
struct Told {
    head: Head,
}

/// The last row of the trail before a restore and after it, where that is known.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Head {
    old: Option<Place>,
    new: Option<Place>,
}

#[derive(Deserialize)]
struct Place {
    seq: i64,
}

/// The restores that the trail tells of.
pub(in crate::backups) fn replaced(connection: &Connection) -> rusqlite::Result<Vec<Replaced>> {
    let mut statement = connection.prepare(
        "SELECT l.timestamp, v.body FROM audit_logs l JOIN audit_values v ON v.seq = l.seq \
         WHERE l.action = 'RESTORE' AND l.resource_type = 'database' AND l.status = 'SUCCESS' \
         AND v.body IS NOT NULL",
    )?;
    let mut rows = statement.query([])?;
    let mut replaced = Vec::new();
    while let Some(row) = rows.next()? {
        let (at, body): (String, String) = (row.get(0)?, row.get(1)?);
        let told: Told = serde_json::from_str(&body).unwrap_or_default();
        if let Some(Place { seq: kept }) = told.head.new {
            replaced.push(Replaced { at, kept, last: told.head.old.map(|place| place.seq) });
        }
    }
    Ok(replaced)
}

/// The hash of the row of that number.
pub(in crate::backups) fn hash_at(
    connection: &Connection,
    seq: i64,
) -> rusqlite::Result<Option<String>> {
    let question = "SELECT lower(hex(hash)) FROM audit_logs WHERE seq = ?1";
    connection.query_row(question, [seq], |row| row.get(0)).optional()
}

/// The names of the copies that this clinic has made and read back.
pub(in crate::backups) fn verified_names(
    connection: &Connection,
) -> rusqlite::Result<BTreeSet<String>> {
    let mut statement = connection.prepare("SELECT path FROM backup_runs WHERE verified = 1")?;
    let paths = statement.query_map([], |row| row.get::<_, String>(0))?;
    let name = |path: String| Some(Path::new(&path).file_name()?.to_str()?.to_owned());
    paths.filter_map(|path| path.map(name).transpose()).collect()
}
