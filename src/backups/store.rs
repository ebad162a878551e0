//! What is asked of a copy and written into it.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};

use super::Manifest;
use crate::audit::{Action, Actor, Entry, record};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::Id;
use serde_json::{Map, Value, json};

/// Rows of every table.
pub type Counts = BTreeMap<String, i64>;

const MANIFEST: &str =
    "CREATE TABLE backup_manifest (digest TEXT NOT NULL, manifest TEXT NOT NULL) STRICT";

/// The rows of every table of the clinic's own.
pub(super) fn counts(connection: &Connection) -> rusqlite::Result<Counts> {
    let mut statement = connection.prepare(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' \
         AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> 'backup_manifest' ORDER BY name",
    )?;
    let names = statement.query_map([], |row| row.get::<_, String>(0))?;
    names
        .map(|name| {
            let name = name?;
            let rows =
                connection
                    .query_row(&format!("SELECT count(*) FROM \"{name}\""), [], |row| row.get(0))?;
            Ok((name, rows))
        })
        .collect()
}

/// The end of the audit trail: its number and hash, and when its newest row was written.
pub(super) fn head(connection: &Connection) -> rusqlite::Result<(i64, String, Option<String>)> {
    connection.query_row(
        "SELECT h.seq, lower(hex(h.hash)), (SELECT max(timestamp) FROM audit_logs WHERE seq = h.seq) \
         FROM audit_head h",
        [],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

/// Writes the manifest, with room for the digest of the file.
pub(super) fn write_manifest(
    copy: &Connection,
    blank: &str,
    manifest: &Manifest,
) -> rusqlite::Result<()> {
    let json = serde_json::to_string(manifest).unwrap_or_default();
    copy.execute_batch(MANIFEST)?;
    copy.execute("INSERT INTO backup_manifest VALUES (?1, ?2)", params![blank, json])?;
    Ok(())
}

/// The mark of the digest and the manifest, if the file is a backup.
pub(super) fn read_manifest(copy: &Connection) -> rusqlite::Result<Option<Manifest>> {
    let is_there: bool = copy.query_row(
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'backup_manifest')",
        [],
        |row| row.get(0),
    )?;
    if !is_there {
        return Ok(None);
    }
    let json: Option<String> =
        copy.query_row("SELECT manifest FROM backup_manifest", [], |row| row.get(0)).optional()?;
    Ok(json.and_then(|json| serde_json::from_str(&json).ok()))
}

/// What SQLite finds wrong with the file, if anything.
pub(super) fn damage(copy: &Connection) -> rusqlite::Result<Option<String>> {
    let verdict: String = copy.query_row("PRAGMA integrity_check(5)", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Ok(Some(verdict));
    }
    let table: Option<String> =
        copy.query_row("PRAGMA foreign_key_check", [], |row| row.get(0)).optional()?;
    Ok(table.map(|table| format!("a row of {table} refers to one that is not there")))
}

/// What a backup came to, for the list of them and for the audit.
#[derive(Clone, Debug, serde::Deserialize, serde::Serialize)]
pub struct Run {
    pub started_at: String,
    pub finished_at: String,
    pub path: String,
    pub bytes: Option<i64>,
    pub error: Option<String>,
}

/// Notes a backup, made or failed.
///
/// # Errors
/// What SQLite says.
pub fn note(tx: &Tx<'_>, actor: &Actor, run: &Run) -> Result<()> {
    tx.run(
        "INSERT INTO backup_runs (id, started_at, finished_at, path, bytes, verified, error) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            Id::new(),
            run.started_at,
            run.finished_at,
            run.path,
            run.bytes,
            run.error.is_none(),
            run.error
        ],
    )?;
    let mut facts = Map::new();
    facts.insert("path".into(), json!({ "old": null, "new": run.path }));
    facts.insert("error".into(), json!({ "old": null, "new": run.error }));
    record(tx, actor, &Entry::new(Action::Backup, "database").changing(facts))
}

/// The people of a file: user name, role, whether active, and the digest of what lets them in.
pub(super) fn people(connection: &Connection) -> rusqlite::Result<BTreeMap<String, String>> {
    let mut statement = connection.prepare(
        "SELECT u.username, r.name || CASE u.is_active WHEN 1 THEN '' ELSE ', inactive' END, \
                u.password_hash || (SELECT coalesce(group_concat(hex(k.key_hash)), '') \
                                    FROM api_keys k WHERE k.user_id = u.id) \
         FROM users u JOIN roles r ON r.id = u.role_id",
    )?;
    let rows = statement.query_map([], |row| {
        let (name, state, secret): (String, String, String) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok((name, format!("{state}\n{secret}")))
    })?;
    rows.collect()
}

/// The counters of numbers: series, year, last.
pub(super) fn counters(connection: &Connection) -> rusqlite::Result<Vec<(String, i64, i64)>> {
    let mut statement =
        connection.prepare("SELECT series, year, last_number FROM number_series")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    rows.collect()
}

/// Makes a restored file one to work with: no session lives on, no number is given out twice,
/// and the trail says what was replaced.
pub(super) fn take_over(
    tx: &Tx<'_>,
    counters: &[(String, i64, i64)],
    told: Map<String, Value>,
) -> Result<Vec<String>> {
    tx.run("DROP TABLE IF EXISTS backup_manifest", [])?;
    tx.run("DELETE FROM session_tokens", [])?;
    tx.run("DELETE FROM sessions", [])?;
    let mut skipped = Vec::new();
    for (series, year, last) in counters {
        let known: i64 = tx
            .maybe(
                "SELECT last_number FROM number_series WHERE series = ?1 AND year = ?2",
                params![series, year],
                |row| row.get(0),
            )?
            .unwrap_or(0);
        if known < *last {
            tx.run(
                "INSERT INTO number_series (series, year, last_number) VALUES (?1, ?2, ?3) \
                 ON CONFLICT DO UPDATE SET last_number = ?3",
                params![series, year, last],
            )?;
            skipped.push(format!("{series}-{year:04}-{:06} to {last:06}", known + 1));
        }
    }
    let mut told = told;
    told.insert("skipped_numbers".into(), json!({ "old": null, "new": skipped }));
    record(tx, &Actor::command_line(), &Entry::new(Action::Restore, "database").changing(told))?;
    Ok(skipped)
}
