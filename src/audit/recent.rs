//! Reads of the last minute: a repeated one is not written again.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use parking_lot::Mutex;

use super::{Action, Actor};
use crate::clock::Moment;
use crate::ids::Id;

/// Reads of one thing by one caller within this time are one row, ms.
const WINDOW_MS: i64 = 60_000;
const SHARDS: usize = 16;
/// Remembered reads of one shard; beyond, the oldest knowledge goes and a row too many is written.
const MOST: usize = 1024;

/// What was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Subject {
    One(Id),
    /// The hash of the ids of a list.
    Several(u64, u64),
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
pub(super) struct Recent {
    shards: [Mutex<HashMap<Seen, Moment>>; SHARDS],
    /// Keyed at random: nobody can choose ids whose lists collide.
    keys: (RandomState, RandomState),
}

impl Default for Recent {
    fn default() -> Self {
        Self { shards: std::array::from_fn(|_| Mutex::default()), keys: Default::default() }
    }
}

impl Seen {
    /// A successful read of this subject.
    pub(super) fn read(actor: &Actor, resource_type: &'static str, subject: Subject) -> Self {
        Self {
            user: actor.user_id,
            via: actor.session_id.or(actor.api_key_id),
            action: Action::Read,
            status: "SUCCESS",
            resource_type,
            subject,
        }
    }
}

impl Recent {
    /// The subject that these ids are together.
    pub(super) fn several(&self, ids: &[Id]) -> Subject {
        Subject::Several(self.keys.0.hash_one(ids), self.keys.1.hash_one(ids))
    }

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

    fn shard(&self, seen: &Seen) -> &Mutex<HashMap<Seen, Moment>> {
        let number = match seen.subject {
            Subject::One(id) => id.spread() >> 32,
            Subject::Several(hash, _) => hash,
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

    fn seen(id: Id) -> Seen {
        Seen::read(&Actor::default(), "patient", Subject::One(id))
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
    fn lists_of_other_ids_are_other_subjects() {
        let recent = Recent::default();
        let (one, other) = (Id::new(), Id::new());
        assert_eq!(recent.several(&[one, other]), recent.several(&[one, other]));
        assert_ne!(recent.several(&[one, other]), recent.several(&[one]));
    }
}
