//! What a restore keeps of the database that it replaces.

use std::fs;
use std::path::PathBuf;

use crate::backups::stamp::Stamp;
use crate::backups::store::Verdict;
use crate::backups::{Course, Origin, snapshot};
use crate::clock::Clock;
use crate::config::Config;

/// A verified copy of the present database; of one too damaged for that, its bytes as they are.
pub(super) fn keep(config: &Config) -> Result<Option<Preserved>, String> {
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
    let target = backups.join(snapshot::name_of(Origin::Restore, now));
    let made = snapshot::take(&file, &target, now, Origin::Restore, &Course::unwatched());
    if let Ok(made) = made {
        let is_made_here = Some(made.manifest.key.is_some());
        return Ok(Some(Preserved { file: target, is_made_here }));
    }
    let target = backups.join(format!("damaged-{stamp}.db"));
    fs::copy(&file, &target).map_err(disk)?;
    let wal = PathBuf::from(format!("{}-wal", file.display()));
    if wal.exists() {
        fs::copy(&wal, format!("{}-wal", target.display())).map_err(disk)?;
    }
    Ok(Some(Preserved { file: target, is_made_here: None }))
}

/// What is kept of the database that is replaced.
pub(super) struct Preserved {
    pub(super) file: PathBuf,
    /// Whether the copy carries the proof of this clinic's key; none of bytes as they are.
    is_made_here: Option<bool>,
}

impl Preserved {
    /// What the list of the copies is to say of it: it was read back.
    pub(super) fn verdict(&self) -> Option<(String, Verdict<'static>)> {
        let name = self.file.file_name()?.to_string_lossy().into_owned();
        let stamp = Stamp::of(&self.file).ok();
        Some((name, Verdict { error: None, stamp, is_made_here: self.is_made_here? }))
    }

    /// Takes it away again: nothing was replaced.
    pub(super) fn forget(&self) {
        for ending in ["", "-wal"] {
            let _ = fs::remove_file(format!("{}{ending}", self.file.display()));
        }
    }
}
