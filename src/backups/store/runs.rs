//! What backups came to, and what checking them came to.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::params;
use serde_json::{Map, json};

use crate::audit::{Action, Actor, Entry, record};
use crate::backups::Origin;
use crate::backups::stamp::Stamp;
use crate::clock::Moment;
use crate::db::{Sql, Tx};
use crate::error::Result;
use crate::ids::Id;

/// What a backup came to, for the list of them and for the audit.
#[derive(Clone, Debug, serde::Deserialize, serde::Serialize)]
pub struct Run {
    pub started_at: String,
    pub finished_at: String,
    pub path: String,
    pub bytes: Option<i64>,
    pub error: Option<String>,
    #[serde(default)]
    pub origin: Origin,
    /// What kept the copy from the second folder.
    #[serde(default)]
    pub second_error: Option<String>,
    /// Whether the copy carries the proof of this clinic's key.
    #[serde(default)]
    pub is_made_here: bool,
}

/// Notes a backup, made or failed.
///
/// # Errors
/// What SQLite says.
pub fn note(tx: &Tx<'_>, actor: &Actor, run: &Run) -> Result<()> {
    tx.run(
        "INSERT INTO backup_runs \
         (id, started_at, finished_at, path, bytes, verified, error, origin, second_error) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            Id::new(),
            run.started_at,
            run.finished_at,
            run.path,
            run.bytes,
            run.error.is_none(),
            run.error,
            run.origin.code(),
            run.second_error,
        ],
    )?;
    // It was read back: what its list says of it.
    let file = Path::new(&run.path);
    if run.error.is_none()
        && let Some(name) = file.file_name().and_then(|name| name.to_str())
    {
        let stamp = Stamp::of(file).ok();
        remember(tx, name, &Verdict { error: None, stamp, is_made_here: run.is_made_here })?;
    }
    let mut facts = Map::new();
    facts.insert("path".into(), json!({ "old": null, "new": run.path }));
    facts.insert("error".into(), json!({ "old": null, "new": run.error }));
    if run.second_error.is_some() {
        facts.insert("second_error".into(), json!({ "old": null, "new": run.second_error }));
    }
    let mut entry = Entry::new(Action::Backup, "database").changing(facts);
    if run.error.is_some() {
        entry.status = "ERROR";
        entry.severity = "ERROR";
    }
    record(tx, actor, &entry)
}

/// How backups went lately.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// The newest run that made a good copy.
    pub last_good: Option<Good>,
    /// When the newest good one of the schedule began.
    pub last_scheduled: Option<Moment>,
    /// The newest run, if it failed: when, and why.
    pub failure: Option<(Moment, String)>,
    /// When a run failed last, whatever came after.
    pub last_failed: Option<Moment>,
    /// What kept the newest copy from the second folder.
    pub second_error: Option<String>,
}

/// A run that made a good copy.
#[derive(Clone, Debug, PartialEq)]
pub struct Good {
    pub started: Moment,
    pub took_ms: i64,
    pub bytes: i64,
}

/// How backups went lately.
///
/// # Errors
/// What SQLite says.
pub fn record_of(sql: &Sql<'_>) -> Result<Record> {
    // By the order in which they were noted: a clock that was ahead once has dated some too late.
    const NEWEST: &str = "ORDER BY rowid DESC LIMIT 1";
    let last_good = sql.maybe(
        &format!(
            "SELECT started_at, finished_at, bytes FROM backup_runs WHERE verified = 1 {NEWEST}"
        ),
        [],
        |row| {
            let started: Moment = row.get(0)?;
            let finished: Option<Moment> = row.get(1)?;
            let took_ms = finished.map_or(0, |finished| finished.ms() - started.ms());
            Ok(Good { started, took_ms, bytes: row.get::<_, Option<i64>>(2)?.unwrap_or(0) })
        },
    )?;
    let started = |which: &str| {
        let newest = format!("SELECT started_at FROM backup_runs WHERE {which} {NEWEST}");
        sql.maybe(&newest, [], |row| row.get(0))
    };
    let last_scheduled = started("verified = 1 AND origin = 'SCHEDULE'")?;
    let last_failed = started("verified = 0")?;
    let newest: Option<(Moment, Option<String>, Option<String>)> = sql.maybe(
        &format!("SELECT started_at, error, second_error FROM backup_runs {NEWEST}"),
        [],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    let (at, error, second_error) =
        newest.map_or((None, None, None), |(at, e, s)| (Some(at), e, s));
    Ok(Record { last_good, last_scheduled, failure: at.zip(error), last_failed, second_error })
}

/// What a copy's last check came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    pub at: Moment,
    pub error: Option<String>,
    /// The file that was checked, in its state then; none of checks by older programs.
    pub stamp: Option<String>,
    pub is_made_here: bool,
}

