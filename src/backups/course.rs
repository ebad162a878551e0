//! How a copy or a check goes on: who hears of it, and whether it is still wanted.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::leisure::let_pass;

/// What the work is at, for a progress bar: pages copied of so many, then the checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Copying { done: u64, of: u64 },
    Checking,
}

/// A wish to break off, shared between who works and who may no longer want it, and the instant
/// beyond which the work is not worth waiting for.
#[derive(Clone, Debug, Default)]
pub struct Stop {
    is_wanted: Arc<AtomicBool>,
    until: Option<Instant>,
}

/// SQLite asks this often, in steps of its virtual machine, some microseconds, and in pages of an
/// integrity check, most of a millisecond.
const ASK_EVERY: i32 = 50;

impl Stop {
    /// Breaks the work off.
    pub fn set(&self) {
        self.is_wanted.store(true, Ordering::Relaxed);
    }

    /// Whether the work is to be broken off.
    pub fn is_set(&self) -> bool {
        self.is_wanted.load(Ordering::Relaxed) || self.is_late()
    }

    /// The same wish, and a deadline.
    pub(super) fn within(&self, budget: Duration) -> Self {
        Self { is_wanted: Arc::clone(&self.is_wanted), until: Instant::now().checked_add(budget) }
    }

    /// Whether the deadline has passed.
    pub(super) fn is_late(&self) -> bool {
        self.until.is_some_and(|until| Instant::now() > until)
    }

    /// Breaks off, with an error, what is to be broken off.
    ///
    /// # Errors
    /// When it is.
    pub(super) fn check(&self) -> std::io::Result<()> {
        match self.is_set() {
            true => Err(std::io::Error::other("it was broken off")),
            false => Ok(()),
        }
    }

    /// Lets this connection's long questions be broken off, and lets others pass meanwhile.
    ///
    /// # Errors
    /// What SQLite says.
    pub(super) fn watch(&self, connection: &Connection) -> rusqlite::Result<()> {
        let stop = self.clone();
        let ask = move || {
            let_pass();
            stop.is_set()
        };
        connection.progress_handler(ASK_EVERY, Some(ask))
    }
}

/// The course of one copy.
pub struct Course<'a> {
    pub tell: &'a dyn Fn(Phase),
    pub stop: Stop,
}

impl Course<'_> {
    /// For work that nobody watches and nobody stops.
    pub fn unwatched() -> Self {
        Course { tell: &|_| {}, stop: Stop::default() }
    }
}
