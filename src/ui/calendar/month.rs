//! Days without hours: of a month, or of a week as a list.

use jiff::ToSpan;
use jiff::civil::Date;

use super::shown::{Shown, shown};
use super::store::Event;
use super::view::View;
use crate::clock::{Moment, Zone};
use crate::ui::kinds::Kinds;

/// A day.
pub(super) struct Day {
    pub title: String,
    pub short: String,
    pub href: String,
    pub is_today: bool,
    pub is_outside: bool,
    pub events: Vec<Shown>,
    pub more: usize,
}

/// The days from the first to the last, in weeks, with so many visits each at most.
pub(super) fn sheets(
    events: &[Event],
    (first, last): (Date, Date),
    (chosen, with): (Date, &str),
    (zone, now): (&Zone, Moment),
    kinds: Kinds<'_>,
    room: usize,
) -> Vec<Vec<Day>> {
    let today = zone.day_of(now);
    let sheet = |day: Date| {
        let bounds = zone.bounds_of(day);
        let own: Vec<&Event> = events.iter().filter(|event| event.is_within(bounds)).collect();
        let shown = |event: &&Event| shown(event, day, now, zone, kinds);
        Day {
            title: kinds.language.weekday(day),
            short: day.day().to_string(),
            href: View::Day.address(day, with),
            is_today: day == today,
            is_outside: day.month() != chosen.month(),
            more: own.len().saturating_sub(room),
            events: own.iter().take(room).map(shown).collect(),
        }
    };
    let mut all: Vec<Day> =
        first.series(1.day()).take_while(|day| *day <= last).map(sheet).collect();
    let mut weeks = Vec::new();
    while !all.is_empty() {
        let rest = all.split_off(all.len().min(7));
        weeks.push(std::mem::replace(&mut all, rest));
    }
    weeks
}
