//! The mark of the last change: a row that every change draws anew, and that keeps the one before.
//!
//! The file has the mark of the last change that was folded into it, and a log those of the changes
//! since: they are one another's exactly where the file's mark is in the log, or is the one before
//! the log's first. No end of the process can come between, for a mark is a part of its change.

use std::fs::File;
use std::os::unix::fs::FileExt;

use rusqlite::{Connection, OptionalExtension};

/// Drawn at random by each change.
pub type Mark = [u8; 16];

/// A mark, and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marked {
    pub mark: Mark,
    pub previous: Mark,
}

impl Marked {
    /// Whether it is the one that the table was made with.
    pub(super) fn is_first(&self) -> bool {
        self.previous == [0; 16]
    }
}

/// Draws the mark of the change that is being made.
///
/// # Errors
/// What SQLite says.
pub fn advance(connection: &Connection) -> rusqlite::Result<Mark> {
    let draw = "UPDATE log_mark SET previous = mark, mark = randomblob(16) RETURNING mark";
    connection.prepare_cached(draw)?.query_row([], |row| row.get(0))
}

/// The same where the schema may be too old to have marks.
///
/// # Errors
/// What SQLite says.
pub fn advance_if_there(connection: &Connection) -> rusqlite::Result<()> {
    match root(connection)? {
        Some(_) => advance(connection).map(|_| ()),
        None => Ok(()),
    }
}

/// The mark of the last change.
///
/// # Errors
/// What SQLite says.
pub fn last(connection: &Connection) -> rusqlite::Result<Option<Mark>> {
    let read = || connection.query_row("SELECT mark FROM log_mark", [], |row| row.get(0));
    match root(connection)? {
        Some(_) => read().optional(),
        None => Ok(None),
    }
}

/// The page that has the mark.
///
/// # Errors
/// What SQLite says.
pub fn root(connection: &Connection) -> rusqlite::Result<Option<u32>> {
    let page = "SELECT rootpage FROM sqlite_schema WHERE type = 'table' AND name = 'log_mark'";
    connection.query_row(page, [], |row| row.get(0)).optional()
}

/// The mark on a page, if it is the page that has it: a leaf with one row, of a key and two blobs
/// of sixteen bytes (sqlite.org/fileformat2.html §1.6 and §2).
pub fn on_page(page: &[u8]) -> Option<Marked> {
    /// Length of the row and its key, then how long its head is and the kinds of its values.
    const ROW: [u8; 6] = [36, 1, 4, 0, 44, 44];
    let is_leaf_of_one = page.first() == Some(&0x0d) && page.get(3..5) == Some(&[0, 1]);
    if !is_leaf_of_one {
        return None;
    }
    let at = usize::from(u16::from_be_bytes(page.get(8..10)?.try_into().ok()?));
    let row = page.get(at..at + ROW.len() + 32)?.strip_prefix(&ROW)?;
    let (mark, previous) = row.split_at(16);
    Some(Marked { mark: mark.try_into().ok()?, previous: previous.try_into().ok()? })
}

/// The mark in the file itself, whatever its log says.
pub fn in_file(file: &File, page_size: u64, root: u32) -> Option<Marked> {
    let mut page = vec![0; usize::try_from(page_size).ok()?];
    file.read_exact_at(&mut page, u64::from(root.checked_sub(1)?) * page_size).ok()?;
    on_page(&page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::connect;

    #[test]
    fn the_mark_is_found_on_its_page_and_on_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.db");
        let mut writer = connect::writer(&file).unwrap();
        crate::db::migrate::migrate(
            &mut writer,
            folder.path(),
            crate::clock::Clock::default().now(),
        )
        .unwrap();
        let before = last(&writer).unwrap().unwrap();
        let drawn = advance(&writer).unwrap();
        writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
        let root = root(&writer).unwrap().unwrap();
        drop(writer);
        let bytes = std::fs::read(&file).unwrap();
        let found: Vec<_> = bytes
            .chunks(4096)
            .enumerate()
            .filter_map(|(n, page)| Some((n, on_page(page)?)))
            .collect();
        assert_eq!(found, [(root as usize - 1, Marked { mark: drawn, previous: before })]);
        assert_eq!(in_file(&File::open(&file).unwrap(), 4096, root), Some(found[0].1));
    }
}
