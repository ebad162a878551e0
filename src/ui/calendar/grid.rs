//! The calendar's grid: quarters of an hour down, people or days across. Times are the clinic's
//! wall clock, so that a day of 23 or 25 hours still shows every visit where its clock says.

use jiff::civil::Date;

use super::store::Event;
use crate::clock::{Moment, Zone};
use crate::ids::Id;
use crate::ui::kinds::Kinds;
use crate::ui::language::say;

/// Minutes of a row.
const ROW: i64 = 15;
/// The rows that are always shown: from 8:00 to 19:00.
const OPENS: i64 = 8 * 4;
const CLOSES: i64 = 19 * 4;
const MIDNIGHT: i64 = 24 * 4;

/// A column: a person on the day, or a day of the week.
pub(super) struct Lane {
    pub title: String,
    pub href: String,
    pub day: Date,
    pub dietitian: Option<Id>,
}

/// A visit in words.
pub(super) struct Shown {
    pub id: Id,
    pub time: String,
    pub title: String,
    pub about: String,
    /// The same where time and patient stand already.
    pub further: String,
    pub class: &'static str,
    /// Whether it can be drawn to another time: what is over stays, and the rest of a visit follows
    /// its beginning.
    pub is_movable: bool,
}

/// A part of a lane: visits that share their time, or a time that is free.
pub(super) struct Cell {
    pub events: Vec<Shown>,
    pub rows: i64,
    /// Where a free time leads: the booking of a visit then.
    pub at: String,
    pub with: String,
    /// Whether nothing new is booked here.
    pub is_closed: bool,
    /// `shut` outside of the hours, `away` where the dietitian is absent or the clinic closed.
    pub shade: &'static str,
    /// At the top of today's lanes: the present, in rows below.
    pub present: Option<String>,
}

/// A quarter of an hour across all lanes, with the cells that begin in it.
pub(super) struct Line {
    /// The time, on the half hours.
    pub time: Option<String>,
    pub is_hour: bool,
    pub cells: Vec<Cell>,
}

/// The grid.
pub(super) struct Grid {
    pub lines: Vec<Line>,
    /// Its height, in rows of 1.5 rem.
    pub height: String,
}

/// Where an event stands on a day: its first row, and the row after its last. What began the day
/// before stands from midnight, what lasts into the next day until midnight.
fn place(event: &Event, day: Date, zone: &Zone) -> (i64, i64) {
    let minutes = |at: Moment| {
        let clock = zone.wall_clock(at);
        i64::from(clock.hour()) * 60 + i64::from(clock.minute())
    };
    let begins = if event.begins < zone.start_of(day) { 0 } else { minutes(event.begins) };
    let ends = match event.ends() >= zone.end_of(day) {
        true => MIDNIGHT * ROW,
        // Where the clock was put back it may show less than at the beginning.
        false if begins > 0 => minutes(event.ends()).max(begins + event.minutes),
        false => minutes(event.ends()),
    };
    let (first, last) = (begins / ROW, (ends + ROW - 1) / ROW);
    (first, last.max(first + 1).min(MIDNIGHT))
}

/// The events of a lane.
fn own<'a>(lane: &Lane, events: &'a [Event], zone: &Zone) -> impl Iterator<Item = &'a Event> {
    let (day, dietitian) = (lane.day, lane.dietitian);
    events.iter().filter(move |event| {
        event.is_on(day, zone) && dietitian.is_none_or(|id| id == event.dietitian)
    })
}

impl Grid {
    /// The grid of these lanes, high enough for every visit.
    pub fn of(
        lanes: &[Lane],
        events: &[Event],
        zone: &Zone,
        now: Moment,
        kinds: Kinds<'_>,
    ) -> Self {
        let placed = |lane: &Lane| {
            let day = lane.day;
            own(lane, events, zone).map(move |event| place(event, day, zone)).collect::<Vec<_>>()
        };
        let places: Vec<(i64, i64)> = lanes.iter().flat_map(placed).collect();
        let places = || places.iter().copied();
        // Whole hours, so that the first row has a name.
        let first = places().map(|(first, _)| first).min().map_or(OPENS, |e| e.min(OPENS)) / 4 * 4;
        let last = places().map(|(_, last)| last).max().map_or(CLOSES, |l| l.max(CLOSES));
        let last = (last + 3) / 4 * 4;
        let mut lines: Vec<Line> = (first..last).map(line).collect();
        for lane in lanes {
            for (row, cell) in cells(lane, events, (first, last), zone, kinds) {
                if let Some(line) =
                    usize::try_from(row - first).ok().and_then(|at| lines.get_mut(at))
                {
                    line.cells.push(cell);
                }
            }
        }
        let today = zone.day_of(now);
        let at = present((first, last), zone, now);
        if let Some(top) = lines.first_mut() {
            for (cell, lane) in top.cells.iter_mut().zip(lanes) {
                cell.present = at.clone().filter(|_| lane.day == today);
            }
        }
        let height = format!("{:.1}", (last - first) as f64 * 1.5);
        Self { lines, height }
    }
}

