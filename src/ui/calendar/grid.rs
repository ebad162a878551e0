//! The calendar's grid: half hours down, people or days across. Times are the clinic's wall clock,
//! so that a day of 23 or 25 hours still shows every visit where its clock says.

use jiff::civil::Date;

use super::store::Event;
use crate::clock::Zone;
use crate::ids::Id;
use crate::ui::language::Language;

/// The half hours that are always shown, from 8:00 to 19:00.
const OPENS: i16 = 16;
const CLOSES: i16 = 38;

/// A column: a person on the day, or a day of the week.
pub(super) struct Lane {
    pub title: String,
    pub href: String,
    pub day: Date,
    pub dietitian: Option<Id>,
}

/// A visit in its half hour.
pub(super) struct Shown {
    pub id: Id,
    pub title: String,
    pub about: String,
    pub class: &'static str,
}

/// The part of a lane in one half hour.
pub(super) struct Cell {
    pub events: Vec<Shown>,
    /// Where an empty half hour leads: the booking of a visit then.
    pub at: String,
    pub with: String,
    pub is_now: bool,
}

/// A half hour across all lanes.
pub(super) struct Line {
    pub time: String,
    pub is_hour: bool,
    pub cells: Vec<Cell>,
}

fn half_hour(event: &Event, zone: &Zone) -> i16 {
    let clock = zone.wall_clock(event.begins);
    i16::from(clock.hour()) * 2 + i16::from(clock.minute() >= 30)
}

/// The lines of the grid, wide enough for every visit.
pub(super) fn lines(
    lanes: &[Lane],
    events: &[Event],
    zone: &Zone,
    now: crate::clock::Moment,
    language: Language,
) -> Vec<Line> {
    let places = || events.iter().map(|event| half_hour(event, zone));
    let first = places().min().map_or(OPENS, |earliest| earliest.min(OPENS));
    let last = places().max().map_or(CLOSES, |latest| (latest + 1).max(CLOSES));
    let present = zone.wall_clock(now);
    let now_at = i16::from(present.hour()) * 2 + i16::from(present.minute() >= 30);
    let line = |place: i16| {
        let time = format!("{:02}:{:02}", place / 2, (place % 2) * 30);
        let cell = |lane: &Lane| {
            let here = |event: &&Event| {
                half_hour(event, zone) == place
                    && zone.day_of(event.begins) == lane.day
                    && lane.dietitian.is_none_or(|id| id == event.dietitian)
            };
            Cell {
                events: events.iter().filter(here).map(|e| shown(e, zone, language)).collect(),
                at: format!("{}T{time}", lane.day),
                with: lane.dietitian.map(|id| id.to_string()).unwrap_or_default(),
                is_now: lane.day == present.date() && place == now_at,
            }
        };
        Line { cells: lanes.iter().map(cell).collect(), is_hour: place % 2 == 0, time }
    };
    (first..last).map(line).collect()
}

/// A visit in words.
pub(super) fn shown(event: &Event, zone: &Zone, language: Language) -> Shown {
    let begins = zone.wall_clock(event.begins);
    let ends = zone.wall_clock(event.begins.plus_minutes(event.minutes));
    let kind = language.code(event.kind.as_deref().unwrap_or("VISIT"));
    Shown {
        id: event.id,
        title: format!("{} {}", begins.strftime("%H:%M"), event.patient),
        about: format!(
            "{}–{} · {kind} · {}",
            begins.strftime("%H:%M"),
            ends.strftime("%H:%M"),
            language.code(&event.status)
        ),
        class: match event.status.as_str() {
            "COMPLETED" => "over",
            "CANCELLED" | "NO_SHOW" => "gone",
            _ => "",
        },
    }
}
