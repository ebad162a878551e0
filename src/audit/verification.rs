//! Verifying the chain as a job: one walk at a time, which every caller joins, in steps between
//! which its connection is free for others.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use serde::Serialize;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use super::store::newest;
use super::walk::{Bad, Progress, STEP, Walk};
use crate::db::{Database, Meter};
use crate::error::{Error, Result};
use crate::message::message;

/// How long a request waits for the end of the walk.
const PATIENCE: Duration = Duration::from_secs(20);
/// A result that was promised to a caller is kept this long for their next question.
const KEPT: Duration = Duration::from_secs(120);
/// A step that finds the database busy is tried this often.
const ATTEMPTS: u32 = 5;

/// The walk that runs, or whose result somebody is still waiting for. Managed state.
#[derive(Default)]
pub struct Verification {
    job: Mutex<Option<Arc<Job>>>,
    memory: OnceLock<Memory>,
}

/// What lies outside of the file and remembers its trail: asked, at the end of a walk that found
/// nothing, for the first row that it remembers otherwise.
pub type Memory = Arc<dyn Fn(&Database) -> Result<Option<Bad>> + Send + Sync>;

struct Job {
    checked: AtomicI64,
    total: AtomicI64,
    /// Somebody was told that it runs, and will ask again.
    promised: AtomicBool,
    outcome: watch::Receiver<Option<Outcome>>,
}

#[derive(Clone)]
struct Outcome {
    at: Instant,
    /// What ended the walk; nothing when it could not be finished.
    result: Option<(Walk, Option<Bad>)>,
}

/// What is known of the chain: the end of a walk, or how far it has come.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Verdict {
    /// Whether it holds; nothing while that is not known.
    pub ok: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub running: Option<bool>,
    /// Rows that hold so far.
    pub checked: i64,
    /// Rows that there are, while it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub erased: Option<i64>,
    /// The hash of the last row that was walked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_bad: Option<Bad>,
}

impl Verdict {
    fn of((walk, bad): &(Walk, Option<Bad>)) -> Self {
        Self {
            ok: Some(bad.is_none()),
            checked: walk.checked,
            erased: Some(walk.erased),
            head: Some(walk.head().iter().map(|byte| format!("{byte:02x}")).collect()),
            first_bad: bad.clone(),
            ..Self::default()
        }
    }
}

impl Verification {
    /// Has every walk end with a look at what that remembers.
    pub fn remember(&self, memory: Memory) {
        // The first one stays.
        let _ = self.memory.set(memory);
    }

    /// The verdict, or how far the walk has come if it takes long.
    ///
    /// # Errors
    /// 503 when the walk could not be finished.
    pub async fn ask(&self, database: &Database) -> Result<Verdict> {
        self.ask_within(PATIENCE, database).await
    }

    async fn ask_within(&self, patience: Duration, database: &Database) -> Result<Verdict> {
        let job = self.join_or_start(database);
        let mut outcome = job.outcome.clone();
        let finished = timeout(patience, outcome.wait_for(Option::is_some)).await;
        match finished {
            Err(_) => {
                job.promised.store(true, Ordering::Relaxed);
                Ok(Verdict {
                    running: Some(true),
                    checked: job.checked.load(Ordering::Relaxed),
                    total: Some(job.total.load(Ordering::Relaxed)),
                    ..Verdict::default()
                })
            }
            Ok(finished) => {
                let result = finished.ok().and_then(|outcome| outcome.clone()?.result);
                self.forget(&job);
                result.as_ref().map(Verdict::of).ok_or_else(|| {
                    Error::busy(message(
                        "refused-audit-unread",
                        "The audit trail could not be read to its end. Try again.",
                    ))
                })
            }
        }
    }

    /// The running walk, or a finished one whose result was promised, or a new one.
    fn join_or_start(&self, database: &Database) -> Arc<Job> {
        let mut slot = self.job.lock();
        if let Some(job) = slot.as_ref().filter(|job| job.is_of_use()) {
            return Arc::clone(job);
        }
        let (sender, outcome) = watch::channel(None);
        let job = Arc::new(Job {
            checked: AtomicI64::new(0),
            total: AtomicI64::new(0),
            promised: AtomicBool::new(false),
            outcome,
        });
        *slot = Some(Arc::clone(&job));
        let (walking, database) = (Arc::clone(&job), database.clone());
        let memory = self.memory.get().cloned();
        tokio::spawn(async move {
            let result = match walk(&walking, &database, memory).await {
                Ok(result) => Some(result),
                Err(error) => {
                    log::error!("the audit chain could not be verified: {error}");
                    None
                }
            };
            if let Some((_, Some(bad))) = &result {
                log::error!("THE AUDIT CHAIN IS BROKEN at row {}: {}", bad.seq, bad.reason);
            }
            let _ = sender.send(Some(Outcome { at: Instant::now(), result }));
        });
        job
    }

