//! One tier of the cache: a bounded store of finished answers, and its figures.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use cached::stores::ShardedLruTtlCache;
use serde::Serialize;

use super::entry::Entry;
use crate::config;

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
pub(super) const LONGEST: usize = 64 * 1024;
/// Answers to longer questions are not kept: nobody asks them twice but to fill the memory.
pub(super) const LONGEST_KEY: usize = 1024;

type Store = ShardedLruTtlCache<Arc<str>, Arc<Entry>>;

/// The answers of one tier.
pub(super) struct TierStore {
    /// None when the tier is off.
    pub store: Option<Store>,
    pub bytes: Arc<AtomicUsize>,
    most_bytes: usize,
    pub hits: AtomicU64,
    pub misses: AtomicU64,
    pub outdated: AtomicU64,
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

impl TierStore {
    pub fn new(ttl_s: u64, config: &config::Cache) -> Self {
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

    pub fn keep(&self, key: Arc<str>, entry: &Arc<Entry>) {
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

    pub fn state(&self) -> TierState {
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
