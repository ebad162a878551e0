//! The door of changes: one writer, one immediate transaction, and what follows its COMMIT.

use std::sync::Arc;
use std::time::Instant;

use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::time::timeout;

use super::blocking::{Untyped, on_blocking_thread, typed};
use super::sql::Landing;
use super::{Database, Displaced, Memory, Meter, Sql, Tx, connect, wal};
use crate::error::{Error, Result};
use crate::generations::Tag;
use crate::message::message;

/// A change without the type of its answer.
type Change = Box<dyn FnOnce(&Tx<'_>) -> Result<Untyped> + Send>;

/// What the COMMIT of a change waits for, in SQLite's words.
#[derive(Clone, Copy, Debug)]
enum Durability {
    /// That the change is on disk.
    Full,
    /// Nothing: the change is in the log, but not yet on disk.
    Normal,
}

impl Durability {
    /// Never by a kept statement: SQLite obeys this one when it reads it, not when it runs.
    fn set(self, writer: &Connection) -> rusqlite::Result<()> {
        let level = match self {
            Self::Full => "FULL",
            Self::Normal => "NORMAL",
        };
        writer.pragma_update(None, "synchronous", level)
    }
}

impl Database {
    /// Changes the clinic: `work` runs in one immediate transaction, which commits if it returns
    /// `Ok`. When this returns, the change is on disk and no cached answer predates it.
    ///
    /// # Errors
    /// What `work` says, with nothing changed; 503 when the turn does not come in time; 507 when
    /// the disk is full.
    pub async fn write<T, F>(&self, meter: &Arc<Meter>, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Tx<'_>) -> Result<T> + Send + 'static,
    {
        let work: Change = Box::new(move |tx| Ok(Box::new(work(tx)?)));
        typed(self.write_untyped(Arc::clone(meter), work).await?)
    }

    async fn write_untyped(&self, meter: Arc<Meter>, work: Change) -> Result<Untyped> {
        let begun = Instant::now();
        let turn = timeout(self.inner.acquire, self.inner.writing.acquire()).await;
        self.inner.waits.writers.note(begun.elapsed());
        let Ok(Ok(_turn)) = turn else {
            return Err(Error::busy(message(
                "refused-writing",
                "Other changes are being stored; nothing was changed. Try again in a moment.",
            )));
        };
        let database = self.clone();
        on_blocking_thread(Box::new(move || database.write_here(&meter, work))).await
    }

    /// The same on this thread: for the command line and background threads.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn write_here<T>(
        &self,
        meter: &Meter,
        work: impl FnOnce(&Tx<'_>) -> Result<T>,
    ) -> Result<T> {
        self.write_durably(Durability::Full, meter, work)
    }

    /// The same for one of many changes that nobody sees yet: its COMMIT does not wait for the
    /// disk, and so holds up others half as long. A power cut may take it, and those of its kind
    /// before it, but nothing else: the next change of the other kind makes all of them last.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn write_unseen<T>(
        &self,
        meter: &Meter,
        work: impl FnOnce(&Tx<'_>) -> Result<T>,
    ) -> Result<T> {
        self.write_durably(Durability::Normal, meter, work)
    }

    fn write_durably<T>(
        &self,
        durability: Durability,
        meter: &Meter,
        work: impl FnOnce(&Tx<'_>) -> Result<T>,
    ) -> Result<T> {
        let (mut work, mut value) = (Some(work), None);
        self.in_transaction(durability, meter, &mut |tx| {
            value = work.take().map(|work| work(tx)).transpose()?;
            Ok(())
        })?;
        value.ok_or_else(|| Error::internal("a change that was not made"))
    }

    /// Has `work` called once, in the one transaction, which commits if it returns `Ok`.
    fn in_transaction(
        &self,
        durability: Durability,
        meter: &Meter,
        work: &mut dyn FnMut(&Tx<'_>) -> Result<()>,
    ) -> Result<()> {
        let mut writer = self.inner.writer.lock();
        let _working = self.inner.waits.writing();
        // Before each, not after those that differ: whatever broke off, the next is as it asks.
        durability.set(&writer)?;
        let rows_before = self.rows_before(&writer)?;
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let (result, aftermath) = connect::deadline::within(self.inner.budget, || {
            let tx =
                Tx::new(Sql::new(&transaction, meter, &self.inner.log), self.inner.clock.now());
            let result = work(&tx);
            (result, tx.into_aftermath())
        });
        result?;
        let touched = self.commit(transaction, rows_before, aftermath)?;
        self.renew(&writer, &touched);
        // Once more: what was stored while the file went is nothing that anybody may count on.
        match self.inner.place.displaced() {
            Some(displaced) => Err(self.refused(displaced)),
            None => Ok(()),
        }
    }

    /// How many rows the connection has changed until now, unless the file is not ours any more.
    fn rows_before(&self, writer: &Connection) -> Result<u64> {
        match self.inner.place.examine(writer) {
            Some(displaced) => Err(self.refused(displaced)),
            None => Ok(writer.total_changes()),
        }
    }

    /// Stores what the transaction has changed and drops what it makes stale from the caches,
    /// before anybody hears of it; returns the tags that it touched.
    fn commit(
        &self,
        transaction: Transaction<'_>,
        rows_before: u64,
        (tags, landings): (Vec<Tag>, Vec<Landing>),
    ) -> Result<Vec<Tag>> {
        let mark = match transaction.total_changes() > rows_before {
            true => Some(wal::advance(&transaction)?),
            false => None,
        };
        let flight = self.inner.generations.take_off(tags);
        transaction.commit()?;
        if let Some(mark) = mark {
            self.inner.place.note(mark);
        }
        landings.into_iter().for_each(|land| land());
        Ok(flight.land())
    }

    fn refused(&self, displaced: Displaced) -> Error {
        log::debug!("{}", displaced.sentence(&self.inner.path));
        Error::displaced()
    }

    /// The same for a change as large as the clinic itself, while nobody else has the file open:
    /// with a rollback journal, which keeps only pages that were there before. The WAL would hold
    /// everything twice, and be searched from end to end for every page. Where somebody does have
    /// it open, the WAL stays.
    ///
    /// # Errors
    /// As [`Self::write_here`].
    pub fn write_alone<T>(
        &self,
        meter: &Meter,
        work: impl FnOnce(&Tx<'_>) -> Result<T>,
    ) -> Result<T> {
        let journal = |mode: &str| {
            let writer = self.inner.writer.lock();
            writer
                .pragma_update_and_check(None, "journal_mode", mode, |row| row.get::<_, String>(0))
        };
        self.inner.place.leave_alone();
        if let Err(error) = journal("DELETE") {
            log::debug!("the WAL stays: {error}");
        }
        let done = self.write_here(meter, work);
        journal("WAL")?;
        self.inner.place.learn(&self.inner.writer.lock())?;
        done
    }

    /// Gives the database its memories, which every question finds beside it. The first ones stay.
    pub fn remember(&self, memories: Vec<Box<dyn Memory>>) {
        let _ = self.inner.kept.set(memories);
        self.renew(&self.inner.writer.lock(), &[]);
    }

    /// Has the memories read anew what a change has touched.
    fn renew(&self, connection: &Connection, touched: &[Tag]) {
        let Some(memories) = self.inner.kept.get() else { return };
        let (born, meter) = (self.inner.generations.now(), Meter::default());
        let sql = Sql::new(connection, &meter, &self.inner.log);
        memories.iter().for_each(|memory| memory.renew(&sql, born, touched));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::config::Config;

    /// What the transaction of a change waits for, as SQLite says it: 1 is NORMAL, 2 is FULL.
    fn level(tx: &Tx<'_>) -> Result<i64> {
        tx.one("SELECT synchronous FROM pragma_synchronous", [], |row| row.get(0))
    }

    #[test]
    fn whatever_an_import_did_the_next_change_is_on_disk_when_it_is_acknowledged() {
        let folder = tempfile::tempdir().unwrap();
        let config = Config::default().with_data(folder.path());
        let (database, _) = Database::open(&config, Clock::default()).unwrap();
        let meter = Meter::default();
        assert_eq!(database.write_here(&meter, level).unwrap(), 2);
        assert_eq!(database.write_unseen(&meter, level).unwrap(), 1);
        assert_eq!(database.write_here(&meter, level).unwrap(), 2);
        let refused = |_: &Tx<'_>| Err::<(), _>(Error::internal("a refused change"));
        database.write_unseen(&meter, refused).unwrap_err();
        assert_eq!(database.write_here(&meter, level).unwrap(), 2);
    }
}
