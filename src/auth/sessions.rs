//! Who holds which token, in memory: a request with a known token asks the database nothing.
//!
//! An entry is believed while no change has touched its user's access or any role since *before*
//! the query that made it (`cache::Generations`): a slow loader never brings back what was revoked.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use foldhash::fast::RandomState;
use parking_lot::RwLock;

use super::account::{Account, Via};
use super::token::TokenHash;
use crate::cache::{Born, Generations, Tag};
use crate::clock::Moment;
use crate::config;

/// Entries that are kept at most.
const MOST: usize = 10_000;

/// What a token is for; one of one kind is not accepted as another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A bearer token of the API.
    Api,
    /// The cookie of the pages.
    Ui,
    /// An API key.
    Key,
}

/// Somebody who holds a token, as the database says it.
#[derive(Clone, Debug)]
pub struct Holder {
    pub account: Arc<Account>,
    pub via: Via,
    pub kind: Kind,
    /// None for an API key without an end.
    pub expires_at: Option<Moment>,
    pub last_seen_at: Moment,
}

/// The holders of tokens used lately. Managed state; clones share it.
#[derive(Clone)]
pub struct Sessions {
    entries: Arc<RwLock<HashMap<TokenHash, Entry, RandomState>>>,
    generations: Arc<Generations>,
    ui_idle_ms: i64,
}

struct Entry {
    holder: Holder,
    born: Born,
    seen_ms: AtomicI64,
    stored_ms: AtomicI64,
}

/// A use that the database does not know of yet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sighting {
    pub via: Via,
    pub at: Moment,
}

impl Sessions {
    /// Nobody yet.
    pub fn new(config: &config::Auth, generations: Arc<Generations>) -> Self {
        let minutes = i64::try_from(config.ui_idle_minutes).unwrap_or(i64::MAX);
        Self { entries: Arc::default(), generations, ui_idle_ms: minutes.saturating_mul(60_000) }
    }

    /// The generation to note before the query or change that makes a [`Holder`].
    pub fn now(&self) -> Born {
        self.generations.now()
    }

    /// The holder of this token, if known and still believed.
    pub fn find(&self, kind: Kind, hash: &TokenHash, now: Moment) -> Option<(Arc<Account>, Via)> {
        let entries = self.entries.read();
        let entry = entries.get(hash).filter(|entry| {
            entry.holder.kind == kind
                && self.is_current(entry)
                && self.is_open(&entry.holder, entry.seen_ms.load(Ordering::Relaxed), now)
        })?;
        entry.seen_ms.fetch_max(now.ms(), Ordering::Relaxed);
        Some((Arc::clone(&entry.holder.account), entry.holder.via))
    }

    /// Remembers what was loaded, and says whether it lets in now: not after its end, and not
    /// after the pages' idle time.
    pub fn admit(&self, hash: TokenHash, holder: Holder, born: Born, now: Moment) -> bool {
        let mut entries = self.entries.write();
        let known = entries.get(&hash).map(|entry| entry.seen_ms.load(Ordering::Relaxed));
        let stored_ms = holder.last_seen_at.ms();
        let seen_ms = known.unwrap_or(stored_ms).max(stored_ms);
        if !self.is_open(&holder, seen_ms, now) {
            entries.remove(&hash);
            return false;
        }
        if entries.len() >= MOST && known.is_none() {
            self.make_room(&mut entries, now);
        }
        let (seen_ms, stored_ms) =
            (AtomicI64::new(seen_ms.max(now.ms())), AtomicI64::new(stored_ms));
        entries.insert(hash, Entry { holder, born, seen_ms, stored_ms });
        true
    }

    /// How many tokens in memory let somebody in now.
    pub fn count(&self, now: Moment) -> usize {
        let entries = self.entries.read();
        let lets_in = |entry: &&Entry| {
            self.is_current(entry)
                && self.is_open(&entry.holder, entry.seen_ms.load(Ordering::Relaxed), now)
        };
        entries.values().filter(lets_in).count()
    }

    /// Uses that the database does not know of, each told once.
    pub fn sightings(&self) -> Vec<Sighting> {
        let entries = self.entries.read();
        let new = entries.values().filter_map(|entry| {
            let seen_ms = entry.seen_ms.load(Ordering::Relaxed);
            let stored_ms = entry.stored_ms.swap(seen_ms, Ordering::Relaxed);
            let sighting = Sighting { via: entry.holder.via, at: Moment::from_ms(seen_ms) };
            (seen_ms > stored_ms).then_some(sighting)
        });
        new.collect()
    }

