//! The copies in a folder: what they say of themselves, without being checked.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use parking_lot::Mutex;

use super::stamp::Stamp;
use super::{Manifest, candidate};
use crate::clock::Moment;

/// A file in the folder of the copies.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The file's name, which is its address in the pages.
    pub name: String,
    pub file: PathBuf,
    pub bytes: u64,
    /// By its manifest; of a file without one when it was written last.
    pub made: Moment,
    /// None: no backup of ours, or one from before a migration.
    pub manifest: Option<Manifest>,
    /// Which file it is, and in which state.
    pub stamp: Stamp,
}

/// The copies in the folder, newest first. A folder that is not there has none.
///
/// # Errors
/// What the disk says.
pub fn shelf(folder: &Path) -> std::io::Result<Vec<Kept>> {
    let mut kept = Vec::new();
    match fs::read_dir(folder) {
        Ok(entries) => {
            for entry in entries {
                kept.extend(read(&entry?.path()));
            }
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    kept.sort_by(|a, b| b.made.cmp(&a.made).then_with(|| b.name.cmp(&a.name)));
    Ok(kept)
}

/// The copy of that name, if there is one. A name is never a way out of the folder.
pub fn named(folder: &Path, name: &str) -> Option<Kept> {
    is_name(name).then(|| read(&folder.join(name)))?
}

fn is_name(name: &str) -> bool {
    name.ends_with(".db")
        && !name.starts_with('.')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}

fn read(file: &Path) -> Option<Kept> {
    let name = file.file_name()?.to_str().filter(|name| is_name(name))?.to_owned();
    // Of the file itself: a link could lead anywhere.
    let about = fs::symlink_metadata(file).ok().filter(fs::Metadata::is_file)?;
    let stamp = Stamp::of(file).ok()?;
    let manifest = manifest_of(file, stamp);
    let by_manifest = manifest.as_ref().and_then(|manifest| manifest.made_at.parse().ok());
    let by_file = || {
        let since_1970 = about.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        i64::try_from(since_1970.as_millis()).ok().map(Moment::from_ms)
    };
    let made = by_manifest.or_else(by_file)?;
    Some(Kept { name, file: file.to_path_buf(), bytes: about.len(), made, manifest, stamp })
}

/// Manifests that were read, by their files: a list of many copies, or of files that are none, reads
/// each once.
static READ: Mutex<BTreeMap<PathBuf, (Stamp, Option<Manifest>)>> = Mutex::new(BTreeMap::new());
/// More than any clinic keeps; beyond, all are read anew.
const MOST_READ: usize = 2_000;

fn manifest_of(file: &Path, stamp: Stamp) -> Option<Manifest> {
    if let Some((known, manifest)) = READ.lock().get(file)
        && *known == stamp
    {
        return manifest.clone();
    }
    let manifest = candidate::manifest_of(file);
    let mut read = READ.lock();
    if read.len() >= MOST_READ {
        read.clear();
    }
    read.insert(file.to_path_buf(), (stamp, manifest.clone()));
    manifest
}

/// A copy that nobody has written to for so long was cut off. A younger one may be somebody's at
/// the command line.
const CUT_OFF: Duration = Duration::from_secs(600);

/// Removes what copies that were cut off have left.
pub(super) fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_partial = name.starts_with('.') && name.contains(".partial");
        let written = entry.metadata().and_then(|about| about.modified());
        let is_old = written.is_ok_and(|at| at.elapsed().is_ok_and(|ago| ago >= CUT_OFF));
        if is_partial && is_old {
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use super::*;

    #[test]
    fn a_name_never_leads_out_of_the_folder() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("backups");
        fs::create_dir(&folder).unwrap();
        fs::write(parent.path().join("outside.db"), "x").unwrap();
        fs::write(folder.join("inside.db"), "x").unwrap();
        std::os::unix::fs::symlink(parent.path().join("outside.db"), folder.join("link.db"))
            .unwrap();
        assert!(named(&folder, "inside.db").is_some());
        for name in ["../outside.db", "link.db", "..", "", ".hidden.db", "gone.db", "inside.txt"] {
            assert!(named(&folder, name).is_none(), "{name}");
        }
        let names: Vec<String> = shelf(&folder).unwrap().into_iter().map(|k| k.name).collect();
        assert_eq!(names, ["inside.db"]);
    }

    #[test]
    fn what_was_cut_off_is_swept_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let old = std::time::SystemTime::now() - CUT_OFF;
        for name in [".a.partial", ".a.partial-journal", "kept.db", ".other", ".b.partial"] {
            let path = folder.path().join(name);
            fs::write(&path, "x").unwrap();
            if name != ".b.partial" {
                File::options().write(true).open(&path).unwrap().set_modified(old).unwrap();
            }
        }
        sweep(folder.path());
        let mut left: Vec<String> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        left.sort();
        assert_eq!(left, [".b.partial", ".other", "kept.db"]);
        assert!(shelf(&folder.path().join("gone")).unwrap().is_empty());
    }
}
