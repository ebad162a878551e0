//! Slowing down those who guess, without a lock-out that could be used as a weapon.
//!
//! Every attempt that is heard is counted *before* its password is checked and taken back when it
//! was right, so that parallel guesses all count. One that is not heard counts nowhere: a flood
//! ends when it ends. Three leaky buckets hold the counts: by address, by account and address, by
//! account; an account is its name as typed, whether somebody has it or not. A browser that the
//! account has used before stands for an address of its own, which strangers cannot fill.
//!
//! ```text
//!            attempt: room for one more by address?
//!                  │
//!         no       │   yes: +1 by address, +1 by account and address, +1 by account
//!   ┌──────────────┴───────────────┐
//!   ▼                              ▼
//! REFUSED                       DELAYED by the longer of
//! 429, Retry-After: until       · account and address: 0.5 s for each above its burst, ≤ 10 s
//! one has leaked (2 s)          · account: 0.1 s for each above its burst, ≤ 2 s
//!                                  │
//!                                  ▼
//!                               CHECKED ──right──▶ taken back: −1 in all three
//!                                  └──────wrong──▶ stays, and leaks away
//! ```
//!
//! The counts live in memory and are bounded.

use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::time::Duration;

use parking_lot::Mutex;

use super::buckets::Buckets;
use crate::clock::Moment;
use crate::config;
use crate::ids::Id;
use crate::network::network_of;

/// A failure by address is forgotten after that time, …
const ADDRESS_LEAK_MS: i64 = 2_000;
/// … one for an account after this.
const ACCOUNT_LEAK_MS: i64 = 30_000;

const PAIR_STEP_MS: f64 = 500.0;
const PAIR_LONGEST_MS: f64 = 10_000.0;
const ACCOUNT_STEP_MS: f64 = 100.0;
const ACCOUNT_LONGEST_MS: f64 = 2_000.0;

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

/// Who attempts something.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Attempter {
    /// Whoever is at that address.
    Address(Option<IpAddr>),
    /// Whoever has proved to be of the account before: a browser that it has used, a user at work.
    Known(Id),
}

/// Whose account somebody tries: one, by whichever of its names; or a name that nobody has.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target<'n> {
    Account(Id),
    /// Folded.
    Nobody(&'n str),
}

/// An attempt that its address may make.
#[derive(Debug)]
pub struct Heard {
    from: Attempter,
    address: u64,
}

