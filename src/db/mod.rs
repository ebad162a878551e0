//! The database: one writer, a pool of readers, and two doors.
//!
//! `read` and `write` are the only ways in. A caller's closure runs on a blocking thread with a
//! connection that never crosses an await; a write is one immediate transaction, whose touched
//! cache tags are in flight around its COMMIT.

mod blocking;
pub mod checkpoint;
pub mod connect;
mod creation;
pub mod damage;
mod handle;
pub mod head;
pub mod migrate;
mod migrations;
pub mod nature;
mod place;
mod pool;
pub mod raw;
mod reading;
mod refolding;
mod saving;
pub mod shape;
mod sql;
mod turns;
pub mod untrusted;
mod waits;
pub mod wal;
mod writing;

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use parking_lot::Mutex;
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use tokio::sync::Semaphore;

pub use creation::{Creation, claim_id, claim_id_below, is_claimed};
pub use handle::Db;
pub use place::Displaced;
pub use pool::{Clinic, PoolState, at_once};
pub use sql::{Memory, Meter, QueryLog, SlowQuery, Sql, Tx};
pub use waits::Load;

use turns::Turns;
use waits::Waits;

use crate::clock::Clock;
use crate::config::Config;
use crate::error::Result;
use crate::generations::Generations;

/// The clinic's database. Cheap to clone.
#[derive(Clone)]
pub struct Database {
    inner: Arc<Inner>,
}

struct Inner {
    path: PathBuf,
    place: place::Place,
    readers: pool::Readers,
    /// Admits one writer at a time, first come first served, without holding a thread.
    writing: Semaphore,
    writer: Mutex<Connection>,
    acquire: Duration,
    budget: Duration,
    log: QueryLog,
    waits: Waits,
    turns: Turns,
    generations: Arc<Generations>,
    kept: OnceLock<Vec<Box<dyn Memory>>>,
    clock: Clock,
}

impl Database {
    /// Opens the clinic's file, migrates it and fills the pool.
    ///
    /// # Errors
    /// A sentence that says what is wrong with the folder or the file, and what to do.
    pub fn open(config: &Config, clock: Clock) -> Result<(Self, migrate::Outcome), String> {
        connect::check_version()?;
        let path = config.database();
        let in_words = |error: rusqlite::Error| {
            format!(
                "{} cannot be opened: {error}. Check that the folder can be written and that the file is a NutriVault database; a copy in {} can replace it.",
                path.display(),
                config.backups().display()
            )
        };
        wal::settle(&path, clock.now())?;
        let mut writer = connect::writer(&path).map_err(in_words)?;
        let outcome = migrate::migrate(&mut writer, &config.backups(), clock.now())?;
        let place = place::Place::of(&path, &writer)
            .map_err(|error| format!("{} cannot be read: {error}.", path.display()))?;
        let readers = pool::Readers::open(&path, &config.pool)?;
        let generations = Arc::new(Generations::default());
        let database = Self {
            inner: Arc::new(Inner {
                readers,
                writing: Semaphore::new(1),
                writer: Mutex::new(writer),
                acquire: Duration::from_secs(config.pool.acquire_s),
                budget: Duration::from_millis(config.query_budget_ms),
                log: QueryLog::new(config.slow_query_ms),
                waits: Waits::default(),
                turns: Turns::default(),
                kept: OnceLock::new(),
                generations,
                clock,
                place,
                path,
            }),
        };
        Ok((database, outcome))
    }

    /// What has become of the database's files, if they are not where they were: as of the last
    /// change, or the last [`Self::look`].
    pub fn displaced(&self) -> Option<Displaced> {
        self.inner.place.displaced()
    }

    /// Looks whether the files are what they were, also where nobody changes anything.
    pub fn look(&self) -> Option<Displaced> {
        let writer = self.inner.writer.lock();
        self.inner.place.examine(&writer)
    }

    /// See [`migrate::learn_sizes`].
    ///
    /// # Errors
    /// What SQLite says.
    pub fn learn_sizes(&self) -> Result<()> {
        let writer = self.inner.writer.lock();
        if self.inner.place.examine(&writer).is_some() {
            return Ok(());
        }
        migrate::learn_sizes(&writer)?;
        if let Some(mark) = wal::last(&writer)? {
            self.inner.place.note(mark);
        }
        Ok(())
    }

    /// Folds the WAL into the file, so that the single file is complete.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn checkpoint(&self) -> Result<()> {
        self.inner.readers.drain();
        let writer = self.inner.writer.lock();
        // Opens the WAL where nothing was asked since its mode was set: a checkpoint that opens it
        // reads the full-text tables meanwhile, and then waits for itself.
        writer.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
        match self.inner.place.examine(&writer) {
            // The opened file is the clinic's: without its log, all that is stored must be in it.
            None | Some(Displaced::LogGone | Displaced::LogReplaced) => {
                writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
            }
            // Nothing of ours may be written over what somebody has put there.
            Some(_) => {
                writer.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
            }
        }
        Ok(())
    }

    /// Folds the WAL into the file and closes every connection: what is left is the single file.
    /// Waits a moment for others who still hold the database.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn close(self) -> Result<()> {
        self.checkpoint()?;
        let (path, is_displaced) = (self.path().to_owned(), self.displaced().is_some());
        let mut shared = self.inner;
        for _ in 0..100 {
            match Arc::try_unwrap(shared) {
                // Readers first: the writer, as the last one, removes the WAL.
                Ok(last) => {
                    drop(last.readers);
                    drop(last.writer);
                    return if is_displaced { Ok(()) } else { checkpoint::remove(&path) };
                }
                Err(still_shared) => shared = still_shared,
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        log::warn!("something still holds the database: its WAL stays beside the file");
        Ok(())
    }

    /// The generations that date cached answers.
    pub fn generations(&self) -> &Arc<Generations> {
        &self.inner.generations
    }

    /// The clock that dates changes.
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// The statements that were slow.
    pub fn query_log(&self) -> &QueryLog {
        &self.inner.log
    }

    /// The readers' pool at this moment.
    pub fn pool_state(&self) -> PoolState {
        self.inner.readers.state()
    }

    /// What the database's doors have done since the start.
    pub fn load(&self) -> Load {
        self.inner.waits.load()
    }

    /// The database file.
    pub fn path(&self) -> &Path {
        &self.inner.path
    }
}

#[cfg(test)]
mod full_tests;
