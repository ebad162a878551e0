//! Reads of the last minute: a repeated one is not written again.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use parking_lot::Mutex;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::{Action, Actor};
use crate::clock::Moment;
use crate::ids::{Id, process_seed};
use crate::shown::Rows;

/// Reads of one thing by one caller within this time are one row, ms.
const WINDOW_MS: i64 = 60_000;
const SHARDS: usize = 16;
/// Remembered reads of one shard; beyond, the oldest knowledge goes and a row too many is written.
const MOST: usize = 1024;

/// What was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Subject {
    One(Id),
    /// The hashes of a list's address and of its ids.
    List(u64, u128),
}

/// What makes two reads the same. No text: making one costs no allocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Seen {
    user: Option<Id>,
    /// The session or the API key.
    via: Option<Id>,
    action: Action,
    status: &'static str,
    resource_type: &'static str,
    subject: Subject,
}

/// The reads of the last minute, bounded.
#[derive(Default)]
pub(super) struct Recent {
    shards: [Mutex<HashMap<Seen, Moment, RandomState>>; SHARDS],
}

impl Seen {
    /// A record that was opened.
    pub(super) fn opened(actor: &Actor, resource_type: &'static str, id: Id) -> Self {
        Self::successful(actor, Action::Read, resource_type, Subject::One(id))
    }

    /// Rows of a list that were seen.
    pub(super) fn listed(actor: &Actor, resource_type: &'static str, rows: &Rows) -> Self {
        let path = actor.request_path.as_deref().unwrap_or_default();
        let address = xxh3_64_with_seed(path.as_bytes(), process_seed());
        let action = if rows.is_text { Action::Read } else { Action::List };
        Self::successful(actor, action, resource_type, Subject::List(address, rows.print))
    }

    fn successful(
        actor: &Actor,
        action: Action,
        resource_type: &'static str,
        subject: Subject,
    ) -> Self {
        Self {
            user: actor.user_id,
            via: actor.session_id.or(actor.api_key_id),
            action,
            status: "SUCCESS",
            resource_type,
            subject,
        }
    }
}

impl Recent {
    /// Whether the same read was noted less than a minute ago.
    pub(super) fn contains(&self, seen: &Seen, now: Moment) -> bool {
        let shard = self.shard(seen).lock();
        shard.get(seen).is_some_and(|noted| is_within(*noted, now))
    }

    /// Notes a read; false if somebody noted the same one meanwhile.
    pub(super) fn insert(&self, seen: Seen, now: Moment) -> bool {
        let mut shard = self.shard(&seen).lock();
        if shard.get(&seen).is_some_and(|noted| is_within(*noted, now)) {
            return false;
        }
        if shard.len() >= MOST {
            shard.retain(|_, noted| is_within(*noted, now));
        }
        if shard.len() >= MOST {
            shard.clear();
        }
        shard.insert(seen, now);
        true
    }

    /// Forgets everything: rows were lost, so the next reads are to be written again.
    pub(super) fn clear(&self) {
        for shard in &self.shards {
            shard.lock().clear();
        }
    }

    fn shard(&self, seen: &Seen) -> &Mutex<HashMap<Seen, Moment, RandomState>> {
        let number = match seen.subject {
            Subject::One(id) => id.spread() >> 32,
            Subject::List(address, print) => address ^ print as u64,
        };
        &self.shards[number as usize % SHARDS]
    }
}

/// A clock that was set back makes a new row, never a gap.
fn is_within(noted: Moment, now: Moment) -> bool {
    (0..WINDOW_MS).contains(&(now.ms() - noted.ms()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shown::Shows;

    fn seen(id: Id) -> Seen {
        Seen::opened(&Actor::default(), "patient", id)
    }

    #[test]
    fn a_repeated_read_is_known_for_a_minute_and_no_longer() {
        let (recent, id) = (Recent::default(), Id::new());
        let then = Moment::from_ms(1_000_000);
        assert!(!recent.contains(&seen(id), then));
        assert!(recent.insert(seen(id), then));
        assert!(!recent.insert(seen(id), then.plus_ms(1)));
        assert!(recent.contains(&seen(id), then.plus_ms(59_999)));
        assert!(!recent.contains(&seen(id), then.plus_ms(60_000)));
        assert!(!recent.contains(&seen(id), then.plus_ms(-1)));
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let recent = Recent::default();
        let now = Moment::from_ms(1_000_000);
        for _ in 0..SHARDS * MOST * 2 {
            recent.insert(seen(Id::new()), now);
        }
        assert!(recent.shards.iter().all(|shard| shard.lock().len() <= MOST));
    }

    #[test]
    fn lists_of_other_ids_or_another_address_are_other_reads() {
        let (one, other) = (Id::new(), Id::new());
        let seen = |path: &str, ids: &[Id]| {
            let actor = Actor { request_path: Some(path.into()), ..Actor::default() };
            let shows = Shows::names("patient", ids.iter().copied());
            Seen::listed(&actor, "patient", shows.list_at(0).unwrap().1)
        };
        assert_eq!(seen("/patients", &[one, other]), seen("/patients", &[other, one]));
        assert_ne!(seen("/patients", &[one, other]), seen("/patients", &[one]));
        assert_ne!(seen("/patients", &[one]), seen("/search", &[one]));
    }
}
