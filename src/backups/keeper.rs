//! Who works on the copies while the server runs: one thing at a time, on a thread that lets
//! everybody else go first.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use parking_lot::{Mutex, RwLock};

use super::bringing::{Bringing, UploadPermit};
use super::store::Record;
use super::{Origin, Phase, Plan, SealKey, Stop, room, staging, store};
use crate::audit::Actor;
use crate::clock::Moment;
use crate::config::Config;
use crate::db::{Database, Meter};
use crate::error::Result;
use crate::settings::Current;
use crate::steady;

mod checking;
mod making;
mod orders;
mod removing;

/// A day, and some hours for a PC that is started late.
const OVERDUE_MS: i64 = 50 * 3600 * 1000;

/// What the keeper is at.
#[derive(Clone, Debug, PartialEq)]
pub struct Work {
    /// The copy that is checked; none when one is made.
    pub checks: Option<String>,
    pub phase: Phase,
    pub since: Instant,
}

/// What an administrator must hear of on every page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The newest run made no copy.
    Failed,
    /// There is no good copy of the last two days.
    Overdue,
    /// The newest copy is not in the second folder.
    Second,
    /// The restore that was ordered was refused at the start.
    Restore,
    /// A copy remembers the audit trail otherwise than it is.
    Trail,
}

/// The keeper of the copies. Managed state; cheap to clone.
#[derive(Clone)]
pub struct Keeper {
    inner: Arc<Inner>,
}

struct Inner {
    config: Config,
    database: Database,
    settings: Current,
    work: Mutex<Option<Work>>,
    comparing: Mutex<()>,
    /// Held while a file is brought from elsewhere.
    bringing: Arc<Bringing>,
    stop: Stop,
    known: RwLock<Known>,
}

/// What the schedule, the metrics and the pages ask for without a question to the database.
#[derive(Default)]
struct Known {
    record: Record,
    /// A failure that could not even be written down.
    unnoted: Option<(Moment, String)>,
    /// Whether a copy remembers the audit trail otherwise than it is.
    is_forgotten: bool,
    trouble: Option<Trouble>,
}

/// The right to work on the copies, given back at the end.
struct Turn(Keeper);

impl Drop for Turn {
    fn drop(&mut self) {
        *self.0.inner.work.lock() = None;
    }
}

impl Keeper {
    /// The keeper of the copies of this database.
    pub(super) fn new(config: Config, database: Database, settings: Current) -> Self {
        if let Err(error) = SealKey::ensure(&config.data) {
            log::error!("no copy can prove that it was made here: {error}");
        }
        Self {
            inner: Arc::new(Inner {
                config,
                database,
                settings,
                work: Mutex::default(),
                comparing: Mutex::default(),
                bringing: Arc::default(),
                stop: Stop::default(),
                known: RwLock::default(),
            }),
        }
    }

    /// Where the copies lie.
    pub fn folder(&self) -> PathBuf {
        self.inner.config.backups()
    }

    /// The turn to bring a file from elsewhere; none while another one comes, and not too slowly.
    pub fn bring(&self) -> Option<UploadPermit> {
        UploadPermit::of(&self.inner.bringing)
    }

    /// Bytes that are free on the disk of the clinic's data.
    ///
    /// # Errors
    /// A sentence.
    pub fn room(&self) -> std::result::Result<u64, String> {
        room::free(&self.inner.config.data)
    }

    /// What is being done at this moment.
    pub fn work(&self) -> Option<Work> {
        self.inner.work.lock().clone()
    }

    /// How backups went lately, as far as it is known.
    pub fn record(&self) -> Record {
        let known = self.inner.known.read();
        let mut record = known.record.clone();
        if let Some(failure) = &known.unnoted {
            record.last_failed = Some(failure.0);
            record.failure = Some(failure.clone());
        }
        record
    }

    /// What administrators must hear of.
    pub fn trouble(&self) -> Option<Trouble> {
        self.inner.known.read().trouble
    }

    /// Starts a backup; false when something is at work already.
    pub fn back_up(&self, origin: Origin, actor: Actor) -> bool {
        self.start(None, move |keeper| keeper.make(origin, &actor))
    }

    fn start(&self, checks: Option<String>, act: impl FnOnce(&Keeper) + Send + 'static) -> bool {
        let phase = Phase::Checking;
        {
            let mut work = self.inner.work.lock();
            if work.is_some() || self.inner.stop.is_set() {
                return false;
            }
            *work = Some(Work { checks, phase, since: Instant::now() });
        }
        let turn = Turn(self.clone());
        let spawned = thread::Builder::new().name("backups".into()).spawn(move || {
            // Those who work in the clinic go first. On Linux this is the thread's own.
            let _ = rustix::process::nice(10);
            let working = AssertUnwindSafe(|| act(&turn.0));
            if catch_unwind(working).is_err() {
                steady::note_panic("the work on the backups");
            }
        });
        spawned.map_err(|error| log::error!("no thread for the backups: {error}")).is_ok()
    }

    /// Reads how backups went lately, and the plan.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn look(&self) -> Result<(Record, Plan)> {
        let read = |sql: &crate::db::Sql<'_>| Ok((store::record_of(sql)?, store::plan(sql)?));
        let (record, plan) = self.inner.database.read_here(&Meter::default(), read)?;
        self.inner.known.write().record = record;
        let record = self.record();
        let refused = staging::outcome(&self.inner.config).is_some_and(|it| it.error.is_some());
        let mut known = self.inner.known.write();
        known.trouble = match known.is_forgotten {
            true => Some(Trouble::Trail),
            false if refused => Some(Trouble::Restore),
            false => trouble(&record, &plan, self.now()),
        };
        drop(known);
        Ok((record, plan))
    }

    /// Whether the schedule wants a copy now. After a failure it waits an hour before the next try.
    pub(super) fn is_due(&self, record: &Record, plan: &Plan) -> bool {
        let now = self.now();
        let tried = record.failure.as_ref().map(|(at, _)| now.ms() - at.ms());
        let rests = tried.is_some_and(|ago| (0..3600 * 1000).contains(&ago));
        !rests && plan.is_due(now, &self.inner.settings.get().zone, record.last_scheduled)
    }

    fn now(&self) -> Moment {
        self.inner.database.clock().now()
    }

    /// Breaks off what is being done and waits for it, so that nobody holds the database at the
    /// end; what is half made is swept at the next start.
    pub fn stop(&self) {
        self.inner.stop.set();
        let begun = Instant::now();
        while self.work().is_some() && begun.elapsed() < Duration::from_secs(2) {
            thread::sleep(Duration::from_millis(5));
        }
    }
}

fn trouble(record: &Record, plan: &Plan, now: Moment) -> Option<Trouble> {
    let newest = plan.known(now, record.last_good.as_ref().map(|good| good.started));
    let is_overdue = newest.is_none_or(|newest| now.ms() - newest.ms() > OVERDUE_MS);
    match record {
        Record { failure: Some(_), .. } => Some(Trouble::Failed),
        _ if plan.is_on && is_overdue => Some(Trouble::Overdue),
        Record { second_error: Some(_), .. } => Some(Trouble::Second),
        _ => None,
    }
}

#[cfg(test)]
#[path = "keeper_tests.rs"]
mod tests;
