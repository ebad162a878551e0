//! Records of delimited text: none is read on once it is longer than any of a table.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::rc::Rc;

use csv::{ByteRecord, Reader, ReaderBuilder};

use super::members::unreadable;
use super::{MOST_COLUMNS, Refusal, too_wide};
use crate::message::message;

/// Bytes of a record at most; what a reader has in hand beyond it is a part of that.
const LONGEST: u64 = 256 * 1024;
/// Bytes that are read at once.
const AT_ONCE: usize = 16 * 1024;

/// A file of records.
pub(super) struct Records {
    reader: Reader<Bounded>,
    left: Rc<Cell<u64>>,
    record: ByteRecord,
}

/// A file that gives so many bytes, until it is told to give more.
struct Bounded {
    file: File,
    left: Rc<Cell<u64>>,
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.left.get();
        if left == 0 {
            return Err(io::Error::other("a record that is too long"));
        }
        let most = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        let count = self.file.read(&mut buffer[..most])?;
        self.left.set(left - count as u64);
        Ok(count)
    }
}

impl Records {
    pub fn open(path: &Path, mark: u8) -> Result<Self, Refusal> {
        let left = Rc::new(Cell::new(LONGEST));
        let file = File::open(path).map_err(|error| unreadable(&error))?;
        let bounded = Bounded { file, left: Rc::clone(&left) };
        let mut builder = ReaderBuilder::new();
        builder.delimiter(mark).has_headers(false).flexible(true).buffer_capacity(AT_ONCE);
        Ok(Self { reader: builder.from_reader(bounded), left, record: ByteRecord::new() })
    }

    /// The next record, and the line that it begins on.
    pub fn next(&mut self) -> Result<Option<(&ByteRecord, usize)>, Refusal> {
        self.left.set(LONGEST);
        let has = self
            .reader
            .read_byte_record(&mut self.record)
            .map_err(|error| if self.left.get() == 0 { too_long() } else { unreadable(&error) })?;
        if self.record.len() > MOST_COLUMNS {
            return Err(too_wide());
        }
        let line = self.record.position().map_or(0, |position| position.line() as usize);
        Ok(has.then_some((&self.record, line)))
    }

    /// The record that was read last.
    pub fn record(&self) -> &ByteRecord {
        &self.record
    }
}

fn too_long() -> Refusal {
    message(
        "foods-line-long",
        "This table has a line of more than {most} kB. Nothing was changed; save it anew.",
    )
    .count("most", LONGEST / 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many records are read of such a file, and why no more are.
    fn read(bytes: &[u8]) -> (usize, Option<&'static str>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.csv");
        std::fs::write(&path, bytes).unwrap();
        let (mut records, mut count) = (Records::open(&path, b',').unwrap(), 0);
        loop {
            match records.next() {
                Ok(Some(_)) => count += 1,
                Ok(None) => return (count, None),
                Err(refusal) => return (count, refusal.key()),
            }
        }
    }

    #[test]
    fn a_record_is_refused_by_its_fields_and_by_its_length_before_it_is_held() {
        let many = b"a,b,c\n".repeat(200_000);
        assert_eq!(read(&many), (200_000, None));
        assert_eq!(read(&b",".repeat(20_000_000)), (0, Some("foods-line-long")));
        assert_eq!(
            read(&[b"a\n".as_slice(), &b",".repeat(700)].concat()).1,
            Some("foods-too-wide")
        );
        // A field that never ends has many lines.
        assert_eq!(
            read(&[b"a\n\"".as_slice(), &b"x\n".repeat(500_000)].concat()).1,
            Some("foods-line-long")
        );
    }
}
