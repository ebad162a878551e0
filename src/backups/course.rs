//! How a copy or a check goes on: who hears of it, and whether it is still wanted.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::Connection;

/// What the work is at, for a progress bar: pages copied of so many, then the checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Copying { done: u64, of: u64 },
    Checking,
}

/// A wish to break off, shared between who works and who may no longer want it.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

/// SQLite asks this often, in steps of its virtual machine: some milliseconds.
const ASK_EVERY: i32 = 100_000;

impl Stop {
    /// Breaks the work off.
    pub fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether the work is to be broken off.
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Lets this connection's long questions be broken off.
    ///
    /// # Errors
    /// What SQLite says.
    pub(super) fn watch(&self, connection: &Connection) -> rusqlite::Result<()> {
        let stop = self.clone();
        connection.progress_handler(ASK_EVERY, Some(move || stop.is_set()))
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
