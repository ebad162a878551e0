//! Whose log it is that lies beside a database.

use std::collections::HashSet;
use std::io;
use std::path::Path;

use super::mark::{Marked, in_file, on_page, root};
use super::{Mark, examination, frames, log_of};
use crate::db::raw;
use crate::db::untrusted::immutable;

/// What the marks say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// There is no log, or no whole change in it.
    NoLog,
    /// The log is the file's.
    Own,
    /// It is another file's: proved, for the reason that this sentence gives.
    Foreign(&'static str),
    /// Nothing proves either.
    Unknown(&'static str),
}

/// The marks of a log's whole changes.
#[derive(Debug, Default)]
pub struct Trail {
    first: Option<Marked>,
    marks: HashSet<Mark>,
    has_changes: bool,
}

impl Trail {
    /// Reads them.
    ///
    /// # Errors
    /// What the disk says.
    pub fn of(log: &Path) -> io::Result<Self> {
        let mut trail = Self::default();
        let mut pending = None;
        frames::visit(log, |frame| {
            pending = on_page(frame.content).or(pending);
            if frame.commits {
                trail.has_changes = true;
                if let Some(marked) = pending.take() {
                    trail.first = trail.first.or(Some(marked));
                    trail.marks.insert(marked.mark);
                }
            }
        })?;
        Ok(trail)
    }

    /// Whether the marks lead on from that one, which the file has; nothing where there are none.
    pub fn leads_on_from(&self, mark: &Mark) -> Option<bool> {
        let first = self.first?;
        Some(first.previous == *mark || self.marks.contains(mark))
    }
}

/// What the file has without its log.
enum Alone {
    Marked(Mark),
    /// It is a database without marks: of a version before them, or just being made.
    Unmarked,
    /// It is a file of its own, as backups and compacted copies are: such a one has no log.
    Single,
    Gone,
    Unreadable,
}

impl Alone {
    fn of(database: &Path) -> Self {
        match std::fs::metadata(database) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Self::Gone,
            Ok(file) if file.len() == 0 => return Self::Gone,
            _ => {}
        }
        let Ok(head) = raw::head(database) else { return Self::Unreadable };
        if !head.starts_with(b"SQLite format 3\0") {
            return Self::Unreadable;
        }
        // Our server switches a file to this after its log is gone, and back before there is one.
        if head[18..20] == [1, 1] {
            return Self::Single;
        }
        match Self::mark(database, page_size(&head)) {
            Ok(Some(marked)) => Self::Marked(marked.mark),
            Ok(None) => Self::Unmarked,
            Err(_) => Self::Unreadable,
        }
    }

    fn mark(database: &Path, page_size: u64) -> rusqlite::Result<Option<Marked>> {
        let Some(root) = root(&immutable(database)?)? else { return Ok(None) };
        let file = raw::open(database).ok();
        let marked = file.and_then(|file| in_file(&file, page_size, root));
        marked.map(Some).ok_or(rusqlite::Error::QueryReturnedNoRows)
    }
}

/// Whose the log is. Both files are only read, and nobody may be at work on them.
///
/// # Errors
/// What the disk says.
pub fn judge(database: &Path) -> io::Result<Origin> {
    let trail = Trail::of(&log_of(database))?;
    if !trail.has_changes {
        return Ok(Origin::NoLog);
    }
    Ok(match (Alone::of(database), trail.first) {
        (Alone::Single, _) => Origin::Foreign("the file is one that has no log of its own"),
        (Alone::Marked(mark), Some(_)) if trail.leads_on_from(&mark) == Some(true) => Origin::Own,
        (Alone::Marked(_), Some(_)) => {
            Origin::Foreign("its changes were made to another state of the database")
        }
        // Changes of other programs have no mark: Litestream's, or of an administrator's tool.
        (Alone::Marked(_), None) if examination::is_whole(database) => Origin::Own,
        (Alone::Marked(_), None) => {
            Origin::Unknown("none of its changes says which file it was made to")
        }
        (Alone::Unmarked, Some(first)) if first.is_first() => Origin::Own,
        (Alone::Unmarked, Some(_)) => Origin::Foreign("its changes were made to a newer database"),
        // Both from before there were marks.
        (Alone::Unmarked, None) => Origin::Own,
        (Alone::Gone, _) => Origin::Unknown("the database itself is not there"),
        (Alone::Unreadable, _) => Origin::Unknown("the file cannot be read without it"),
    })
}

/// Bytes of a page, as the head says (65536 does not fit and is written 1).
pub fn page_size(head: &[u8; raw::HEAD]) -> u64 {
    match u16::from_be_bytes([head[16], head[17]]) {
        1 => 65_536,
        size => u64::from(size),
    }
}
