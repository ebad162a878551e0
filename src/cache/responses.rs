//! Lookup, single flight and storing.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use cached::stores::ShardedLruTtlCache;
use parking_lot::Mutex;
use serde::Serialize;
use tokio::sync::watch;

use super::entry::{Entry, Page, Served};
use super::{Born, Generations, Tag};
use crate::clock::Clock;
use crate::config;
use crate::db::{Db, Sql};
use crate::error::Result;

/// How long an answer may be kept at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tier {
    /// Lists.
    Short,
    /// Details and statistics.
    Medium,
    /// Reports.
    Long,
}

/// Longer answers are not kept: a few of them would push out everything else.
const LONGEST: usize = 64 * 1024;
/// Answers to longer questions are not kept: nobody asks them twice but to fill the memory.
const LONGEST_KEY: usize = 1024;

type Store = ShardedLruTtlCache<Arc<str>, Arc<Entry>>;

/// The answer to a question that is being asked.
type Awaited = watch::Receiver<Option<Arc<Entry>>>;

struct TierStore {
    /// None when the tier is off.
    store: Option<Store>,
    bytes: Arc<AtomicUsize>,
    most_bytes: usize,
    hits: AtomicU64,
    misses: AtomicU64,
    outdated: AtomicU64,
}

/// One tier's figures.
#[derive(Clone, Debug, Serialize)]
pub struct TierState {
    pub entries: usize,
    pub bytes: usize,
    pub hits: u64,
    pub misses: u64,
    /// Share of lookups that hit, 0 to 1.
    pub hit_rate: f64,
    /// Answers found, but made untrue by a change.
    pub invalidations: u64,
}

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

impl TierStore {
    fn new(ttl_s: u64, config: &config::Cache) -> Self {
        let store = (ttl_s > 0).then(|| {
            ShardedLruTtlCache::builder()
                .max_size(config.entries.max(1))
                .ttl(Duration::from_secs(ttl_s))
                .build()
                .ok()
        });
        Self {
            store: store.flatten(),
            bytes: Arc::default(),
            most_bytes: config.bytes,
            hits: AtomicU64::new(0),
            misses: AtomicU64::new(0),
            outdated: AtomicU64::new(0),
        }
    }

    fn keep(&self, key: Arc<str>, entry: &Arc<Entry>) {
        let Some(store) = &self.store else { return };
        if entry.len() > LONGEST || key.len() > LONGEST_KEY {
            return;
        }
        if self.bytes.load(Ordering::Relaxed) + entry.weight() > self.most_bytes {
            self.make_room(store);
        }
        store.set(key, Arc::clone(entry));
    }

    /// Drops what has expired, then what was used least recently, until a quarter is free.
    fn make_room(&self, store: &Store) {
        let is_full = || self.bytes.load(Ordering::Relaxed) > self.most_bytes / 4 * 3;
        let _expired = store.evict();
        let capacity = store.capacity();
        let mut fewer = store.len();
        while is_full() && fewer > store.shards() {
            fewer = fewer / 4 * 3;
            store.set_max_size(fewer.max(1));
        }
        store.set_max_size(capacity);
        if is_full() {
            store.clear();
        }
    }

    fn state(&self) -> TierState {
        let hits = self.hits.load(Ordering::Relaxed);
        let misses = self.misses.load(Ordering::Relaxed);
        let lookups = (hits + misses).max(1);
        TierState {
            entries: self.store.as_ref().map_or(0, Store::len),
            bytes: self.bytes.load(Ordering::Relaxed),
            hits,
            misses,
            hit_rate: (hits as f64 / lookups as f64 * 10_000.0).round() / 10_000.0,
            invalidations: self.outdated.load(Ordering::Relaxed),
        }
    }
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
        if let Some(entry) = self.lookup(tier, &key) {
            tier.hits.fetch_add(1, Ordering::Relaxed);
            return Ok(Served::of(entry, true));
        }
        if tier.store.is_some()
            && let Some(entry) = self.shared_flight(&key).await
        {
            tier.hits.fetch_add(1, Ordering::Relaxed);
            return Ok(Served::of(entry, true));
        }
        tier.misses.fetch_add(1, Ordering::Relaxed);
        let flight = self.take_off(tier, &key);
        let mut page = question.await?;
        page.tags.push(Tag::Settings);
        let entry = Arc::new(Entry::new(page, born, key.len(), &tier.bytes));
        if self.is_true(&entry) {
            tier.keep(key, &entry);
            if let Some(flight) = flight {
                flight.land(&entry);
            }
        }
        Ok(Served::of(entry, false))
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
        self.generations.is_current(entry.born, &entry.tags)
            && entry.until.is_none_or(|until| self.clock.now() < until)
    }

    /// Waits for an equal question that is already being asked; its answer counts only if no
    /// change has come since it was asked.
    async fn shared_flight(&self, key: &Arc<str>) -> Option<Arc<Entry>> {
        let mut flight = self.flights.lock().get(key)?.clone();
        // An error means that the flight ended without an answer.
        let _ = flight.changed().await;
        let entry = flight.borrow().clone()?;
        self.is_true(&entry).then_some(entry)
    }

    /// Announces a question, unless an equal one is being asked.
    fn take_off<'a>(&'a self, tier: &TierStore, key: &Arc<str>) -> Option<Announced<'a>> {
        tier.store.as_ref()?;
        let mut flights = self.flights.lock();
        if flights.contains_key(key) {
            return None;
        }
        let (sender, receiver) = watch::channel(None);
        flights.insert(Arc::clone(key), receiver);
        Some(Announced { responses: self, key: Arc::clone(key), sender })
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

/// A question that others may wait for; withdrawn when it ends, however it ends.
struct Announced<'a> {
    responses: &'a Responses,
    key: Arc<str>,
    sender: watch::Sender<Option<Arc<Entry>>>,
}

impl Announced<'_> {
    fn land(self, entry: &Arc<Entry>) {
        let _ = self.sender.send(Some(Arc::clone(entry)));
    }
}

impl Drop for Announced<'_> {
    fn drop(&mut self) {
        self.responses.flights.lock().remove(&self.key);
    }
}

#[cfg(test)]
#[path = "responses_tests.rs"]
mod tests;
