//! The second place of a copy: a USB disk, a share. The first one stays whatever happens here.

pub mod place;

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

pub use self::place::{Disk, Place};
use super::{Made, Stop, candidate, room, snapshot, store};
use crate::db::connect::{make_reader, reader_flags};
use crate::ids::Id;

/// The second folder as the plan has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Second {
    pub folder: PathBuf,
    /// The disk on which it was when it was chosen, if it was there then.
    pub disk: Option<Disk>,
}

impl Second {
    /// What the folder is now; `first` is the folder of the first copies.
    pub fn look(&self, first: &Path) -> Place {
        place::look(&self.folder, first, self.disk)
    }

    /// Refuses a folder that is no second place at this moment.
    fn must_be_ready(&self, first: &Path) -> Result<Disk, String> {
        let name = self.folder.display();
        let good = format!("The copy in {} is good.", first.display());
        match self.look(first) {
            Place::Ready(disk) => Ok(disk),
            Place::Absent => {
                Err(format!("The second folder {name} is not there: is the disk connected? {good}"))
            }
            Place::NoFolder => Err(format!("The second folder {name} is a file. {good}")),
            Place::First => Err(format!(
                "The second folder {name} is the first one by another name: choose another place. {good}"
            )),
            Place::Closed(why) => {
                Err(format!("The second folder {name} cannot be used: {why}. {good}"))
            }
            Place::Unmounted => Err(format!(
                "The disk of the second folder {name} is not connected: the folder is there, on this PC's own disk. Nothing was put into it. {good}"
            )),
            Place::OtherDisk => Err(format!(
                "Another disk than the one that was chosen is at {name}. Nothing was put on it; save the schedule again if it is to have the copies. {good}"
            )),
        }
    }
}

/// Copies a verified copy into the folder and reads it back from there.
///
/// # Errors
/// A sentence; then nothing half written is left there.
pub fn copy(made: &Made, second: &Second, stop: &Stop) -> Result<PathBuf, String> {
    let first = made.file.parent().unwrap_or(Path::new("."));
    let disk = second.must_be_ready(first)?;
    let folder = second.folder.as_path();
    let partial = folder.join(format!(".{}.partial", Id::new()));
    let file = folder.join(made.file.file_name().unwrap_or_default());
    let copied = room::for_copy_of(made.bytes, folder).and_then(|()| {
        place::try_out(folder, disk).map_err(|error| error.to_string())?;
        write(&made.file, &partial, stop).map_err(|error| error.to_string())?;
        let (found, _) = candidate::read_back(&partial, None, stop)?;
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
pub fn folder(database: &Path) -> Result<Option<Second>, String> {
    let in_words = |error: rusqlite::Error| {
        format!("Whether there is a second folder for copies cannot be read: {error}.")
    };
    let mut open = Connection::open_with_flags(database, reader_flags()).map_err(in_words)?;
    make_reader(&mut open).map_err(in_words)?;
    store::second(&open).map_err(in_words)
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
