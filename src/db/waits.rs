//! How long questions and changes wait for their turn, and how long the database works on them.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::histogram::{Histogram, Reading};

/// Counted since the start.
#[derive(Debug, Default)]
pub(super) struct Waits {
    pub(super) readers: Histogram,
    pub(super) writers: Histogram,
    reading: AtomicU64,
    writing: AtomicU64,
}

/// The database's waits and work at one moment.
#[derive(Clone, Copy, Debug, Default)]
pub struct Load {
    /// Waits of questions for a connection.
    pub reader_waits: Reading,
    /// Waits of changes for the one that writes.
    pub writer_waits: Reading,
    /// Time spent on questions, all connections together, seconds.
    pub reading_s: f64,
    /// Time spent on changes, seconds.
    pub writing_s: f64,
}

/// Adds the time from its making to its end to a sum.
pub(super) struct Working<'a>(&'a AtomicU64, std::time::Instant);

impl Drop for Working<'_> {
    fn drop(&mut self) {
        let nanos = u64::try_from(self.1.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.0.fetch_add(nanos, Ordering::Relaxed);
    }
}

impl Waits {
    pub(super) fn reading(&self) -> Working<'_> {
        Working(&self.reading, std::time::Instant::now())
    }

    pub(super) fn writing(&self) -> Working<'_> {
        Working(&self.writing, std::time::Instant::now())
    }

    pub(super) fn load(&self) -> Load {
        let seconds =
            |sum: &AtomicU64| Duration::from_nanos(sum.load(Ordering::Relaxed)).as_secs_f64();
        Load {
            reader_waits: self.readers.read(),
            writer_waits: self.writers.read(),
            reading_s: seconds(&self.reading),
            writing_s: seconds(&self.writing),
        }
    }
}
