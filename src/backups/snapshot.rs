//! Taking a copy of the live database.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use super::{Course, Manifest, Origin, Phase, SealKey, candidate, digest, room, store};
use crate::clock::Moment;
use crate::db::connect;
use crate::db::migrate::version_of;
use crate::ids::Id;
use crate::leisure::let_pass;

/// Pages of a step: the read transaction keeps the snapshot, so that no writer makes it start over.
/// A tenth of a millisecond, after which others may pass.
const STEP: i32 = 50;

/// A copy that has been read back and compared.
#[derive(Debug, serde::Serialize)]
pub struct Made {
    pub file: PathBuf,
    pub bytes: u64,
    pub digest: String,
    /// Until every page was copied and on the disk, in milliseconds.
    pub copied_ms: u64,
    /// Until it was read back and compared too, in milliseconds.
    pub took_ms: u64,
    pub manifest: Manifest,
}

/// A copy that was read back and has no name yet.
struct Sealed {
    digest: String,
    manifest: Manifest,
    copied: Duration,
}

/// Copies the database at `source` to `target`, a file or an existing folder, and verifies it.
///
/// # Errors
/// A sentence; then no copy is left behind.
pub fn take(
    source: &Path,
    target: &Path,
    now: Moment,
    origin: Origin,
    course: &Course<'_>,
) -> Result<Made, String> {
    let file = match target.is_dir() {
        true => target.join(name_of(origin, now)),
        false => target.to_path_buf(),
    };
    if file.exists() {
        return Err(format!("{} is there already: choose another name.", file.display()));
    }
    let begun = Instant::now();
    let folder = folder_of(&file);
    let partial = folder.join(format!(".{}.partial", Id::new()));
    let made = copy(source, &folder, &partial, (now, origin), course)
        .and_then(|sealed| finish(&partial, &file, &folder, sealed, begun));
    if made.is_err() {
        let _ = fs::remove_file(&partial);
    }
    made.map_err(|why| format!("No backup was made: {why} The database itself is untouched."))
}

/// The name of the copy of that instant: names sort as they were made.
pub(super) fn name_of(origin: Origin, now: Moment) -> String {
    format!("{}-{}.db", origin.prefix(), now.to_string().replace([':', '.'], "-"))
}

