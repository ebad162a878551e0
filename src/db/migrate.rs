//! The schema's versions: embedded, forward only, each in a transaction of its own.

use std::fs;
use std::path::Path;
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags};

use super::connect::APPLICATION_ID;
use super::head::{Belonging, belonging};
pub use super::migrations::{CURRENT, INDEXES, MIGRATIONS};
use super::refolding::refold;
use super::wal;
use crate::clock::Moment;

/// How long the copy waits for a lock that somebody else holds before it tries again.
const PAUSE: Duration = Duration::from_millis(50);

/// What a start found and did.
#[derive(Debug, PartialEq)]
pub enum Outcome {
    /// There was no database; now there is one.
    Created,
    /// The schema was the current one.
    Current,
    /// Migrations ran; the file as it was before lies there.
    Migrated { from: usize, copy: std::path::PathBuf },
}

/// Brings the file to the current schema and ensures the indexes.
///
/// # Errors
/// A sentence: the file is not ours, is newer than this build, or a step failed. Then the file is
/// as it was, and so is the copy.
pub fn migrate(
    connection: &mut Connection,
    backups: &Path,
    now: Moment,
) -> Result<Outcome, String> {
    let version = version_of(connection)?;
    let outcome = match version {
        0 => Outcome::Created,
        current if current == CURRENT => Outcome::Current,
        older => {
            Outcome::Migrated { from: older, copy: verified_copy(connection, backups, older, now)? }
        }
    };
    if matches!(outcome, Outcome::Migrated { .. }) {
        fold(connection)?;
    }
    for (number, (name, sql)) in MIGRATIONS.iter().enumerate().skip(version) {
        run(connection, number + 1, sql).map_err(|error| {
            format!("Migration {name} failed: {error}. The database is as it was before it.")
        })?;
    }
    refold(connection).map_err(|error| {
        format!("The patients could not be folded for searches: {error}. They are as they were.")
    })?;
    ensure_indexes(connection).map_err(|error| format!("sql/indexes.sql failed: {error}."))?;
    // Of a new file there is nothing to learn but that it is empty, and who only opens one that is
    // current leaves it as it is.
    if matches!(outcome, Outcome::Migrated { .. }) {
        learn_sizes(connection).map_err(|error| format!("ANALYZE failed: {error}."))?;
    }
    // Else a new clinic's file would be an empty one until its log is long.
    if outcome != Outcome::Current {
        fold(connection)?;
    }
    Ok(outcome)
}

/// Folds the log into the file, as far as others who read let it.
fn fold(connection: &Connection) -> Result<(), String> {
    connection
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .map_err(|error| format!("The log cannot be folded into the database: {error}."))
}

fn ensure_indexes(connection: &mut Connection) -> rusqlite::Result<()> {
    let version = |connection: &Connection| {
        connection.query_row("PRAGMA schema_version", [], |row| row.get::<_, i64>(0))
    };
    let before = version(connection)?;
    let transaction = connection.transaction()?;
    transaction.execute_batch(INDEXES)?;
    if version(&transaction)? != before {
        wal::advance(&transaction)?;
    }
    transaction.commit()
}

/// Has SQLite count what has grown since it last did, for its choice among indexes.
///
/// The tables behind full-text searches are said to be large: one that was small when it was counted
/// is read from end to end at every merge, however large it has become since (an audit row took
/// 30 µs in an empty clinic and 500 at a million rows).
///
/// # Errors
/// What SQLite says.
pub fn learn_sizes(connection: &Connection) -> rusqlite::Result<()> {
    // A part of the caller's change, or one of its own.
    let own = connection.is_autocommit().then(|| connection.unchecked_transaction()).transpose()?;
    wal::advance_if_there(connection)?;
    connection.execute_batch("PRAGMA optimize = 0x10002")?;
    let is_corrected = correct_sizes(connection)?;
    own.map_or(Ok(()), rusqlite::Transaction::commit)?;
    if is_corrected {
        // Else this connection goes on as it was told before.
        connection.execute_batch("ANALYZE sqlite_schema")?;
    }
    Ok(())
}

/// Says that the tables behind full-text searches are large; whether that was new.
fn correct_sizes(connection: &Connection) -> rusqlite::Result<bool> {
    let is_known = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1')";
    if !connection.query_row(is_known, [], |row| row.get(0))? {
        return Ok(false);
    }
    let corrected = connection.execute(
        "UPDATE sqlite_stat1 SET stat = '1000000' \
         WHERE idx IS NULL AND CAST(stat AS INTEGER) < 1000000 \
           AND tbl IN (SELECT name FROM pragma_table_list WHERE type = 'shadow')",
        [],
    )?;
    Ok(corrected > 0)
}

/// The schema's version in this file, 0 for an empty one.
///
/// # Errors
/// A sentence: not one of our databases, a newer one, or one whose head is damaged.
pub fn version_of(connection: &Connection) -> Result<usize, String> {
    match belonging(connection).map_err(|error| format!("The database cannot be read: {error}."))? {
        Belonging::Empty => Ok(0),
        Belonging::Ours(version) => Ok(version),
        Belonging::Foreign => Err("This file is a SQLite database, but not one of NutriVault's. \
                                   Point NUTRIVAULT_DATA at another folder."
            .into()),
        Belonging::Newer(version) => Err(format!(
            "This database has schema version {version}; this program knows up to {CURRENT}. \
             A newer NutriVault wrote it: install that version again, or restore a copy made before the upgrade."
        )),
        Belonging::Garbled(what) => Err(format!("The head of this file is damaged. {what}")),
    }
}

fn run(connection: &mut Connection, version: usize, sql: &str) -> rusqlite::Result<()> {
    let transaction =
        connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    // The making of the table is the first mark itself.
    let has_marks = wal::root(&transaction)?.is_some();
    transaction.execute_batch(sql)?;
    if has_marks {
        wal::advance(&transaction)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", i64::try_from(version).unwrap_or(i64::MAX))?;
    transaction.commit()
}

/// Copies the live database page by page and checks the copy before anything else happens.
fn verified_copy(
    connection: &Connection,
    backups: &Path,
    version: usize,
    now: Moment,
) -> Result<std::path::PathBuf, String> {
    fs::create_dir_all(backups)
        .map_err(|e| format!("{} cannot be made: {e}.", backups.display()))?;
    let stamp = now.to_string().replace([':', '.'], "-");
    let target = backups.join(format!("before-migration-from-{version}-{stamp}.db"));
    let copy = || -> rusqlite::Result<String> {
        let mut copy = Connection::open(&target)?;
        // All pages in one step: in small steps beside a writer it would start over for ever.
        Backup::new(connection, &mut copy)?.run_to_completion(i32::MAX, PAUSE, None)?;
        copy.pragma_update(None, "journal_mode", "DELETE")?;
        drop(copy);
        Connection::open_with_flags(&target, OpenFlags::SQLITE_OPEN_READ_ONLY)?.query_row(
            "PRAGMA integrity_check",
            [],
            |row| row.get(0),
        )
    };
    let failed = |why: String| {
        format!("No verified copy could be made before the migration: {why}. Nothing was migrated.")
    };
    match copy() {
        Ok(verdict) if verdict == "ok" => {
            fs::File::open(&target)
                .and_then(|file| file.sync_all())
                .map_err(|e| failed(e.to_string()))?;
            Ok(target)
        }
        Ok(verdict) => Err(failed(verdict)),
        Err(error) => Err(failed(error.to_string())),
    }
}

#[cfg(test)]
#[path = "migrate_tests.rs"]
mod tests;
