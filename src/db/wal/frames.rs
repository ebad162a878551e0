//! The frames of a write-ahead log (sqlite.org/fileformat2.html §4): those that SQLite would read.

use std::fs::File;
use std::io::{BufReader, ErrorKind, Read};
use std::path::Path;

const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;
/// The last bit says how the words of the checksums lie.
const MAGIC: u32 = 0x377f_0682;
const LARGEST_PAGE: u32 = 65_536;

/// A page as a change left it.
pub(super) struct Frame<'a> {
    pub(super) page: u32,
    /// Whether a change ends here: what stands behind the last such frame never happened.
    pub(super) commits: bool,
    pub(super) content: &'a [u8],
}

/// Visits the frames that SQLite would take for whole, oldest first. A log that is not there, or no
/// log, has none.
pub(super) fn visit(log: &Path, mut each: impl FnMut(&Frame<'_>)) -> std::io::Result<()> {
    let file = match File::open(log) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        opened => opened?,
    };
    let mut file = BufReader::with_capacity(1 << 20, file);
    let mut header = [0; HEADER];
    if !is_filled(&mut file, &mut header)? {
        return Ok(());
    }
    let magic = word(&header, 0);
    let size = word(&header, 8);
    if magic & !1 != MAGIC || !size.is_power_of_two() || !(512..=LARGEST_PAGE).contains(&size) {
        return Ok(());
    }
    let mut sum = Checksum { is_big_endian: magic & 1 == 1, words: (0, 0) };
    sum.add(&header[..24]);
    if !sum.is(&header[24..]) {
        return Ok(());
    }
    let salts = [header[16..24].to_vec()].concat();
    let mut frame = vec![0; FRAME_HEADER + size as usize];
    while is_filled(&mut file, &mut frame)? {
        let (head, content) = frame.split_at(FRAME_HEADER);
        sum.add(&head[..8]);
        sum.add(content);
        if head[8..16] != salts[..] || !sum.is(&head[16..]) {
            break;
        }
        each(&Frame { page: word(head, 0), commits: word(head, 4) != 0, content });
    }
    Ok(())
}

/// The first page of the database as the changes in its log leave it; nothing where none wrote it.
///
/// # Errors
/// What the disk says.
pub fn page_one(log: &Path) -> std::io::Result<Option<Vec<u8>>> {
    let (mut newest, mut pending) = (None, None);
    visit(log, |frame| {
        if frame.page == 1 {
            pending = Some(frame.content.to_vec());
        }
        if frame.commits && pending.is_some() {
            newest = pending.take();
        }
    })?;
    Ok(newest)
}

/// Fills the buffer; false where the file ends before.
fn is_filled(file: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<bool> {
    match file.read_exact(buffer) {
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(false),
        read => read.map(|()| true),
    }
}

/// The number of four bytes there, of which the caller has made sure.
fn word(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

/// Fibonacci-weighted sums over everything since the beginning of the log.
struct Checksum {
    is_big_endian: bool,
    words: (u32, u32),
}

impl Checksum {
    fn add(&mut self, bytes: &[u8]) {
        let number = |four: &[u8]| {
            let four = [four[0], four[1], four[2], four[3]];
            if self.is_big_endian { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) }
        };
        let (mut one, mut two) = self.words;
        for eight in bytes.chunks_exact(8) {
            one = one.wrapping_add(number(&eight[..4])).wrapping_add(two);
            two = two.wrapping_add(number(&eight[4..])).wrapping_add(one);
        }
        self.words = (one, two);
    }

    fn is(&self, stored: &[u8]) -> bool {
        (word(stored, 0), word(stored, 4)) == self.words
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;
    use crate::db::connect;

    /// Pages of the frames that end with a change, as SQLite counts them too.
    fn count(log: &Path) -> usize {
        let (mut whole, mut seen) = (0, 0);
        visit(log, |frame| {
            seen += 1;
            if frame.commits {
                whole = seen;
            }
        })
        .unwrap();
        whole
    }

    #[test]
    fn as_many_frames_are_read_as_sqlite_has_written_and_none_behind_a_tear() {
        let folder = tempfile::tempdir().unwrap();
        let (file, log) = (folder.path().join("a.db"), folder.path().join("a.db-wal"));
        assert_eq!(count(&log), 0);
        let writer = connect::writer(&file).unwrap();
        writer.execute_batch("CREATE TABLE t (a); INSERT INTO t VALUES (1)").unwrap();
        for size in [10, 90_000] {
            writer.execute("INSERT INTO t VALUES (randomblob(?1))", [size]).unwrap();
        }
        let frames = |connection: &Connection| {
            let noop = "PRAGMA wal_checkpoint(NOOP)";
            let frames: i64 = connection.query_row(noop, [], |row| row.get(1)).unwrap();
            usize::try_from(frames).unwrap()
        };
        assert_eq!(count(&log), frames(&writer));
        assert!(page_one(&log).unwrap().unwrap().starts_with(b"SQLite format 3\0"));

        let whole = std::fs::read(&log).unwrap();
        let mut garbled = whole.clone();
        let last = garbled.len() - 5;
        garbled[last] ^= 1;
        std::fs::write(&log, &garbled).unwrap();
        let torn = count(&log);
        assert!(torn > 0 && torn < frames(&writer), "{torn}");
        std::fs::write(&log, &whole[..whole.len() - 1]).unwrap();
        assert_eq!(count(&log), torn);
        std::fs::write(&log, b"no log").unwrap();
        assert_eq!(count(&log), 0);
    }
}