/// An attempt that may go on, after this delay.
#[derive(Debug)]
pub struct Attempt {
    /// How long its answer, right or wrong, has to wait.
    pub delay: Duration,
    address: u64,
    pair: u64,
    /// None for who is known: what strangers guess does not slow them down.
    account: Option<u64>,
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
        let steps = PAIR_LONGEST_MS / PAIR_STEP_MS;
        let counts = Counts {
            addresses: Buckets::new(ADDRESS_LEAK_MS, address_burst),
            pairs: Buckets::new(ACCOUNT_LEAK_MS, account_burst + steps),
            accounts: Buckets::new(ACCOUNT_LEAK_MS, account_burst + steps),
        };
        Self { counts: Mutex::new(counts), keys: RandomState::new(), address_burst, account_burst }
    }

    /// Counts an attempt from there, if it is heard: before anybody is looked for.
    ///
    /// # Errors
    /// Too many have been made from there.
    pub fn hear(&self, from: Attempter, now: Moment) -> Result<Heard, TooSoon> {
        let address = match from {
            Attempter::Address(address) => self.keys.hash_one(address.map(network_of)),
            Attempter::Known(id) => self.keys.hash_one(("browser", id)),
        };
        let counted = self.counts.lock().addresses.add_below(address, self.address_burst, now);
        counted.map(|_| Heard { from, address }).map_err(|wait_ms| {
            let retry_after_s = (wait_ms / 1000.0).ceil().max(1.0) as u64;
            TooSoon { retry_after_s }
        })
    }

    /// Counts an attempt that was heard on this account.
    pub fn attempt(&self, heard: Heard, account: &Target<'_>, now: Moment) -> Attempt {
        let Heard { from, address } = heard;
        let (pair, account) = match from {
            Attempter::Address(address) => {
                let pair = self.keys.hash_one((address.map(network_of), account));
                (pair, Some(self.keys.hash_one(account)))
            }
            Attempter::Known(id) => (self.keys.hash_one((id, account)), None),
        };
        let mut counts = self.counts.lock();
        let by_pair = (counts.pairs.add(pair, now) - self.account_burst) * PAIR_STEP_MS;
        let by_account = account.map_or(0.0, |account| {
            (counts.accounts.add(account, now) - self.account_burst) * ACCOUNT_STEP_MS
        });
        let delay_ms =
            by_pair.clamp(0.0, PAIR_LONGEST_MS).max(by_account.clamp(0.0, ACCOUNT_LONGEST_MS));
        Attempt { delay: Duration::from_millis(delay_ms as u64), address, pair, account }
    }

    /// The attempt was right, or its password was never looked at.
    pub fn take_back(&self, attempt: &Attempt) {
        let mut counts = self.counts.lock();
        counts.addresses.take(attempt.address);
        counts.pairs.take(attempt.pair);
        if let Some(account) = attempt.account {
            counts.accounts.take(account);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    impl Throttle {
        fn try_name(&self, from: Attempter, name: &str, now: Moment) -> Result<Attempt, TooSoon> {
            let heard = self.hear(from, now)?;
            Ok(self.attempt(heard, &Target::Nobody(&crate::text::fold(name)), now))
        }
    }

    fn throttle(address_burst: u32, account_burst: u32) -> Throttle {
        let auth = crate::config::Config::default().auth;
        Throttle::new(&config::Auth { address_burst, account_burst, ..auth })
    }

    fn from(last: u8) -> Attempter {
        Attempter::Address(Some(IpAddr::from([192, 0, 2, last])))
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
                .filter_map(|n| throttle.try_name(from(1), &format!("name {n}"), at(0)).ok())
                .collect();
            prop_assert_eq!(under_way.len(), burst.min(guesses) as usize);
            let right = under_way.len().min(right as usize);
            under_way.iter().take(right).for_each(|attempt| throttle.take_back(attempt));
            let counted = burst.min(guesses) as usize - right;
            let heard = throttle.try_name(from(1), "one more", at(0)).is_ok();
            prop_assert_eq!(heard, counted < burst as usize);
        }

        /// Whoever waits as long as they are told is heard, and nobody is told to wait for ever.
        #[test]
        fn waiting_as_told_is_enough(burst in 1_u32..30, guesses in 31_u32..400) {
            let throttle = throttle(burst, 1000);
            let mut last = Ok(());
            for _ in 0..guesses {
                last = throttle.try_name(from(1), "alice", at(0)).map(|_| ());
            }
            let wait = last.unwrap_err().retry_after_s;
            prop_assert!((1..=2).contains(&wait));
            prop_assert!(throttle.try_name(from(1), "alice", at(wait as i64)).is_ok());
        }
    }

    #[test]
    fn delays_grow_by_half_a_second_from_one_address_up_to_ten_seconds() {
        let throttle = throttle(1000, 3);
        let delays: Vec<u128> = (0..40)
            .map(|_| throttle.try_name(from(1), "alice", at(0)).unwrap().delay.as_millis())
            .collect();
        assert_eq!(&delays[..6], [0, 0, 0, 500, 1000, 1500]);
        assert_eq!(delays[39], 10_000);
        let elsewhere = throttle.try_name(from(2), "ALICE ", at(0)).unwrap().delay;
        assert_eq!(elsewhere, Duration::ZERO, "another name: it ends with a space");
        let elsewhere = throttle.try_name(from(2), "ALICE", at(0)).unwrap().delay;
        assert_eq!(elsewhere.as_millis(), 2000, "never more than two seconds for the account");
        assert_eq!(throttle.try_name(from(1), "bob", at(0)).unwrap().delay, Duration::ZERO);
    }

    #[test]
    fn an_account_is_one_by_all_its_names_and_no_name_of_nobodys() {
        let throttle = throttle(1000, 2);
        let account = Target::Account(Id::new());
        let try_it = |target: &Target<'_>| {
            let heard = throttle.hear(from(1), at(0)).unwrap();
            throttle.attempt(heard, target, at(0)).delay.as_millis()
        };
        let delays: Vec<u128> = (0..4).map(|_| try_it(&account)).collect();
        assert_eq!(delays, [0, 0, 500, 1000]);
        assert_eq!(try_it(&Target::Nobody("alice")), 0);
    }

    #[test]
    fn counts_leak_away() {
        let throttle = throttle(2, 2);
        for _ in 0..2 {
            throttle.try_name(from(1), "alice", at(0)).unwrap();
        }
        let too_soon = throttle.try_name(from(1), "alice", at(0)).unwrap_err();
        assert_eq!(too_soon.retry_after_s, 2);
        assert_eq!(throttle.try_name(from(1), "alice", at(90)).unwrap().delay, Duration::ZERO);
    }

    #[test]
    fn an_ipv6_neighbour_is_the_same_person() {
        let throttle = throttle(1, 100);
        let neighbour = |text: &str| Attempter::Address(Some(text.parse::<IpAddr>().unwrap()));
        throttle.try_name(neighbour("2001:db8:0:1::1"), "a", at(0)).unwrap();
        assert!(throttle.try_name(neighbour("2001:db8:0:1:ffff::2"), "b", at(0)).is_err());
        assert!(throttle.try_name(neighbour("2001:db8:0:2::1"), "c", at(0)).is_ok());
    }

    #[test]
    fn a_known_browser_is_no_stranger_s_neighbour() {
        let throttle = throttle(3, 2);
        let own = Attempter::Known(Id::new());
        for _ in 0..50 {
            let _refused = throttle.try_name(from(1), "alice", at(0));
        }
        assert_eq!(throttle.try_name(own, "alice", at(0)).unwrap().delay, Duration::ZERO);
        // Its own guesses count all the same.
        for _ in 0..2 {
            throttle.try_name(own, "alice", at(0)).unwrap();
        }
        assert_eq!(throttle.try_name(own, "alice", at(0)).unwrap_err().retry_after_s, 2);
    }

    #[test]
    fn a_flood_is_over_when_it_ends() {
        let throttle = throttle(20, 1000);
        for second in 0..60 {
            for _ in 0..200 {
                let _refused = throttle.try_name(from(1), "alice", at(second));
            }
        }
        assert!(throttle.try_name(from(1), "bob", at(62)).is_ok(), "two seconds later");
    }
}