    /// The next question is answered by a new walk.
    fn forget(&self, job: &Arc<Job>) {
        let mut slot = self.job.lock();
        if slot.as_ref().is_some_and(|known| Arc::ptr_eq(known, job)) {
            *slot = None;
        }
    }
}

impl Job {
    fn is_of_use(&self) -> bool {
        match &*self.outcome.borrow() {
            None => self.outcome.has_changed().is_ok(),
            Some(done) => self.promised.load(Ordering::Relaxed) && done.at.elapsed() < KEPT,
        }
    }
}

async fn walk(
    job: &Job,
    database: &Database,
    memory: Option<Memory>,
) -> Result<(Walk, Option<Bad>)> {
    let meter = Arc::new(Meter::default());
    job.total.store(database.read(&meter, newest).await?, Ordering::Relaxed);
    let mut walk = Walk::default();
    let mut attempt = 1;
    loop {
        let mut next = walk.clone();
        let stepped = database.read(&meter, move |sql| {
            let progress = next.step(sql.connection(), STEP)?;
            Ok((next, progress))
        });
        match stepped.await {
            Ok((next, progress)) => {
                (walk, attempt) = (next, 1);
                job.checked.store(walk.checked, Ordering::Relaxed);
                match progress {
                    Progress::More => {}
                    Progress::Sound => return Ok((walk, remembered(database, memory).await?)),
                    Progress::Broken(bad) => return Ok((walk, Some(bad))),
                }
            }
            Err(error) if error.status().code == 503 && attempt < ATTEMPTS => {
                attempt += 1;
                sleep(Duration::from_millis(200)).await;
            }
            Err(error) => return Err(error),
        }
    }
}

/// The first row that is remembered otherwise. Copies are read for it: not on a worker's thread.
async fn remembered(database: &Database, memory: Option<Memory>) -> Result<Option<Bad>> {
    let Some(memory) = memory else { return Ok(None) };
    let database = database.clone();
    tokio::task::spawn_blocking(move || memory(&database)).await.map_err(Error::internal)?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{Action, Actor, Entry, record};
    use crate::clock::Clock;
    use crate::config::Config;

    fn clinic(rows: usize) -> (tempfile::TempDir, Database) {
        let folder = tempfile::tempdir().unwrap();
        let config = Config::default().with_data(folder.path());
        let (database, _) = Database::open(&config, Clock::default()).unwrap();
        database
            .write_here(&Meter::default(), |tx| {
                (0..rows).try_for_each(|_| {
                    record(tx, &Actor::server(), &Entry::new(Action::Read, "patient"))
                })
            })
            .unwrap();
        (folder, database)
    }

    #[tokio::test]
    async fn each_question_walks_anew_and_names_what_has_changed_since() {
        let (_folder, database) = clinic(10);
        let verification = Verification::default();
        let verdict = verification.ask(&database).await.unwrap();
        assert_eq!((verdict.ok, verdict.checked), (Some(true), 10));
        database
            .write_here(&Meter::default(), |tx| {
                tx.connection().execute_batch(
                    "DROP TRIGGER audit_logs_never_change; \
                     UPDATE audit_logs SET username = 'Server' WHERE seq = 4",
                )?;
                Ok(())
            })
            .unwrap();
        let verdict = verification.ask(&database).await.unwrap();
        assert_eq!((verdict.ok, verdict.first_bad.map(|bad| bad.seq)), (Some(false), Some(4)));
        assert_eq!(verdict.head.map(|head| head.len()), Some(64));
    }

    #[tokio::test]
    async fn a_walk_that_takes_long_runs_on_and_its_result_waits() {
        let (_folder, database) = clinic(3000);
        let verification = Verification::default();
        let running = verification.ask_within(Duration::ZERO, &database).await.unwrap();
        assert_eq!((running.ok, running.running), (None, Some(true)));
        let job = verification.job.lock().clone().unwrap();
        job.outcome.clone().wait_for(Option::is_some).await.unwrap();
        let verdict = verification.ask(&database).await.unwrap();
        assert_eq!(verdict.ok, Some(true));
        assert!(verification.job.lock().is_none());
    }
}
