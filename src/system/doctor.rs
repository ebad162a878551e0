//! The doctor: is the clinic's file whole, ours, private and as this build expects it?
//!
//! It only reads, and opens the file by itself: a damaged one would not get past the usual door,
//! which also mends what the doctor should see.

mod backups;
mod documents;
mod file;
mod indexes;
mod ledger;
mod memory;
mod network;
mod numbering;
mod passwords;
pub(super) mod said;
mod schema;
mod surroundings;
mod totals;

use std::path::Path;

pub(super) use self::said::told;
pub use self::said::{Said, Value};
use rusqlite::{Connection, OptionalExtension};
use serde::Serialize;

use crate::audit::Walk;
use crate::backups::newest_good;
use crate::clock::Zone;
use crate::config::Config;
use crate::db::connect;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// As it should be.
    Fine,
    /// Works, but should not stay so.
    Warning,
    /// Something is broken or has been tampered with.
    Damage,
}

/// What one check found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// The check, in a word or two.
    pub check: &'static str,
    pub level: Level,
    /// What was found, as a sentence.
    pub what: Said,
    /// What to do about it.
    pub todo: Option<Said>,
}

impl Finding {
    fn fine(check: &'static str, what: Said) -> Self {
        Self { check, level: Level::Fine, what, todo: None }
    }

    fn warning(check: &'static str, what: Said, todo: Said) -> Self {
        Self { check, level: Level::Warning, what, todo: Some(todo) }
    }

    fn damage(check: &'static str, what: Said, todo: Said) -> Self {
        Self { check, level: Level::Damage, what, todo: Some(todo) }
    }

    /// A check that could not be made.
    fn broken_off(check: &'static str, error: &rusqlite::Error) -> Self {
        Self::damage(check, told("The check broke off: {}.").text(error), RESTORE)
    }
}

const RESTORE: Said = told(
    "Stop the server and go back to the newest backup: `nutrivault restore FILE`; it keeps the damaged file aside.",
);

/// Examines the clinic of this configuration, running or not. Later checks are left out where an
/// earlier one shows that they would mean nothing.
pub fn examine(config: &Config) -> Vec<Finding> {
    let mut findings = everything(config);
    // Only now: to find it, the newest copies are read whole.
    if findings.iter().any(|finding| finding.todo == Some(RESTORE))
        && let Some(copy) = newest_good(config)
    {
        let todo = told(
            "Stop the server and go back to the newest good backup, of {}: `nutrivault restore {}`; it keeps the damaged file aside.",
        )
        .at(copy.made)
        .text(copy.file.display());
        for finding in findings.iter_mut().filter(|it| it.todo == Some(RESTORE)) {
            finding.todo = Some(todo.clone());
        }
    }
    findings
}

/// Refuses a database that a restore has prepared where the doctor finds damage in it.
///
/// # Errors
/// A sentence that names the findings.
pub fn must_be_sound(config: &Config) -> Result<(), String> {
    let found = everything(config).into_iter().filter(|found| found.level == Level::Damage);
    let damage: Vec<String> =
        found.map(|found| format!("{}: {}", found.check, found.what)).collect();
    if damage.is_empty() {
        return Ok(());
    }
    Err(format!("the doctor finds damage in what would come back. {}", damage.join(" ")))
}

fn everything(config: &Config) -> Vec<Finding> {
    let path = config.database();
    // Opened, it would be read with the other's pages laid over it.
    if let Some(found) = file::log_of_another(&path, config) {
        return vec![found];
    }
    let mut findings = vec![file::header(&path)];
    if findings[0].level != Level::Fine {
        return findings;
    }
    findings.push(file::permissions(&path));
    findings.push(file::owners(config));
    findings.push(surroundings::disk(config));
    findings.push(surroundings::sqlite());
    findings.push(surroundings::configuration(config));
    findings.push(network::listening(config));
    findings.extend(network::certificate(config));
    match open(&path) {
        Ok(connection) => inside(&connection, config, &mut findings),
        Err(error) => findings.push(Finding::damage(
            "file",
            told("{} cannot be opened: {}.").text(path.display()).text(error),
            RESTORE,
        )),
    }
    findings
}

fn open(path: &Path) -> rusqlite::Result<Connection> {
    let mut connection = Connection::open_with_flags(path, connect::reader_flags())?;
    // After a crash the log stays as it was found.
    connect::make_reader(&mut connection)?;
    Ok(connection)
}

