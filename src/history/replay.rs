//! A record taken back to an instant: each field has the value that the first later change found there.

use std::collections::BTreeMap;

use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use super::Change;

/// What became of the record by then.
#[derive(Debug, PartialEq)]
pub(crate) struct Past {
    pub record: Map<String, Value>,
    /// Whether something that is needed was erased from the trail.
    pub is_incomplete: bool,
}

/// What happened to a record since: of each field the first value that a change found, whatever else was written
/// there how often. So the past of a record costs no more memory than the record.
#[derive(Debug, Default)]
pub(crate) struct Later {
    steps: i64,
    /// What the first change of a field found, and which version that was.
    found: BTreeMap<String, (i64, Value)>,
    /// The first act by which it went or came, and whether it was there before.
    turned: Option<(i64, bool)>,
    /// The last act that took it away, and what that found.
    removed: Option<(i64, Option<Map<String, Value>>)>,
    is_erased: bool,
    /// Whether an answer has no room for what was found.
    is_beyond: bool,
}

/// A version as the trail has it.
pub(crate) struct Told<'a> {
    pub seq: i64,
    pub action: &'a str,
    /// The JSON of its changes.
    pub changes: Option<&'a str>,
    pub is_erased: bool,
}

impl Later {
    /// Adds a version, in whatever order they come; answers how many bytes it now holds more.
    pub fn add(&mut self, told: &Told<'_>) -> usize {
        if self.is_beyond {
            return 0;
        }
        self.steps += 1;
        let was_there = match told.action {
            "DELETE" => Some(true),
            "RESTORE" | "CREATE" => Some(false),
            _ => None,
        };
        if let Some(was_there) = was_there.filter(|_| is_first(self.turned.as_ref(), told.seq)) {
            self.turned = Some((told.seq, was_there));
        }
        let changes = told.changes.and_then(|json| serde_json::from_str(json).ok());
        let Some(changes): Option<BTreeMap<String, &RawValue>> = changes else {
            self.is_erased |= told.is_erased;
            self.take_away(told, None);
            return 0;
        };
        if told.action == "DELETE" {
            let found = changes.iter().map(|(field, change)| (field.clone(), old(change)));
            self.take_away(told, Some(found.collect()));
        }
        let mut bytes = 0;
        for (field, change) in changes {
            if is_first(self.found.get(&field), told.seq) {
                bytes += change.get().len();
                self.found.insert(field, (told.seq, old(change)));
            }
        }
        bytes
    }

    /// Forgets what was found: there is no room for it.
    pub fn give_up(&mut self) {
        *self = Self { is_beyond: true, ..Self::default() };
    }

    /// Whether an answer has no room for the record as it was.
    pub fn is_beyond(&self) -> bool {
        self.is_beyond
    }

    fn take_away(&mut self, told: &Told<'_>, found: Option<Map<String, Value>>) {
        let is_last = self.removed.as_ref().is_none_or(|(last, _)| *last < told.seq);
        if told.action == "DELETE" && is_last {
            self.removed = Some((told.seq, found));
        }
    }
}

fn is_first<T>(known: Option<&(i64, T)>, seq: i64) -> bool {
    known.is_none_or(|(first, _)| seq < *first)
}

/// What a change found; null where it does not say.
fn old(change: &RawValue) -> Value {
    let change: Change = serde_json::from_str(change.get()).unwrap_or_default();
    change.old.unwrap_or_default()
}

/// The record before those versions, which came after the instant.
pub(crate) fn before(mut record: Map<String, Value>, later: &Later) -> Past {
    for (field, (_, found)) in &later.found {
        if let Some(value) = record.get_mut(field) {
            found.clone_into(value);
        }
    }
    if let Some(version) = record.get("version").and_then(Value::as_i64) {
        record.insert("version".into(), json!((version - later.steps).max(1)));
    }
    Past { record, is_incomplete: later.is_erased }
}

/// Whether a record that can be deleted and brought back was there before those versions.
pub(crate) fn was_there(is_there: bool, later: &Later) -> bool {
    later.turned.as_ref().map_or(is_there, |(_, was_there)| *was_there)
}

/// What the last of those versions found of a record that it took away.
pub(crate) fn removed(later: &Later) -> Option<Map<String, Value>> {
    later.removed.as_ref()?.1.clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What those versions tell, whichever comes first.
    fn later(versions: &[(&str, Option<Value>)]) -> Later {
        let mut later = Later::default();
        for (place, (action, changes)) in versions.iter().enumerate().rev() {
            let json = changes.as_ref().map(Value::to_string);
            let seq = i64::try_from(place).unwrap() + 1;
            let is_erased = changes.is_none();
            later.add(&Told { seq, action, changes: json.as_deref(), is_erased });
        }
        later
    }

    fn record(value: Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn a_field_has_the_value_that_the_first_later_change_found() {
        let now = record(json!({ "city": "Nantes", "phone": "3", "version": 4 }));
        let change = json!({ "city": { "old": "Lille", "new": "Nantes" }, "phone": { "old": null, "new": "3" } });
        let later = later(&[
            ("UPDATE", Some(json!({ "city": { "old": "Lyon", "new": "Lille" } }))),
            ("UPDATE", Some(change)),
        ]);
        let past = before(now.clone(), &later);
        assert_eq!(
            Value::Object(past.record),
            json!({ "city": "Lyon", "phone": null, "version": 2 })
        );
        assert!(!past.is_incomplete);
        assert_eq!(before(now.clone(), &Later::default()).record, now);
    }

    #[test]
    fn what_was_erased_is_said_to_be_missing() {
        let now = record(json!({ "city": "Nantes" }));
        assert!(before(now, &later(&[("UPDATE", None)])).is_incomplete);
    }

    #[test]
    fn a_record_was_there_until_it_was_deleted() {
        let found = |city: &str| Some(json!({ "city": { "old": city, "new": null } }));
        assert!(was_there(false, &later(&[("DELETE", None)])));
        assert!(!was_there(true, &later(&[("RESTORE", None)])));
        let both =
            later(&[("DELETE", found("Lyon")), ("RESTORE", None), ("DELETE", found("Lille"))]);
        assert!(was_there(true, &both) && !was_there(false, &Later::default()));
        assert_eq!(removed(&both).map(Value::Object), Some(json!({ "city": "Lille" })));
        assert_eq!(removed(&Later::default()), None);
    }
}
