//! Refused attempts of those whom nobody knows: each is told of in the audit trail, and no flood of
//! them fills it.
//!
//! ```text
//!  an attempt is refused
//!      │
//!      ├─ within the burst of its network (IPv6: its /64), and of all networks ──▶ a row of its own
//!      ├─ above: counted for its network and this minute ──▶ one row when the minute is over
//!      └─ in a minute that counts for 60 networks already ──▶ counted for all further ones together
//! ```
//!
//! What is counted is in memory until its minute is over, or the server ends.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::mem;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use rocket::fairing::AdHoc;
use serde_json::{Map, Value, json};
use tokio::time::sleep;

use super::buckets::Buckets;
use crate::audit::{Action, Actor, Entry, ReadLog};
use crate::clock::{Clock, Moment};
use crate::config;
use crate::network::network_of;
use crate::steady;

/// A network's row leaks out of its bucket in that time, …
const NETWORK_LEAK_MS: i64 = 60_000;
/// … one of all networks' in this.
const ALL_LEAK_MS: i64 = 1_000;
/// Rows of their own for all networks together, at once.
const ALL_BURST: f64 = 600.0;
/// Networks that a minute counts apart.
const MOST_NETWORKS: usize = 60;
/// Names that a row of several attempts tells, and the length of each.
const MOST_NAMES: usize = 8;
const LONGEST_NAME: usize = 50;
const MINUTE_MS: i64 = 60_000;
/// Minutes that are over are looked for so often.
const STEP: Duration = Duration::from_secs(5);

/// What was attempted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempted {
    Login,
    Refresh,
    AccessToken,
    ApiKey,
    SetupLink,
    /// Somebody known, at what is not theirs.
    Access,
}

impl Attempted {
    const ALL: [(Self, &'static str); 6] = [
        (Self::Login, "logins"),
        (Self::Refresh, "refresh_tokens"),
        (Self::AccessToken, "access_tokens"),
        (Self::ApiKey, "api_keys"),
        (Self::SetupLink, "setup_links"),
        (Self::Access, "accesses"),
    ];
}

/// The refused attempts of this minute. Managed state; clones share it.
#[derive(Clone)]
pub struct Refusals {
    counted: Arc<Mutex<Counted>>,
    // Keyed at random: nobody can choose networks that share a bucket.
    keys: RandomState,
    network_burst: f64,
    all_burst: f64,
}

struct Counted {
    networks: Buckets,
    all: Buckets,
    minute: i64,
    by_network: HashMap<Option<IpAddr>, Several>,
    further: Several,
    /// Rows of minutes that are over, until somebody writes them.
    over: Vec<(Actor, Entry)>,
}

/// Attempts that share a row.
#[derive(Default)]
struct Several {
    counts: [u64; Attempted::ALL.len()],
    names: Vec<String>,
    span: Option<(Moment, Moment)>,
}

impl Refusals {
    /// Nothing refused yet.
    pub(crate) fn new(config: &config::Auth) -> Self {
        let network_burst = f64::from(config.address_burst);
        let all_burst = ALL_BURST.max(network_burst);
        let counted = Counted {
            networks: Buckets::new(NETWORK_LEAK_MS, network_burst),
            all: Buckets::new(ALL_LEAK_MS, all_burst),
            minute: 0,
            by_network: HashMap::new(),
            further: Several::default(),
            over: Vec::new(),
        };
        let counted = Arc::new(Mutex::new(counted));
        Self { counted, keys: RandomState::new(), network_burst, all_burst }
    }

    /// Whether this refused attempt gets a row of its own; it is counted if it does not.
    pub fn has_row(&self, from: &Actor, attempted: Attempted, now: Moment) -> bool {
        let network = from.ip_address.map(network_of);
        let key = self.keys.hash_one(network);
        let mut counted = self.counted.lock();
        counted.begin_minute(now);
        if counted.networks.add_below(key, self.network_burst, now).is_ok() {
            if counted.all.add_below(0, self.all_burst, now).is_ok() {
                return true;
            }
            counted.networks.take(key);
        }
        counted.several_of(network).count(attempted, from.username.as_deref(), now);
        false
    }

