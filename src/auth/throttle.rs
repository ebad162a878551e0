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
            addresses: Buckets::new(ADDRESS_LEAK_MS, address_burst + waits - 1.0),
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
            // The next attempt needs a place too.
            let wait_ms = (above + 1.0) * ADDRESS_LEAK_MS as f64;
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn throttle(address_burst: u32, account_burst: u32) -> Throttle {
        let auth = crate::config::Config::default().auth;
        Throttle::new(&config::Auth { address_burst, account_burst, ..auth })
    }

    fn from(last: u8) -> Option<IpAddr> {
        Some(IpAddr::from([192, 0, 2, last]))
    }

    const NOON: i64 = 1_800_000_000_000;

    fn at(seconds: i64) -> Moment {
        Moment::from_ms(NOON + seconds * 1000)
    }

    proptest! {
        /// However many guesses are under way at once, none goes uncounted: exactly the burst is
        /// heard, and those that were right give their place back.
        #[test]
        fn parallel_guesses_all_count(burst in 1_u32..30, guesses in 1_u32..60, right in 0_u32..60) {
            let throttle = throttle(burst, 1000);
            let under_way: Vec<_> = (0..guesses)
                .filter_map(|n| throttle.attempt(from(1), &format!("name {n}"), at(0)).ok())
                .collect();
            prop_assert_eq!(under_way.len(), burst.min(guesses) as usize);
            let right = under_way.len().min(right as usize);
            under_way.iter().take(right).for_each(|attempt| throttle.take_back(attempt));
            let counted = guesses as usize - right;
            let heard = throttle.attempt(from(1), "one more", at(0)).is_ok();
            prop_assert_eq!(heard, counted < burst as usize);
        }

        /// Whoever waits as long as they are told is heard, and nobody is told to wait for ever.
        #[test]
        fn waiting_as_told_is_enough(burst in 1_u32..30, guesses in 31_u32..400) {
            let throttle = throttle(burst, 1000);
            let mut last = Ok(());
            for _ in 0..guesses {
                last = throttle.attempt(from(1), "alice", at(0)).map(|_| ());
            }
            let wait = last.unwrap_err().retry_after_s;
            prop_assert!((1..=300).contains(&wait));
            prop_assert!(throttle.attempt(from(1), "alice", at(wait as i64)).is_ok());
        }
    }

    #[test]
    fn delays_grow_by_half_a_second_from_one_address_up_to_ten_seconds() {
        let throttle = throttle(1000, 3);
        let delays: Vec<u128> = (0..40)
            .map(|_| throttle.attempt(from(1), "alice", at(0)).unwrap().delay.as_millis())
            .collect();
        assert_eq!(&delays[..6], [0, 0, 0, 500, 1000, 1500]);
        assert_eq!(delays[39], 10_000);
        let elsewhere = throttle.attempt(from(2), "ALICE ", at(0)).unwrap().delay;
        assert_eq!(elsewhere, Duration::ZERO, "another name: it ends with a space");
        let elsewhere = throttle.attempt(from(2), "ALICE", at(0)).unwrap().delay;
        assert_eq!(elsewhere.as_millis(), 2000, "never more than two seconds for the account");
        assert_eq!(throttle.attempt(from(1), "bob", at(0)).unwrap().delay, Duration::ZERO);
    }

    #[test]
    fn counts_leak_away() {
        let throttle = throttle(2, 2);
        for _ in 0..2 {
            throttle.attempt(from(1), "alice", at(0)).unwrap();
        }
        let too_soon = throttle.attempt(from(1), "alice", at(0)).unwrap_err();
        assert_eq!(too_soon.retry_after_s, 4);
        assert_eq!(throttle.attempt(from(1), "alice", at(90)).unwrap().delay, Duration::ZERO);
    }

    #[test]
    fn an_ipv6_neighbour_is_the_same_person() {
        let throttle = throttle(1, 100);
        let neighbour = |text: &str| Some(text.parse::<IpAddr>().unwrap());
        throttle.attempt(neighbour("2001:db8:0:1::1"), "a", at(0)).unwrap();
        assert!(throttle.attempt(neighbour("2001:db8:0:1:ffff::2"), "b", at(0)).is_err());
        assert!(throttle.attempt(neighbour("2001:db8:0:2::1"), "c", at(0)).is_ok());
    }

    #[test]
    fn what_is_kept_is_bounded_and_the_highest_counts_stay() {
        let mut buckets = Buckets::new(ACCOUNT_LEAK_MS, 100.0);
        for _ in 0..5 {
            buckets.add(u64::MAX, at(0));
        }
        for key in 0..MOST as u64 + 10 {
            buckets.add(key, at(0));
        }
        assert!(buckets.by_key.len() <= MOST);
        assert!(buckets.add(u64::MAX, at(0)) > 5.0);
    }
}
