//! What changed between two states of a record.

use serde::Serialize;
use serde_json::{Map, Value, json};

/// Fields that change with every write and say nothing.
const SILENT: [&str; 3] = ["version", "updated_at", "updated_by"];

/// `{field:{old,new}}` of the fields that differ. For a creation, `old` is [`Value::Null`].
pub fn diff(old: &impl Serialize, new: &impl Serialize) -> Map<String, Value> {
    let object = |value: Result<Value, serde_json::Error>| match value {
        Ok(Value::Object(map)) => map,
        _ => Map::new(),
    };
    let old = object(serde_json::to_value(old));
    let new = object(serde_json::to_value(new));
    let names = old.keys().chain(new.keys().filter(|name| !old.contains_key(*name)));
    let mut changes = Map::new();
    for name in names.filter(|name| !SILENT.contains(&name.as_str())) {
        let before = old.get(name).unwrap_or(&Value::Null);
        let after = new.get(name).unwrap_or(&Value::Null);
        if before != after {
            changes.insert(name.clone(), json!({ "old": before, "new": after }));
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_told() {
        let changes =
            diff(&json!({"a": 1, "b": 2, "version": 1}), &json!({"a": 1, "b": 3, "version": 2}));
        assert_eq!(Value::Object(changes), json!({"b": {"old": 2, "new": 3}}));
        assert_eq!(diff(&Value::Null, &json!({"a": 1})).len(), 1);
    }
}
