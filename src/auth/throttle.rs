//! Slowing down those who guess, without a lock-out that could be used as a weapon.
//!
//! Every attempt is counted *before* its password is checked and taken back when it was right, so
//! that parallel guesses all count. Three leaky buckets hold the counts: by address, by account and
//! address, by account; an account is its name as typed, whether somebody has it or not.
//!
//! ```text
//!            attempt: +1 by address
//!                  │
//!      above the   │   within the burst: +1 by account and address, +1 by account
//!        burst     │
//!   ┌──────────────┴───────────────┐
//!   ▼                              ▼
//! REFUSED                       DELAYED by the longer of
//! 429, Retry-After: until       · account and address: 0.5 s for each above its burst, ≤ 10 s
//! the bucket has leaked         · account: 0.1 s for each above its burst, ≤ 2 s
//! below the burst (≤ 300 s)        │
//!                                  ▼
//!                               CHECKED ──right──▶ taken back: −1 in all three
//!                                  └──────wrong──▶ stays, and leaks away
//! ```
//!
//! The counts live in memory and are bounded: when too many are kept, the lowest go first.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::time::Duration;

use parking_lot::Mutex;

use crate::clock::Moment;
use crate::config;
use crate::text;

/// A failure by address is forgotten after that time, …
const ADDRESS_LEAK_MS: i64 = 2_000;
/// … one for an account after this.
const ACCOUNT_LEAK_MS: i64 = 30_000;

const LONGEST_WAIT_S: i64 = 300;
const PAIR_STEP_MS: f64 = 500.0;
const PAIR_LONGEST_MS: f64 = 10_000.0;
const ACCOUNT_STEP_MS: f64 = 100.0;
const ACCOUNT_LONGEST_MS: f64 = 2_000.0;

/// Buckets of one kind that are kept at most.
const MOST: usize = 50_000;

/// The counts of failed attempts. Managed state.
pub struct Throttle {
    counts: Mutex<Counts>,
    // Keyed at random: nobody can choose names that share a bucket.
    keys: RandomState,
    address_burst: f64,
    account_burst: f64,
}

struct Counts {
    addresses: Buckets,
    pairs: Buckets,
    accounts: Buckets,
}

/// An attempt that may go on, after this delay.
#[derive(Debug)]
pub struct Attempt {
    /// How long its answer, right or wrong, has to wait.
    pub delay: Duration,
    address: u64,
    pair: u64,
    account: u64,
}

/// An attempt that comes too soon.
#[derive(Debug, PartialEq)]
pub struct TooSoon {
    /// Seconds until the next one is heard.
    pub retry_after_s: u64,
}

impl Throttle {
    /// Nothing counted yet.
    pub fn new(config: &config::Auth) -> Self {
        let (address_burst, account_burst) =
            (f64::from(config.address_burst), f64::from(config.account_burst));
        let waits = (LONGEST_WAIT_S * 1000 / ADDRESS_LEAK_MS) as f64;
        let steps = PAIR_LONGEST_MS / PAIR_STEP_MS;
        let counts = Counts {
            addresses: Buckets::new(ADDRESS_LEAK_MS, address_burst + waits),
            pairs: Buckets::new(ACCOUNT_LEAK_MS, account_burst + steps),
            accounts: Buckets::new(ACCOUNT_LEAK_MS, account_burst + steps),
        };
        Self { counts: Mutex::new(counts), keys: RandomState::new(), address_burst, account_burst }
    }

    /// Counts an attempt on this account from that address.
    ///
    /// # Errors
    /// The address has made too many.
    pub fn attempt(
        &self,
        address: Option<IpAddr>,
        account: &str,
        now: Moment,
    ) -> Result<Attempt, TooSoon> {
        let network = address.map(network_of);
        let account = text::fold(account);
        let address = self.keys.hash_one(network);
        let pair = self.keys.hash_one((network, &account));
        let account = self.keys.hash_one(&account);

        let mut counts = self.counts.lock();
        let above = counts.addresses.add(address, now) - self.address_burst;
        if above > 0.0 {
            let wait_ms = above.ceil() * ADDRESS_LEAK_MS as f64;
            let seconds = (wait_ms / 1000.0).ceil().clamp(1.0, LONGEST_WAIT_S as f64);
            return Err(TooSoon { retry_after_s: seconds as u64 });
        }
        let by_pair = (counts.pairs.add(pair, now) - self.account_burst) * PAIR_STEP_MS;
        let by_account = (counts.accounts.add(account, now) - self.account_burst) * ACCOUNT_STEP_MS;
        let delay_ms =
            by_pair.clamp(0.0, PAIR_LONGEST_MS).max(by_account.clamp(0.0, ACCOUNT_LONGEST_MS));
        Ok(Attempt { delay: Duration::from_millis(delay_ms as u64), address, pair, account })
    }

    /// The attempt was right, or its password was never looked at.
    pub fn take_back(&self, attempt: &Attempt) {
        let mut counts = self.counts.lock();
        counts.addresses.take(attempt.address);
        counts.pairs.take(attempt.pair);
        counts.accounts.take(attempt.account);
    }
}

/// What one person holds: an IPv4 address, or the first half of an IPv6 one, whose second half
/// anybody changes at will.
fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6((u128::from(v6) & !u128::from(u64::MAX)).into()),
        v4 => v4,
    }
}

struct Buckets {
    by_key: HashMap<u64, Bucket>,
    leak_ms: f64,
    fullest: f64,
}

#[derive(Clone, Copy)]
struct Bucket {
    level: f64,
    at: Moment,
}

impl Buckets {
    fn new(leak_ms: i64, fullest: f64) -> Self {
        Self { by_key: HashMap::new(), leak_ms: leak_ms as f64, fullest }
    }

    /// Adds one; returns the level.
    fn add(&mut self, key: u64, now: Moment) -> f64 {
        if self.by_key.len() >= MOST && !self.by_key.contains_key(&key) {
            self.make_room(now);
        }
        let (leak_ms, fullest) = (self.leak_ms, self.fullest);
        let bucket = self.by_key.entry(key).or_insert(Bucket { level: 0.0, at: now });
        bucket.level = (bucket.level_at(now, leak_ms) + 1.0).min(fullest);
        bucket.at = now;
        bucket.level
    }

    fn take(&mut self, key: u64) {
        if let Some(bucket) = self.by_key.get_mut(&key) {
            bucket.level = (bucket.level - 1.0).max(0.0);
        }
    }

    /// Forgets what has leaked, then the lower half of what has not.
    fn make_room(&mut self, now: Moment) {
        let leak_ms = self.leak_ms;
        self.by_key.retain(|_, bucket| bucket.level_at(now, leak_ms) > 0.0);
        if self.by_key.len() < MOST / 4 * 3 {
            return;
        }
        let mut levels: Vec<(f64, u64)> =
            self.by_key.iter().map(|(key, bucket)| (bucket.level_at(now, leak_ms), *key)).collect();
        levels.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        for (_, key) in &levels[..levels.len() / 2] {
            self.by_key.remove(key);
        }
    }
}

impl Bucket {
    fn level_at(&self, now: Moment, leak_ms: f64) -> f64 {
        let passed_ms = now.ms().saturating_sub(self.at.ms()).max(0);
        (self.level - passed_ms as f64 / leak_ms).max(0.0)
    }
}