impl Check {
    /// Whether it was this file, as it is now.
    pub fn is_of(&self, copy: &Stamp) -> bool {
        self.stamp.as_ref() == Some(&copy.to_string())
    }
}

/// What is found out about a copy.
#[derive(Clone, Copy, Debug)]
pub struct Verdict<'v> {
    pub error: Option<&'v str>,
    pub stamp: Option<Stamp>,
    pub is_made_here: bool,
}

/// The last check of each copy, by the name of its file.
///
/// # Errors
/// What SQLite says.
pub fn checks(sql: &Sql<'_>) -> Result<BTreeMap<String, Check>> {
    let question = "SELECT name, checked_at, error, stamp, made_here FROM backup_checks";
    let all = sql.all(question, [], |row| {
        let is_made_here = row.get::<_, Option<bool>>(4)?.unwrap_or(false);
        let check = Check { at: row.get(1)?, error: row.get(2)?, stamp: row.get(3)?, is_made_here };
        Ok((row.get(0)?, check))
    })?;
    Ok(all.into_iter().collect())
}

/// Notes what a check came to.
///
/// # Errors
/// What SQLite says.
pub fn checked(tx: &Tx<'_>, actor: &Actor, name: &str, verdict: &Verdict<'_>) -> Result<()> {
    remember(tx, name, verdict)?;
    act(tx, actor, Action::Read, name, "checked", verdict.error)
}

/// Remembers what is known of a copy.
///
/// # Errors
/// What SQLite says.
pub(in crate::backups) fn remember(tx: &Tx<'_>, name: &str, verdict: &Verdict<'_>) -> Result<()> {
    let stamp = verdict.stamp.map(|stamp| stamp.to_string());
    tx.run(
        "INSERT INTO backup_checks (name, checked_at, error, stamp, made_here) \
         VALUES (?1, ?2, ?3, ?4, ?5) \
         ON CONFLICT DO UPDATE SET checked_at = ?2, error = ?3, stamp = ?4, made_here = ?5",
        params![name, tx.now(), verdict.error, stamp, verdict.is_made_here],
    )?;
    Ok(())
}

/// Forgets the checks of a copy that is gone.
///
/// # Errors
/// What SQLite says.
pub fn deleted(tx: &Tx<'_>, actor: &Actor, name: &str) -> Result<()> {
    tx.run("DELETE FROM backup_checks WHERE name = ?1", [name])?;
    act(tx, actor, Action::Delete, name, "deleted", None)
}

/// Writes down what was done with a copy.
///
/// # Errors
/// What SQLite says.
pub fn act(
    tx: &Tx<'_>,
    actor: &Actor,
    action: Action,
    name: &str,
    what: &str,
    error: Option<&str>,
) -> Result<()> {
    let mut facts = Map::new();
    facts.insert(what.into(), json!({ "old": null, "new": name }));
    if let Some(error) = error {
        facts.insert("error".into(), json!({ "old": null, "new": error }));
    }
    record(tx, actor, &Entry::new(action, "backup").changing(facts))
}
