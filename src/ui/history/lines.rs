//! What became of a list: which of its lines went, came or changed.

use serde::Deserialize;
use serde_json::Value;

use super::words::Words;
use crate::history::Change;
use crate::ui::language::say;

/// A field before and after: of a list what went and what came.
pub(super) fn change(words: &Words<'_>, field: &str, change: &Change) -> (String, String) {
    let none = Value::Null;
    let (old, new) = (change.old.as_ref().unwrap_or(&none), change.new.as_ref().unwrap_or(&none));
    match (old, new) {
        (Value::Array(_), _) | (_, Value::Array(_)) => difference(words, field, old, new),
        _ => (words.told(field, old), words.told(field, new)),
    }
}

/// A list before and after, line by line: none of what stayed.
fn difference(words: &Words<'_>, field: &str, old: &Value, new: &Value) -> (String, String) {
    let parts = |list: &Value| -> Vec<(Option<String>, String)> {
        let all = list.as_array().into_iter().flatten();
        all.map(|one| (key(one), words.part(field, one))).collect()
    };
    let (mut before, mut after) = (parts(old), parts(new));
    if before == after {
        return (words.told(field, old), words.told(field, new));
    }
    for place in (0..before.len()).rev() {
        if let Some(same) = after.iter().position(|one| one.1 == before[place].1) {
            after.remove(same);
            before.remove(place);
        }
    }
    if before.is_empty() && after.is_empty() {
        let order = words.language.t(say("In another order")).to_owned();
        return ("–".to_owned(), order);
    }
    let fill = |wording: &'static str, text: &str| words.language.fill(wording, &[text]);
    let (mut went, mut came) = (Vec::new(), Vec::new());
    for (key, text) in before {
        let became = after.iter().position(|one| key.is_some() && one.0 == key);
        match became {
            Some(place) => {
                went.push(fill(say("Changed: {}"), &text));
                came.push(fill(say("Changed to: {}"), &after.remove(place).1));
            }
            None => went.push(fill(say("Removed: {}"), &text)),
        }
    }
    came.extend(after.iter().map(|(_, text)| fill(say("Added: {}"), text)));
    (column(&went), column(&came))
}

fn column(lines: &[String]) -> String {
    if lines.is_empty() { "–".to_owned() } else { lines.join("\n") }
}

/// What an entry of a list is called: that makes it the same as one of before.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Named {
    description: Option<String>,
    name: Option<String>,
}

fn key(entry: &Value) -> Option<String> {
    let named = Named::deserialize(entry).unwrap_or_default();
    named.description.or(named.name)
}
