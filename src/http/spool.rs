//! Bytes that are too many for memory, on their way in or out.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};

use crate::config::Config;

/// A file without a name in the data folder: nobody else can open it, and it is gone with its last
/// holder, however the server ends.
pub struct Spool(File);

impl Spool {
    /// An empty one.
    ///
    /// # Errors
    /// When the folder takes no file.
    pub fn new(config: &Config) -> io::Result<Self> {
        Ok(Self(tempfile::tempfile_in(&config.data)?))
    }

    /// The file, to be read from its first byte, and its length.
    ///
    /// # Errors
    /// What the disk says.
    pub fn rewound(mut self) -> io::Result<(File, u64)> {
        let length = self.0.seek(SeekFrom::End(0))?;
        self.0.seek(SeekFrom::Start(0))?;
        Ok((self.0, length))
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Seek for Spool {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0.seek(to)
    }
}
