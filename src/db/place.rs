//! Whether the files that the server works on are still those that have their names.
//!
//! SQLite goes on with what it has opened: after a copy was put over the database, or the folder
//! was renamed, changes would be acknowledged that nobody finds again. So every change looks first,
//! at the cost of some microseconds, and the server looks each second.

use std::fs::{File, Metadata};
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use parking_lot::Mutex;
use rusqlite::Connection;

use super::raw::{self, Identity};
use super::wal::{self, Mark, Trail, log_of};

const TRIES: usize = 3;
const PAUSE: Duration = Duration::from_millis(20);

/// What has become of the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Displaced {
    /// No file has the database's name any more.
    Gone,
    /// Another file has it.
    Replaced,
    /// Something else was written over the file.
    Overwritten,
    /// The file is shorter than it was.
    CutOff,
    /// No file has the log's name any more.
    LogGone,
    /// Another file has it.
    LogReplaced,
}

/// When a file was changed last, and how long it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    modified: (i64, i64),
    changed: (i64, i64),
    bytes: u64,
}

impl From<&Metadata> for Stamp {
    fn from(file: &Metadata) -> Self {
        Self {
            modified: (file.mtime(), file.mtime_nsec()),
            changed: (file.ctime(), file.ctime_nsec()),
            bytes: file.len(),
        }
    }
}

/// The database file and its log, as they were opened.
pub(super) struct Place {
    path: PathBuf,
    log_path: PathBuf,
    file: Arc<File>,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    /// While one change has the file for itself, it has no log, and nobody looks.
    is_alone: bool,
    log: Option<Identity>,
    /// The file when it was looked into last, and what that came to.
    looked: Option<(Stamp, Option<Displaced>)>,
    /// The longest that the file was.
    bytes: u64,
    /// The mark of the last change.
    mark: Option<Mark>,
    /// The page that has it.
    root: Option<u32>,
}

impl Place {
    /// The files that this connection has just opened there.
    pub(super) fn of(path: &Path, connection: &Connection) -> io::Result<Self> {
        let known = Mutex::default();
        let log_path = log_of(path);
        let place = Self { path: path.to_owned(), log_path, file: raw::open(path)?, known };
        place.learn(connection).map_err(io::Error::other)?;
        Ok(place)
    }

    /// Takes what is there for the right files.
    pub(super) fn learn(&self, connection: &Connection) -> rusqlite::Result<()> {
        let (mark, root) = (wal::last(connection)?, wal::root(connection)?);
        let log = Identity::of(&self.log_path).ok();
        *self.known.lock() = Known { log, mark, root, ..Known::default() };
        Ok(())
    }

    /// For one change, which has the file for itself and no log.
    pub(super) fn leave_alone(&self) {
        self.known.lock().is_alone = true;
    }

    /// The mark of the change that was just stored.
    pub(super) fn note(&self, mark: Mark) {
        self.known.lock().mark = Some(mark);
    }

    /// Whether the files are in their places: by their names alone.
    pub(super) fn displaced(&self) -> Option<Displaced> {
        let mut known = self.known.lock();
        if known.is_alone {
            return None;
        }
        match std::fs::metadata(&self.path) {
            Ok(file) => self.by_name(&mut known, &file).or_else(|| {
                let stamp = Stamp::from(&file);
                known.looked.filter(|(looked, _)| *looked == stamp)?.1
            }),
            Err(_) => Some(Displaced::Gone),
        }
    }

    /// The same, with a look into a file that was changed since the last one. The caller lets no
    /// change through meanwhile.
    pub(super) fn examine(&self, connection: &Connection) -> Option<Displaced> {
        let mut known = self.known.lock();
        if known.is_alone {
            return None;
        }
        let Ok(file) = std::fs::metadata(&self.path) else { return Some(Displaced::Gone) };
        if let Some(displaced) = self.by_name(&mut known, &file) {
            return Some(displaced);
        }
        let stamp = Stamp::from(&file);
        match known.looked {
            Some((looked, found)) if looked == stamp => found,
            _ => {
                let found = self.look_into(&mut known, connection, stamp.bytes);
                known.looked = Some((stamp, found));
                found
            }
        }
    }

