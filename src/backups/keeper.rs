//! Who works on the copies while the server runs: one thing at a time, on a thread that lets
//! everybody else go first.

mod checking;
mod orders;
mod rotating;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use parking_lot::{Mutex, RwLock};

use super::store::{self, Record};
use super::{Course, Made, Origin, Phase, Plan, Run, SealKey, Stop};
use super::{candidate, memory, room, second, snapshot, staging};
use crate::audit::Actor;
use crate::clock::Moment;
use crate::config::Config;
use crate::db::{Database, Meter};
use crate::error::Result;
use crate::settings::Current;
use crate::steady;

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
                stop: Stop::default(),
                known: RwLock::default(),
            }),
        }
    }

    /// Where the copies lie.
    pub fn folder(&self) -> PathBuf {
        self.inner.config.backups()
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

    fn make(&self, origin: Origin, actor: &Actor) {
        let inner = &self.inner;
        let started = inner.database.clock().now();
        let made = self.copied(started, origin);
        if made.is_err() && inner.stop.is_set() {
            // The server ends: no failure, and the schedule makes it at the next start.
            return;
        }
        let plan = inner.database.read_here(&Meter::default(), store::plan);
        let second = plan.as_ref().ok().and_then(Plan::second);
        let second_error = match (&made, second) {
            (Ok(made), Some(second)) => second::copy(made, &second, &inner.stop).err(),
            _ => None,
        };
        let path = made.as_ref().map_or_else(|_| self.folder(), |made| made.file.clone());
        let run = Run {
            started_at: started.to_string(),
            finished_at: inner.database.clock().now().to_string(),
            path: std::path::absolute(&path).unwrap_or(path).display().to_string(),
            bytes: made.as_ref().ok().and_then(|made| i64::try_from(made.bytes).ok()),
            error: made.as_ref().err().cloned(),
            origin,
            second_error,
            is_made_here: made.as_ref().is_ok_and(|made| made.manifest.key.is_some()),
        };
        match (&run.error, &run.second_error) {
            (Some(why), _) | (None, Some(why)) => log::error!("backup: {why}"),
            (None, None) => log::info!("backup: {} is made and read back", run.path),
        }
        self.recollect();
        self.note(actor, &run, started);
        if let (Ok(made), Ok(plan), Origin::Schedule) = (&made, &plan, origin) {
            match candidate::must_be_ours(&made.file) {
                Ok(()) => self.rotate(plan, made),
                // The older ones may be from before that.
                Err(why) => log::error!("backup: no older copy makes room. {why}"),
            }
        }
    }

    /// Holds the audit trail against what every copy remembers of it, and has the log remember its
    /// end too: nobody who changes the file changes what has left it.
    pub(super) fn recollect(&self) {
        let end = |sql: &crate::db::Sql<'_>| Ok(store::head(sql.connection())?);
        match self.inner.database.read_here(&Meter::default(), end) {
            Ok((seq, hash, _)) => log::info!("the audit trail ends at row {seq} with {hash}"),
            Err(error) => log::error!("the end of the audit trail cannot be read: {error}"),
        }
        match memory::recollect_here(&self.inner.database, &self.inner.config) {
            Ok(recollection) => {
                self.inner.known.write().is_forgotten = recollection.bad.is_some();
                if let Some(sentence) = recollection.contradiction() {
                    log::error!("{sentence}");
                }
            }
            Err(error) => log::error!("the trail could not be held against the copies: {error}"),
        }
    }

    /// The copy itself; a panic on the way is a failure like another.
    fn copied(&self, started: Moment, origin: Origin) -> std::result::Result<Made, String> {
        let folder = self.folder();
        std::fs::create_dir_all(&folder)
            .map_err(|error| format!("{} cannot be made: {error}.", folder.display()))?;
        let tell = |phase| {
            if let Some(work) = self.inner.work.lock().as_mut() {
                work.phase = phase;
            }
        };
        let course = Course { tell: &tell, stop: self.inner.stop.clone() };
        let copy = || snapshot::take(self.inner.database.path(), &folder, started, origin, &course);
        catch_unwind(AssertUnwindSafe(copy))
            .unwrap_or_else(|_| Err("The backup broke off; the log says where.".to_owned()))
    }

    fn note(&self, actor: &Actor, run: &Run, started: Moment) {
        let write = |tx: &crate::db::Tx<'_>| store::note(tx, actor, run);
        let noted = self.inner.database.write_here(&Meter::default(), write);
        if let Err(error) = &noted {
            log::error!("the backup could not be noted in the database: {error}");
        }
        self.inner.known.write().unnoted = match (noted, &run.error) {
            (Err(_), Some(why)) => Some((started, why.clone())),
            _ => None,
        };
        if let Err(error) = self.look() {
            log::error!("the record of the backups cannot be read: {error}");
        }
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
