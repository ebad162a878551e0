//! The last minute: how busy the processor and the database were, how many answers failed, and how
//! late the scheduler was.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use rocket::fairing::AdHoc;
use serde::Serialize;
use tokio::time::{MissedTickBehavior, interval};

use super::{Traffic, process};
use crate::db::Database;
use crate::histogram::{Histogram, Reading};
use crate::steady;

const BEAT: Duration = Duration::from_secs(1);
const KEPT: usize = 61;
/// How often the scheduler is asked whether it is late. A tick costs some microseconds.
const ASK_EVERY: Duration = Duration::from_millis(100);

/// Sums since the start, at one moment.
#[derive(Clone, Copy, Debug)]
struct Beat {
    at: Instant,
    cpu_s: f64,
    reading_s: f64,
    writing_s: f64,
    answers: u64,
    failures: u64,
}

/// Shares of the last minute, or of the time since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct LastMinute {
    /// Processors kept busy by this process: 1.5 is one and a half.
    pub cpu: f64,
    /// Connections that were reading, on average.
    pub database_reading: f64,
    /// Share of the time in which a change was being stored, 0 to 1.
    pub database_writing: f64,
    /// Answers a second.
    pub requests_per_second: f64,
    /// Share of answers of 500 and above, 0 to 1.
    pub error_rate: f64,
}

/// Feels the pulse. Managed state.
#[derive(Default)]
pub struct Pulse {
    beats: Mutex<VecDeque<Beat>>,
    delays: Histogram,
}

impl Pulse {
    /// How the last minute was.
    pub fn last_minute(&self) -> LastMinute {
        let beats = self.beats.lock();
        let (Some(first), Some(last)) = (beats.front(), beats.back()) else {
            return LastMinute::default();
        };
        between(first, last)
    }

    /// How late the scheduler woke a task that was due, since the start: what the event loop's lag
    /// is elsewhere. Something that blocks the threads which answer shows here first.
    pub fn scheduler_delays(&self) -> Reading {
        self.delays.read()
    }

    fn beat(&self, traffic: &Traffic, database: &Database) {
        let load = database.load();
        let (answers, failures) = traffic.totals();
        let beat = Beat {
            at: Instant::now(),
            cpu_s: process::cpu_seconds().unwrap_or(0.0),
            reading_s: load.reading_s,
            writing_s: load.writing_s,
            answers,
            failures,
        };
        let mut beats = self.beats.lock();
        if beats.len() == KEPT {
            beats.pop_front();
        }
        beats.push_back(beat);
    }
}

fn between(first: &Beat, last: &Beat) -> LastMinute {
    let seconds = last.at.duration_since(first.at).as_secs_f64();
    if seconds <= 0.0 {
        return LastMinute::default();
    }
    let rounded = |value: f64| (value * 10_000.0).round() / 10_000.0;
    let answers = last.answers.saturating_sub(first.answers) as f64;
    let failures = last.failures.saturating_sub(first.failures) as f64;
    LastMinute {
        cpu: rounded((last.cpu_s - first.cpu_s) / seconds),
        database_reading: rounded((last.reading_s - first.reading_s) / seconds),
        database_writing: rounded((last.writing_s - first.writing_s) / seconds),
        requests_per_second: rounded(answers / seconds),
        error_rate: rounded(failures / answers.max(1.0)),
    }
}

/// Feels the pulse from liftoff to shutdown.
pub(super) fn feel() -> AdHoc {
    AdHoc::on_liftoff("pulse", |rocket| {
        Box::pin(async move {
            let parts = (
                rocket.state::<Arc<Pulse>>().cloned(),
                rocket.state::<Arc<Traffic>>().cloned(),
                rocket.state::<Database>().cloned(),
            );
            let (Some(pulse), Some(traffic), Some(database)) = parts else { return };
            let shutdown = rocket.shutdown();
            let (until, ticking) = (shutdown.clone(), Arc::clone(&pulse));
            steady::spawn("the watch over the scheduler", move || {
                let (until, ticking) = (until.clone(), Arc::clone(&ticking));
                async move {
                    tokio::select! { () = until => {}, () = time_the_scheduler(ticking) => {} }
                }
            });
            steady::spawn("the pulse", move || {
                let beats = beat_on(Arc::clone(&pulse), Arc::clone(&traffic), database.clone());
                let shutdown = shutdown.clone();
                async move {
                    tokio::select! { () = shutdown => {}, () = beats => {} }
                }
            });
        })
    })
}

async fn beat_on(pulse: Arc<Pulse>, traffic: Arc<Traffic>, database: Database) {
    let mut beats = interval(BEAT);
    beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        beats.tick().await;
        pulse.beat(&traffic, &database);
    }
}

async fn time_the_scheduler(pulse: Arc<Pulse>) {
    loop {
        let due = tokio::time::Instant::now() + ASK_EVERY;
        tokio::time::sleep_until(due).await;
        // The timer itself counts in milliseconds and rounds up: that one is no delay.
        let late = due.elapsed().saturating_sub(Duration::from_millis(1));
        pulse.delays.note(late);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_is_told_in_shares() {
        let at = Instant::now();
        let first =
            Beat { at, cpu_s: 1.0, reading_s: 0.0, writing_s: 0.0, answers: 10, failures: 0 };
        let last = Beat {
            at: at + Duration::from_secs(60),
            cpu_s: 31.0,
            reading_s: 60.0,
            writing_s: 6.0,
            answers: 610,
            failures: 6,
        };
        let minute = between(&first, &last);
        assert_eq!((minute.cpu, minute.database_reading), (0.5, 1.0));
        assert_eq!((minute.database_writing, minute.requests_per_second), (0.1, 10.0));
        assert_eq!(minute.error_rate, 0.01);
        assert_eq!(between(&first, &first), LastMinute::default());
    }
}
