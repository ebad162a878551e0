//! The door of questions: a reader of the pool, one snapshot, a budget.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::blocking::{Untyped, on_blocking_thread, typed};
use super::{Database, Meter, Sql, connect};
use crate::error::{Error, Result};
use crate::leisure::{self, Priority};

impl Database {
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
        let work: Question = Box::new(move |sql| Ok(Box::new(work(sql)?)));
        typed(self.read_untyped(Arc::clone(meter), work).await?)
    }

    async fn read_untyped(&self, meter: Arc<Meter>, work: Question) -> Result<Untyped> {
        let permit = self.inner.readers.admit(self.inner.acquire, &self.inner.waits).await?;
        let database = self.clone();
        on_blocking_thread(Box::new(move || {
            let _permit = permit;
            database.read_here(&meter, work)
        }))
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
        let work: Question = Box::new(move |sql| Ok(Box::new(work(sql)?)));
        typed(self.read_untyped_at_leisure(budget, Arc::clone(meter), work).await?)
    }

    async fn read_untyped_at_leisure(
        &self,
        budget: Duration,
        meter: Arc<Meter>,
        work: Question,
    ) -> Result<Untyped> {
        let permit = self.inner.readers.admit(self.inner.acquire, &self.inner.waits).await?;
        let database = self.clone();
        let (answer, answered) = oneshot::channel();
        let reading = move || {
            let _permit = permit;
            let _refused = leisure::lower(Priority::Low);
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
        let (mut work, mut answer) = (Some(work), None);
        self.in_snapshot(budget, meter, &mut |sql| {
            answer = work.take().map(|work| work(sql));
        })?;
        answer.unwrap_or_else(|| Err(Error::internal("a question that was not asked")))
    }

    /// Has `ask` called once, in one snapshot.
    fn in_snapshot(
        &self,
        budget: Duration,
        meter: &Meter,
        ask: &mut dyn FnMut(&Sql<'_>),
    ) -> Result<()> {
        let born = self.inner.generations.now();
        let _working = self.inner.waits.reading();
        let connection = self.inner.readers.connection()?;
        connect::deadline::within(budget, || {
            let snapshot = Snapshot::of(&connection)?;
            let sql = Sql::new(snapshot.0, meter, &self.inner.log);
            ask(&match self.inner.kept.get() {
                Some(kept) => sql.with_kept(kept, born),
                None => sql,
            });
            Ok(())
        })
    }
}

/// A question without the type of its answer.
type Question = Box<dyn FnOnce(&Sql<'_>) -> Result<Untyped> + Send>;

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
