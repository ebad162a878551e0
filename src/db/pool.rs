//! The readers: an r2d2 pool behind `rocket_db_pools`, with admission that holds no thread.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use r2d2::PooledConnection;
use r2d2_sqlite::SqliteConnectionManager;
use rocket::async_trait;
use rocket::figment::Figment;
use serde::Serialize;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::waits::Waits;
use super::{Database, connect};
use crate::clock::Clock;
use crate::config::{Config, Pool};
use crate::error::{Error, Result};
use crate::message::message;

/// The pool at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PoolState {
    /// Connections that are open.
    pub size: u32,
    /// Questions that could start at once.
    pub available: u32,
    /// Questions that are being answered.
    pub using: u32,
    /// Questions that wait for a connection.
    pub waiting: u32,
}

impl PoolState {
    /// Unhealthy: somebody waits.
    pub fn is_healthy(self) -> bool {
        self.waiting == 0
    }
}

pub(super) struct Readers {
    pool: r2d2::Pool<SqliteConnectionManager>,
    turns: Arc<Semaphore>,
    at_once: u32,
    waiting: AtomicU32,
}

/// Counts a waiting question, also one whose client goes away meanwhile.
struct Waiting<'a>(&'a AtomicU32);

impl<'a> Waiting<'a> {
    fn new(count: &'a AtomicU32) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Questions that run at once, at most: more than two a processor only share it, and each takes a
/// thread and a page cache of its own (after 100,000 misses 98 MB at ten, 72 at four, as fast).
pub fn at_once(config: &Pool) -> u32 {
    let cores = std::thread::available_parallelism().map_or(2, |cores| cores.get());
    config.max.min(u32::try_from(2 * cores).unwrap_or(u32::MAX).max(4))
}

impl Readers {
    pub(super) fn open(path: &Path, config: &Pool) -> Result<Self, String> {
        let manager = SqliteConnectionManager::file(path)
            .with_flags(connect::reader_flags())
            .with_init(connect::make_reader);
        let pool = r2d2::Pool::builder()
            .max_size(config.max)
            .min_idle(Some(config.min))
            .connection_timeout(Duration::from_secs(config.acquire_s))
            .idle_timeout(Some(Duration::from_secs(config.idle_s)))
            .test_on_check_out(false)
            .build(manager)
            .map_err(|error| format!("The database's connections cannot be opened: {error}."))?;
        let at_once = at_once(config);
        let turns = Arc::new(Semaphore::new(at_once as usize));
        Ok(Self { pool, turns, at_once, waiting: AtomicU32::new(0) })
    }

    /// Waits for a turn, without a thread.
    pub(super) async fn admit(
        &self,
        patience: Duration,
        waits: &Waits,
    ) -> Result<OwnedSemaphorePermit> {
        if let Ok(permit) = Arc::clone(&self.turns).try_acquire_owned() {
            waits.readers.note(Duration::ZERO);
            return Ok(permit);
        }
        let begun = Instant::now();
        let _waiting = Waiting::new(&self.waiting);
        let admitted = timeout(patience, Arc::clone(&self.turns).acquire_owned()).await;
        waits.readers.note(begun.elapsed());
        match admitted {
            Ok(Ok(permit)) => Ok(permit),
            _ => Err(Error::busy(message(
                "refused-connections",
                "All database connections are in use. Try again in a moment.",
            ))),
        }
    }

    pub(super) fn connection(&self) -> Result<PooledConnection<SqliteConnectionManager>> {
        self.pool.get().map_err(|error| {
            log::error!("no connection: {error}");
            Error::busy(message(
                "refused-connections",
                "All database connections are in use. Try again in a moment.",
            ))
        })
    }

    /// Waits until no question runs, at most for a moment: before the last checkpoint.
    pub(super) fn drain(&self) {
        for _ in 0..100 {
            if self.turns.available_permits() == self.at_once as usize {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    pub(super) fn state(&self) -> PoolState {
        let available = u32::try_from(self.turns.available_permits()).unwrap_or(u32::MAX);
        PoolState {
            size: self.pool.state().connections,
            available,
            using: self.at_once.saturating_sub(available),
            waiting: self.waiting.load(Ordering::Relaxed),
        }
    }
}

/// The database as Rocket holds it: attached as a fairing, closed after the last answer.
#[derive(rocket_db_pools::Database)]
#[database("nutrivault")]
pub struct Clinic(pub(super) Database);

#[async_trait]
impl rocket_db_pools::Pool for Database {
    type Connection = Database;
    type Error = OpenError;

    /// Opens the database of the configuration under `databases.nutrivault.config`.
    async fn init(figment: &Figment) -> Result<Self, OpenError> {
        let config: Config =
            figment.extract_inner("config").map_err(|error| OpenError(error.to_string()))?;
        let opened = tokio::task::spawn_blocking(move || Database::open(&config, Clock::default()));
        let (database, outcome) =
            opened.await.map_err(|error| OpenError(error.to_string()))?.map_err(OpenError)?;
        log::info!("database: {outcome:?}");
        Ok(database)
    }

    async fn get(&self) -> Result<Database, OpenError> {
        Ok(self.clone())
    }

    /// Nothing: Rocket calls this *before* the requests in flight are answered. The last
    /// checkpoint follows after `launch` has returned.
    async fn close(&self) {}
}

/// Why the database did not open.
#[derive(Debug)]
pub struct OpenError(String);

impl std::fmt::Display for OpenError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for OpenError {}
