//! The bytes of a database file, read past SQLite.
//!
//! Closing any descriptor of a file gives up every POSIX lock that the process has on it, those of
//! SQLite too: somebody else's tool would then take itself for the last user of the database and
//! remove the log that the server writes. So a descriptor that was opened here stays open.

use std::fs::File;
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::Path;
use std::sync::Arc;

use parking_lot::Mutex;

/// Bytes of a database's head (sqlite.org/fileformat2.html §1.3).
pub const HEAD: usize = 100;

/// Descriptors of the database files that this process has read so: one or two in a server.
static OPEN: Mutex<Vec<Arc<File>>> = Mutex::new(Vec::new());

/// What tells one file from another, whatever its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    device: u64,
    inode: u64,
}

impl Identity {
    /// The file that has that name.
    ///
    /// # Errors
    /// What the disk says.
    pub fn of(path: &Path) -> io::Result<Self> {
        Ok(Self::from(&std::fs::metadata(path)?))
    }
}

impl From<&std::fs::Metadata> for Identity {
    fn from(file: &std::fs::Metadata) -> Self {
        Self { device: file.dev(), inode: file.ino() }
    }
}

/// The file that has that name now, for reading.
///
/// # Errors
/// What the disk says.
pub fn open(path: &Path) -> io::Result<Arc<File>> {
    let mut open = OPEN.lock();
    let wanted = Identity::of(path)?;
    let is_it =
        |file: &&Arc<File>| file.metadata().is_ok_and(|found| Identity::from(&found) == wanted);
    if let Some(known) = open.iter().find(is_it) {
        return Ok(Arc::clone(known));
    }
    let file = Arc::new(File::open(path)?);
    open.push(Arc::clone(&file));
    Ok(file)
}

/// The head of the file itself, whatever its log says.
///
/// # Errors
/// What the disk says; `UnexpectedEof` of a shorter file.
pub fn head(path: &Path) -> io::Result<[u8; HEAD]> {
    let mut head = [0; HEAD];
    open(path)?.read_exact_at(&mut head, 0)?;
    Ok(head)
}
