//! Going back to a backup: the new database is prepared beside the old one, whole and migrated,
//! and one rename swaps them. Interrupted anywhere, the old or the new one is there.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use serde_json::{Map, json};

use super::{Candidate, snapshot, store};
use crate::clock::Clock;
use crate::config::Config;
use crate::db::{Database, Meter, connect};

/// The folder inside the data folder where the new database is prepared.
const STAGE: &str = "restoring";

/// What a restore would change: each table with its rows now and then.
#[derive(Debug, serde::Serialize)]
pub struct Change {
    pub rows: Vec<(String, Option<i64>, Option<i64>)>,
    /// Instants of the newest audit row, now and then.
    pub newest: (Option<String>, Option<String>),
    /// People whose role, state or credentials would differ, or who would come or go.
    pub people: Vec<String>,
}

/// Compares the candidate with the present database, if there is one that can be read.
///
/// # Errors
/// A sentence, if the candidate cannot be read.
pub fn compare(config: &Config, candidate: &Candidate) -> Result<Change, String> {
    let then_people = Connection::open(&candidate.file)
        .and_then(|copy| store::people(&copy))
        .map_err(|error| format!("{error}."))?;
    let now = present(config).and_then(|live| {
        let facts = || -> rusqlite::Result<_> {
            Ok((store::counts(&live)?, store::head(&live)?.2, store::people(&live)?))
        };
        facts().ok()
    });
    let (now_rows, now_newest, now_people) = now.unwrap_or_default();
    let mut names: Vec<&String> = now_rows.keys().chain(candidate.rows.keys()).collect();
    names.sort();
    names.dedup();
    let rows = names
        .into_iter()
        .map(|name| (name.clone(), now_rows.get(name).copied(), candidate.rows.get(name).copied()));
    let mut people = Vec::new();
    for (name, state) in &then_people {
        let role = |state: &str| state.lines().next().unwrap_or_default().to_owned();
        match now_people.get(name) {
            None => people.push(format!("{name} comes back as {}", role(state))),
            Some(now) if role(now) != role(state) => {
                people.push(format!("{name}: {} becomes {}", role(now), role(state)));
            }
            Some(now) if now != state => {
                people.push(format!("{name}: the password or API keys of the backup count again"));
            }
            Some(_) => {}
        }
    }
    for name in now_people.keys().filter(|name| !then_people.contains_key(*name)) {
        people.push(format!("{name} goes"));
    }
    Ok(Change { rows: rows.collect(), newest: (now_newest, candidate.newest.clone()), people })
}

fn present(config: &Config) -> Option<Connection> {
    let file = config.database();
    let mut live = file
        .exists()
        .then(|| Connection::open_with_flags(&file, connect::reader_flags()).ok())??;
    connect::make_reader(&mut live).ok()?;
    Some(live)
}

/// What a restore came to.
#[derive(Debug, serde::Serialize)]
pub struct Restored {
    /// Where the replaced database is kept.
    pub kept: Option<PathBuf>,
    /// Numbers of invoices and credit notes that the backup does not know, and nobody gets again.
    pub skipped_numbers: Vec<String>,
}

/// Puts the candidate in the place of the database. The caller holds the folder's lock.
///
/// # Errors
/// A sentence; then the old database is in its place.
pub fn restore(config: &Config, candidate: &Candidate) -> Result<Restored, String> {
    let stage = config.data.join(STAGE);
    let prepared = prepare(config, candidate, &stage);
    if prepared.is_err() {
        let _ = fs::remove_dir_all(&stage);
    }
    let (restored, staged) = prepared?;
    let swapped = swap(config, &staged);
    let _ = fs::remove_dir_all(&stage);
    swapped.map_err(|error| {
        format!("The databases could not be swapped: {error}. The old one is in its place.")
    })?;
    Ok(restored)
}

