//! Whether a file is a database that a clinic can go back to.

mod judgement;
mod refusal;

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;

pub use self::refusal::{Flaw, Refusal};
use super::digest::Seal;
use super::stamp::Stamp;
use super::{Counts, Manifest, SealKey, Stop, digest, store};
use crate::audit::Walk;
use crate::config::Config;
use crate::db::migrate::version_of;
use crate::db::nature::{self, Wanted};
use crate::db::untrusted;

/// A check may take so long, and this much longer for each of so many bytes: a slow stick's pace.
const LEAST_BUDGET: Duration = Duration::from_secs(4);
const BYTES_A_MS: u64 = 2_000;

/// A file that passed every check.
#[derive(Debug)]
pub struct Candidate {
    pub file: PathBuf,
    pub bytes: u64,
    /// Which file it was, and in which state.
    pub stamp: Stamp,
    /// None: no backup of ours, but a sound database. Its bytes prove nothing.
    pub manifest: Option<Manifest>,
    /// Whether the key of this data folder proves that it was made here. Else it may have been all
    /// the same: before there were keys, or on a PC whose key is gone.
    pub is_made_here: bool,
    pub schema_version: usize,
    pub rows: Counts,
    pub audit_seq: i64,
    pub audit_head: String,
    pub newest: Option<String>,
}

/// Checks the file without changing it: that nothing in it is foreign, every byte against its
/// digest, SQLite's own checks, the rows and the end of the audit trail against the manifest, and
/// the whole trail link by link.
///
/// # Errors
/// A sentence that says what is wrong.
pub fn examine(file: &Path) -> Result<Candidate, Refusal> {
    examine_until(file, None, &Stop::default())
}

/// The same, and whether the key of this data folder proves that it was made here.
///
/// # Errors
/// A sentence that says what is wrong.
pub fn examine_here(config: &Config, file: &Path) -> Result<Candidate, Refusal> {
    examine_until(file, SealKey::of(&config.data).as_ref(), &Stop::default())
}

/// The same for a check that may be broken off.
pub(super) fn examine_until(
    file: &Path,
    key: Option<&SealKey>,
    stop: &Stop,
) -> Result<Candidate, Refusal> {
    let no_copy = |why| Refusal::of(Flaw::NoCopy, why);
    let length = untrusted::plain_file(file).map_err(no_copy)?.len();
    if let Some(advice) = nature::advice(file, Wanted::Restore) {
        return Err(no_copy(advice));
    }
    let budget = LEAST_BUDGET + Duration::from_millis(length / BYTES_A_MS);
    let stop = stop.within(budget);
    let examined = examine_whole(file, key, &stop);
    match examined {
        Err(_) if stop.is_late() => Err(Refusal::of(
            Flaw::Slow,
            format!(
                "{} could not be checked within {} seconds, and was left: it holds what no copy of NutriVault holds, or its disk is too slow. Copy it to this PC's own disk and try again.",
                file.display(),
                budget.as_secs()
            ),
        )),
        examined => examined,
    }
}

fn examine_whole(file: &Path, key: Option<&SealKey>, stop: &Stop) -> Result<Candidate, Refusal> {
    judgement::outside(file)?;
    let copy = untrusted::immutable(file).map_err(|error| damaged(file, &error.to_string()))?;
    judgement::inside(file, &copy, stop)?;
    let (candidate, copy) = read_back(file, key, stop)?;
    judgement::people(file, &copy)?;
    match Walk::default().finish(&copy) {
        Ok(None) => Ok(candidate),
        Ok(Some(bad)) => {
            let what = format!("its audit trail breaks at row {}: {}", bad.seq, bad.reason);
            Err(damaged(file, &what))
        }
        Err(error) => Err(damaged(file, &error.to_string())),
    }
}

/// Whether a copy of the live database could be restored, by its schema and its passwords.
///
/// # Errors
/// A sentence that says what is foreign in it.
pub(super) fn must_be_ours(file: &Path) -> Result<(), Refusal> {
    let copy = untrusted::immutable(file).map_err(|error| damaged(file, &error.to_string()))?;
    judgement::inside(file, &copy, &Stop::default())?;
    judgement::people(file, &copy)
}

fn damaged(file: &Path, what: &str) -> Refusal {
    let file = file.display();
    let sentence = format!("{file} is damaged: {what}. Do not use it; take an older backup.");
    Refusal::of(Flaw::Damaged, sentence)
}

fn forged(file: &Path) -> Refusal {
    let sentence = format!(
        "{} is damaged: it was changed after it was made here, and its digest with it: the proof is not that of its content. Do not use it; take an older backup.",
        file.display()
    );
    Refusal::of(Flaw::Forged, sentence)
}

fn rewritten(file: &Path) -> Refusal {
    let sentence = format!(
        "{} is damaged or was written anew by another program, as VACUUM and tools that repair do: its rows are those of the backup, but its bytes are not, so nothing proves them. Do not use it; take the file that `nutrivault backup` wrote, or an older backup.",
        file.display()
    );
    Refusal::of(Flaw::Rewritten, sentence)
}

