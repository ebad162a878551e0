//! Whether a file is a database that a clinic can go back to.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::{Counts, Manifest, Stop, digest, store};
use crate::audit::Walk;
use crate::db::migrate::version_of;

/// A file that passed every check.
#[derive(Debug)]
pub struct Candidate {
    pub file: PathBuf,
    pub bytes: u64,
    /// None: no backup of ours, but a sound database. Its bytes prove nothing.
    pub manifest: Option<Manifest>,
    pub schema_version: usize,
    pub rows: Counts,
    pub audit_seq: i64,
    pub audit_head: String,
    pub newest: Option<String>,
}

/// Checks the file without changing it: every byte against its digest, SQLite's own checks, the
/// rows and the end of the audit trail against the manifest, and the whole trail link by link.
///
/// # Errors
/// A sentence that says what is wrong.
pub fn examine(file: &Path) -> Result<Candidate, String> {
    examine_until(file, &Stop::default())
}

/// The same for a check that may be broken off.
pub(super) fn examine_until(file: &Path, stop: &Stop) -> Result<Candidate, String> {
    let (candidate, copy) = read_back(file, stop)?;
    match Walk::default().finish(&copy) {
        Ok(None) => Ok(candidate),
        Ok(Some(bad)) => {
            let what = format!("its audit trail breaks at row {}: {}", bad.seq, bad.reason);
            Err(damaged(file, &what))
        }
        Err(error) => Err(damaged(file, &error.to_string())),
    }
}

fn damaged(file: &Path, what: &str) -> String {
    format!("{} is damaged: {what}. Do not use it; take an older backup.", file.display())
}

/// The same but for the links of the trail, which a copy has from its source.
pub(super) fn read_back(file: &Path, stop: &Stop) -> Result<(Candidate, Connection), String> {
    let name = file.display();
    if !file.is_file() {
        return Err(format!("There is no file {name}."));
    }
    let wal = PathBuf::from(format!("{name}-wal"));
    if wal.metadata().is_ok_and(|wal| wal.len() > 0) {
        return Err(format!(
            "{name} has a write-ahead log beside it: it is a live or interrupted database, no finished copy. Make one with `nutrivault backup`."
        ));
    }
    let damaged = |what: String| damaged(file, &what);
    let sqlite = |error: rusqlite::Error| damaged(error.to_string());
    let copy = immutable(file).map_err(sqlite)?;
    stop.watch(&copy).map_err(sqlite)?;
    let manifest = store::read_manifest(&copy).map_err(damaged)?;
    if manifest.is_none() && digest::is_marked(file).map_err(|error| damaged(error.to_string()))? {
        return Err(damaged("it is a backup whose manifest cannot be found".to_owned()));
    }
    // Each reads the whole file: together they take as long as the longest.
    let (bytes, tables, damage) = std::thread::scope(|scope| {
        let sealed = manifest.as_ref();
        let bytes = scope.spawn(move || sealed.map_or(Ok(true), |m| holds(file, m)));
        let tables = scope.spawn(move || sealed.map_or(Ok(Vec::new()), |m| spoiled(file, m, stop)));
        let damage = store::damage(&copy);
        (bytes.join(), tables.join(), damage)
    });
    let broken_off = |_| damaged("the check broke off".to_owned());
    let tables = tables.map_err(broken_off)?;
    if !bytes.map_err(broken_off)?.map_err(|error| damaged(error.to_string()))? {
        let where_to = match tables.as_deref() {
            Ok([]) | Err(_) => String::new(),
            Ok(tables) => format!(" (tables {})", tables.join(", ")),
        };
        return Err(damaged(format!("its bytes are not those that were written{where_to}")));
    }
    let schema_version = version_of(&copy)?;
    if let Some(what) = damage.map_err(sqlite)? {
        return Err(damaged(what));
    }
    let tables = tables.map_err(sqlite)?;
    if !tables.is_empty() {
        return Err(damaged(format!("the tables {} are not as written", tables.join(", "))));
    }
    let rows = store::counts(&copy).map_err(sqlite)?;
    let (audit_seq, audit_head, newest) = store::head(&copy).map_err(sqlite)?;
    if let Some(manifest) = &manifest
        && (manifest.rows != rows || manifest.audit_head != audit_head)
    {
        return Err(damaged("its rows are not those that its manifest names".to_owned()));
    }
    let bytes = file.metadata().map_err(|error| damaged(error.to_string()))?.len();
    let file = file.to_path_buf();
    let candidate =
        Candidate { file, bytes, manifest, schema_version, rows, audit_seq, audit_head, newest };
    Ok((candidate, copy))
}

/// Whether every byte is as it was written.
fn holds(file: &Path, manifest: &Manifest) -> std::io::Result<bool> {
    digest::holds(file, &digest::mark(&manifest.seal))
}

/// The tables whose content is not what was written.
fn spoiled(file: &Path, manifest: &Manifest, stop: &Stop) -> rusqlite::Result<Vec<String>> {
    if manifest.digests.is_empty() {
        return Ok(Vec::new());
    }
    let copy = immutable(file)?;
    stop.watch(&copy)?;
    Ok(store::differing(&manifest.digests, &store::digests(&copy)?))
}

/// Opens a copy so that nothing is written beside it, not even a lock: a read-only stick will do.
pub(crate) fn immutable(file: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(format!("file:{}?immutable=1", escaped(file)), flags)
}

/// The manifest of a file, without checking anything; none of a file that is no backup of ours.
pub(super) fn manifest_of(file: &Path) -> Option<Manifest> {
    store::read_manifest(&immutable(file).ok()?).ok().flatten()
}

/// The path as a part of a URI.
fn escaped(file: &Path) -> String {
    let text = file.to_string_lossy();
    text.replace('%', "%25").replace('?', "%3f").replace('#', "%23")
}
