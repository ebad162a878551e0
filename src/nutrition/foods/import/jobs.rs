//! Imports as jobs: one at a time, with how far it has come and what became of the last.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use parking_lot::Mutex;
use serde::Serialize;

use super::super::upload::Arrived;
use super::acts::{busy, import, is_busy};
use super::outcome::{Imported, Importer, Phase, Progress};
use crate::clock::Moment;
use crate::db::Database;
use crate::error::{Error, Result};
use crate::ids::Id;
use crate::leisure::{self, Priority};
use crate::message::Message;

/// An import that runs or has ended.
#[derive(Clone, Debug, Serialize)]
pub struct Job {
    pub id: Id,
    pub state: Phase,
    pub done: usize,
    pub total: usize,
    pub started_at: Moment,
    pub started_by: Option<Id>,
    /// What became of it.
    pub result: Option<Imported>,
    /// Why it failed.
    pub error: Option<Message>,
}

impl Job {
    /// Whether it goes on.
    pub fn is_running(&self) -> bool {
        matches!(self.state, Phase::Reading | Phase::Writing)
    }
}

/// The job of this server.
#[derive(Clone, Default)]
pub struct Jobs(Arc<Mutex<Option<Job>>>);

impl Jobs {
    /// The import that runs, or the last one.
    pub fn last(&self) -> Option<Job> {
        self.0.lock().clone()
    }

    /// Begins an import on a thread of its own.
    ///
    /// # Errors
    /// 503 while another one runs.
    pub fn begin(&self, database: &Database, arrived: Arrived, importer: Importer) -> Result<Job> {
        let job = Job {
            id: Id::new(),
            state: Phase::Reading,
            done: 0,
            total: 0,
            started_at: database.clock().now(),
            started_by: importer.user,
            result: None,
            error: None,
        };
        {
            let mut current = self.0.lock();
            if current.as_ref().is_some_and(Job::is_running) || is_busy() {
                return Err(busy());
            }
            *current = Some(job.clone());
        }
        let (jobs, database) = (self.clone(), database.clone());
        let work = move || {
            let _refused = leisure::lower(Priority::Low);
            let note = |progress| jobs.note(progress);
            let whole = || import(&database, || arrived.members(), &importer, &note);
            // Else it would be at work for ever, and no other could begin.
            let done = catch_unwind(AssertUnwindSafe(whole));
            jobs.end(done.unwrap_or_else(|_| Err(Error::internal("an import panicked"))));
        };
        std::thread::Builder::new().name("foods".into()).spawn(work).map_err(Error::internal)?;
        Ok(job)
    }

    fn note(&self, progress: Progress) {
        if let Some(job) = self.0.lock().as_mut() {
            (job.state, job.done, job.total) = (progress.phase, progress.done, progress.total);
        }
    }

    fn end(&self, done: Result<Imported>) {
        if let Some(job) = self.0.lock().as_mut() {
            match done {
                Ok(imported) => {
                    job.state = Phase::Done;
                    job.result = Some(imported);
                }
                Err(error) => {
                    if let Some(cause) = error.cause() {
                        log::error!("an import of foods failed: {cause}");
                    }
                    job.state = Phase::Failed;
                    let detail = error.details().first().map(|detail| detail.message.clone());
                    job.error = Some(detail.unwrap_or_else(|| error.said().clone()));
                }
            }
        }
    }
}
