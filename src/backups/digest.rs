//! The digest of a whole file that lies inside the file: any changed byte shows.
//!
//! The copy holds a text `<mark><64 zeros>`; the digest of the file is computed with those zeros
//! and then written over them. Whoever checks puts the zeros back in memory.

use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::FileExt;
use std::path::Path;

use memchr::memmem::Finder;
use sha2::{Digest, Sha256};

/// Length of a SHA-256 in hexadecimal.
const LENGTH: usize = 64;
const CHUNK: usize = 1 << 20;

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

/// Computes the file's digest and writes it behind the mark.
///
/// # Errors
/// What the disk says; a mark that is not there exactly once.
pub(super) fn seal(path: &Path, mark: &str) -> io::Result<String> {
    let file = OpenOptions::new().read(true).write(true).open(path)?;
    let at = place(&file, mark)?;
    let digest = of(&file, at)?;
    file.write_all_at(digest.as_bytes(), at)?;
    file.sync_all()?;
    Ok(digest)
}

/// Whether the file is what it was when its digest was written.
///
/// # Errors
/// What the disk says; a mark that is not there exactly once.
pub(super) fn holds(path: &Path, mark: &str) -> io::Result<bool> {
    let file = File::open(path)?;
    let at = place(&file, mark)?;
    let mut written = [0; LENGTH];
    file.read_exact_at(&mut written, at)?;
    Ok(of(&file, at)?.as_bytes() == written)
}

/// Whether a mark of any seal is in the file.
///
/// # Errors
/// What the disk says.
pub(super) fn is_marked(path: &Path) -> io::Result<bool> {
    Ok(!places(&File::open(path)?, MARK)?.is_empty())
}

/// Where the digest stands: behind the one mark.
fn place(file: &File, mark: &str) -> io::Result<u64> {
    match places(file, mark)?.as_slice() {
        [at] => Ok(*at),
        [] => Err(io::Error::other("the mark of its digest is not there")),
        _ => Err(io::Error::other("the mark of its digest is there twice")),
    }
}

/// The ends of every occurrence.
fn places(file: &File, mark: &str) -> io::Result<Vec<u64>> {
    let mark = Finder::new(mark);
    let mut found: Vec<u64> = Vec::new();
    let mut kept = Vec::new();
    let mut read = 0;
    let mut file = file;
    let mut chunk = vec![0; CHUNK];
    io::Seek::rewind(&mut file)?;
    loop {
        let length = file.read(&mut chunk)?;
        if length == 0 {
            break;
        }
        let start = read - kept.len() as u64;
        kept.extend_from_slice(&chunk[..length]);
        read += length as u64;
        for at in mark.find_iter(&kept) {
            let at = start + (at + mark.needle().len()) as u64;
            if found.last() != Some(&at) {
                found.push(at);
            }
        }
        kept.drain(..kept.len().saturating_sub(mark.needle().len()));
    }
    Ok(found)
}

fn of(file: &File, zeros_at: u64) -> io::Result<String> {
    let mut hasher = Sha256::new();
    let mut chunk = vec![0; CHUNK];
    let mut at = 0;
    loop {
        let length = file.read_at(&mut chunk, at)?;
        if length == 0 {
            break;
        }
        let inside = |at_byte: u64| {
            usize::try_from(at_byte.saturating_sub(at)).unwrap_or(length).min(length)
        };
        chunk[inside(zeros_at)..inside(zeros_at + LENGTH as u64)].fill(b'0');
        hasher.update(&chunk[..length]);
        at += length as u64;
    }
    Ok(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
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
        assert!(holds(&path, mark).unwrap());
        let sealed = std::fs::read(&path).unwrap();
        for at in [0, CHUNK - 10, CHUNK + 20, CHUNK + 100, sealed.len() - 1] {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            std::fs::write(&path, &changed).unwrap();
            assert!(!holds(&path, mark).unwrap_or(false), "byte {at}");
        }
        std::fs::write(&path, &sealed[..sealed.len() - 1]).unwrap();
        assert!(!holds(&path, mark).unwrap());
    }
}