fn inside(connection: &Connection, config: &Config, findings: &mut Vec<Finding>) {
    let version = schema::version(connection);
    let is_current = version.level == Level::Fine;
    findings.push(version);
    findings.push(file::write_ahead_log(connection, config));
    findings.push(integrity(connection));
    findings.push(references(connection));
    // An older schema misses what newer ones have: that is no damage.
    if is_current {
        findings.push(schema::objects(connection));
        findings.push(settings(connection));
        findings.push(passwords::costs(connection));
        findings.push(documents::room(connection, config));
        findings.push(totals::kept(connection));
        findings.push(ledger::sums(connection));
        findings.push(numbering::series(connection));
        findings.push(audit_chain(connection));
        findings.push(memory::of_copies(connection, config));
        findings.push(indexes::used(connection));
        findings.push(surroundings::clock(connection));
        findings.push(backups::newest(connection, config));
    }
}

/// SQLite's full check of every page, index, constraint and search index.
fn integrity(connection: &Connection) -> Finding {
    const CHECK: &str = "integrity";
    let found = connection.prepare("PRAGMA integrity_check(20)").and_then(|mut statement| {
        statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()
    });
    match found {
        Ok(lines) if lines == ["ok"] => {
            Finding::fine(CHECK, told("Every page and index is whole."))
        }
        Ok(lines) => {
            Finding::damage(CHECK, told("SQLite finds: {}.").text(lines.join("; ")), RESTORE)
        }
        Err(error) => Finding::broken_off(CHECK, &error),
    }
}

/// Rows that refer to rows which are not there.
fn references(connection: &Connection) -> Finding {
    const CHECK: &str = "references";
    let found = connection.prepare("PRAGMA foreign_key_check").and_then(|mut statement| {
        let in_words = |row: &rusqlite::Row<'_>| {
            let (table, rowid, parent): (String, Option<i64>, String) =
                (row.get(0)?, row.get(1)?, row.get(2)?);
            let row = rowid.map_or_else(|| table.clone(), |rowid| format!("{table} {rowid}"));
            Ok(told("{} refers to {}").text(row).text(parent))
        };
        statement.query_map([], in_words)?.collect::<Result<Vec<_>, _>>()
    });
    match found {
        Ok(dangling) if dangling.is_empty() => {
            Finding::fine(CHECK, told("Every row that is referred to is there."))
        }
        Ok(dangling) => {
            let what = told("{} references lead nowhere, first {}.").number(dangling.len() as u64);
            let first = dangling.into_iter().take(5).collect();
            Finding::damage(CHECK, what.several(first, "; "), RESTORE)
        }
        Err(error) => Finding::broken_off(CHECK, &error),
    }
}

fn settings(connection: &Connection) -> Finding {
    const CHECK: &str = "settings";
    let zone = connection
        .query_row("SELECT time_zone FROM settings WHERE id = 1", [], |row| row.get::<_, String>(0))
        .optional();
    match zone {
        Ok(Some(zone)) if Zone::named(&zone).is_some() => {
            Finding::fine(CHECK, told("The clinic's time zone is {}.").text(zone))
        }
        Ok(Some(zone)) => Finding::damage(
            CHECK,
            told("This build does not know the time zone {}: it would not start.").text(zone),
            told("Set settings.time_zone to a zone like Europe/Paris."),
        ),
        Ok(None) => Finding::warning(
            CHECK,
            told("The clinic has no settings yet."),
            told("Start the server once: it writes those of the configuration."),
        ),
        Err(error) => Finding::broken_off(CHECK, &error),
    }
}

/// The whole audit chain, row by row.
fn audit_chain(connection: &Connection) -> Finding {
    const CHECK: &str = "audit chain";
    let mut walk = Walk::default();
    match walk.finish(connection) {
        Ok(None) => Finding::fine(CHECK, told("All {} rows hold.").number(walk.checked)),
        Ok(Some(bad)) => {
            let row =
                bad.id.map_or_else(|| bad.seq.to_string(), |id| format!("{} (id {id})", bad.seq));
            Finding::damage(
                CHECK,
                told("Row {} does not hold: {}.").text(row).text(bad.reason),
                told(
                    "Somebody or something changed the audit trail outside the program. Keep this file as evidence and compare it with the newest copy.",
                ),
            )
        }
        Err(error) => Finding::broken_off(CHECK, &error),
    }
}

#[cfg(test)]
mod tests;
