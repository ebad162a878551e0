//! The removal of copies: what the rotation finds superfluous makes room, and what was cut off is swept.

use std::path::Path;

use super::Keeper;
use crate::audit::Actor;
use crate::backups::{Kept, Made, Origin, Place, Plan, rotation, shelf, store};
use crate::clock::Moment;
use crate::db::{Meter, Tx};

impl Keeper {
    /// Sweeps what copies that were cut off have left, in both folders.
    pub(in crate::backups) fn sweep(&self) {
        shelf::sweep(&self.folder());
        let plan = self.inner.database.read_here(&Meter::default(), store::plan);
        if let Some(second) = plan.ok().as_ref().and_then(Plan::second) {
            shelf::sweep(&second.folder);
        }
    }

    /// Lets superfluous copies of the schedule go, in both folders; never the one just made, nor
    /// those of a clock that was ahead, which say nothing of their age.
    pub(super) fn rotate(&self, plan: &Plan, made: &Made) {
        let checks = self.inner.database.read_here(&Meter::default(), store::checks);
        let Ok(checks) = checks else { return };
        let is_sound =
            |copy: &Kept| checks.get(&copy.name).is_none_or(|check| check.error.is_none());
        let staged = self.order().map(|order| order.name);
        let just_made = made.file.file_name().map(|name| name.to_string_lossy().into_owned());
        let is_free = |copy: &Kept| {
            staged.as_ref() != Some(&copy.name) && just_made.as_ref() != Some(&copy.name)
        };
        for name in self.remove_superfluous(&self.folder(), plan, &is_sound, &is_free) {
            let write = |tx: &Tx<'_>| store::deleted(tx, &Actor::server(), &name);
            if let Err(error) = self.inner.database.write_here(&Meter::default(), write) {
                log::error!("that {name} made room could not be noted: {error}");
            }
        }
        if let Some(second) = plan.second()
            && matches!(second.look(&self.folder()), Place::Ready(_))
        {
            let ours = store::lineage_here(&self.inner.database);
            let is_ours = |copy: &Kept| {
                let theirs = copy.manifest.as_ref().and_then(|m| m.lineage.as_ref());
                theirs.is_some() && theirs == ours.as_ref()
            };
            shelf::sweep(&second.folder);
            self.remove_superfluous(&second.folder, plan, &is_ours, &is_free);
        }
    }

    fn remove_superfluous(
        &self,
        folder: &Path,
        plan: &Plan,
        counts: &dyn Fn(&Kept) -> bool,
        is_free: &dyn Fn(&Kept) -> bool,
    ) -> Vec<String> {
        let now = self.now();
        let of_schedule = |copy: &Kept| {
            copy.made <= now && copy.manifest.as_ref().is_some_and(|m| m.origin == Origin::Schedule)
        };
        let copies: Vec<Kept> = match shelf::shelf(folder) {
            Ok(all) => all.into_iter().filter(|copy| of_schedule(copy) && counts(copy)).collect(),
            Err(error) => {
                log::error!("{} cannot be read: {error}", folder.display());
                return Vec::new();
            }
        };
        let made: Vec<Moment> = copies.iter().map(|copy| copy.made).collect();
        let zone = self.inner.settings.get().zone.clone();
        let mut removed = Vec::new();
        let superfluous = rotation::superfluous(&made, plan, &zone);
        for at in superfluous.into_iter().filter(|at| is_free(&copies[*at])) {
            match std::fs::remove_file(&copies[at].file) {
                Ok(()) => removed.push(copies[at].name.clone()),
                Err(error) => log::error!("{}: {error}", copies[at].file.display()),
            }
        }
        removed
    }
}
