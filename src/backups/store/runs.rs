//! What backups came to, and what checking them came to.

use std::collections::BTreeMap;

use rusqlite::params;
use serde_json::{Map, json};

use crate::audit::{Action, Actor, Entry, record};
use crate::backups::Origin;
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
}

/// The last check of each copy, by the name of its file.
///
/// # Errors
/// What SQLite says.
pub fn checks(sql: &Sql<'_>) -> Result<BTreeMap<String, Check>> {
    let all = sql.all("SELECT name, checked_at, error FROM backup_checks", [], |row| {
        Ok((row.get(0)?, Check { at: row.get(1)?, error: row.get(2)? }))
    })?;
    Ok(all.into_iter().collect())
}

/// Notes what a check came to.
///
/// # Errors
/// What SQLite says.
pub fn checked(tx: &Tx<'_>, actor: &Actor, name: &str, error: Option<&str>) -> Result<()> {
    tx.run(
        "INSERT INTO backup_checks (name, checked_at, error) VALUES (?1, ?2, ?3) \
         ON CONFLICT DO UPDATE SET checked_at = ?2, error = ?3",
        params![name, tx.now(), error],
    )?;
    act(tx, actor, Action::Read, name, "checked", error)
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