fn folder_of(file: &Path) -> PathBuf {
    match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

fn copy(
    source: &Path,
    folder: &Path,
    partial: &Path,
    (now, origin): (Moment, Origin),
    course: &Course<'_>,
) -> Result<Sealed, String> {
    let sqlite = |error: rusqlite::Error| format!("{error}.");
    let mut live = Connection::open_with_flags(source, connect::reader_flags()).map_err(sqlite)?;
    connect::make_reader(&mut live).map_err(sqlite)?;
    course.stop.watch(&live).map_err(sqlite)?;
    let snapshot = live.unchecked_transaction().map_err(sqlite)?;
    let schema_version = version_of(&snapshot)?;
    let rows = store::counts(&snapshot).map_err(sqlite)?;
    let (audit_seq, audit_head, newest) = store::head(&snapshot).map_err(sqlite)?;
    let lineage = store::lineage(&snapshot).map_err(sqlite)?;
    room::for_copy_of(store::bytes(&snapshot).map_err(sqlite)?, folder)?;

    let mut copy = emptied(partial, folder)?;
    let begun = Instant::now();
    pages(&snapshot, &mut copy, course)?;
    (course.tell)(Phase::Checking);
    let (digests, copied) = digested(&snapshot, partial, begun)?;
    drop(snapshot);

    let key = key_beside(source);
    let seal = Id::new().to_string();
    let mark = digest::mark(&seal);
    let manifest = Manifest {
        made_at: now.to_string(),
        lineage,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        origin,
        schema_version,
        rows,
        digests,
        audit_seq,
        audit_head,
        newest,
        seal,
        key: key.as_ref().map(SealKey::name),
    };
    copy.pragma_update(None, "journal_mode", "DELETE").map_err(sqlite)?;
    store::write_manifest(&copy, &digest::blank(&mark, key.is_some()), &manifest)
        .map_err(sqlite)?;
    drop(copy);
    let digest = digest::seal(partial, &mark, key.as_ref()).map_err(|error| format!("{error}."))?;
    let (found, _) = candidate::read_back(partial, key.as_ref(), &course.stop)?;
    if found.manifest.as_ref() != Some(&manifest) {
        return Err("the copy read back differs from what was written.".to_owned());
    }
    Ok(Sealed { digest, manifest, copied })
}

/// The file that is going to be the copy, with nothing in it yet.
fn emptied(partial: &Path, folder: &Path) -> Result<Connection, String> {
    let sqlite = |error: rusqlite::Error| format!("{error}.");
    // Made here, so that it is nobody else's from its first byte on.
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(partial);
    made.map_err(|error| format!("{} cannot be written: {error}.", folder.display()))?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let copy = Connection::open_with_flags(partial, flags).map_err(sqlite)?;
    // A copy that is cut off is thrown away: it needs no journal, and is synced at its end.
    copy.pragma_update(None, "synchronous", "OFF").map_err(sqlite)?;
    Ok(copy)
}

/// The digests of what was copied, and how long copying took with the disk.
fn digested(
    snapshot: &Connection,
    partial: &Path,
    begun: Instant,
) -> Result<(store::Digests, Duration), String> {
    let sqlite = |error: rusqlite::Error| format!("{error}.");
    std::thread::scope(|scope| -> Result<_, String> {
        // The disk writes what was copied while a processor reads. What it says is said only once.
        let synced = scope.spawn(|| {
            File::open(partial)?.sync_data()?;
            Ok(begun.elapsed())
        });
        let digests = store::digests(snapshot).map_err(sqlite)?;
        let synced: io::Result<Duration> =
            synced.join().unwrap_or_else(|_| Err(io::Error::other("the sync broke off")));
        Ok((digests, synced.map_err(|error| format!("{error}."))?))
    })
}

/// The key in the folder of the database. Without it a copy is good, and proves less.
fn key_beside(source: &Path) -> Option<SealKey> {
    SealKey::ensure(&folder_of(source))
        .inspect_err(|error| log::warn!("the copy cannot prove that it was made here: {error}"))
        .ok()
}

fn pages(snapshot: &Connection, copy: &mut Connection, course: &Course<'_>) -> Result<(), String> {
    let sqlite = |error: rusqlite::Error| format!("{error}.");
    let backup = Backup::new(snapshot, copy).map_err(sqlite)?;
    loop {
        if course.stop.is_set() {
            return Err("it was broken off.".to_owned());
        }
        let step = backup.step(STEP).map_err(sqlite)?;
        let at = backup.progress();
        let pages = |count: i32| u64::try_from(count).unwrap_or_default();
        (course.tell)(Phase::Copying {
            done: pages(at.pagecount - at.remaining),
            of: pages(at.pagecount),
        });
        match step {
            StepResult::Done => return Ok(()),
            StepResult::More => let_pass(),
            StepResult::Busy | StepResult::Locked => {
                std::thread::sleep(Duration::from_millis(5));
            }
            _ => {}
        }
    }
}

fn finish(
    partial: &Path,
    file: &Path,
    folder: &Path,
    sealed: Sealed,
    begun: Instant,
) -> Result<Made, String> {
    let bytes =
        place(partial, file, folder).map_err(|error| format!("{}: {error}.", file.display()))?;
    let milliseconds = |span: Duration| u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
    Ok(Made {
        file: file.to_path_buf(),
        bytes,
        digest: sealed.digest,
        copied_ms: milliseconds(sealed.copied),
        took_ms: milliseconds(begun.elapsed()),
        manifest: sealed.manifest,
    })
}

/// Gives a whole and synced file its name, for good.
pub(super) fn place(partial: &Path, file: &Path, folder: &Path) -> io::Result<u64> {
    // A link, unlike a rename, never replaces a file that has come meanwhile.
    match fs::hard_link(partial, file) {
        Ok(()) => fs::remove_file(partial)?,
        // Sticks and shares often know no links.
        Err(_) if !file.exists() => fs::rename(partial, file)?,
        Err(error) => return Err(error),
    }
    File::open(folder)?.sync_all()?;
    Ok(fs::metadata(file)?.len())
}
