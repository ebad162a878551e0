//! The digest of a whole file that lies inside the file: any changed byte shows.
//!
//! The copy holds a text `<mark><64 zeros>`; the digest of the file is computed with those zeros
//! and then written over them. Whoever checks puts the zeros back in memory. With a key there are
//! twice as many zeros, and the proof of the digest stands behind it.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

use memchr::memmem::Finder;
use sha2::{Digest, Sha256};

use super::{SealKey, Stop};
use crate::leisure::let_pass;

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

/// What the place of a digest, and of its proof, looks like before they are known.
pub(super) fn blank(mark: &str, is_proved: bool) -> String {
    format!("{mark}{}", "0".repeat(length(is_proved)))
}

fn length(is_proved: bool) -> usize {
    if is_proved { 2 * LENGTH } else { LENGTH }
}

/// The digest of a file as it stands in it, and the proof behind it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Seal {
    pub(super) digest: String,
    pub(super) proof: Option<String>,
}

/// Computes the digest of a file whose mark has zeros behind it, and writes it there.
///
/// # Errors
/// What the disk says; a mark that is not there exactly once.
pub(super) fn seal(path: &Path, mark: &str, key: Option<&SealKey>) -> io::Result<String> {
    let file = OpenOptions::new().read(true).write(true).open(path)?;
    let mut places = Places::of(mark);
    let mut hasher = Sha256::new();
    each_chunk(&file, &Stop::default(), |_, chunk| {
        places.look_at(chunk);
        hasher.update(&*chunk);
    })?;
    let digest = hexadecimal(hasher);
    let proof = key.and_then(|key| key.proof(&digest)).unwrap_or_default();
    file.write_all_at(format!("{digest}{proof}").as_bytes(), places.only()?)?;
    file.sync_all()?;
    Ok(digest)
}

/// The seal of the file, if that is what it was when the seal was written.
///
/// # Errors
/// What the disk says; a mark that is not there exactly once; the wish to break off.
pub(super) fn held(
    path: &Path,
    mark: &str,
    is_proved: bool,
    stop: &Stop,
) -> io::Result<Option<Seal>> {
    let file = File::open(path)?;
    let at = places(&file, mark, stop)?.only()?;
    let length = length(is_proved);
    let mut written = vec![0; length];
    file.read_exact_at(&mut written, at)?;
    let digest = of(&file, at, length, stop)?;
    if digest.as_bytes() != &written[..LENGTH] {
        return Ok(None);
    }
    let proof = String::from_utf8_lossy(&written[LENGTH..]).into_owned();
    Ok(Some(Seal { digest, proof: is_proved.then_some(proof) }))
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
fn of(file: &File, zeros_at: u64, zeros: usize, stop: &Stop) -> io::Result<String> {
    let mut hasher = Sha256::new();
    each_chunk(file, stop, |at, chunk| {
        let length = chunk.len();
        let inside =
            |byte: u64| usize::try_from(byte.saturating_sub(at)).unwrap_or(length).min(length);
        chunk[inside(zeros_at)..inside(zeros_at + zeros as u64)].fill(b'0');
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
        let key = SealKey::ensure(folder.path()).unwrap();
        let mark = "mark-of-this-file:";
        // The mark lies across the edge of a chunk.
        let mut bytes = vec![7; CHUNK - 9];
        bytes.extend_from_slice(blank(mark, true).as_bytes());
        bytes.extend_from_slice(&vec![9; CHUNK]);
        std::fs::write(&path, &bytes).unwrap();
        seal(&path, mark, Some(&key)).unwrap();
        let seal = held(&path, mark, true, &Stop::default()).unwrap().unwrap();
        assert!(key.has_proved(&seal.digest, &seal.proof.unwrap()));
        let sealed = std::fs::read(&path).unwrap();
        for at in [0, CHUNK - 10, CHUNK + 20, CHUNK + 100, sealed.len() - 1] {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            std::fs::write(&path, &changed).unwrap();
            let found = held(&path, mark, true, &Stop::default()).ok().flatten();
            let is_proved = found
                .is_some_and(|seal| key.has_proved(&seal.digest, &seal.proof.unwrap_or_default()));
            assert!(!is_proved, "byte {at}");
        }
        std::fs::write(&path, &sealed[..sealed.len() - 1]).unwrap();
        assert_eq!(held(&path, mark, true, &Stop::default()).unwrap(), None);
    }
}
