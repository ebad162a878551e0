//! Reads are audited too: queued, coalesced, and on disk within a second.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use serde::Serialize;
use tokio::sync::mpsc::{self, Permit};
use tokio::sync::{Mutex, oneshot};
use tokio::time::timeout;

use super::gathering::{Event, MOST_IDS, Told};
use super::journal::{Journal, Message, Tally};
use super::recent::{Recent, Seen};
use super::{Action, Actor, Entry};
use crate::clock::Clock;
use crate::db::Database;
use crate::error::{Error, Result};
use crate::ids::Id;
use crate::message::message;
use crate::shown::{Extent, Showing, Shows};
use crate::steady;

/// Rows that may wait to be written; then requests wait.
const CAPACITY: usize = 4096;
/// How long a request waits for its place in the queue.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long a flush may take: a full disk must not hold up the end of the server.
const FLUSH: Duration = Duration::from_secs(10);

/// The queue of what is audited beside the requests: reads and denials. Managed state.
///
/// A row that was queued is in memory for at most a moment. [`Self::flush`] must be awaited after
/// Rocket's `launch` has returned: the shutdown fairings run before the last requests end.
#[derive(Clone)]
pub struct ReadLog {
    queue: mpsc::Sender<Message>,
    recent: Arc<Recent>,
    tally: Arc<Tally>,
    clock: Clock,
}

/// The queue's figures.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct QueueState {
    /// Rows that wait.
    pub waiting: usize,
    /// Rows that may wait.
    pub capacity: usize,
    /// Rows written since the start.
    pub written: u64,
    /// Rows that could not be written since the start.
    pub lost: u64,
}

impl ReadLog {
    /// Starts the task that writes. Must be called within the asynchronous runtime.
    pub fn start(database: Database) -> Self {
        let (sender, queue) = mpsc::channel(CAPACITY);
        let (recent, tally) = (Arc::<Recent>::default(), Arc::<Tally>::default());
        let clock = database.clock().clone();
        let journal = Journal::new(database, queue, Arc::clone(&recent), Arc::clone(&tally));
        let journal = Arc::new(Mutex::new(journal));
        steady::spawn("the writing of the audit rows", move || {
            let journal = Arc::clone(&journal);
            async move { journal.lock().await.run().await }
        });
        Self { queue: sender, recent, tally, clock }
    }

    /// Somebody was shown these records. Waits only while the queue is full.
    ///
    /// # Errors
    /// 503 when the queue does not move.
    pub async fn shown(&self, actor: &Arc<Actor>, shown: &[Arc<Shows>]) -> Result<()> {
        for shows in shown {
            for (place, Showing { kind, extent }) in shows.parts().iter().enumerate() {
                match extent {
                    Extent::Record(id) => {
                        let seen = Seen::opened(actor, kind, *id);
                        let told = || Told::Entry(Entry::new(Action::Read, kind).on(*id).into());
                        self.once(seen, actor, told).await?;
                    }
                    Extent::Rows(rows) => {
                        let seen = Seen::listed(actor, kind, rows);
                        let told = || Told::Rows { shows: Arc::clone(shows), place };
                        self.once(seen, actor, told).await?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Something happened that is a row of its own each time: a denial, an export, a report.
    ///
    /// # Errors
    /// 503 when the queue does not move.
    pub async fn note(&self, actor: &Arc<Actor>, entry: Entry) -> Result<()> {
        let place = self.place().await?;
        place.send(self.event(actor, Told::Entry(entry.into())));
        Ok(())
    }

    /// A file was taken out: rows that name the records in it, then the row of the taking. The
    /// same ids in ascending order are the same sets, so that a file that is taken again costs rows
    /// alone.
    ///
    /// # Errors
    /// 503 when the queue does not move.
    pub async fn taken(
        &self,
        actor: &Arc<Actor>,
        taking: Entry,
        kind: &'static str,
        ascending: &[Id],
    ) -> Result<()> {
        for ids in ascending.chunks(MOST_IDS) {
            let mut entry = Entry::new(taking.action, kind);
            entry.listed = ids.to_vec();
            self.note(actor, entry).await?;
        }
        self.note(actor, taking).await
    }

    /// Returns when everything queued so far is on disk, or counted as lost.
    pub async fn flush(&self) {
        let (answer, done) = oneshot::channel();
        let flushed = timeout(FLUSH, async {
            self.queue.send(Message::Flush(answer)).await.is_ok() && done.await.is_ok()
        });
        if flushed.await != Ok(true) {
            log::error!("audit rows may be lost: they could not be written in time");
        }
    }

    /// The queue's figures at this moment.
    pub fn state(&self) -> QueueState {
        QueueState {
            waiting: CAPACITY - self.queue.capacity(),
            capacity: CAPACITY,
            written: self.tally.written.load(Ordering::Relaxed),
            lost: self.tally.lost.load(Ordering::Relaxed),
        }
    }

    /// Queues the row unless the same read was noted within the last minute.
    async fn once(
        &self,
        seen: Seen,
        actor: &Arc<Actor>,
        told: impl FnOnce() -> Told,
    ) -> Result<()> {
        if self.recent.contains(&seen, self.clock.now()) {
            return Ok(());
        }
        // The place comes first: a read counts as noted only when nothing can keep it out.
        let place = self.place().await?;
        if self.recent.insert(seen, self.clock.now()) {
            place.send(self.event(actor, told()));
        }
        Ok(())
    }

    async fn place(&self) -> Result<Permit<'_, Message>> {
        if let Ok(place) = self.queue.try_reserve() {
            return Ok(place);
        }
        match timeout(PATIENCE, self.queue.reserve()).await {
            Ok(Ok(place)) => Ok(place),
            _ => Err(Error::busy(message(
                "refused-audit-behind",
                "The audit trail cannot keep up. Try again in a moment.",
            ))),
        }
    }

    fn event(&self, actor: &Arc<Actor>, told: Told) -> Message {
        Message::Event(Event { actor: Arc::clone(actor), told, at: self.clock.now() })
    }
}

#[cfg(test)]
#[path = "reads_tests.rs"]
mod tests;
