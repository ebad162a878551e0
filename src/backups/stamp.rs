//! Which file it is, and in which state: what was found out about it holds while this is the same.

use std::fmt;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// The identity of a file and of its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stamp {
    device: u64,
    inode: u64,
    pub bytes: u64,
    modified: (i64, i64),
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { device, inode, bytes, modified: (second, nanosecond) } = self;
        write!(f, "{device} {inode} {bytes} {second}.{nanosecond:09}")
    }
}

impl Stamp {
    /// The stamp of a file; of a link the link's own.
    ///
    /// # Errors
    /// What the disk says.
    pub fn of(file: &Path) -> io::Result<Self> {
        let about = fs::symlink_metadata(file)?;
        Ok(Self {
            device: about.dev(),
            inode: about.ino(),
            bytes: about.len(),
            modified: (about.mtime(), about.mtime_nsec()),
        })
    }
}
