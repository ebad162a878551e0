//! Statements: prepared once, counted, timed, and logged when slow; never with their values.

use std::any::Any;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::ops::Deref;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use rusqlite::{Connection, Params, Row, Statement};
use serde::Serialize;

use crate::clock::Moment;
use crate::error::Result;
use crate::generations::{Born, Tag};

/// Longer statements are prepared anew each time: a caller who makes each of their lists a little
/// different would fill every connection's memory with them.
const LONGEST_KEPT: usize = 6 * 1024;

/// What one request asked of the database.
#[derive(Debug, Default)]
pub struct Meter {
    queries: AtomicU32,
    nanos: AtomicU64,
}

impl Meter {
    /// Statements so far, BEGIN and COMMIT apart.
    pub fn queries(&self) -> u32 {
        self.queries.load(Ordering::Relaxed)
    }

    /// Time spent in them so far.
    pub fn time(&self) -> Duration {
        Duration::from_nanos(self.nanos.load(Ordering::Relaxed))
    }
}

/// A statement that took long.
#[derive(Clone, Debug, Serialize)]
pub struct SlowQuery {
    pub sql: String,
    pub ms: f64,
}

/// The slow statements: each to the log, the slowest kept for the status page.
pub struct QueryLog {
    limit: Duration,
    slowest: Mutex<VecDeque<SlowQuery>>,
    count: AtomicU64,
}

impl QueryLog {
    const KEPT: usize = 10;

    pub(super) fn new(limit_ms: u64) -> Self {
        Self {
            limit: Duration::from_millis(limit_ms),
            slowest: Mutex::default(),
            count: AtomicU64::new(0),
        }
    }

    fn note(&self, sql: &str, took: Duration) {
        if took < self.limit {
            return;
        }
        let ms = took.as_secs_f64() * 1000.0;
        let sql = sql.split_whitespace().collect::<Vec<_>>().join(" ");
        if self.limit.is_zero() {
            log::info!("query {ms:.3} ms: {sql}");
        } else {
            log::warn!("slow query {ms:.1} ms: {sql}");
        }
        self.count.fetch_add(1, Ordering::Relaxed);
        let mut slowest = self.slowest.lock();
        let at = slowest.partition_point(|known| known.ms > ms);
        if at < Self::KEPT {
            slowest.insert(at, SlowQuery { sql, ms: (ms * 1000.0).round() / 1000.0 });
            slowest.truncate(Self::KEPT);
        }
    }

    /// The slowest statements since the start, slowest first.
    pub fn slowest(&self) -> Vec<SlowQuery> {
        self.slowest.lock().iter().cloned().collect()
    }

    /// How many statements reached the limit.
    pub fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }
}

/// A memory beside the database: dated like answers, and found by every question ([`Sql::kept`]).
pub trait Memory: Any + Send + Sync {
    /// Reads anew what these changes made untrue: right after them, rather than at somebody's next
    /// question. Without any it is filled for the first time. A failure is that question's affair.
    fn renew(&self, sql: &Sql<'_>, born: Born, touched: &[Tag]);
}

/// A connection for questions.
pub struct Sql<'c> {
    connection: &'c Connection,
    meter: &'c Meter,
    log: &'c QueryLog,
    kept: Option<(&'c [Box<dyn Memory>], Born)>,
}

impl<'c> Sql<'c> {
    pub(super) fn new(connection: &'c Connection, meter: &'c Meter, log: &'c QueryLog) -> Self {
        Self { connection, meter, log, kept: None }
    }

    /// With what is kept beside the database; `born` was noted before the snapshot was taken.
    pub(super) fn with_kept(mut self, kept: &'c [Box<dyn Memory>], born: Born) -> Self {
        self.kept = Some((kept, born));
        self
    }

    /// A memory of that kind, and the date of what is read here. None inside a write,
    /// which sees what nobody else does yet.
    pub fn kept<T: Memory>(&self) -> Option<(&'c T, Born)> {
        let (kept, born) = self.kept?;
        let kept = kept.iter().find_map(|one| (&**one as &dyn Any).downcast_ref())?;
        Some((kept, born))
    }

