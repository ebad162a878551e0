//! The names of fields, where a form or a list calls a field by its name.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The names of fields in English, each with its French. A form that calls a field by its name needs no
/// other translation.
pub(super) static LABELS: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let french: HashMap<&str, &str> = labels(include_str!("fr/fields.ftl")).collect();
    let named = |(key, english)| Some((english, *french.get(key)?));
    labels(include_str!("en/fields.ftl")).filter_map(named).collect()
});

/// A label in the midst of a sentence: its first word in small letters, an abbreviation as it is.
pub(super) fn within(label: &str) -> String {
    let (first, rest) = label.split_once(' ').unwrap_or((label, ""));
    let is_short = first.chars().count() > 1 && first.chars().all(char::is_uppercase);
    let first = if is_short { first.to_owned() } else { first.to_lowercase() };
    if rest.is_empty() { first } else { format!("{first} {rest}") }
}

/// The messages of a file that take no argument: key and text.
fn labels(file: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let messages = file.lines().filter_map(|line| line.split_once(" = "));
    messages.filter(|(key, text)| !key.starts_with([' ', '#']) && !text.contains('{'))
}
