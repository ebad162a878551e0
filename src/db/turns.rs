//! Turns of one person: whoever asks much at once waits for themselves, and nobody else for them.
//!
//! ```text
//!  read   ── 2 at once a person ──▶ a reader's connection      every question on a blocking thread
//!  ask    ── 1 at once a person ──▶ read                       searches, lists, figures, reports
//!  leisure── 1 at once a person ──▶ a connection, low priority exports
//! ```
//!
//! A turn lasts as long as the work, also when its client has gone meanwhile: breaking off and
//! asking again is no way around it.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::error::{Error, Result};
use crate::ids::Id;
use crate::message::message;

/// People who are remembered although they ask nothing.
const MOST_IDLE: usize = 1_000;

/// What a turn is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    /// Any question that takes a thread.
    Plain,
    /// One that may read a whole table.
    Heavy,
    /// One that writes a file of it.
    File,
}

/// The turns of everybody who asks.
#[derive(Default)]
pub(super) struct Turns(Mutex<HashMap<Id, Arc<Queues>>>);

/// Those of one person, by what a turn is for.
struct Queues {
    plain: Queue,
    heavy: Queue,
    file: Queue,
}

/// Those of one person who ask for the same kind of turn.
struct Queue {
    turns: Arc<Semaphore>,
    at_once: usize,
    waiting: AtomicU32,
    most_waiting: u32,
}

/// The right to ask, until it is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    _permit: OwnedSemaphorePermit,
}

/// One of those who wait, also one whose client goes away meanwhile.
struct Waiting<'a>(&'a AtomicU32);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Turns {
    /// Waits for a turn of that person, in the order of asking.
    ///
    /// # Errors
    /// 503 when too many of their questions wait already, or this one waits too long.
    pub(super) async fn take(&self, who: Id, weight: Weight, patience: Duration) -> Result<Turn> {
        self.of(who).queue(weight).take(patience).await
    }

    fn of(&self, who: Id) -> Arc<Queues> {
        let mut people = self.0.lock();
        if people.len() >= MOST_IDLE && !people.contains_key(&who) {
            people.retain(|_, queues| Arc::strong_count(queues) > 1 || queues.is_busy());
        }
        Arc::clone(people.entry(who).or_insert_with(|| Arc::new(Queues::new())))
    }
}

impl Queues {
    fn new() -> Self {
        Self { plain: Queue::new(2, 1_000), heavy: Queue::new(1, 200), file: Queue::new(1, 10) }
    }

    fn queue(&self, weight: Weight) -> &Queue {
        match weight {
            Weight::Plain => &self.plain,
            Weight::Heavy => &self.heavy,
            Weight::File => &self.file,
        }
    }

    fn is_busy(&self) -> bool {
        [&self.plain, &self.heavy, &self.file].into_iter().any(Queue::is_busy)
    }
}

impl Queue {
    fn new(at_once: usize, most_waiting: u32) -> Self {
        let turns = Arc::new(Semaphore::new(at_once));
        Self { turns, at_once, waiting: AtomicU32::new(0), most_waiting }
    }

    async fn take(&self, patience: Duration) -> Result<Turn> {
        if let Ok(permit) = Arc::clone(&self.turns).try_acquire_owned() {
            return Ok(Turn { _permit: permit });
        }
        let before = self.waiting.fetch_add(1, Ordering::Relaxed);
        let _waiting = Waiting(&self.waiting);
        if before >= self.most_waiting {
            return Err(too_many());
        }
        match timeout(patience, Arc::clone(&self.turns).acquire_owned()).await {
            Ok(Ok(permit)) => Ok(Turn { _permit: permit }),
            _ => Err(too_many()),
        }
    }

    fn is_busy(&self) -> bool {
        self.turns.available_permits() < self.at_once
    }
}

fn too_many() -> Error {
    Error::busy(message(
        "refused-too-much-asked",
        "You have asked for a great deal at once, and the first of it is still being read. \
         Try again in a moment.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOON: Duration = Duration::from_millis(20);

    #[tokio::test]
    async fn a_person_waits_for_themselves_and_nobody_else_for_them() {
        let (turns, one, other) = (Turns::default(), Id::new(), Id::new());
        let first = turns.take(one, Weight::Heavy, SOON).await.unwrap();
        let refused = turns.take(one, Weight::Heavy, SOON).await.unwrap_err();
        assert_eq!((refused.code(), refused.retry_after_s()), ("BUSY", Some(1)));
        let _others = turns.take(other, Weight::Heavy, SOON).await.unwrap();
        let _short = turns.take(one, Weight::Plain, SOON).await.unwrap();
        let _file = turns.take(one, Weight::File, SOON).await.unwrap();
        let (second, ()) =
            tokio::join!(turns.take(one, Weight::Heavy, Duration::from_secs(5)), async {
                drop(first)
            });
        second.unwrap();
    }

    #[tokio::test]
    async fn the_queue_of_a_person_is_bounded() {
        let (turns, one) = (Turns::default(), Id::new());
        let _first = turns.take(one, Weight::Heavy, SOON).await.unwrap();
        let patience = Duration::from_millis(200);
        let many = (0..400).map(|_| turns.take(one, Weight::Heavy, patience));
        let begun = std::time::Instant::now();
        let answers = rocket::futures::future::join_all(many).await;
        assert!(answers.iter().all(Result::is_err));
        assert!(begun.elapsed() >= patience, "the first of them waited");
        assert_eq!(turns.of(one).heavy.waiting.load(Ordering::Relaxed), 0);
    }

    #[tokio::test]
    async fn who_asks_nothing_is_forgotten_and_who_waits_is_not() {
        let (turns, one) = (Turns::default(), Id::new());
        let turn = turns.take(one, Weight::Heavy, SOON).await.unwrap();
        for _ in 0..2 * MOST_IDLE {
            drop(turns.take(Id::new(), Weight::Heavy, SOON).await.unwrap());
        }
        assert!(turns.0.lock().len() <= MOST_IDLE);
        assert!(turns.take(one, Weight::Heavy, SOON).await.is_err());
        drop(turn);
        assert!(turns.take(one, Weight::Heavy, SOON).await.is_ok());
    }
}
