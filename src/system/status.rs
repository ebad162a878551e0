//! The figures of the status page.

use std::path::Path;
use std::time::UNIX_EPOCH;

use serde::Serialize;

use super::Vitals;
use super::integrity::Integrity;
use super::process::Process;
use super::pulse::LastMinute;
use super::sizes::{size_of, wal_of};
use super::store::{self, Backup};
use super::tiers::Tiers;
use crate::audit::QueueState;
use crate::clock::Moment;
use crate::db::{Db, PoolState, SlowQuery};
use crate::documents;
use crate::error::Result;
use crate::histogram::Reading;

/// `data` of `GET /api/system/status`.
#[derive(Debug, Serialize)]
pub struct Status {
    pub pool: PoolState,
    pub cache: Tiers,
    pub database: Files,
    /// Slowest first.
    pub slow_queries: Vec<SlowQuery>,
    pub last_backup: Option<Backup>,
    pub audit_queue: QueueState,
    pub sessions: usize,
    pub last_minute: LastMinute,
    pub process: Process,
    pub latency: Latency,
    /// Seconds since the start.
    pub uptime: u64,
    pub version: &'static str,
}

/// How long things took since the start: the bound that 95 of 100 kept, ms.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Latency {
    pub answers_p95_ms: f64,
    pub pool_wait_p95_ms: f64,
    pub write_wait_p95_ms: f64,
    pub scheduler_delay_p95_ms: f64,
}

impl Latency {
    /// Those of these figures.
    pub fn of(vitals: &Vitals) -> Self {
        let p95_ms = |reading: &Reading| reading.quantile(0.95) * 1000.0;
        Self {
            answers_p95_ms: p95_ms(&vitals.answers()),
            pool_wait_p95_ms: p95_ms(&vitals.load.reader_waits),
            write_wait_p95_ms: p95_ms(&vitals.load.writer_waits),
            scheduler_delay_p95_ms: p95_ms(&vitals.scheduler_delays),
        }
    }
}

impl Status {
    /// The figures at this moment, for the API and for the page alike.
    ///
    /// # Errors
    /// What SQLite says.
    pub async fn now(vitals: Vitals, integrity: &Integrity, db: &Db) -> Result<Self> {
        let verdict = integrity.verdict(db.database()).await;
        let path = db.database().path().to_owned();
        let (last_backup, database) = db
            .read(move |sql| {
                Ok((
                    store::last_backup(sql)?,
                    Files::of(&path, verdict, documents::store::held(sql)?),
                ))
            })
            .await?;
        let slow_queries = db.database().query_log().slowest();
        Ok(Self {
            latency: Latency::of(&vitals),
            uptime: vitals.uptime_s(),
            pool: vitals.pool,
            cache: vitals.cache,
            database,
            slow_queries,
            last_backup,
            audit_queue: vitals.audit_queue,
            sessions: vitals.sessions,
            last_minute: vitals.last_minute,
            process: vitals.process,
            version: env!("CARGO_PKG_VERSION"),
        })
    }
}

/// The database as its files show it.
#[derive(Debug, PartialEq, Serialize)]
pub struct Files {
    /// Bytes of the database file.
    pub size: u64,
    /// Bytes of its write-ahead log.
    pub wal_size: u64,
    pub sqlite_version: &'static str,
    pub integrity: String,
    /// Bytes of all documents in it.
    pub documents_size: u64,
    /// In WAL mode nothing but a checkpoint writes the database file: its date is the last one's.
    pub last_checkpoint: Option<Moment>,
}

impl Files {
    /// The files of this database; `integrity` is the last verdict on it.
    pub fn of(database: &Path, integrity: String, documents_size: u64) -> Self {
        let file = std::fs::metadata(database).ok();
        let changed = file.as_ref().and_then(|file| file.modified().ok());
        let since_1970 = changed.and_then(|changed| changed.duration_since(UNIX_EPOCH).ok());
        Self {
            size: file.map_or(0, |file| file.len()),
            wal_size: size_of(&wal_of(database)),
            sqlite_version: rusqlite::version(),
            integrity,
            documents_size,
            last_checkpoint: since_1970
                .and_then(|since| i64::try_from(since.as_millis()).ok())
                .map(Moment::from_ms),
        }
    }
}
