//! What copies remember of the audit trail. Whoever can write to the clinic's file can cut rows off
//! the trail's end, or write it anew with hashes that fit. Each copy has the number and the hash of
//! the last row there was when it was made, out of reach of what happens to the file at work.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::store::{self, Replaced};
use super::{Kept, Manifest, examine_here, shelf};
use crate::audit::Bad;
use crate::config::Config;
use crate::db::connect::{make_reader, reader_flags};
use crate::db::{Database, Meter};
use crate::error::Result;

const FORGOTTEN: &str = "a copy remembers this row otherwise: rows were removed or written anew \
                         after it was made, or an older copy was put back by hand";

/// The trail held against every copy.
#[derive(Debug, Default, PartialEq)]
pub struct Recollection {
    /// How many copies remember it.
    pub copies: usize,
    /// The first row that one of them remembers otherwise.
    pub bad: Option<Bad>,
}

impl Recollection {
    /// A sentence that says which copy contradicts the trail, and where.
    pub fn contradiction(&self) -> Option<String> {
        let bad = self.bad.as_ref()?;
        let copy = bad.copy.as_deref().unwrap_or_default();
        Some(format!(
            "THE AUDIT TRAIL IS NOT WHAT {copy} REMEMBERS at row {}: {}.",
            bad.seq, bad.reason
        ))
    }
}

/// The sentence of a contradiction in the clinic's file, for a process beside the server.
///
/// # Errors
/// A sentence: the file cannot be read.
pub fn contradiction_in(
    source: &Path,
    config: &Config,
) -> std::result::Result<Option<String>, String> {
    let open = || {
        let mut connection = Connection::open_with_flags(source, reader_flags())?;
        make_reader(&mut connection)?;
        recollect(&connection, config)
    };
    let in_words =
        |error| format!("The audit trail could not be held against the copies: {error}.");
    open().map(|found| found.contradiction()).map_err(in_words)
}

/// Holds the trail of the file at work against the copies in both folders.
///
/// # Errors
/// What SQLite says.
pub fn recollect(connection: &Connection, config: &Config) -> rusqlite::Result<Recollection> {
    let mut folders = vec![config.backups()];
    folders.extend(store::second(connection)?.map(|second| second.folder));
    // The copies first: one that is made meanwhile must not seem to know more than there is.
    let copies = copies(&folders);
    let lineage = store::lineage(connection)?;
    let own = store::verified_names(connection)?;
    let replaced = store::replaced(connection)?;
    let mut recollection = Recollection::default();
    let is_told = |manifest: &Manifest| replaced.iter().any(|restore| explains(restore, manifest));
    for (copy, manifest) in &copies {
        let is_ours = manifest.lineage == lineage || own.contains(&copy.name);
        // A restore has replaced the rows that this copy remembers, and the trail says so.
        // And one of before the first row remembers none.
        if !is_ours || is_told(manifest) || manifest.audit_seq == 0 {
            continue;
        }
        recollection.copies += 1;
        let known = store::hash_at(connection, manifest.audit_seq)?;
        if known.as_deref() == Some(manifest.audit_head.as_str()) {
            continue;
        }
        let is_first = recollection.bad.as_ref().is_none_or(|bad| bad.seq > manifest.audit_seq);
        // A damaged copy remembers nothing. It is read whole only here.
        if is_first && examine_here(config, &copy.file).is_ok() {
            let bad = Bad::new(manifest.audit_seq, FORGOTTEN).by(&copy.name);
            recollection.bad = Some(bad);
        }
    }
    Ok(recollection)
}

/// The same beside the running server.
///
/// # Errors
/// What SQLite says.
pub(super) fn recollect_here(database: &Database, config: &Config) -> Result<Recollection> {
    let question = |sql: &crate::db::Sql<'_>| Ok(recollect(sql.connection(), config)?);
    database.read_here(&Meter::default(), question)
}

/// Every copy of these folders that says what it holds.
fn copies(folders: &[PathBuf]) -> Vec<(Kept, Manifest)> {
    let on = |folder: &PathBuf| shelf(Path::new(folder)).unwrap_or_default();
    let all = folders.iter().flat_map(on);
    all.filter_map(|copy| copy.manifest.clone().map(|manifest| (copy, manifest))).collect()
}

/// Whether what a copy remembers is what that restore has replaced.
fn explains(restore: &Replaced, copy: &Manifest) -> bool {
    copy.made_at <= restore.at
        && copy.audit_seq > restore.kept
        && restore.last.is_none_or(|last| copy.audit_seq <= last)
}

#[cfg(test)]
#[path = "memory_tests.rs"]
mod tests;
