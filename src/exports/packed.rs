//! Text on its way to the disk, compressed as it comes where the client takes gzip.
//!
//! Compressing it later would be done on a thread that answers others, with all of it in memory.

use std::io::{self, BufWriter, Write};

use flate2::write::GzEncoder;

use crate::http::Spool;

/// Holds the first bytes until it is known whether compressing is worth it.
pub(super) struct Packed {
    held: Vec<u8>,
    least: usize,
    level: Option<u32>,
    spool: Option<Spool>,
    state: State,
}

enum State {
    Small,
    Plain(BufWriter<Spool>),
    Gzip(Box<GzEncoder<BufWriter<Spool>>>),
}

impl Packed {
    /// Into that file: compressed at `level`, if any, once there are `least` bytes.
    pub fn new(spool: Spool, level: Option<u32>, least: usize) -> Self {
        Self { held: Vec::new(), least, level, spool: Some(spool), state: State::Small }
    }

    /// Writes what is left. Answers the file, and whether it is compressed.
    ///
    /// # Errors
    /// What the disk says.
    pub fn finish(mut self) -> io::Result<(Spool, bool)> {
        match self.state {
            State::Small => {
                let mut spool = self.spool.take().ok_or(io::ErrorKind::Other)?;
                spool.write_all(&self.held)?;
                Ok((spool, false))
            }
            State::Plain(plain) => Ok((plain.into_inner()?, false)),
            State::Gzip(gzip) => Ok((gzip.finish()?.into_inner()?, true)),
        }
    }

    /// There are enough bytes: they go to the disk from now on.
    fn begin(&mut self) -> io::Result<()> {
        let Some(spool) = self.spool.take() else { return Ok(()) };
        let file = BufWriter::new(spool);
        self.state = match self.level {
            Some(level) => {
                let level = flate2::Compression::new(level);
                State::Gzip(Box::new(GzEncoder::new(file, level)))
            }
            None => State::Plain(file),
        };
        let held = std::mem::take(&mut self.held);
        self.write_all(&held)
    }
}

impl Write for Packed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.state {
            State::Small => {
                self.held.extend_from_slice(bytes);
                if self.held.len() >= self.least {
                    self.begin()?;
                }
                Ok(bytes.len())
            }
            State::Plain(file) => file.write(bytes),
            State::Gzip(gzip) => gzip.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.state {
            State::Small => Ok(()),
            State::Plain(file) => file.flush(),
            State::Gzip(gzip) => gzip.flush(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::GzDecoder;

    use super::*;
    use crate::config::Config;

    fn packed(bytes: &[u8], level: Option<u32>) -> (Vec<u8>, bool) {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::new(&Config::default().with_data(folder.path())).unwrap();
        let mut packed = Packed::new(spool, level, 1024);
        bytes.chunks(100).for_each(|chunk| packed.write_all(chunk).unwrap());
        let (spool, is_gzip) = packed.finish().unwrap();
        let (mut file, length) = spool.rewound().unwrap();
        let mut read = Vec::new();
        file.read_to_end(&mut read).unwrap();
        assert_eq!(read.len() as u64, length);
        (read, is_gzip)
    }

    #[test]
    fn what_is_long_enough_is_compressed_for_those_who_take_it() {
        let long = b"Ana Ek,".repeat(10_000);
        let (bytes, is_gzip) = packed(&long, Some(6));
        assert!(is_gzip && bytes.len() < long.len() / 10);
        let mut plain = Vec::new();
        GzDecoder::new(bytes.as_slice()).read_to_end(&mut plain).unwrap();
        assert_eq!(plain, long);
        assert_eq!(packed(&long, None), (long, false));
        assert_eq!(packed(b"short", Some(6)), (b"short".to_vec(), false));
    }
}
