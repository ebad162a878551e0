//! The database: one writer, a pool of readers, and two doors.
//!
//! `read` and `write` are the only ways in. A caller's closure runs on a blocking thread with a
//! connection that never crosses an await; a write is one immediate transaction, whose touched
//! cache tags are in flight around its COMMIT.

pub mod connect;
mod creation;
pub mod damage;
pub mod folding;
mod handle;
pub mod head;
pub mod migrate;
pub mod nature;
mod place;
mod pool;
pub mod raw;
mod refolding;
mod saving;
pub mod shape;
mod sql;
mod turns;
pub mod untrusted;
mod waits;
pub mod wal;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, TransactionBehavior};
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::{Semaphore, oneshot};
use tokio::time::timeout;

pub use creation::{Creation, claim_id};
pub use handle::Db;
pub use place::Displaced;
pub use pool::{Clinic, PoolState, at_once};
pub use sql::{Memory, Meter, QueryLog, SlowQuery, Sql, Tx};
pub use waits::Load;

use turns::Turns;
use waits::Waits;

use crate::clock::Clock;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::generations::{Generations, Tag};
use crate::message::message;

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
    kept: OnceLock<Box<dyn Memory>>,
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

    /// Answers a question: `work` runs on a blocking thread with a reader's connection, in one
    /// snapshot of the database.
    ///
    /// # Errors
    /// What `work` says; 503 when no connection is free in time or the question takes too long.
    pub async fn read<T, F>(&self, meter: &Arc<Meter>, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Sql<'_>) -> Result<T> + Send + 'static,
    {
        let permit = self.inner.readers.admit(self.inner.acquire, &self.inner.waits).await?;
        let (database, meter) = (self.clone(), Arc::clone(meter));
        on_blocking_thread(move || {
            let _permit = permit;
            database.read_here(&meter, work)
        })
        .await
    }

    /// Answers a question of some tens of microseconds, as a page of an index or a record by its
    /// key: on the thread that asks, which would be back from such a question before another one
    /// had begun with it. A longer one would hold up everybody whose requests this thread carries.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub async fn glance<T>(
        &self,
        meter: &Meter,
        work: impl FnOnce(&Sql<'_>) -> Result<T>,
    ) -> Result<T> {
        let _permit = self.inner.readers.admit(self.inner.acquire, &self.inner.waits).await?;
        self.read_here(meter, work)
    }

    /// The same on this thread: for the command line and background threads.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_here<T>(
        &self,
        meter: &Meter,
        work: impl FnOnce(&Sql<'_>) -> Result<T>,
    ) -> Result<T> {
        self.read_within(self.inner.budget, meter, work)
    }

    /// Reads a great deal: on a thread of its own and of low priority, so that questions of a
    /// millisecond do not wait behind it, and with a budget of its own.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub async fn read_at_leisure<T, F>(
        &self,
        budget: Duration,
        meter: &Arc<Meter>,
        work: F,
    ) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Sql<'_>) -> Result<T> + Send + 'static,
    {
        let permit = self.inner.readers.admit(self.inner.acquire, &self.inner.waits).await?;
        let (database, meter) = (self.clone(), Arc::clone(meter));
        let (answer, answered) = oneshot::channel();
        let reading = move || {
            let _permit = permit;
            // Of this thread only; some containers refuse it, and nothing depends on it.
            let _refused = rustix::process::setpriority_process(None, 10);
            // Nobody listens any more when the client has gone.
            let _gone = answer.send(database.read_within(budget, &meter, work));
        };
        thread::Builder::new().name("leisure".into()).spawn(reading).map_err(Error::internal)?;
        answered.await.map_err(Error::internal)?
    }

    fn read_within<T>(
        &self,
        budget: Duration,
        meter: &Meter,
        work: impl FnOnce(&Sql<'_>) -> Result<T>,
    ) -> Result<T> {
        let born = self.inner.generations.now();
        let _working = self.inner.waits.reading();
        let connection = self.inner.readers.connection()?;
        connect::deadline::within(budget, || {
            let snapshot = Snapshot::of(&connection)?;
            let sql = Sql::new(snapshot.0, meter, &self.inner.log);
            work(&match self.inner.kept.get() {
                Some(kept) => sql.with_kept(kept.as_ref(), born),
                None => sql,
            })
        })
    }

    /// Changes the clinic: `work` runs in one immediate transaction, which commits if it returns
    /// `Ok`. When this returns, the change is on disk and no cached answer predates it.
    ///
    /// # Errors
    /// What `work` says, with nothing changed; 503 when the turn does not come in time; 507 when
    /// the disk is full.
    pub async fn write<T, F>(&self, meter: &Arc<Meter>, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Tx<'_>) -> Result<T> + Send + 'static,
    {
        let begun = Instant::now();
        let turn = timeout(self.inner.acquire, self.inner.writing.acquire()).await;
        self.inner.waits.writers.note(begun.elapsed());
        let Ok(Ok(_turn)) = turn else {
            return Err(Error::busy(message(
                "refused-writing",
                "Other changes are being stored; nothing was changed. Try again in a moment.",
            )));
        };
        let (database, meter) = (self.clone(), Arc::clone(meter));
        on_blocking_thread(move || database.write_here(&meter, work)).await
    }

    /// The same on this thread: for the command line and background threads.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn write_here<T>(
        &self,
        meter: &Meter,
        work: impl FnOnce(&Tx<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut writer = self.inner.writer.lock();
        let _working = self.inner.waits.writing();
        if let Some(displaced) = self.inner.place.examine(&writer) {
            return Err(self.refused(displaced));
        }
        let rows_before = writer.total_changes();
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let (result, (tags, landings)) = connect::deadline::within(self.inner.budget, || {
            let tx =
                Tx::new(Sql::new(&transaction, meter, &self.inner.log), self.inner.clock.now());
            let result = work(&tx);
            (result, tx.into_aftermath())
        });
        let value = result?;
        let mark = match transaction.total_changes() > rows_before {
            true => Some(wal::advance(&transaction)?),
            false => None,
        };
        let flight = self.inner.generations.take_off(tags);
        transaction.commit()?;
        if let Some(mark) = mark {
            self.inner.place.note(mark);
        }
        landings.into_iter().for_each(|land| land());
        let touched = flight.land();
        self.renew(&writer, &touched);
        // Once more: what was stored while the file went is nothing that anybody may count on.
        match self.inner.place.displaced() {
            Some(displaced) => Err(self.refused(displaced)),
            None => Ok(value),
        }
    }

    fn refused(&self, displaced: Displaced) -> Error {
        log::debug!("{}", displaced.sentence(&self.inner.path));
        Error::displaced()
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

    /// The same for a change as large as the clinic itself, while nobody else has the file open:
    /// with a rollback journal, which keeps only pages that were there before. The WAL would hold
    /// everything twice, and be searched from end to end for every page. Where somebody does have
    /// it open, the WAL stays.
    ///
    /// # Errors
    /// As [`Self::write_here`].
    pub fn write_alone<T>(
        &self,
        meter: &Meter,
        work: impl FnOnce(&Tx<'_>) -> Result<T>,
    ) -> Result<T> {
        let journal = |mode: &str| {
            let writer = self.inner.writer.lock();
            writer
                .pragma_update_and_check(None, "journal_mode", mode, |row| row.get::<_, String>(0))
        };
        self.inner.place.leave_alone();
        if let Err(error) = journal("DELETE") {
            log::debug!("the WAL stays: {error}");
        }
        let done = self.write_here(meter, work);
        journal("WAL")?;
        self.inner.place.learn(&self.inner.writer.lock())?;
        done
    }

    /// Gives the database a memory, which every question finds beside it. The first one stays.
    pub fn remember(&self, memory: impl Memory) {
        let _ = self.inner.kept.set(Box::new(memory));
        self.renew(&self.inner.writer.lock(), &[]);
    }

    /// Has the memory read anew what a change has touched.
    fn renew(&self, connection: &Connection, touched: &[Tag]) {
        let Some(memory) = self.inner.kept.get() else { return };
        let (born, meter) = (self.inner.generations.now(), Meter::default());
        memory.renew(&Sql::new(connection, &meter, &self.inner.log), born, touched);
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
                    return if is_displaced { Ok(()) } else { folding::remove(&path) };
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

/// One snapshot of the database, let go at the end. Both statements are prepared once: parsing
/// them costs as much as a read by primary key.
struct Snapshot<'c>(&'c Connection);

impl<'c> Snapshot<'c> {
    fn of(connection: &'c Connection) -> rusqlite::Result<Self> {
        connection.prepare_cached("BEGIN")?.execute([])?;
        Ok(Self(connection))
    }
}

impl Drop for Snapshot<'_> {
    fn drop(&mut self) {
        let ended = self.0.prepare_cached("ROLLBACK").and_then(|mut rollback| rollback.execute([]));
        if let Err(error) = ended {
            // The next user of this connection would fail at its BEGIN, and say so.
            log::error!("a snapshot did not end: {error}");
        }
    }
}

/// Runs `work` where it may wait for the disk. On the server's own threads that is this very
/// thread: the runtime hands the others' tasks to another one meanwhile. Sending the work to a
/// thread of its own and its result back took longer than most questions (see perf/README.md).
async fn on_blocking_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    if Handle::current().runtime_flavor() == RuntimeFlavor::MultiThread {
        let caught = tokio::task::block_in_place(|| catch_unwind(AssertUnwindSafe(work)));
        return caught.unwrap_or_else(|_| Err(Error::internal("a question panicked")));
    }
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(panicked) => Err(Error::internal(panicked)),
    }
}

#[cfg(test)]
mod full_tests;