/// Keeps the present database, and makes the new one beside it.
fn prepare(
    config: &Config,
    candidate: &Candidate,
    stage: &Path,
) -> Result<(Restored, PathBuf), String> {
    let disk =
        |error: std::io::Error| format!("{}: {error}. Nothing was changed.", stage.display());
    // What an interrupted restore left.
    if stage.exists() {
        fs::remove_dir_all(stage).map_err(disk)?;
    }
    let kept = keep(config)?;
    let live = present(config);
    let counters = live.as_ref().and_then(|live| store::counters(live).ok()).unwrap_or_default();
    let head = live.as_ref().and_then(|live| store::head(live).ok());
    drop(live);

    fs::create_dir_all(stage).map_err(disk)?;
    let staged = config.clone().with_data(stage);
    fs::copy(&candidate.file, staged.database()).map_err(disk)?;
    let (database, _) = Database::open(&staged, Clock::default())?;
    let mut told = Map::new();
    let head_of = |seq: i64, hash: &str| json!({ "seq": seq, "hash": hash });
    told.insert(
        "head".into(),
        json!({
            "old": head.map(|(seq, hash, _)| head_of(seq, &hash)),
            "new": head_of(candidate.audit_seq, &candidate.audit_head),
        }),
    );
    told.insert("rows".into(), json!({ "old": null, "new": candidate.rows }));
    let taken = database.write_here(&Meter::default(), |tx| store::take_over(tx, &counters, told));
    let closed = database.close();
    let failed = |error: crate::error::Error| {
        format!("The backup could not be prepared: {error}. Nothing was changed.")
    };
    let skipped_numbers = taken.map_err(failed)?;
    closed.map_err(failed)?;
    let file = staged.database();
    single_file(&file).map_err(disk)?;
    Ok((Restored { kept, skipped_numbers }, file))
}

/// A verified copy of the present database; of one too damaged for that, its bytes as they are.
fn keep(config: &Config) -> Result<Option<PathBuf>, String> {
    let file = config.database();
    if !file.exists() {
        return Ok(None);
    }
    let backups = config.backups();
    let now = Clock::default().now();
    let stamp = now.to_string().replace([':', '.'], "-");
    let disk = |error: std::io::Error| {
        format!(
            "The present database cannot be kept in {}: {error}. Nothing was changed.",
            backups.display()
        )
    };
    fs::create_dir_all(&backups).map_err(disk)?;
    let target = backups.join(format!("before-restore-{stamp}.db"));
    if snapshot::take(&file, &target, now, &|_| {}).is_ok() {
        return Ok(Some(target));
    }
    let target = backups.join(format!("damaged-{stamp}.db"));
    fs::copy(&file, &target).map_err(disk)?;
    let wal = PathBuf::from(format!("{}-wal", file.display()));
    if wal.exists() {
        fs::copy(&wal, format!("{}-wal", target.display())).map_err(disk)?;
    }
    Ok(Some(target))
}

/// Takes the file out of WAL mode, so that nothing beside it belongs to it, and syncs it.
fn single_file(file: &Path) -> std::io::Result<()> {
    let journal = |connection: Connection| -> rusqlite::Result<()> {
        // Leaving WAL mode folds the log into the file first.
        connection.pragma_update(None, "journal_mode", "DELETE")
    };
    Connection::open(file).and_then(journal).map_err(std::io::Error::other)?;
    File::open(file)?.sync_all()
}

fn swap(config: &Config, staged: &Path) -> std::io::Result<()> {
    let file = config.database();
    if file.exists() && single_file(&file).is_err() {
        // Too damaged to be folded; its log, kept beside the copy, must not meet the new file.
        for ending in ["-wal", "-shm"] {
            let beside = PathBuf::from(format!("{}{ending}", file.display()));
            if beside.exists() {
                fs::remove_file(beside)?;
            }
        }
    }
    File::open(&config.data)?.sync_all()?;
    fs::rename(staged, &file)?;
    File::open(&config.data)?.sync_all()
}
