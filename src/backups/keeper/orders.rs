//! What administrators order about the copies.

use std::path::Path;

use super::Keeper;
use crate::audit::{Action, Actor};
use crate::backups::staging::{self, Order, Outcome};
use crate::backups::stamp::Stamp;
use crate::backups::store::Verdict;
use crate::backups::{
    Candidate, Change, Flaw, Kept, Refusal, compare, examine_here, shelf, snapshot, store,
};
use crate::db::{Meter, Tx};
use crate::error::{Error, Result};
use crate::message::message;

impl Keeper {
    /// Does something on a thread that may wait, for the disk and for its turn to write.
    ///
    /// # Errors
    /// What it says.
    pub async fn aside<T: Send + 'static>(
        &self,
        act: impl FnOnce(&Keeper) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let keeper = self.clone();
        tokio::task::spawn_blocking(move || act(&keeper)).await.map_err(Error::internal)?
    }

    /// Checks a copy and says what going back to it would change. One at a time.
    ///
    /// # Errors
    /// 503 while another copy is compared; 400 with a sentence when the copy is not whole.
    pub fn compare(&self, copy: &Kept) -> Result<(Candidate, Change)> {
        let Some(_turn) = self.inner.comparing.try_lock() else {
            let message = message(
                "refused-comparing",
                "Another copy is being compared. Try again in a moment.",
            );
            return Err(Error::busy(message));
        };
        let candidate = examine_here(&self.inner.config, &copy.file).map_err(refused)?;
        let change = compare(&self.inner.config, &candidate);
        let change = change.map_err(|why| refused(Refusal::of(Flaw::Damaged, why)))?;
        Ok((candidate, change))
    }

    /// Whether the copy is whole, and proved to have been made here.
    pub fn is_made_here(&self, copy: &Kept) -> bool {
        let found = examine_here(&self.inner.config, &copy.file);
        found.is_ok_and(|candidate| candidate.is_made_here)
    }

    /// The restore that waits for the next start.
    pub fn order(&self) -> Option<Order> {
        staging::pending(&self.inner.config)
    }

    /// What the last ordered restore came to, until somebody has read it.
    pub fn outcome(&self) -> Option<Outcome> {
        staging::outcome(&self.inner.config)
    }

    /// Forgets it.
    ///
    /// # Errors
    /// What the disk says.
    pub fn read_outcome(&self) -> Result<()> {
        staging::read_outcome(&self.inner.config).map_err(Error::internal)?;
        self.look()?;
        Ok(())
    }

    /// Has the copy restored at the next start, and writes down who wants it.
    ///
    /// # Errors
    /// What the disk or SQLite says; then nothing is ordered.
    pub fn order_restore(&self, copy: &Kept, actor: &Actor) -> Result<()> {
        let order = Order {
            name: copy.name.clone(),
            seal: copy.manifest.as_ref().map(|manifest| manifest.seal.clone()),
            ordered_by: actor.username.clone().unwrap_or_default(),
            ordered_at: self.now().to_string(),
        };
        staging::stage(&self.inner.config, &order).map_err(Error::internal)?;
        let noted = self.told(actor, Action::Restore, &copy.name, "ordered");
        if noted.is_err() {
            staging::cancel(&self.inner.config).map_err(Error::internal)?;
        }
        noted
    }

    /// Takes the order back.
    ///
    /// # Errors
    /// What the disk or SQLite says.
    pub fn cancel_restore(&self, actor: &Actor) -> Result<()> {
        let Some(order) = self.order() else { return Ok(()) };
        staging::cancel(&self.inner.config).map_err(Error::internal)?;
        self.told(actor, Action::Restore, &order.name, "cancelled")
    }

    /// Deletes a copy, and writes down who did.
    ///
    /// # Errors
    /// 400 for the copy that a restore waits for; what the disk or SQLite says.
    pub fn delete(&self, copy: &Kept, actor: &Actor) -> Result<()> {
        if self.order().is_some_and(|order| order.name == copy.name) {
            let message = message(
                "refused-restore-waits",
                "A restore waits for this copy. Nothing was deleted; cancel the restore first.",
            );
            return Err(Error::bad("VALIDATION_ERROR", message));
        }
        std::fs::remove_file(&copy.file).map_err(Error::internal)?;
        let write = |tx: &Tx<'_>| store::deleted(tx, actor, &copy.name);
        self.inner.database.write_here(&Meter::default(), write)
    }

    /// Writes down what somebody did with a copy.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn told(&self, actor: &Actor, action: Action, name: &str, what: &str) -> Result<()> {
        let write = |tx: &Tx<'_>| store::act(tx, actor, action, name, what, None);
        self.inner.database.write_here(&Meter::default(), write)
    }

    /// Keeps a file that was brought from elsewhere, if it is a backup that can be restored.
    /// `partial` lies in the folder of the copies, and goes if it is not.
    ///
    /// # Errors
    /// 400 with a sentence when the file is not whole.
    pub fn take_in(&self, partial: &Path, actor: &Actor) -> Result<Kept> {
        let name = format!("brought-{}.db", self.now().to_string().replace([':', '.'], "-"));
        let taken = examine_here(&self.inner.config, partial).map_err(|why| {
            log::warn!("a file that was brought is refused: {why}");
            refused(why.renamed(&partial.display().to_string(), "The file"))
        });
        let placed = taken.and_then(|found| {
            let folder = self.folder();
            snapshot::place(partial, &folder.join(&name), &folder).map_err(Error::internal)?;
            Ok(found.is_made_here)
        });
        let is_made_here = placed.inspect_err(|_| {
            let _ = std::fs::remove_file(partial);
        })?;
        let stamp = Stamp::of(&self.folder().join(&name)).ok();
        let verdict = Verdict { error: None, stamp, is_made_here };
        let write = |tx: &Tx<'_>| store::checked(tx, actor, &name, &verdict);
        self.inner.database.write_here(&Meter::default(), write)?;
        shelf::named(&self.folder(), &name)
            .ok_or_else(|| Error::internal("a file that was taken in is gone"))
    }
}

/// 400 with what the check found.
fn refused(why: Refusal) -> Error {
    Error::bad("VALIDATION_ERROR", why.message())
}
