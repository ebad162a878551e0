//! Whether a file is a database that a clinic can go back to.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::{Counts, Manifest, digest, store};
use crate::audit::Walk;
use crate::db::migrate::version_of;

/// A file that passed every check.
#[derive(Debug)]
pub struct Candidate {
    pub file: PathBuf,
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
    let (candidate, copy) = read_back(file)?;
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
pub(super) fn read_back(file: &Path) -> Result<(Candidate, Connection), String> {
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
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    // Immutable: nothing is written beside it, not even a lock, so that a read-only stick will do.
    let address = format!("file:{}?immutable=1", escaped(file));
    let copy = Connection::open_with_flags(address, flags).map_err(sqlite)?;
    let manifest = store::read_manifest(&copy).map_err(sqlite)?;
    if let Some(manifest) = &manifest {
        let holds = digest::holds(file, &digest::mark(&manifest.seal));
        if !holds.map_err(|error| damaged(error.to_string()))? {
            return Err(damaged("its bytes are not those that were written".to_owned()));
        }
    }
    let schema_version = version_of(&copy)?;
    if let Some(what) = store::damage(&copy).map_err(sqlite)? {
        return Err(damaged(what));
    }
    let rows = store::counts(&copy).map_err(sqlite)?;
    let (audit_seq, audit_head, newest) = store::head(&copy).map_err(sqlite)?;
    if let Some(manifest) = &manifest
        && (manifest.rows != rows || manifest.audit_head != audit_head)
    {
        return Err(damaged("its rows are not those that its manifest names".to_owned()));
    }
    let file = file.to_path_buf();
    Ok((Candidate { file, manifest, schema_version, rows, audit_seq, audit_head, newest }, copy))
}

/// The path as a part of a URI.
fn escaped(file: &Path) -> String {
    let text = file.to_string_lossy();
    text.replace('%', "%25").replace('?', "%3f").replace('#', "%23")
}
