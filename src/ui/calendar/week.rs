//! The week of everybody: a row for each day, a column for each dietitian.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use super::ROOM;
use super::shown::{Shown, shown};
use super::store::Event;
use crate::clock::{Moment, Zone};
use crate::ids::Id;
use crate::ui::kinds::Kinds;

/// What one dietitian does on one day.
pub(super) struct Cell {
    pub events: Vec<Shown>,
    pub at: String,
    pub with: String,
    /// Whether nothing new is booked here.
    pub is_closed: bool,
}

/// A day.
pub(super) struct Row {
    pub title: String,
    pub href: String,
    pub is_today: bool,
    pub cells: Vec<Cell>,
}

/// Whoever has a visit among these, by id and name; for a dietitian their own column in any case,
/// and where nobody has one the first. No visit is left without a column: whoever is unknown among
/// the people stands last, by the name that the visit has.
pub(super) fn columns(
    events: &[Event],
    people: &[(String, String)],
    own: Option<Id>,
) -> Vec<(String, String)> {
    let busy: BTreeMap<Id, &str> =
        events.iter().map(|e| (e.dietitian, e.dietitian_name.as_str())).collect();
    let mut busy: BTreeMap<String, &str> =
        busy.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
    let own = own.map(|id| id.to_string());
    let is_shown = |id: &String| busy.contains_key(id) || own.as_ref() == Some(id);
    let mut all: Vec<_> = people.iter().filter(|(id, _)| is_shown(id)).cloned().collect();
    busy.retain(|id, _| all.iter().all(|(known, _)| known != id));
    all.extend(busy.into_iter().map(|(id, name)| (id, name.to_owned())));
    if all.is_empty() { people.iter().take(1).cloned().collect() } else { all }
}

/// The seven days from `first`.
pub(super) fn rows(
    columns: &[(String, String)],
    events: &[Event],
    (first, now): (Date, Moment),
    zone: &Zone,
    kinds: Kinds<'_>,
) -> Vec<Row> {
    let today = zone.day_of(now);
    let row = |at: i32| {
        let day = first.saturating_add(at.days());
        let bounds = zone.bounds_of(day);
        let on_it: Vec<&Event> = events.iter().filter(|event| event.is_within(bounds)).collect();
        let cell = |(id, _): &(String, String)| {
            let whose = id.parse::<Id>().ok();
            let own = on_it.iter().filter(|event| Some(event.dietitian) == whose);
            Cell {
                events: own.map(|event| shown(event, day, now, zone, kinds)).collect(),
                at: day.to_string(),
                with: id.clone(),
                is_closed: false,
            }
        };
        Row {
            title: kinds.language.short_weekday(day),
            href: format!("{ROOM}?view=day&day={day}"),
            is_today: day == today,
            cells: columns.iter().map(cell).collect(),
        }
    };
    (0..7).map(row).collect()
}