fn line(row: i64) -> Line {
    let time = (row % 2 == 0).then(|| time_of(row));
    Line { time, is_hour: row % 4 == 0, cells: Vec::new() }
}

fn time_of(row: i64) -> String {
    format!("{:02}:{:02}", row / 4, row % 4 * ROW)
}

/// The cells of a lane with the rows in which they begin. Visits that overlap share one.
fn cells(
    lane: &Lane,
    events: &[Event],
    (first, last): (i64, i64),
    zone: &Zone,
    kinds: Kinds<'_>,
) -> Vec<(i64, Cell)> {
    let with = lane.dietitian.map(|id| id.to_string()).unwrap_or_default();
    let cell = |row: i64, rows: i64, events: Vec<Shown>| {
        let at = format!("{}T{}", lane.day, time_of(row));
        (
            row,
            Cell {
                events,
                rows,
                at,
                with: with.clone(),
                is_closed: false,
                shade: "",
                present: None,
            },
        )
    };
    let mut shared: Vec<(i64, i64, Vec<Shown>)> = Vec::new();
    for event in own(lane, events, zone) {
        let (from, to) = place(event, lane.day, zone);
        let shown = shown(event, lane.day, zone, kinds);
        match shared.last_mut() {
            Some((_, until, together)) if from < *until => {
                *until = to.max(*until);
                together.push(shown);
            }
            _ => shared.push((from, to, vec![shown])),
        }
    }
    let mut all = Vec::new();
    let mut row = first;
    for (from, to, together) in shared {
        all.extend(free(row, from).map(|(row, rows)| cell(row, rows, Vec::new())));
        all.push(cell(from, to - from, together));
        row = to;
    }
    all.extend(free(row, last).map(|(row, rows)| cell(row, rows, Vec::new())));
    all
}

/// Free time, offered in half hours, and in quarters where no half hour fits.
fn free(from: i64, until: i64) -> impl Iterator<Item = (i64, i64)> {
    let mut row = from;
    std::iter::from_fn(move || {
        let rows = if row % 2 == 0 && row + 1 < until { 2 } else { 1 };
        let here = (row < until).then_some((row, rows));
        row += rows;
        here
    })
}

/// The present in rows from the top, if the grid reaches it.
fn present((first, last): (i64, i64), zone: &Zone, now: Moment) -> Option<String> {
    let clock = zone.wall_clock(now);
    let row = (f64::from(clock.hour()) * 60.0 + f64::from(clock.minute())) / ROW as f64;
    let is_shown = (first as f64..last as f64).contains(&row);
    is_shown.then(|| format!("{:.2}", row - first as f64))
}

/// A visit in words, as it stands on that day.
pub(super) fn shown(event: &Event, day: Date, zone: &Zone, kinds: Kinds<'_>) -> Shown {
    let language = kinds.language;
    let begins = zone.wall_clock(event.begins);
    let ends = zone.wall_clock(event.begins.plus_minutes(event.minutes));
    let kind = kinds.word(event.kind.as_deref());
    let (from, to) = (begins.strftime("%H:%M"), ends.strftime("%H:%M"));
    let is_here = event.status == "SCHEDULED" && event.arrived.is_some();
    let is_rest = event.begins < zone.start_of(day);
    let state = if is_here { language.t("Arrived").into() } else { language.code(&event.status) };
    Shown {
        id: event.id,
        time: match is_rest {
            true => language.fill(say("until {}"), &[&to.to_string()]),
            false => from.to_string(),
        },
        title: event.patient.clone(),
        about: format!("{from}–{to} · {} · {kind} · {state}", event.patient),
        further: format!("{from}–{to} · {kind} · {state}"),
        class: match event.status.as_str() {
            "COMPLETED" => "over",
            "CANCELLED" | "NO_SHOW" => "gone",
            _ if is_here => "here",
            _ => "",
        },
        is_movable: event.status == "SCHEDULED" && !is_rest,
    }
}

#[cfg(test)]
#[path = "grid_tests.rs"]
mod tests;
