//! Superfluous copies of the schedule make room.

use std::path::Path;

use super::Keeper;
use crate::audit::Actor;
use crate::backups::{Kept, Origin, Plan, rotation, shelf, store};
use crate::clock::Moment;
use crate::db::{Meter, Tx};

impl Keeper {
    /// Lets superfluous copies of the schedule go, in both folders.
    pub(super) fn rotate(&self, plan: &Plan) {
        let checks = self.inner.database.read_here(&Meter::default(), store::checks);
        let Ok(checks) = checks else { return };
        let is_sound =
            |copy: &Kept| checks.get(&copy.name).is_none_or(|check| check.error.is_none());
        let staged = self.order().map(|order| order.name);
        let is_free = |copy: &Kept| staged.as_ref() != Some(&copy.name);
        for name in self.remove_superfluous(&self.folder(), plan, &|c| is_sound(c) && is_free(c)) {
            let write = |tx: &Tx<'_>| store::deleted(tx, &Actor::server(), &name);
            if let Err(error) = self.inner.database.write_here(&Meter::default(), write) {
                log::error!("that {name} made room could not be noted: {error}");
            }
        }
        if let Some(folder) = plan.second() {
            let ours = store::lineage_here(&self.inner.database);
            let is_ours = |copy: &Kept| {
                let theirs = copy.manifest.as_ref().and_then(|m| m.lineage.as_ref());
                theirs.is_some() && theirs == ours.as_ref()
            };
            self.remove_superfluous(&folder, plan, &is_ours);
        }
    }

    fn remove_superfluous(
        &self,
        folder: &Path,
        plan: &Plan,
        counts: &dyn Fn(&Kept) -> bool,
    ) -> Vec<String> {
        let of_schedule =
            |copy: &Kept| copy.manifest.as_ref().is_some_and(|m| m.origin == Origin::Schedule);
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
        for at in rotation::superfluous(&made, plan, &zone) {
            match std::fs::remove_file(&copies[at].file) {
                Ok(()) => removed.push(copies[at].name.clone()),
                Err(error) => log::error!("{}: {error}", copies[at].file.display()),
            }
        }
        removed
    }
}
