//! A record taken back to an instant: each field has the value that the first later change found there.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{Change, Version};

/// What became of the record by then.
#[derive(Debug, PartialEq)]
pub(crate) struct Past {
    pub record: Map<String, Value>,
    /// Whether something that is needed was erased from the trail.
    pub is_incomplete: bool,
}

/// The record before those versions, which came after the instant, oldest first.
pub(crate) fn before(mut record: Map<String, Value>, later: &[Version]) -> Past {
    let mut known = BTreeSet::new();
    let mut is_incomplete = false;
    for version in later {
        let Some(changes) = &version.changes else {
            is_incomplete |= version.is_erased;
            continue;
        };
        for (field, change) in changes {
            if record.contains_key(field) && known.insert(field.clone()) {
                record.insert(field.clone(), Change::of(change).old.unwrap_or_default());
            }
        }
    }
    if let Some(version) = record.get("version").and_then(Value::as_i64) {
        let steps = i64::try_from(later.len()).unwrap_or(0);
        record.insert("version".into(), json!((version - steps).max(1)));
    }
    Past { record, is_incomplete }
}

/// Whether a record that can be deleted and brought back was there before those versions.
pub(crate) fn was_there(is_there: bool, later: &[Version]) -> bool {
    let turned = later.iter().find_map(|version| match version.action.as_str() {
        "DELETE" => Some(true),
        "RESTORE" | "CREATE" => Some(false),
        _ => None,
    });
    turned.unwrap_or(is_there)
}

/// What the last of those versions found of a record that it took away.
pub(crate) fn removed(later: &[Version]) -> Option<Map<String, Value>> {
    let last = later.iter().rev().find(|version| version.action == "DELETE")?;
    let found = |(field, change): (&String, &Value)| {
        (field.clone(), Change::of(change).old.unwrap_or_default())
    };
    Some(last.changes.as_ref()?.iter().map(found).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::Author;

    fn version(action: &str, changes: Option<Value>) -> Version {
        Version {
            seq: 1,
            at: "2026-11-27T10:00:00.000Z".into(),
            action: action.into(),
            resource_type: "visit".into(),
            resource_id: None,
            by: Author { id: None, username: None },
            is_erased: changes.is_none(),
            is_imported: false,
            changes: changes.and_then(|changes| changes.as_object().cloned()),
        }
    }

    fn record(value: Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn a_field_has_the_value_that_the_first_later_change_found() {
        let now = record(json!({ "city": "Nantes", "phone": "3", "version": 4 }));
        let later = [
            version("UPDATE", Some(json!({ "city": { "old": "Lyon", "new": "Lille" } }))),
            version(
                "UPDATE",
                Some(
                    json!({ "city": { "old": "Lille", "new": "Nantes" }, "phone": { "old": null, "new": "3" } }),
                ),
            ),
        ];
        let past = before(now.clone(), &later);
        assert_eq!(
            Value::Object(past.record),
            json!({ "city": "Lyon", "phone": null, "version": 2 })
        );
        assert!(!past.is_incomplete);
        assert_eq!(before(now.clone(), &[]).record, now);
    }

    #[test]
    fn what_was_erased_is_said_to_be_missing() {
        let now = record(json!({ "city": "Nantes" }));
        assert!(before(now, &[version("UPDATE", None)]).is_incomplete);
    }

    #[test]
    fn a_record_was_there_until_it_was_deleted() {
        let (delete, restore) = (version("DELETE", None), version("RESTORE", None));
        assert!(was_there(false, std::slice::from_ref(&delete)));
        assert!(!was_there(true, std::slice::from_ref(&restore)));
        assert!(was_there(true, &[delete, restore]) && !was_there(false, &[]));
    }
}
