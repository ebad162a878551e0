//! The data folder: for its owner's eyes only, and for one process at a time.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::Mode;

const LOCK: &str = "nutrivault.lock";
const SOCKET: &str = "nutrivault.sock";

/// From here on, files that this process makes are its user's alone.
pub fn keep_files_private() {
    rustix::process::umask(Mode::RWXG | Mode::RWXO);
}

/// Where the server of this folder takes orders of the command line.
pub fn socket(folder: &Path) -> PathBuf {
    folder.join(SOCKET)
}

/// The right to change what is in the folder: one process has it, until it ends.
#[derive(Debug)]
pub struct Lock {
    file: File,
}

impl Drop for Lock {
    fn drop(&mut self) {
        // The file stays: removing it would let two processes lock two files of one name.
        let _ = self.file.set_len(0);
    }
}

/// Why there is no lock.
#[derive(Debug, PartialEq)]
pub enum Refused {
    /// Another process has it, of this number if it said so.
    Held(Option<u32>),
    /// The folder cannot be made or written; a sentence.
    Unusable(String),
}

impl Refused {
    /// The sentence for a person.
    pub fn sentence(&self, folder: &Path) -> String {
        match self {
            Self::Held(process) => {
                let which = process.map_or(String::new(), |id| format!(" (process {id})"));
                format!(
                    "Another NutriVault{which} is working on the folder {}. Stop it first, or choose another folder with NUTRIVAULT_DATA.",
                    folder.display()
                )
            }
            Self::Unusable(why) => why.clone(),
        }
    }
}

/// Makes the folder if there is none.
///
/// # Errors
/// A sentence.
pub fn make(folder: &Path) -> Result<(), String> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(|error| cannot_be_used(folder, &error))
}

fn cannot_be_used(folder: &Path, error: &std::io::Error) -> String {
    format!(
        "The data folder {} cannot be used: {error}. Make it writable for this user, or choose another with NUTRIVAULT_DATA.",
        folder.display()
    )
}

/// Makes the folder if there is none, and locks it for this process.
///
/// # Errors
/// Who holds it, or why it cannot be used.
pub fn lock(folder: &Path) -> Result<Lock, Refused> {
    let unusable = |error: std::io::Error| Refused::Unusable(cannot_be_used(folder, &error));
    make(folder).map_err(Refused::Unusable)?;
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(folder.join(LOCK))
        .map_err(unusable)?;
    match file.try_lock() {
        Ok(()) => {
            let number = std::process::id().to_string();
            file.set_len(0)
                .and_then(|()| file.rewind())
                .and_then(|()| file.write_all(number.as_bytes()))
                .map_err(unusable)?;
            Ok(Lock { file })
        }
        Err(TryLockError::WouldBlock) => {
            let mut number = String::new();
            let read = file.read_to_string(&mut number);
            Err(Refused::Held(read.ok().and_then(|_| number.trim().parse().ok())))
        }
        Err(TryLockError::Error(error)) => Err(unusable(error)),
    }
}

/// The process that works on the folder, as the lock says. Trying the lock itself could be in the
/// way of one that starts.
pub fn holder(folder: &Path) -> Option<u32> {
    let number = std::fs::read_to_string(folder.join(LOCK)).ok()?.trim().parse().ok()?;
    // One that was killed has left its number.
    Path::new(&format!("/proc/{number}")).exists().then_some(number)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_folder_is_made_private_and_locked_once() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("deep/data");
        let held = lock(&folder).unwrap();
        let mode = std::fs::metadata(&folder).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
        let refused = lock(&folder).unwrap_err();
        assert_eq!(refused, Refused::Held(Some(std::process::id())));
        assert!(refused.sentence(&folder).contains("NUTRIVAULT_DATA"));
        assert_eq!(holder(&folder), Some(std::process::id()));
        drop(held);
        assert_eq!(holder(&folder), None);
        assert!(lock(&folder).is_ok());
    }

    #[test]
    fn a_folder_that_is_a_file_is_refused_with_a_sentence() {
        let parent = tempfile::tempdir().unwrap();
        let file = parent.path().join("data");
        std::fs::write(&file, "").unwrap();
        let Refused::Unusable(sentence) = lock(&file).unwrap_err() else { panic!() };
        assert!(sentence.contains("cannot be used"), "{sentence}");
    }
}
