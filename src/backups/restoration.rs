//! Going back to a backup: the new database is prepared beside the old one, whole and migrated,
//! and one rename swaps them. Interrupted anywhere, the old or the new one is there.

mod change;
mod preserved;

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use change::Present;
pub use change::{Change, compare};
use preserved::{Preserved, keep};
use rusqlite::{Connection, ErrorCode};
use serde_json::{Map, Value, json};

use super::stamp::Stamp;
use super::{Candidate, Difference, room, store};
use crate::audit::Actor;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::{Database, Meter, wal};

/// The folder inside the data folder where the new database is prepared.
const STAGE: &str = "restoring";
/// Somebody who has the database open is waited for that long.
const PATIENCE: Duration = Duration::from_secs(2);

/// What a restore came to.
#[derive(Debug, Default)]
pub struct Restored {
    /// Where the replaced database is kept.
    pub kept: Option<PathBuf>,
    /// Numbers of invoices and credit notes that the backup does not know, and nobody gets again.
    pub skipped_numbers: Vec<String>,
    /// Users and keys that are others than before.
    pub people: Vec<String>,
}

/// Who says whether a prepared database is one to work with: a sentence if it is not.
pub type Judge<'j> = &'j dyn Fn(&Config) -> Result<(), String>;

/// Puts the candidate in the place of the database, if the prepared one is sound. The caller holds
/// the folder's lock.
///
/// # Errors
/// A sentence; then the old database is in its place.
pub fn restore(
    config: &Config,
    candidate: &Candidate,
    actor: &Actor,
    judge: Judge<'_>,
) -> Result<Restored, String> {
    let stage = config.data.join(STAGE);
    let mut kept = None;
    let prepared = prepare(config, candidate, &stage, actor, judge, &mut kept);
    if prepared.is_err() {
        let _ = fs::remove_dir_all(&stage);
        // Nothing is replaced: nothing is to be kept.
        kept.iter().for_each(|kept: &Preserved| kept.forget());
    }
    let (restored, staged) = prepared?;
    let swapped = swap(config, &staged);
    let _ = fs::remove_dir_all(&stage);
    swapped.map_err(|error| {
        format!("The databases could not be swapped: {error}. The old one is in its place.")
    })?;
    Ok(restored)
}

/// Makes the new database beside the present one.
fn prepare(
    config: &Config,
    candidate: &Candidate,
    stage: &Path,
    actor: &Actor,
    judge: Judge<'_>,
    preserved: &mut Option<Preserved>,
) -> Result<(Restored, PathBuf), String> {
    let disk =
        |error: std::io::Error| format!("{}: {error}. Nothing was changed.", stage.display());
    // What an interrupted restore left.
    if stage.exists() {
        fs::remove_dir_all(stage).map_err(disk)?;
    }
    // The new one twice, for an older schema is copied before it is migrated; the present one once.
    let present_bytes = fs::metadata(config.database()).map_or(0, |file| file.len());
    let needed = candidate.bytes.saturating_mul(2).saturating_add(present_bytes);
    room::for_copy_of(needed, &config.data).map_err(|why| format!("{why} Nothing was changed."))?;
    let people = compare(config, candidate)?.people;
    let now = Present::of(config);

    fs::create_dir_all(stage).map_err(disk)?;
    let staged = config.clone().with_data(stage);
    fs::copy(&candidate.file, staged.database()).map_err(disk)?;
    if Stamp::of(&candidate.file).map_err(disk)? != candidate.stamp {
        return Err(format!(
            "{} was changed after it was checked. Nothing was changed; restore it again.",
            candidate.file.display()
        ));
    }
    // The copy may have been of a read-only disk.
    fs::set_permissions(staged.database(), fs::Permissions::from_mode(0o600)).map_err(disk)?;
    let (database, _) = Database::open(&staged, Clock::default())?;
    let told = told(candidate, &now, &people);
    // Opened, a file would be kept with another's pages laid over it.
    wal::set_aside_unless_own(&config.database(), Clock::default().now())?;
    *preserved = keep(config)?;
    let kept = preserved.as_ref().and_then(Preserved::verdict);
    let taken = database.write_here(&Meter::default(), |tx| {
        let kept = kept.as_ref().map(|(name, verdict)| (name.as_str(), *verdict));
        store::take_over(tx, actor, &now.counters, kept, told)
    });
    let closed = database.close();
    let failed = |error: crate::error::Error| {
        format!("The backup could not be prepared: {error}. Nothing was changed.")
    };
    let skipped_numbers = taken.map_err(failed)?;
    closed.map_err(failed)?;
    judge(&staged).map_err(|why| {
        format!("{} was not restored: {why} Nothing was changed.", candidate.file.display())
    })?;
    let file = staged.database();
    single_file(&file).map_err(disk)?;
    let people = people.iter().map(ToString::to_string).collect();
    let kept = preserved.as_ref().map(|kept| kept.file.clone());
    Ok((Restored { kept, skipped_numbers, people }, file))
}

/// What the audit trail says of a restore: the heads, the rows and the people before and after.
fn told(candidate: &Candidate, now: &Present, people: &[Difference]) -> Map<String, Value> {
    let head_of = |seq: i64, hash: &str| json!({ "seq": seq, "hash": hash });
    let mut told = Map::new();
    told.insert(
        "head".into(),
        json!({
            "old": now.head.as_ref().map(|(seq, hash)| head_of(*seq, hash)),
            "new": head_of(candidate.audit_seq, &candidate.audit_head),
        }),
    );
    told.insert("rows".into(), json!({ "old": now.rows, "new": candidate.rows }));
    let people: Vec<String> = people.iter().map(ToString::to_string).collect();
    told.insert("people".into(), json!({ "old": null, "new": people }));
    told
}

/// Takes the file out of WAL mode, so that nothing beside it belongs to it, and syncs it. Somebody
/// who still has it open is waited for: SQLite itself does not wait here, and a pool's own threads
/// let go of its connections a moment after it is closed.
fn single_file(file: &Path) -> std::io::Result<()> {
    let journal = |connection: Connection| -> rusqlite::Result<()> {
        store::fold(&connection)?;
        connection.pragma_update(None, "journal_mode", "DELETE")
    };
    let begun = Instant::now();
    loop {
        match Connection::open(file).and_then(journal) {
            Err(error) if is_busy(&error) && begun.elapsed() < PATIENCE => {
                thread::sleep(Duration::from_millis(10));
            }
            result => break result.map_err(std::io::Error::other)?,
        }
    }
    File::open(file)?.sync_all()
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

fn swap(config: &Config, staged: &Path) -> std::io::Result<()> {
    let file = config.database();
    let folded = if file.exists() { single_file(&file) } else { Ok(()) };
    if let Err(error) = folded {
        let by_sqlite = error.get_ref().and_then(|why| why.downcast_ref::<rusqlite::Error>());
        if by_sqlite.is_some_and(is_busy) {
            let why = "another program has the database open: end it first";
            return Err(std::io::Error::other(why));
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::connect;

    #[test]
    fn somebody_who_has_the_file_open_for_a_moment_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.db");
        let open = connect::writer(&file).unwrap();
        open.execute_batch("CREATE TABLE t (a)").unwrap();
        let leaving = thread::spawn(move || {
            thread::sleep(Duration::from_millis(300));
            drop(open);
        });
        single_file(&file).unwrap();
        leaving.join().unwrap();
        assert!(!folder.path().join("a.db-wal").exists());
    }
}
