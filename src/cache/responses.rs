//! Lookup, single flight and storing.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use parking_lot::Mutex;
use tokio::sync::watch;

use super::entry::{Entry, Page, Served};
use super::tier::{Tier, TierState, TierStore};
use super::{Born, Generations, Tag};
use crate::clock::Clock;
use crate::config;
use crate::db::{Db, Sql};
use crate::error::Result;

/// The answer to a question that is being asked.
type Awaited = watch::Receiver<Option<Arc<Entry>>>;

/// The finished answers of all tiers. Managed state; clones share it.
#[derive(Clone)]
pub struct Responses {
    short: Arc<TierStore>,
    medium: Arc<TierStore>,
    long: Arc<TierStore>,
    generations: Arc<Generations>,
    clock: Clock,
    flights: Arc<Mutex<HashMap<Arc<str>, Awaited>>>,
}

impl Responses {
    /// Empty tiers.
    pub fn new(config: &config::Cache, generations: Arc<Generations>, clock: Clock) -> Self {
        Self {
            short: Arc::new(TierStore::new(config.short_ttl, config)),
            medium: Arc::new(TierStore::new(config.medium_ttl, config)),
            long: Arc::new(TierStore::new(config.long_ttl, config)),
            generations,
            clock,
            flights: Arc::default(),
        }
    }

    /// The answer to `key`, from the cache while it is true, else by `work`. The key must hold
    /// everything that the answer depends on: scope, path, canonical query.
    ///
    /// # Errors
    /// What `work` says; errors are never kept.
    pub async fn serve<F>(&self, tier: Tier, key: String, db: &Db, work: F) -> Result<Served>
    where
        F: FnOnce(&Sql<'_>) -> Result<Page> + Send + 'static,
    {
        // The request's own: whatever it read before asking, the settings above all, is dated too.
        self.serve_from(tier, key, db.born(), db.read_much(work)).await
    }

    /// The same from any question; `born` was noted before it read anything.
    ///
    /// # Errors
    /// What the question says.
    pub async fn serve_from(
        &self,
        tier: Tier,
        key: String,
        born: Born,
        question: impl Future<Output = Result<Page>>,
    ) -> Result<Served> {
        let key: Arc<str> = key.into();
        let tier = self.tier(tier);
        let announced = match self.kept_or_awaited(tier, &key, born).await {
            Ok(entry) => {
                tier.hits.fetch_add(1, Ordering::Relaxed);
                return Ok(Served::of(entry, true));
            }
            Err(announced) => announced,
        };
        tier.misses.fetch_add(1, Ordering::Relaxed);
        let begun = self.begun(born);
        let mut page = question.await?;
        page.tags.push(Tag::Settings);
        let entry = Arc::new(Entry::new(page, begun, key.len(), &tier.bytes));
        if self.is_true(&entry) {
            tier.keep(key, &entry);
        }
        if let Some(announced) = announced {
            announced.land(&entry);
        }
        Ok(Served::of(entry, false))
    }

    /// The answer that is kept, or that an equal question brings; else the announcement of one's
    /// own, if it is to be announced.
    ///
    /// An answer that a change has overtaken still counts for whoever came before that question was
    /// begun, by a change at least: at most the second flight answers everybody. If each waiting one asked for itself, a question
    /// that takes longer than the time between two changes would be asked once a caller.
    async fn kept_or_awaited<'a>(
        &'a self,
        tier: &TierStore,
        key: &Arc<str>,
        born: Born,
    ) -> std::result::Result<Arc<Entry>, Option<Announced<'a>>> {
        let mut has_failed = false;
        loop {
            if let Some(entry) = self.lookup(tier, key) {
                return Ok(entry);
            }
            if tier.store.is_none() {
                return Err(None);
            }
            let mut flight = match self.board(key) {
                Boarding::Own(announced) => return Err(Some(announced)),
                Boarding::Awaits(flight) => flight,
            };
            // An error means that the flight ended without an answer.
            let _ = flight.changed().await;
            let landed = flight.borrow().clone();
            match landed {
                Some(entry)
                    if self.is_true(&entry) || (entry.born > born && self.is_in_time(&entry)) =>
                {
                    return Ok(entry);
                }
                Some(_) => {}
                // Once more: whoever asked may have gone, or have waited too long.
                None if !has_failed => has_failed = true,
                None => return Err(None),
            }
        }
    }

    /// What dates the answer of a question that begins now: this moment, but no later than the
    /// settings that its asker has read.
    fn begun(&self, born: Born) -> Born {
        let now = self.generations.now();
        if self.generations.is_current(born, &[Tag::Settings]) { now } else { born }
    }

    fn lookup(&self, tier: &TierStore, key: &Arc<str>) -> Option<Arc<Entry>> {
        let store = tier.store.as_ref()?;
        let entry = store.get(key)?;
        if self.is_true(&entry) {
            return Some(entry);
        }
        // It stays where it is: a newer answer may already be taking its place.
        tier.outdated.fetch_add(1, Ordering::Relaxed);
        None
    }

    fn is_true(&self, entry: &Entry) -> bool {
        self.generations.is_current(entry.born, &entry.tags) && self.is_in_time(entry)
    }

    fn is_in_time(&self, entry: &Entry) -> bool {
        entry.until.is_none_or(|until| self.clock.now() < until)
    }

    /// A place on the equal question that is being asked, else the announcement of one's own.
    fn board(&self, key: &Arc<str>) -> Boarding<'_> {
        let mut flights = self.flights.lock();
        if let Some(flight) = flights.get(key) {
            return Boarding::Awaits(flight.clone());
        }
        let (sender, receiver) = watch::channel(None);
        flights.insert(Arc::clone(key), receiver);
        Boarding::Own(Announced { responses: self, key: Arc::clone(key), sender: Some(sender) })
    }

    fn tier(&self, tier: Tier) -> &TierStore {
        match tier {
            Tier::Short => &self.short,
            Tier::Medium => &self.medium,
            Tier::Long => &self.long,
        }
    }

    /// The figures of a tier.
    pub fn state(&self, tier: Tier) -> TierState {
        self.tier(tier).state()
    }
}

/// Whether a question is one's own or an equal one is awaited.
enum Boarding<'a> {
    Own(Announced<'a>),
    Awaits(Awaited),
}

/// A question that others may wait for; withdrawn when it ends, however it ends.
struct Announced<'a> {
    responses: &'a Responses,
    key: Arc<str>,
    sender: Option<watch::Sender<Option<Arc<Entry>>>>,
}

impl Announced<'_> {
    /// Withdrawn first: whoever comes from now on asks anew, or finds the answer kept.
    fn land(mut self, entry: &Arc<Entry>) {
        self.withdraw();
        if let Some(sender) = self.sender.take() {
            let _ = sender.send(Some(Arc::clone(entry)));
        }
    }

    fn withdraw(&self) {
        self.responses.flights.lock().remove(&self.key);
    }
}

impl Drop for Announced<'_> {
    fn drop(&mut self) {
        if self.sender.is_some() {
            self.withdraw();
        }
    }
}

#[cfg(test)]
#[path = "responses_tests.rs"]
mod tests;