/// Whether the proof in the bytes of a copy is this clinic's, where it is no other's.
fn proved(
    file: &Path,
    manifest: Option<&Manifest>,
    (seal, tables): (Option<Option<Seal>>, Result<&[String], &rusqlite::Error>),
    is_intact: bool,
    key: Option<&SealKey>,
) -> Result<bool, Refusal> {
    if let (Some(None), Ok([]), Some(manifest)) = (&seal, tables, manifest)
        && !manifest.digests.is_empty()
        && is_intact
    {
        return Err(rewritten(file));
    }
    if seal == Some(None) {
        let where_to = match tables {
            Ok([]) | Err(_) => String::new(),
            Ok(tables) => format!(" (tables {})", tables.join(", ")),
        };
        return Err(damaged(file, &format!("its bytes are not those that were written{where_to}")));
    }
    match (manifest, seal.flatten()) {
        (Some(manifest), Some(seal)) => is_proved(manifest, &seal, key).ok_or_else(|| forged(file)),
        _ => Ok(false),
    }
}

/// The same of a copy that this program has just made: without a judgement of what its source had,
/// and without the links of the trail, which it has from its source too.
pub(super) fn read_back(
    file: &Path,
    key: Option<&SealKey>,
    stop: &Stop,
) -> Result<(Candidate, Connection), Refusal> {
    untrusted::plain_file(file).map_err(|why| Refusal::of(Flaw::NoCopy, why))?;
    let damaged = |what: String| damaged(file, &what);
    let sqlite = |error: rusqlite::Error| damaged(error.to_string());
    let disk = |error: std::io::Error| damaged(error.to_string());
    let stamp = Stamp::of(file).map_err(disk)?;
    let copy = untrusted::immutable(file).map_err(sqlite)?;
    stop.watch(&copy).map_err(sqlite)?;
    let manifest = store::read_manifest(&copy).map_err(damaged)?;
    if manifest.is_none() && digest::is_marked(file, stop).map_err(disk)? {
        return Err(damaged("it is a backup whose manifest cannot be found".to_owned()));
    }
    // Each reads the whole file: together they take as long as the longest.
    let (bytes, tables, damage) = std::thread::scope(|scope| {
        let sealed = manifest.as_ref();
        let bytes =
            scope.spawn(move || sealed.map(|manifest| seal_of(file, manifest, stop)).transpose());
        let tables = scope.spawn(move || sealed.map_or(Ok(Vec::new()), |m| spoiled(file, m, stop)));
        let damage = store::damage(&copy);
        (bytes.join(), tables.join(), damage)
    });
    let broken_off = |_| damaged("the check broke off".to_owned());
    let tables = tables.map_err(broken_off)?;
    let seal = bytes.map_err(broken_off)?.map_err(disk)?;
    let is_intact = damage.as_ref().is_ok_and(Option::is_none);
    let is_made_here = proved(file, manifest.as_ref(), (seal, tables.as_deref()), is_intact, key)?;
    let schema_version = version_of(&copy).map_err(|why| Refusal::of(Flaw::Newer, why))?;
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
    let (file, bytes) = (file.to_path_buf(), stamp.bytes);
    let candidate = Candidate {
        file,
        bytes,
        stamp,
        manifest,
        is_made_here,
        schema_version,
        rows,
        audit_seq,
        audit_head,
        newest,
    };
    Ok((candidate, copy))
}

/// The seal of the file, if every byte is as it was written.
fn seal_of(file: &Path, manifest: &Manifest, stop: &Stop) -> std::io::Result<Option<Seal>> {
    digest::held(file, &digest::mark(&manifest.seal), manifest.key.is_some(), stop)
}

/// Whether this key proves the seal; none where the seal says that it was made with this key, and
/// was not.
fn is_proved(manifest: &Manifest, seal: &Seal, key: Option<&SealKey>) -> Option<bool> {
    let (Some(name), Some(proof), Some(key)) = (&manifest.key, &seal.proof, key) else {
        return Some(false);
    };
    if *name != key.name() {
        return Some(false);
    }
    key.has_proved(&seal.digest, proof).then_some(true)
}

/// The tables whose content is not what was written.
fn spoiled(file: &Path, manifest: &Manifest, stop: &Stop) -> rusqlite::Result<Vec<String>> {
    if manifest.digests.is_empty() {
        return Ok(Vec::new());
    }
    let copy = untrusted::immutable(file)?;
    stop.watch(&copy)?;
    Ok(store::differing(&manifest.digests, &store::digests(&copy)?))
}

/// The manifest of a file, without checking anything; none of a file that is no backup of ours.
pub(super) fn manifest_of(file: &Path) -> Option<Manifest> {
    const GLANCE: Duration = Duration::from_millis(200);
    let copy = untrusted::immutable(file).ok()?;
    untrusted::is_bounded(&copy).ok().filter(|is_bounded| *is_bounded)?;
    Stop::default().within(GLANCE).watch(&copy).ok()?;
    store::read_manifest(&copy).ok().flatten()
}
