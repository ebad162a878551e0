//! What answers show and bodies say, room by room.

mod billing;
mod care;
mod food;
mod office;
mod patients;
mod people;
mod reports;
mod schedule;
mod visits;

use serde_json::{Value, json};

use super::shape::shape;
pub(super) use office::form;

/// The schemas that more than one route shows.
pub(super) fn components() -> impl Iterator<Item = (&'static str, Value)> {
    [
        people::components(),
        patients::components(),
        visits::components(),
        care::components(),
        billing::components(),
        schedule::components(),
        office::components(),
        food::components(),
        reports::components(),
    ]
    .into_iter()
    .flatten()
}

/// The `data` of the answer that goes by that name in the table of operations; a name that is
/// none of these is a component's.
pub(super) fn data(name: &str) -> Value {
    const ROOMS: [fn(&str) -> Option<Value>; 9] = [
        people::answer,
        patients::answer,
        visits::answer,
        care::answer,
        billing::answer,
        schedule::answer,
        office::answer,
        food::answer,
        reports::answer,
    ];
    let example = ROOMS.iter().find_map(|room| room(name));
    shape(&example.unwrap_or_else(|| match name {
        "" => json!({}),
        one => json!({ one: format!("#{one}") }),
    }))
}

/// The body that goes by that name in the table of operations.
pub(super) fn body(name: &str) -> Option<Value> {
    const ROOMS: [fn(&str) -> Option<Value>; 8] = [
        people::body,
        patients::body,
        visits::body,
        care::body,
        billing::body,
        schedule::body,
        office::body,
        food::body,
    ];
    ROOMS.iter().find_map(|room| room(name))
}
