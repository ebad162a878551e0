//! The check of one copy, and what is remembered of it.

use super::Keeper;
use crate::audit::Actor;
use crate::backups::store::{self, Verdict};
use crate::backups::{Kept, SealKey, candidate};
use crate::db::Meter;

impl Keeper {
    /// Starts the check of a copy; false when something is at work already.
    pub fn check(&self, copy: Kept, actor: Actor) -> bool {
        self.start(Some(copy.name.clone()), move |keeper| {
            let key = SealKey::of(&keeper.inner.config.data);
            let outcome = candidate::examine_until(&copy.file, key.as_ref(), &keeper.inner.stop);
            if keeper.inner.stop.is_set() {
                return;
            }
            let error = outcome.as_ref().err().map(|refusal| &**refusal);
            let verdict = Verdict {
                error,
                stamp: Some(outcome.as_ref().map_or(copy.stamp, |found| found.stamp)),
                is_made_here: outcome.as_ref().is_ok_and(|found| found.is_made_here),
            };
            let noted = keeper.inner.database.write_here(&Meter::default(), |tx| {
                store::checked(tx, &actor, &copy.name, &verdict)
            });
            if let Some(error) = error {
                log::error!("backup: {error}");
            }
            if let Err(error) = noted {
                log::error!("the check of {} could not be noted: {error}", copy.name);
            }
        })
    }
}