    /// The rows of all minutes that are over; of the present one too, if it `ends` here.
    pub(crate) fn rows(&self, now: Moment, ends: bool) -> Vec<(Actor, Entry)> {
        let mut counted = self.counted.lock();
        counted.begin_minute(now);
        if ends {
            counted.end_minute();
        }
        mem::take(&mut counted.over)
    }
}

impl Counted {
    fn begin_minute(&mut self, now: Moment) {
        let minute = now.ms().div_euclid(MINUTE_MS);
        if minute != self.minute {
            self.minute = minute;
            self.end_minute();
        }
    }

    fn end_minute(&mut self) {
        let mut all: Vec<_> = mem::take(&mut self.by_network).into_iter().collect();
        all.sort_by_key(|(network, _)| *network);
        for (network, several) in all {
            self.over.push(several.row(network, "this address"));
        }
        let further = mem::take(&mut self.further);
        if further.span.is_some() {
            self.over.push(further.row(None, "further addresses"));
        }
    }

    fn several_of(&mut self, network: Option<IpAddr>) -> &mut Several {
        let has_room =
            self.by_network.len() < MOST_NETWORKS || self.by_network.contains_key(&network);
        match has_room {
            true => self.by_network.entry(network).or_default(),
            false => &mut self.further,
        }
    }
}

impl Several {
    fn count(&mut self, attempted: Attempted, name: Option<&str>, now: Moment) {
        let at = Attempted::ALL.iter().position(|(known, _)| *known == attempted);
        if let Some(count) = at.and_then(|at| self.counts.get_mut(at)) {
            *count += 1;
        }
        let name = name.map(|name| name.chars().take(LONGEST_NAME).collect::<String>());
        if let Some(name) = name.filter(|name| !self.names.contains(name))
            && self.names.len() < MOST_NAMES
        {
            self.names.push(name);
        }
        let (from, _) = self.span.unwrap_or((now, now));
        self.span = Some((from, now));
    }

    fn row(self, network: Option<IpAddr>, whose: &str) -> (Actor, Entry) {
        let total: u64 = self.counts.iter().sum();
        let mut told = Map::new();
        let mut tell = |name: &str, value: Value| {
            told.insert(name.to_owned(), json!({ "old": null, "new": value }));
        };
        tell("attempts", json!(total));
        for ((_, name), count) in Attempted::ALL.iter().zip(self.counts) {
            if count > 0 {
                tell(name, json!(count));
            }
        }
        if let Some((from, to)) = self.span {
            tell("from", json!(from));
            tell("to", json!(to));
        }
        if !self.names.is_empty() {
            tell("names", json!(self.names.join(", ")));
        }
        let why = format!("{total} more attempts from {whose} were refused within a minute");
        log::warn!("{why}: {}", network.map_or("-".to_owned(), |network| network.to_string()));
        let actor = Actor { ip_address: network, ..Actor::default() };
        (actor, Entry::new(Action::FailedLogin, "auth").changing(told).refused(why))
    }
}

/// Has the counts of each minute written soon after it, and the last ones when the server ends.
pub(crate) fn stage() -> AdHoc {
    AdHoc::on_liftoff("refused attempts", |rocket| {
        Box::pin(async move {
            let parts =
                (rocket.state::<Refusals>(), rocket.state::<ReadLog>(), rocket.state::<Clock>());
            let (Some(refusals), Some(log), Some(clock)) = parts else { return };
            let (refusals, log, clock) = (refusals.clone(), log.clone(), clock.clone());
            let shutdown = rocket.shutdown();
            steady::spawn("the telling of refused attempts", move || {
                let (refusals, log, clock) = (refusals.clone(), log.clone(), clock.clone());
                let mut shutdown = shutdown.clone();
                async move {
                    loop {
                        let ends = tokio::select! {
                            () = sleep(STEP) => false,
                            () = &mut shutdown => true,
                        };
                        write(&refusals, &log, clock.now(), ends).await;
                        if ends {
                            return;
                        }
                    }
                }
            });
        })
    })
}

async fn write(refusals: &Refusals, log: &ReadLog, now: Moment, ends: bool) {
    for (actor, entry) in refusals.rows(now, ends) {
        if let Err(error) = log.note(&Arc::new(actor), entry).await {
            log::error!("refused attempts could not be audited: {error}");
        }
    }
}

#[cfg(test)]
#[path = "refusals_tests.rs"]
mod tests;
