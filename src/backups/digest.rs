//! The digest of a whole file that lies inside the file: any changed byte shows.
//!
//! The copy holds a text `<mark><64 zeros>`; the digest of the file is computed with those zeros
//! and then written over them. Whoever checks puts the zeros back in memory.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

use memchr::memmem::Finder;
use sha2::{Digest, Sha256};

use super::Stop;
use super::course::let_pass;

/// Length of a SHA-256 in hexadecimal.
const LENGTH: usize = 64;
/// What a processor digests in a tenth of a millisecond, after which others may pass.
const CHUNK: usize = 1 << 17;

/// How every mark begins.
const MARK: &str = "nutrivault-sha256:";

/// What stands before the digest of the copy with this seal, and nowhere else in it.
pub(super) fn mark(seal: &str) -> String {
    format!("{MARK}{seal}:")
}

/// What the place of a digest looks like before it is known.
pub(super) fn blank(mark: &str) -> String {
    format!("{mark}{}", "0".repeat(LENGTH))
}

/// Computes the digest of a file whose mark has zeros behind it, and writes it there.
///
/// # Errors
/// What the disk says; a mark that is not there exactly once.
pub(super) fn seal(path: &Path, mark: &str) -> io::Result<String> {
    let file = OpenOptions::new().read(true).write(true).open(path)?;
    let mut places = Places::of(mark);
    let mut hasher = Sha256::new();
    each_chunk(&file, &Stop::default(), |_, chunk| {
        places.look_at(chunk);
        hasher.update(&*chunk);
    })?;
    let digest = hexadecimal(hasher);
    file.write_all_at(digest.as_bytes(), places.only()?)?;
    file.sync_all()?;
    Ok(digest)
}

/// Whether the file is what it was when its digest was written.
///
/// # Errors
/// What the disk says; a mark that is not there exactly once; the wish to break off.
pub(super) fn holds(path: &Path, mark: &str, stop: &Stop) -> io::Result<bool> {
    let file = File::open(path)?;
    let at = places(&file, mark, stop)?.only()?;
    let mut written = [0; LENGTH];
    file.read_exact_at(&mut written, at)?;
    Ok(of(&file, at, stop)?.as_bytes() == written)
}

/// Whether a mark of any seal is in the file.
///
/// # Errors
/// What the disk says; the wish to break off.
pub(super) fn is_marked(path: &Path, stop: &Stop) -> io::Result<bool> {
    Ok(!places(&File::open(path)?, MARK, stop)?.found.is_empty())
}

/// Where a text ends in what is looked at piece by piece.
struct Places {
    text: Finder<'static>,
    found: Vec<u64>,
    /// The end of what was seen: the text may lie across an edge.
    kept: Vec<u8>,
    seen: u64,
}

impl Places {
    fn of(text: &str) -> Self {
        let text = Finder::new(text).into_owned();
        Self { text, found: Vec::new(), kept: Vec::new(), seen: 0 }
    }

    fn look_at(&mut self, chunk: &[u8]) {
        let length = self.text.needle().len();
        let start = self.seen - self.kept.len() as u64;
        self.kept.extend_from_slice(chunk);
        self.seen += chunk.len() as u64;
        for at in self.text.find_iter(&self.kept) {
            let end = start + (at + length) as u64;
            if self.found.last() != Some(&end) {
                self.found.push(end);
            }
        }
        self.kept.drain(..self.kept.len().saturating_sub(length));
    }

    /// The one place.
    fn only(&self) -> io::Result<u64> {
        match self.found.as_slice() {
            [at] => Ok(*at),
            [] => Err(io::Error::other("the mark of its digest is not there")),
            _ => Err(io::Error::other("the mark of its digest is there twice")),
        }
    }
}

fn places(file: &File, text: &str, stop: &Stop) -> io::Result<Places> {
    let mut places = Places::of(text);
    each_chunk(file, stop, |_, chunk| places.look_at(chunk))?;
    Ok(places)
}

/// The digest of the file with zeros there.
fn of(file: &File, zeros_at: u64, stop: &Stop) -> io::Result<String> {
    let mut hasher = Sha256::new();
    each_chunk(file, stop, |at, chunk| {
        let length = chunk.len();
        let inside =
            |byte: u64| usize::try_from(byte.saturating_sub(at)).unwrap_or(length).min(length);
        chunk[inside(zeros_at)..inside(zeros_at + LENGTH as u64)].fill(b'0');
        hasher.update(&*chunk);
    })?;
    Ok(hexadecimal(hasher))
}

/// Reads the file from its beginning; `take` hears where each piece begins.
fn each_chunk(file: &File, stop: &Stop, mut take: impl FnMut(u64, &mut [u8])) -> io::Result<()> {
    let mut chunk = vec![0; CHUNK];
    let mut at = 0;
    loop {
        let length = file.read_at(&mut chunk, at)?;
        if length == 0 {
            return Ok(());
        }
        take(at, &mut chunk[..length]);
        at += length as u64;
        stop.check()?;
        let_pass();
    }
}

fn hexadecimal(hasher: Sha256) -> String {
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_changed_byte_shows_wherever_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let mark = "mark-of-this-file:";
        // The mark lies across the edge of a chunk.
        let mut bytes = vec![7; CHUNK - 9];
        bytes.extend_from_slice(blank(mark).as_bytes());
        bytes.extend_from_slice(&vec![9; CHUNK]);
        std::fs::write(&path, &bytes).unwrap();
        seal(&path, mark).unwrap();
        assert!(holds(&path, mark, &Stop::default()).unwrap());
        let sealed = std::fs::read(&path).unwrap();
        for at in [0, CHUNK - 10, CHUNK + 20, CHUNK + 100, sealed.len() - 1] {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            std::fs::write(&path, &changed).unwrap();
            assert!(!holds(&path, mark, &Stop::default()).unwrap_or(false), "byte {at}");
        }
        std::fs::write(&path, &sealed[..sealed.len() - 1]).unwrap();
        assert!(!holds(&path, mark, &Stop::default()).unwrap());
    }
}
