//! Checkpoints of the write-ahead log: how much of it waits to be folded into the file, and folding it in.
//!
//! SQLite does so by itself at a commit, and writes the log from its beginning again once nobody
//! reads in it. Somebody who keeps an old state of the database open (a tool beside the server, a
//! transaction that was never ended) keeps it from both: the log grows with every change, and is
//! as long afterwards as it was, until a change finds nobody reading.

use std::path::Path;
use std::thread;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use super::Database;
use super::connect;
use super::wal::log_of;
use crate::error::Result;

/// Pages of the log at which a commit folds it in (SQLite's own measure), …
const USUAL: i64 = 1_000;
/// … and while much is written that nobody sees yet: 80 MB.
const GROWN: i64 = 20_000;

/// Bytes of a page, and of its head in the log (sqlite.org/fileformat2.html §4.1).
const FRAME: u64 = 4096 + 24;
/// Hundredths of a second.
const PATIENCE: u32 = 50;
/// Changes wait no longer than that for the log to be cut off.
const MOMENT: Duration = Duration::from_millis(50);

/// The log at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Log {
    pages: u64,
    folded: u64,
}

impl Log {
    /// The log as this connection sees it; nothing is changed.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn of(connection: &Connection) -> rusqlite::Result<Self> {
        checkpoint(connection, "NOOP")
    }

    /// Bytes that are not folded into the file yet.
    pub fn waiting_bytes(self) -> u64 {
        self.pages.saturating_sub(self.folded) * FRAME
    }
}

impl Database {
    /// What `work` returns, which writes much that nobody sees yet: meanwhile no commit folds the log
    /// in, which takes some milliseconds that whoever changes something would wait for. It is folded
    /// in afterwards, beside them.
    ///
    /// # Errors
    /// What `work` says; what SQLite says.
    pub fn with_growing_log<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        self.fold_at(GROWN)?;
        let done = work();
        if let Err(error) = fold(&self.inner.path) {
            log::debug!("the log is folded in later: {error}");
        }
        self.fold_at(USUAL)?;
        done
    }

    fn fold_at(&self, pages: i64) -> Result<()> {
        let writer = self.inner.writer.lock();
        Ok(writer.pragma_update(None, "wal_autocheckpoint", pages)?)
    }
}

/// Folds in as much as those who read let it, and cuts the log off if that was all of it. Nobody
/// is waited for, and nobody waits longer than a moment.
///
/// # Errors
/// What SQLite says.
pub fn fold(database: &Path) -> rusqlite::Result<Log> {
    // A connection of its own: the one that changes stays free meanwhile.
    let connection = connect::writer(database)?;
    // Should the file have been replaced this very moment, nothing is folded into the new one.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    let log = checkpoint(&connection, "PASSIVE")?;
    if log.waiting_bytes() > 0 {
        return Ok(log);
    }
    connection.busy_timeout(MOMENT)?;
    checkpoint(&connection, "TRUNCATE")
}

/// Has SQLite remove the log of a closed database. A pool's own threads let go of its connections a
/// moment after it is closed: they are waited for, and where somebody else has the file open the log
/// stays.
pub(super) fn remove(database: &Path) -> Result<()> {
    for _ in 0..PATIENCE {
        if !log_of(database).exists() {
            return Ok(());
        }
        // The last one who closes removes it.
        drop(connect::writer(database)?);
        thread::sleep(Duration::from_millis(10));
    }
    Ok(())
}

fn checkpoint(connection: &Connection, mode: &str) -> rusqlite::Result<Log> {
    connection.query_row(&format!("PRAGMA wal_checkpoint({mode})"), [], |row| {
        // −1 where there is no log.
        let pages = |count: i64| u64::try_from(count).unwrap_or(0);
        Ok(Log { pages: pages(row.get(1)?), folded: pages(row.get(2)?) })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn length(folder: &Path) -> u64 {
        folder.join("a.db-wal").metadata().map_or(0, |log| log.len())
    }

    #[test]
    fn what_a_reader_holds_back_is_told_and_folded_in_when_it_has_gone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.db");
        let writer = connect::writer(&file).unwrap();
        writer.execute_batch("CREATE TABLE t (a); INSERT INTO t VALUES (1)").unwrap();
        let mut reader = Connection::open(&file).unwrap();
        connect::make_reader(&mut reader).unwrap();
        reader.execute_batch("BEGIN; SELECT a FROM t").unwrap();
        let begun: i64 = reader.query_row("SELECT a FROM t", [], |row| row.get(0)).unwrap();
        writer.execute("UPDATE t SET a = randomblob(400000)", []).unwrap();
        let held = fold(&file).unwrap();
        assert!(held.waiting_bytes() > 400_000, "{held:?}");
        assert_eq!(Log::of(&writer).unwrap(), held, "a look changes nothing");
        let still: i64 = reader.query_row("SELECT a FROM t", [], |row| row.get(0)).unwrap();
        assert_eq!((begun, still), (1, 1));
        assert!(length(folder.path()) > 400_000);
        reader.execute_batch("ROLLBACK").unwrap();
        assert_eq!(fold(&file).unwrap().waiting_bytes(), 0);
        assert_eq!(length(folder.path()), 0);
    }
}
