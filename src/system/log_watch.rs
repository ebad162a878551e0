//! The watch over the write-ahead log: what a reader held back is folded in once it has gone,
//! without a change and without a restart, and the log says so while it cannot be.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rocket::fairing::AdHoc;
use tokio::time::{MissedTickBehavior, interval};

use super::doctor::said::{Said, told};
use super::holders;
use super::sizes::{size_of, wal_of};
use crate::db::Database;
use crate::db::checkpoint::fold;
use crate::steady;

const LOOK_EVERY: Duration = Duration::from_secs(5);
const SAY_EVERY: Duration = Duration::from_secs(600);
/// SQLite itself folds in from half of that on, at every commit.
const LONG: u64 = 8 << 20;
/// So much cannot wait because of questions that end.
pub(super) const HELD: u64 = 16 << 20;

/// What the last look found. Managed state.
#[derive(Debug, Default)]
pub struct LogWatch {
    held_bytes: AtomicU64,
}

impl LogWatch {
    /// Bytes of the log that somebody keeps from being folded in.
    pub fn held_bytes(&self) -> u64 {
        self.held_bytes.load(Ordering::Relaxed)
    }
}

/// Looks from liftoff to shutdown.
pub(super) fn over_the_log() -> AdHoc {
    AdHoc::on_liftoff("log watch", |rocket| {
        Box::pin(async move {
            let parts = (rocket.state::<Database>(), rocket.state::<Arc<LogWatch>>());
            let (Some(database), Some(state)) = parts else { return };
            let (database, state) = (database.clone(), Arc::clone(state));
            let shutdown = rocket.shutdown();
            steady::spawn("the watch over the write-ahead log", move || {
                let (database, state, shutdown) =
                    (database.clone(), Arc::clone(&state), shutdown.clone());
                async move {
                    tokio::select! { () = shutdown => {}, () = watch(database, state) => {} }
                }
            });
        })
    })
}

async fn watch(database: Database, state: Arc<LogWatch>) {
    let mut ticks = interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut said: Option<Instant> = None;
    loop {
        ticks.tick().await;
        let looking = database.clone();
        let found = tokio::task::spawn_blocking(move || held_in(&looking)).await;
        let held = match found {
            Ok(Ok(held)) => held,
            Ok(Err(error)) => {
                log::warn!("the write-ahead log could not be folded in: {error}");
                continue;
            }
            Err(_) => continue,
        };
        state.held_bytes.store(held, Ordering::Relaxed);
        if held < HELD {
            if said.take().is_some() {
                log::warn!("the write-ahead log is folded into the database again");
            }
        } else if said.is_none_or(|at| at.elapsed() >= SAY_EVERY) {
            let (what, todo) = held_back(held, database.path(), &[std::process::id()]);
            log::warn!("the write-ahead log: {what} {todo}");
            said = Some(Instant::now());
        }
    }
}

/// Folds in a log that has grown; the bytes that stay behind.
fn held_in(database: &Database) -> rusqlite::Result<u64> {
    // Into a file that was put in the place of ours nothing is folded.
    if size_of(&wal_of(database.path())) < LONG || database.displaced().is_some() {
        return Ok(0);
    }
    fold(database.path()).map(|log| log.waiting_bytes())
}

/// A log that is held back: what is so, and what to do. `ours` are the numbers of our processes.
pub(super) fn held_back(held: u64, database: &Path, ours: &[u32]) -> (Said, Said) {
    let what = match &holders::of(database, ours)[..] {
        [] => told(
            "{} MB of changes cannot be folded into the database: somebody who reads keeps an older state of it open.",
        )
        .number(held / 1_000_000),
        some => told(
            "{} MB of changes cannot be folded into the database: an older state of it is kept open by {}.",
        )
        .number(held / 1_000_000)
        .text(some.join(", ")),
    };
    let todo = told(
        "End that program, or its transaction: the server then folds them in by itself. Nothing is lost meanwhile, but the log grows with every change.",
    );
    (what, todo)
}
