//! Geometry of a day: minutes of the clinic's wall clock, so that a day of 23 or 25 hours still shows
//! every visit where its clock says; visits that overlap stand side by side.

use jiff::civil::Date;

use crate::clock::{Moment, Zone};

pub(super) const HOUR: i64 = 60;
pub(super) const MIDNIGHT: i64 = 24 * HOUR;
/// A block is never lower than its one line: what begins within it stands beside it.
const LOWEST: i64 = 15;
/// Blocks beside each other that still have room for a letter.
const MOST_BESIDE: usize = 12;

/// Minutes of a day, from midnight; `to` is the first one after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    pub from: i64,
    pub to: i64,
}

impl Span {
    /// Where a stretch stands on a day. What began the day before stands from midnight, what lasts
    /// into the next day until midnight.
    pub fn on(day: Date, begins: Moment, ends: Moment, zone: &Zone) -> Self {
        let minutes = |at: Moment| {
            let clock = zone.wall_clock(at);
            i64::from(clock.hour()) * HOUR + i64::from(clock.minute())
        };
        let (starts, is_before) = (zone.start_of(day), begins < zone.start_of(day));
        let from = if is_before { 0 } else { minutes(begins) };
        let lasts = (ends.ms() - begins.max(starts).ms()) / 60_000;
        let to = match ends >= zone.end_of(day) {
            true => MIDNIGHT,
            // Where the clock was put back it may show less than at the beginning.
            false if is_before => minutes(ends),
            false => minutes(ends).max(from + lasts),
        };
        Self { from, to: to.clamp(from, MIDNIGHT) }
    }

    /// Its place as the style sheet knows it: hour, minute, and minutes by tens and ones.
    pub fn place(self) -> String {
        let lasts = self.to - self.from;
        let (hour, minute) = (self.from / HOUR, self.from % HOUR);
        format!("h{hour} m{minute} d{} u{}", lasts / 10, lasts % 10)
    }

    /// The room that its block takes.
    fn block(self) -> Self {
        Self { from: self.from, to: self.to.max(self.from + LOWEST) }
    }
}

/// For each of these spans, in order of their beginnings, its place among those beside each other and
/// how many those are.
pub(super) fn beside(spans: &[Span]) -> Vec<(usize, usize)> {
    let mut places = Vec::with_capacity(spans.len());
    let mut begun = 0;
    // When each column of the present group is free again.
    let mut columns: Vec<i64> = Vec::new();
    let close = |places: &mut Vec<(usize, usize)>, begun: usize, columns: usize| {
        places[begun..].iter_mut().for_each(|place| place.1 = columns.min(MOST_BESIDE));
    };
    for (at, span) in spans.iter().map(|span| span.block()).enumerate() {
        if columns.iter().all(|until| *until <= span.from) {
            close(&mut places, begun, columns.len());
            (begun, columns) = (at, Vec::new());
        }
        let free = columns.iter().position(|until| *until <= span.from);
        let column = free.unwrap_or(columns.len());
        match free {
            Some(column) => columns[column] = span.to,
            None => columns.push(span.to),
        }
        places.push((column.min(MOST_BESIDE - 1), 1));
    }
    close(&mut places, begun, columns.len());
    places
}

/// What of `within` none of these spans takes, in order.
pub(super) fn gaps(within: Span, mut taken: Vec<Span>) -> Vec<Span> {
    taken.sort_unstable();
    let (mut from, mut gaps) = (within.from, Vec::new());
    for span in taken.into_iter().chain([Span { from: within.to, to: within.to }]) {
        let until = span.from.min(within.to);
        if from < until {
            gaps.push(Span { from, to: until });
        }
        from = from.max(span.to);
    }
    gaps
}

#[cfg(test)]
#[path = "geometry_tests.rs"]
mod tests;
