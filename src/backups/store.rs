//! What is asked of a copy and written into it.

mod plan;
mod runs;
mod tables;
mod trail;

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, params};

pub(super) use plan::second;
pub use plan::{plan, replan};
use runs::remember;
pub use runs::{Check, Good, Record, Run, Verdict, act, checked, checks, deleted, note, record_of};
pub use tables::{Counts, Digests};
pub(super) use tables::{counts, differing, digests};
pub(super) use trail::{Replaced, hash_at, replaced, verified_names};

use super::Manifest;
use crate::audit::{Action, Actor, Entry, record};
use crate::auth::is_beyond;
use crate::db::{Database, Meter, Tx};
use crate::error;
use serde_json::{Map, Value, json};

const MANIFEST: &str =
    "CREATE TABLE backup_manifest (digest TEXT NOT NULL, manifest TEXT NOT NULL) STRICT";

/// The end of the audit trail: its number and hash, and when its newest row was written.
pub(super) fn head(connection: &Connection) -> rusqlite::Result<(i64, String, Option<String>)> {
    connection.query_row(
        "SELECT h.seq, lower(hex(h.hash)), (SELECT max(timestamp) FROM audit_logs WHERE seq = h.seq) \
         FROM audit_head h",
        [],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

/// How large the database is, its log folded in.
pub(super) fn bytes(connection: &Connection) -> rusqlite::Result<u64> {
    let pragma = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let bytes = pragma("page_count")? * pragma("page_size")?;
    Ok(u64::try_from(bytes).unwrap_or_default())
}

/// Folds the write-ahead log into the file and empties it.
pub(super) fn fold(connection: &Connection) -> rusqlite::Result<()> {
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
}

/// Writes the manifest, with room for the digest of the file.
pub(super) fn write_manifest(
    copy: &Connection,
    blank: &str,
    manifest: &Manifest,
) -> rusqlite::Result<()> {
    let json = serde_json::to_string(manifest).unwrap_or_default();
    // A copy that was put in the clinic's place by hand has brought its own along.
    copy.pragma_update(None, "secure_delete", true)?;
    copy.execute_batch("DROP TABLE IF EXISTS backup_manifest")?;
    copy.execute_batch(MANIFEST)?;
    copy.execute("INSERT INTO backup_manifest VALUES (?1, ?2)", params![blank, json])?;
    Ok(())
}

/// Whether this is a copy that was put in the clinic's place: it has a table of that name.
pub(super) fn is_copy(tx: &Tx<'_>) -> error::Result<bool> {
    let table = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'backup_manifest'";
    Ok(tx.maybe(table, [], |_| Ok(()))?.is_some())
}

/// The manifest; none where there is no table of it, exactly as copies have it: what else may have
/// its name, a view without an end, is not asked.
pub(super) fn read_manifest(copy: &Connection) -> Result<Option<Manifest>, String> {
    let is_there: rusqlite::Result<bool> = copy.query_row(
        "SELECT count(*) = 1 FROM main.sqlite_schema \
         WHERE name = 'backup_manifest' AND type = 'table' AND sql = ?1",
        [MANIFEST],
        |row| row.get(0),
    );
    if !is_there.map_err(|error| error.to_string())? {
        return Ok(None);
    }
    let json: String = copy
        .query_row(
            "SELECT manifest FROM main.backup_manifest WHERE length(manifest) < 1000000 LIMIT 1",
            [],
            |row| row.get(0),
        )
        .map_err(|error| error.to_string())?;
    let manifest = serde_json::from_str(&json);
    manifest.map(Some).map_err(|error| format!("its manifest cannot be read: {error}"))
}

/// People whose stored hash is of a cost that is never computed.
pub(super) fn costly_hashes(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare("SELECT username, password_hash FROM main.users")?;
    let people = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut names = Vec::new();
    for person in people {
        let (name, hash): (String, String) = person?;
        if is_beyond(&hash) {
            names.push(name);
        }
    }
    Ok(names)
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

/// Where this database came from: the first link of its audit trail, which no clinic shares.
pub(super) fn lineage(connection: &Connection) -> rusqlite::Result<Option<String>> {
    let first = "SELECT lower(hex(hash)) FROM audit_logs ORDER BY seq LIMIT 1";
    connection.query_row(first, [], |row| row.get(0)).optional()
}

/// The same of the database in use; none when it cannot be read.
pub(super) fn lineage_here(database: &Database) -> Option<String> {
    let read = |sql: &crate::db::Sql<'_>| Ok(lineage(sql.connection())?);
    database.read_here(&Meter::default(), read).ok().flatten()
}

/// Somebody who can log in.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Person {
    /// The role, and whether they may use it.
    pub(super) role: String,
    pub(super) password: String,
    /// Name and beginning of each key.
    pub(super) keys: BTreeSet<String>,
}

/// The people of a file by user name.
pub(super) fn people(connection: &Connection) -> rusqlite::Result<BTreeMap<String, Person>> {
    let mut people = BTreeMap::new();
    let mut statement = connection.prepare(
        "SELECT u.username, r.name || CASE u.is_active WHEN 1 THEN '' ELSE ', inactive' END, \
                u.password_hash \
         FROM users u JOIN roles r ON r.id = u.role_id",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (role, password) = (row.get(1)?, row.get(2)?);
        people.insert(row.get(0)?, Person { role, password, keys: BTreeSet::new() });
    }
    let mut statement = connection.prepare(
        "SELECT u.username, k.name || ' (' || k.key_prefix || '…)' \
         FROM api_keys k JOIN users u ON u.id = k.user_id",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if let Some(person) = people.get_mut(&row.get::<_, String>(0)?) {
            person.keys.insert(row.get(1)?);
        }
    }
    Ok(people)
}

/// What each role may, and what can be allowed at all.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Rights {
    pub(super) granted: BTreeMap<String, BTreeSet<String>>,
    pub(super) known: BTreeSet<String>,
}

/// The rights of a file.
pub(super) fn rights(connection: &Connection) -> rusqlite::Result<Rights> {
    let mut rights = Rights::default();
    let mut statement = connection.prepare(
        "SELECT r.name, p.name FROM roles r JOIN role_permissions g ON g.role_id = r.id \
         JOIN permissions p ON p.id = g.permission_id",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        rights.granted.entry(row.get(0)?).or_default().insert(row.get(1)?);
    }
    let mut statement = connection.prepare("SELECT name FROM permissions")?;
    let known = statement.query_map([], |row| row.get(0))?;
    rights.known = known.collect::<rusqlite::Result<_>>()?;
    Ok(rights)
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
    actor: &Actor,
    counters: &[(String, i64, i64)],
    kept: Option<(&str, Verdict<'_>)>,
    told: Map<String, Value>,
) -> error::Result<Vec<String>> {
    if let Some((name, verdict)) = kept {
        remember(tx, name, &verdict)?;
    }
    // Its mark must not linger in a free page, or a later copy would seem to have lost its manifest.
    tx.connection().pragma_update(None, "secure_delete", true)?;
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
    record(tx, actor, &Entry::new(Action::Restore, "database").changing(told))?;
    Ok(skipped)
}
