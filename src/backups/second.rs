//! The second place of a copy: a USB disk, a share. The first one stays whatever happens here.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::{Made, Stop, candidate, room, snapshot, store};
use crate::db::connect::{make_reader, reader_flags};
use crate::ids::Id;

/// Copies a verified copy into the folder and reads it back from there.
///
/// # Errors
/// A sentence; then nothing half written is left there.
pub fn copy(made: &Made, folder: &Path, stop: &Stop) -> Result<PathBuf, String> {
    if !folder.is_dir() {
        return Err(format!(
            "The second folder {} is not there: is the disk connected? The copy in {} is good.",
            folder.display(),
            made.file.parent().unwrap_or(Path::new(".")).display()
        ));
    }
    let partial = folder.join(format!(".{}.partial", Id::new()));
    let file = folder.join(made.file.file_name().unwrap_or_default());
    let copied = room::for_copy_of(made.bytes, folder).and_then(|()| {
        write(&made.file, &partial, stop).map_err(|error| error.to_string())?;
        let (found, _) = candidate::read_back(&partial, stop)?;
        if found.manifest.as_ref() != Some(&made.manifest) {
            return Err("it reads back differently.".to_owned());
        }
        snapshot::place(&partial, &file, folder).map_err(|error| error.to_string())
    });
    if copied.is_err() {
        let _ = fs::remove_file(&partial);
    }
    copied.map(|_| file).map_err(|why| {
        format!(
            "The copy could not be put into the second folder {} too: {why} The first copy is good.",
            folder.display()
        )
    })
}

/// The second folder of the plan that stands in this database, which may be at work.
///
/// # Errors
/// A sentence.
pub fn folder(database: &Path) -> Result<Option<PathBuf>, String> {
    let in_words = |error: rusqlite::Error| {
        format!("Whether there is a second folder for copies cannot be read: {error}.")
    };
    let mut open = Connection::open_with_flags(database, reader_flags()).map_err(in_words)?;
    make_reader(&mut open).map_err(in_words)?;
    store::second_folder(&open).map_err(in_words)
}

fn write(from: &Path, to: &Path, stop: &Stop) -> std::io::Result<()> {
    let mut from = File::open(from)?;
    let mut to = OpenOptions::new().write(true).create_new(true).mode(0o600).open(to)?;
    let mut chunk = vec![0; 1 << 20];
    loop {
        let length = from.read(&mut chunk)?;
        if length == 0 {
            return to.sync_all();
        }
        if stop.is_set() {
            return Err(std::io::Error::other("it was broken off"));
        }
        to.write_all(&chunk[..length])?;
    }
}