    /// The one row of a question that always has one.
    ///
    /// # Errors
    /// What SQLite says; no row is an error.
    pub fn one<T>(
        &self,
        sql: &str,
        params: impl Params,
        map: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<T> {
        Ok(self.timed(sql, |statement| statement.query_row(params, map))?)
    }

    /// The row, if there is one.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn maybe<T>(
        &self,
        sql: &str,
        params: impl Params,
        map: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>> {
        let row = self.timed(sql, |statement| statement.query_row(params, map));
        match row {
            Ok(value) => Ok(Some(value)),
            Err(rusqlite::Error::QueryReturnedNoRows) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Every row.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn all<T>(
        &self,
        sql: &str,
        params: impl Params,
        map: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let rows = self.timed(sql, |statement| {
            let rows = statement.query_map(params, map)?;
            rows.collect::<rusqlite::Result<Vec<T>>>()
        })?;
        Ok(rows)
    }

    /// Hands each row to `each`, which keeps what it wants: nothing is collected.
    ///
    /// # Errors
    /// What SQLite or `each` says.
    pub fn each(
        &self,
        sql: &str,
        params: impl Params,
        mut each: impl FnMut(&Row<'_>) -> rusqlite::Result<()>,
    ) -> Result<()> {
        self.timed(sql, |statement| {
            let mut rows = statement.query(params)?;
            while let Some(row) = rows.next()? {
                each(row)?;
            }
            Ok(())
        })?;
        Ok(())
    }

    /// The connection itself, for what is no statement (pragmas, the backup API).
    pub fn connection(&self) -> &Connection {
        self.connection
    }

    fn timed<T>(
        &self,
        sql: &str,
        work: impl FnOnce(&mut Statement<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        let (mut work, mut answer) = (Some(work), None);
        self.run_timed(sql, &mut |statement| {
            answer = work.take().map(|work| work(statement)).transpose()?;
            Ok(())
        })?;
        answer.ok_or(rusqlite::Error::QueryReturnedNoRows)
    }

    /// Calls `work` once with the prepared statement. Without a type of its own: there are a
    /// thousand statements, and this would be there for each.
    fn run_timed(
        &self,
        sql: &str,
        work: &mut dyn FnMut(&mut Statement<'_>) -> rusqlite::Result<()>,
    ) -> rusqlite::Result<()> {
        let begun = Instant::now();
        let result = match sql.len() > LONGEST_KEPT {
            true => self.connection.prepare(sql).and_then(|mut statement| work(&mut statement)),
            false => {
                self.connection.prepare_cached(sql).and_then(|mut statement| work(&mut statement))
            }
        };
        let took = begun.elapsed();
        self.meter.queries.fetch_add(1, Ordering::Relaxed);
        let nanos = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        self.meter.nanos.fetch_add(nanos, Ordering::Relaxed);
        self.log.note(sql, took);
        result
    }
}

/// The one write transaction: questions, changes, and the cache tags that the changes touch.
pub struct Tx<'c> {
    sql: Sql<'c>,
    now: Moment,
    tags: RefCell<Vec<Tag>>,
    landings: RefCell<Vec<Landing>>,
}

/// What a change does outside the database, once it is certain.
pub(super) type Landing = Box<dyn FnOnce()>;

impl<'c> Tx<'c> {
    pub(super) fn new(sql: Sql<'c>, now: Moment) -> Self {
        Self { sql, now, tags: RefCell::default(), landings: RefCell::default() }
    }

    /// Runs a statement that changes rows; returns how many.
    ///
    /// # Errors
    /// What SQLite says, as it says it: a caller that can name the field of a violated
    /// constraint asks [`crate::error::violated_constraint`].
    pub fn run(&self, sql: &str, params: impl Params) -> rusqlite::Result<usize> {
        self.sql.timed(sql, |statement| statement.execute(params))
    }

    /// Says that answers which depend on this tag are no longer true once this commits.
    pub fn touch(&self, tag: Tag) {
        let mut tags = self.tags.borrow_mut();
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }

    /// Runs `landing` right after COMMIT and before the touched tags get their new generation: a
    /// reader that starts afterwards, and so may keep its answer, finds it done. After a failure
    /// it does not run.
    pub fn on_commit(&self, landing: impl FnOnce() + 'static) {
        self.landings.borrow_mut().push(Box::new(landing));
    }

    /// The instant of this change.
    pub fn now(&self) -> Moment {
        self.now
    }

    pub(super) fn into_aftermath(self) -> (Vec<Tag>, Vec<Landing>) {
        (self.tags.into_inner(), self.landings.into_inner())
    }
}

impl<'c> Deref for Tx<'c> {
    type Target = Sql<'c>;

    fn deref(&self) -> &Sql<'c> {
        &self.sql
    }
}
