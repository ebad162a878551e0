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
    /// Where the mark stands: one page, unless somebody compacted the database.
    pages: Vec<u32>,
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
            if let Some(marked) = on_page(frame.content) {
                pending = Some(marked);
                if !trail.pages.contains(&frame.page) {
                    trail.pages.push(frame.page);
                }
            }
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

    /// Whether the marks were born in this log: its file has none before that is folded in.
    pub fn has_first_mark(&self) -> bool {
        self.first.is_some_and(|first| first.is_first())
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
    /// It is no database at all.
    Other,
    /// Without its log SQLite makes no sense of it.
    Unreadable,
}

impl Alone {
    fn of(database: &Path, trail: &Trail) -> Self {
        match std::fs::metadata(database) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Self::Gone,
            Ok(file) if file.len() == 0 => return Self::Gone,
            _ => {}
        }
        let Ok(head) = raw::head(database) else { return Self::Other };
        if !head.starts_with(b"SQLite format 3\0") {
            return Self::Other;
        }
        // Our server switches a file to this after its log is gone, and back before there is one.
        if head[18..20] == [1, 1] {
            return Self::Single;
        }
        // A server that was killed while it folded its log in leaves a file that SQLite cannot read
        // without it: the log itself says which page has the mark.
        let size = page_size(&head);
        let file = raw::open(database).ok();
        let read = |page: &u32| in_file(file.as_ref()?, size, *page);
        if let Some(marked) = trail.pages.iter().find_map(read) {
            return Self::Marked(marked.mark);
        }
        match Self::mark(database, size) {
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
    Ok(match (Alone::of(database, &trail), trail.first) {
        (Alone::Single, _) => Origin::Foreign("the file is one that has no log of its own"),
        (Alone::Marked(mark), Some(_)) if trail.leads_on_from(&mark) == Some(true) => Origin::Own,
        (Alone::Marked(_), Some(_)) => {
            Origin::Foreign("its changes were made to another state of the database")
        }
        // Changes of other programs have no mark (Litestream's, an administrator's tool's), nor have
        // those of a version before marks.
        (Alone::Marked(_) | Alone::Unreadable, None) if examination::is_whole(database) => {
            Origin::Own
        }
        (Alone::Marked(_), None) => {
            Origin::Unknown("none of its changes says which file it was made to")
        }
        // The log in which the marks were born, and a file that has none of them yet.
        (Alone::Unmarked | Alone::Unreadable, Some(first)) if first.is_first() => Origin::Own,
        (Alone::Unmarked, Some(_)) => Origin::Foreign("its changes were made to a newer database"),
        // Both from before there were marks.
        (Alone::Unmarked, None) => Origin::Own,
        (Alone::Gone, _) => Origin::Unknown("the database itself is not there"),
        (Alone::Other, _) => Origin::Unknown("the file is no database"),
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

#[cfg(test)]
mod tests {
    use std::fs;

    use rusqlite::Connection;

    use super::*;
    use crate::clock::Clock;
    use crate::db::{connect, migrate, wal};

    /// A clinic's file with changes in its log, which make it longer.
    fn clinic(folder: &Path) -> Connection {
        let file = folder.join("a.db");
        let mut writer = connect::writer(&file).unwrap();
        migrate::migrate(&mut writer, folder, Clock::default().now()).unwrap();
        for number in 0..20 {
            let grow = "INSERT INTO creations (id, resource, digest, user_id, created_at) \
                        VALUES (?1, 'x', zeroblob(9000), '', '')";
            let change = writer.unchecked_transaction().unwrap();
            change.execute(grow, [number.to_string()]).unwrap();
            wal::advance(&change).unwrap();
            change.commit().unwrap();
        }
        writer
    }

    #[test]
    fn a_log_is_its_files_wherever_its_folding_in_was_cut_off() {
        let folder = tempfile::tempdir().unwrap();
        let writer = clinic(folder.path());
        let (file, log) = (folder.path().join("a.db"), folder.path().join("a.db-wal"));
        let (before, changes) = (fs::read(&file).unwrap(), fs::read(&log).unwrap());
        writer.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())).unwrap();
        let after = fs::read(&file).unwrap();
        assert!(after.len() > before.len());
        drop(writer);
        // Pages go in by their number: any first part of them may be the new ones.
        for pages in 0..=after.len() / 4096 {
            let at = pages * 4096;
            let mut half = after[..at].to_vec();
            half.extend(before.get(at..).unwrap_or_default());
            let other = tempfile::tempdir().unwrap();
            let (file, log) = (other.path().join("a.db"), other.path().join("a.db-wal"));
            fs::write(&file, half).unwrap();
            fs::write(&log, &changes).unwrap();
            assert_eq!(judge(&file).unwrap(), Origin::Own, "{pages} pages are folded in");
        }
    }

    #[test]
    fn a_log_of_another_state_is_proved_to_be_one() {
        let folder = tempfile::tempdir().unwrap();
        let writer = clinic(folder.path());
        let (file, log) = (folder.path().join("a.db"), folder.path().join("a.db-wal"));
        let earlier = fs::read(&file).unwrap();
        writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
        wal::advance(&writer).unwrap();
        let changes = fs::read(&log).unwrap();
        drop(writer);
        assert_eq!(judge(&file).unwrap(), Origin::NoLog);
        fs::write(&file, earlier).unwrap();
        fs::write(&log, changes).unwrap();
        assert!(matches!(judge(&file).unwrap(), Origin::Foreign(_)));
    }
}