    fn is_current(&self, entry: &Entry) -> bool {
        let tags = [Tag::Access(entry.holder.account.id), Tag::Roles];
        self.generations.is_current(entry.born, &tags)
    }

    fn is_open(&self, holder: &Holder, seen_ms: i64, now: Moment) -> bool {
        let idle_ms = now.ms().saturating_sub(seen_ms);
        holder.expires_at.is_none_or(|end| now < end)
            && (holder.kind != Kind::Ui || idle_ms < self.ui_idle_ms)
    }

    /// Drops what no longer lets in, then if need be the quarter that was used least lately.
    fn make_room(&self, entries: &mut HashMap<TokenHash, Entry, RandomState>, now: Moment) {
        entries.retain(|_, entry| {
            let seen_ms = entry.seen_ms.load(Ordering::Relaxed);
            self.is_current(entry) && self.is_open(&entry.holder, seen_ms, now)
        });
        if entries.len() < MOST / 4 * 3 {
            return;
        }
        let mut seen: Vec<i64> =
            entries.values().map(|entry| entry.seen_ms.load(Ordering::Relaxed)).collect();
        let quarter = seen.len() / 4;
        let (_, limit, _) = seen.select_nth_unstable(quarter);
        let limit = *limit;
        entries.retain(|_, entry| entry.seen_ms.load(Ordering::Relaxed) > limit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::PermissionSet;
    use crate::ids::Id;

    fn noon() -> Moment {
        Moment::from_ms(1_800_000_000_000)
    }

    fn map() -> Sessions {
        Sessions::new(&config::Config::default().auth, Arc::default())
    }

    fn holder(kind: Kind) -> Holder {
        let account = Account {
            id: Id::new(),
            username: "alice".into(),
            role: "ADMIN".into(),
            permissions: PermissionSet::default(),
            must_change_password: false,
        };
        Holder {
            account: Arc::new(account),
            via: Via::Session(Id::new()),
            kind,
            expires_at: Some(noon().plus_minutes(30)),
            last_seen_at: noon(),
        }
    }

    fn hash(n: usize) -> TokenHash {
        let mut hash = [0; 32];
        hash[..8].copy_from_slice(&n.to_be_bytes());
        hash
    }

    #[test]
    fn a_slow_loader_brings_nobody_back() {
        let sessions = map();
        let alice = holder(Kind::Api);
        let born = sessions.now();
        // Between the query and the entry she is thrown out.
        drop(sessions.generations.take_off(vec![Tag::Access(alice.account.id)]));
        sessions.admit(hash(1), alice.clone(), born, noon());
        assert!(sessions.find(Kind::Api, &hash(1), noon()).is_none());
        sessions.admit(hash(1), alice, sessions.now(), noon());
        assert!(sessions.find(Kind::Api, &hash(1), noon()).is_some());
        drop(sessions.generations.take_off(vec![Tag::Roles]));
        assert!(sessions.find(Kind::Api, &hash(1), noon()).is_none());
    }

    #[test]
    fn a_token_is_good_for_its_own_kind_and_until_its_end() {
        let sessions = map();
        sessions.admit(hash(1), holder(Kind::Ui), sessions.now(), noon());
        assert!(sessions.find(Kind::Api, &hash(1), noon()).is_none());
        assert!(sessions.find(Kind::Ui, &hash(1), noon().plus_minutes(29)).is_some());
        assert!(sessions.find(Kind::Ui, &hash(1), noon().plus_minutes(30)).is_none());
        assert!(!sessions.admit(
            hash(2),
            holder(Kind::Api),
            sessions.now(),
            noon().plus_minutes(30)
        ));
    }

    #[test]
    fn a_use_is_told_once() {
        let sessions = map();
        sessions.admit(hash(1), holder(Kind::Api), sessions.now(), noon());
        assert_eq!(sessions.sightings(), []);
        sessions.find(Kind::Api, &hash(1), noon().plus_minutes(2));
        let told = sessions.sightings();
        assert_eq!((told.len(), told[0].at), (1, noon().plus_minutes(2)));
        assert_eq!(sessions.sightings(), []);
    }

    #[test]
    fn what_is_kept_is_bounded_and_the_latest_stay() {
        let sessions = map();
        for n in 0..MOST + 100 {
            let mut holder = holder(Kind::Api);
            holder.last_seen_at = noon().plus_ms(n as i64);
            sessions.admit(hash(n), holder, sessions.now(), noon());
        }
        assert!(sessions.entries.read().len() <= MOST);
        assert!(sessions.find(Kind::Api, &hash(MOST + 99), noon()).is_some());
        assert!(sessions.find(Kind::Api, &hash(0), noon()).is_none());
    }
}
