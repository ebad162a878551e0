//! Making a copy, and what follows.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::Keeper;
use crate::audit::Actor;
use crate::backups::{Course, Made, Origin, Plan, Run, candidate, memory, second, snapshot, store};
use crate::clock::Moment;
use crate::db::Meter;

impl Keeper {
    /// Makes a copy, brings it to the second folder, notes what it came to, and lets old ones go.
    pub(super) fn make(&self, origin: Origin, actor: &Actor) {
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

    /// Holds the audit trail against what every copy remembers of it, and has the log remember its
    /// end too: nobody who changes the file changes what has left it.
    pub(in crate::backups) fn recollect(&self) {
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
}
