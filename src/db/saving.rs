//! Saving what only the open database can still reach, when its files have lost their names.

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::backup::Backup;

use super::Database;
use crate::error::Result;

const PAUSE: Duration = Duration::from_millis(50);

impl Database {
    /// Whether the opened file has no name at all any more: with this process it is gone.
    pub fn is_nameless(&self) -> bool {
        self.inner.place.is_nameless()
    }

    /// Bytes of the opened database.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn size_here(&self) -> Result<u64> {
        let size = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
        let bytes: i64 = self.inner.writer.lock().query_row(size, [], |row| row.get(0))?;
        Ok(u64::try_from(bytes).unwrap_or(0))
    }

    /// Folds the opened log into the opened file, whatever their names.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn fold_here(&self) -> Result<()> {
        let writer = self.inner.writer.lock();
        writer.query_row("PRAGMA wal_checkpoint(FULL)", [], |_| Ok(()))?;
        Ok(())
    }

    /// Copies the opened database, whatever its name, into a file of its own.
    ///
    /// # Errors
    /// What SQLite or the disk says.
    pub fn copy_here(&self, to: &Path) -> Result<()> {
        let writer = self.inner.writer.lock();
        let mut copy = Connection::open(to)?;
        Backup::new(&writer, &mut copy)?.run_to_completion(i32::MAX, PAUSE, None)?;
        copy.pragma_update(None, "journal_mode", "DELETE")?;
        drop(copy);
        std::fs::File::open(to)?.sync_all()?;
        Ok(())
    }
}