    fn by_name(&self, known: &mut Known, named: &Metadata) -> Option<Displaced> {
        let opened = self.file.metadata().ok().map(|file| Identity::from(&file));
        if opened != Some(Identity::from(named)) {
            return Some(Displaced::Replaced);
        }
        match (known.log, Identity::of(&self.log_path)) {
            (Some(_), Err(_)) => Some(Displaced::LogGone),
            (Some(opened), Ok(named)) if opened != named => Some(Displaced::LogReplaced),
            // It is opened with the first change.
            (None, Ok(named)) => {
                known.log = Some(named);
                None
            }
            _ => None,
        }
    }

    /// Whether it is still the file that the changes in the log are made to.
    fn look_into(
        &self,
        known: &mut Known,
        connection: &Connection,
        bytes: u64,
    ) -> Option<Displaced> {
        let mut head = [0; raw::HEAD];
        let is_ours = self.file.read_exact_at(&mut head, 0).is_ok()
            && head.starts_with(b"SQLite format 3\0")
            && head[18..20] == [2, 2];
        if !is_ours {
            return Some(if bytes < known.bytes {
                Displaced::CutOff
            } else {
                Displaced::Overwritten
            });
        }
        let page_size = wal::page_size(&head);
        // Compacted by somebody's tool it may be shorter, and then says so.
        let pages = u64::from(u32::from_be_bytes([head[28], head[29], head[30], head[31]]));
        if bytes < known.bytes && bytes != pages * page_size {
            return Some(Displaced::CutOff);
        }
        if !self.has_its_mark(known, connection, page_size) {
            return Some(Displaced::Overwritten);
        }
        known.bytes = bytes;
        None
    }

    fn has_its_mark(&self, known: &mut Known, connection: &Connection, page_size: u64) -> bool {
        let Some(last) = known.mark else { return true };
        // Another thread may fold the log in and cut it off between the two looks.
        (0..TRIES).any(|attempt| {
            if attempt > 0 {
                thread::sleep(PAUSE);
            }
            let found = self.mark_in_file(known, connection, page_size);
            found == Some(last)
                || Trail::of(&self.log_path).is_ok_and(|trail| match &found {
                    Some(found) => trail.leads_on_from(found) == Some(true),
                    // A first start that was killed has all of the clinic in the log.
                    None => trail.has_first_mark(),
                })
        })
    }

    fn mark_in_file(
        &self,
        known: &mut Known,
        connection: &Connection,
        page_size: u64,
    ) -> Option<Mark> {
        let read = |root: u32| wal::in_file(&self.file, page_size, root);
        let found = known.root.and_then(read).or_else(|| {
            // Compacting moves it.
            known.root = wal::root(connection).ok().flatten();
            known.root.and_then(read)
        });
        found.map(|marked| marked.mark)
    }

    /// Whether the file has no name at all any more: with the last descriptor it is gone.
    pub(super) fn is_nameless(&self) -> bool {
        self.file.metadata().is_ok_and(|file| file.nlink() == 0)
    }
}

impl Displaced {
    /// What has happened, and what to do.
    pub fn sentence(self, database: &Path) -> String {
        let (file, log) = (database.display(), log_of(database));
        let log = log.display();
        let what = match self {
            Self::Gone => format!("{file} is no longer there"),
            Self::Replaced => format!("Another file was put in the place of {file}"),
            Self::Overwritten => format!("Something else was written over {file}"),
            Self::CutOff => format!("{file} was cut off"),
            Self::LogGone => format!("{log} is no longer there"),
            Self::LogReplaced => format!("Another file was put in the place of {log}"),
        };
        let todo = match self {
            Self::Gone | Self::Replaced => {
                "Put the former file back under its name and the server goes on by itself; or, if this was meant, start the server anew."
            }
            Self::Overwritten | Self::CutOff => {
                "If this was meant, start the server anew: what was there before is set aside. If not, stop the server and go back to the newest backup with `nutrivault restore FILE`."
            }
            Self::LogGone | Self::LogReplaced => {
                "Start the server anew. What was stored so far is in the database."
            }
        };
        format!(
            "{what} while the server works on it. No change is taken any more, so that none is lost; what was stored before can still be read. {todo}"
        )
    }
}
