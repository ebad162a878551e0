//! Each currency for itself: the clinic's at the top, all of them beside it.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// The figures of the clinic's currency with `byCurrency:[{currency, …the same keys}]`, which
/// always has the clinic's own.
pub(super) fn split(
    clinic: &str,
    present: BTreeSet<&str>,
    figures: impl Fn(&str) -> Map<String, Value>,
) -> Map<String, Value> {
    let mut present = present;
    present.insert(clinic);
    let row = |currency: &&str| {
        let mut row = Map::from_iter([("currency".to_owned(), json!(currency))]);
        row.extend(figures(currency));
        Value::Object(row)
    };
    let rows: Vec<Value> = present.iter().map(row).collect();
    let mut top = figures(clinic);
    top.insert("byCurrency".into(), Value::Array(rows));
    top
}
