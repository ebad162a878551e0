//! Lists of a minute as few rows: what one user saw of one list stands in one row, which further
//! rows follow only for records that it does not name yet.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use super::{Action, Actor, Entry};
use crate::clock::Moment;
use crate::ids::Id;
use crate::shown::{Rows, Shows};

/// A record of a list is named once in this time, ms.
const WINDOW_MS: i64 = 60_000;
/// Records that a row names at most.
pub(super) const MOST_IDS: usize = 500;
/// Records remembered at most; beyond, they are named once too often.
const MOST: usize = 100_000;

/// One user's view of one list: of the same session, address, kind and depth.
type List = u64;

/// What was named in the last minute.
#[derive(Default)]
pub(super) struct Gathering {
    named: HashMap<(List, Id), Moment>,
    keys: RandomState,
}

/// What happened, with the instant at which it did.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) actor: Arc<Actor>,
    pub(super) told: Told,
    pub(super) at: Moment,
}

/// What is told of it.
#[derive(Debug)]
pub(super) enum Told {
    /// A row as it is.
    Entry(Box<Entry>),
    /// The list at that place of what an answer showed: a part of a row.
    Rows { shows: Arc<Shows>, place: usize },
}

/// A row to be written: who, what, when.
#[derive(Clone)]
pub(super) struct Row {
    pub(super) actor: Arc<Actor>,
    pub(super) entry: Entry,
    pub(super) at: Moment,
}

impl Gathering {
    /// The rows that tell of these events.
    pub(super) fn rows(&mut self, events: Vec<Event>) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::with_capacity(events.len());
        // Where the row of each list stands that has room.
        let mut open: HashMap<List, usize> = HashMap::new();
        for Event { actor, told, at } in events {
            let (shows, place) = match told {
                Told::Entry(entry) => {
                    rows.push(Row { actor, entry: *entry, at });
                    continue;
                }
                Told::Rows { shows, place } => (shows, place),
            };
            let Some((kind, list)) = shows.list_at(place) else { continue };
            let key = self.key(&actor, kind, list);
            for id in &list.ids {
                if !self.is_new(key, *id, at) {
                    continue;
                }
                let row = match open.get(&key) {
                    Some(row) if rows[*row].entry.listed.len() < MOST_IDS => *row,
                    _ => {
                        let action = if list.is_text { Action::Read } else { Action::List };
                        let entry = Entry::new(action, kind);
                        rows.push(Row { actor: Arc::clone(&actor), entry, at });
                        open.insert(key, rows.len() - 1);
                        rows.len() - 1
                    }
                };
                rows[row].entry.listed.push(*id);
            }
        }
        rows
    }

    /// Forgets everything: rows were lost, so what they named is to be named again.
    pub(super) fn clear(&mut self) {
        self.named.clear();
    }

    fn key(&self, actor: &Actor, kind: &str, list: &Rows) -> List {
        let via = actor.session_id.or(actor.api_key_id);
        let route = (actor.request_method, actor.request_path.as_deref());
        self.keys.hash_one((actor.user_id, via, route, kind, list.is_text))
    }

    /// Whether the record was not named within the last minute; now it is.
    fn is_new(&mut self, list: List, id: Id, now: Moment) -> bool {
        let is_recent = |named: Moment| (0..WINDOW_MS).contains(&(now.ms() - named.ms()));
        if self.named.get(&(list, id)).is_some_and(|named| is_recent(*named)) {
            return false;
        }
        if self.named.len() >= MOST {
            self.named.retain(|_, named| is_recent(*named));
        }
        if self.named.len() >= MOST {
            self.named.clear();
        }
        self.named.insert((list, id), now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shown::Shows;

    fn alice() -> Arc<Actor> {
        let request_path = Some("/patients".to_owned());
        Arc::new(Actor { user_id: Some(Id::new()), request_path, ..Actor::default() })
    }

    fn seen(actor: &Arc<Actor>, ids: &[Id], at: i64) -> Event {
        let shows = Arc::new(Shows::names("patient", ids.iter().copied()));
        let told = Told::Rows { shows, place: 0 };
        Event { actor: Arc::clone(actor), told, at: Moment::from_ms(at) }
    }

    #[test]
    fn a_row_names_what_the_rows_of_the_last_minute_did_not() {
        let (mut gathering, alice) = (Gathering::default(), alice());
        let ids: Vec<Id> = (0..5).map(|_| Id::new()).collect();
        let named = |rows: Vec<Row>| -> Vec<usize> {
            rows.iter().map(|row| row.entry.listed.len()).collect()
        };
        let both = vec![seen(&alice, &ids[..2], 0), seen(&alice, &ids[1..3], 10)];
        assert_eq!(named(gathering.rows(both)), [3]);
        assert!(gathering.rows(vec![seen(&alice, &ids[..3], 20_000)]).is_empty());
        assert_eq!(named(gathering.rows(vec![seen(&alice, &ids, 59_999)])), [2]);
        assert_eq!(named(gathering.rows(vec![seen(&alice, &ids, 60_000)])), [2]);
        gathering.clear();
        assert_eq!(named(gathering.rows(vec![seen(&alice, &ids, 60_001)])), [5]);
    }

    #[test]
    fn other_people_and_other_lists_have_rows_of_their_own() {
        let mut gathering = Gathering::default();
        let (alice, bob, ids) = (alice(), alice(), [Id::new()]);
        let mut elsewhere = Actor::clone(&alice);
        elsewhere.request_path = Some("/search".into());
        let events = [&alice, &bob, &Arc::new(elsewhere)].map(|actor| seen(actor, &ids, 0));
        assert_eq!(gathering.rows(events.into()).len(), 3);
    }

    #[test]
    fn a_row_names_five_hundred_records_and_the_next_row_the_rest() {
        let (mut gathering, alice) = (Gathering::default(), alice());
        let ids: Vec<Id> = (0..1_001).map(|_| Id::new()).collect();
        let rows = gathering.rows(vec![seen(&alice, &ids, 0)]);
        let sizes: Vec<usize> = rows.iter().map(|row| row.entry.listed.len()).collect();
        assert_eq!(sizes, [500, 500, 1]);
    }
}
