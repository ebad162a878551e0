//! The board of a day: a lane for each dietitian, or for each day of one; every visit at its own
//! minute, what is closed and who is away behind, free times between.

use jiff::civil::Date;

use super::geometry::{HOUR, MIDNIGHT, Span, beside, gaps};
use super::shading::{Band, Shading};
use super::shown::{Shown, shown};
use super::store::Event;
use crate::clock::{Moment, Zone};
use crate::ids::Id;
use crate::ui::kinds::Kinds;

/// The hours that are always shown: from 8 to 19.
const USUAL: (i64, i64) = (8, 19);
/// Free times are offered in half hours, and in quarters where no half hour fits.
const HALF: i64 = 30;
const QUARTER: i64 = 15;

/// A column: a person on the day, or a day of the week.
pub(super) struct Column {
    pub title: String,
    /// The same where there is little room.
    pub short: String,
    pub href: String,
    pub day: Date,
    pub dietitian: Id,
    /// Whether nothing new is booked here.
    pub is_closed: bool,
}

/// Something in a lane, at its place.
pub(super) enum Item {
    Shut { place: String },
    Away { place: String, words: String },
    Free(Free),
    Visit { place: String, beside: String, visit: Shown },
}

/// A free time, and where it leads.
pub(super) struct Free {
    pub place: String,
    pub at: String,
    pub time: String,
    /// Minutes of the stretch that it begins, within the opening hours.
    pub lasts: Option<i64>,
}

/// A lane with all that stands in it, by time.
pub(super) struct Lane {
    pub column: Column,
    pub items: Vec<Item>,
    /// How many visits take its time, and how many half hours of its opening are free.
    pub count: usize,
    pub free: usize,
    /// Where the present stands, in today's lanes.
    pub present: Option<String>,
}

/// The board.
pub(super) struct Board {
    /// The first hour that it shows, and the hour that it ends at.
    pub from: i64,
    pub to: i64,
    pub lanes: Vec<Lane>,
    /// The present, by its place and its time, where the board reaches it.
    pub present: Option<(String, String)>,
}

/// What a board is drawn from.
pub(super) struct Drawn<'a> {
    pub events: &'a [Event],
    pub shading: &'a Shading,
    pub zone: &'a Zone,
    pub now: Moment,
    pub kinds: Kinds<'a>,
}

impl Drawn<'_> {
    /// The board of these columns, high enough for every visit and all opening hours.
    pub fn board(&self, columns: Vec<Column>) -> Board {
        let mut hours = USUAL;
        for column in &columns {
            let own = self.own(column).map(|event| self.span(event, column.day));
            let open = self.shading.open(column.dietitian, column.day, self.zone);
            for span in own.chain(open) {
                hours.0 = hours.0.min(span.from / HOUR);
                hours.1 = hours.1.max((span.to + HOUR - 1) / HOUR);
            }
        }
        let (from, to) = hours;
        let within = Span { from: from * HOUR, to: to * HOUR };
        let present = self.present(within);
        let today = self.zone.day_of(self.now);
        let lane = |column: Column| {
            let present = present.as_ref().filter(|_| column.day == today);
            let present = present.map(|(place, _)| place.clone());
            self.lane(column, within, present)
        };
        let lanes: Vec<Lane> = columns.into_iter().map(lane).collect();
        let present = present.filter(|_| lanes.iter().any(|lane| lane.present.is_some()));
        Board { from, to, lanes, present }
    }

    fn own<'s>(&'s self, column: &Column) -> impl Iterator<Item = &'s Event> + use<'s> {
        let (bounds, dietitian) = (self.zone.bounds_of(column.day), column.dietitian);
        let is_own = move |event: &&Event| event.dietitian == dietitian && event.is_within(bounds);
        self.events.iter().filter(is_own)
    }

    fn span(&self, event: &Event, day: Date) -> Span {
        Span::on(day, event.begins, event.ends(), self.zone)
    }

    fn lane(&self, column: Column, within: Span, present: Option<String>) -> Lane {
        let day = column.day;
        let own = self.own(&column).map(|event| (self.span(event, day), event));
        let mut own: Vec<(Span, &Event)> = own.collect();
        own.sort_by_key(|(span, event)| (*span, event.id));
        let spans: Vec<Span> = own.iter().map(|(span, _)| *span).collect();
        let taking = own.iter().filter(|(_, event)| event.takes_time());
        let taken: Vec<Span> = taking.map(|(span, _)| *span).collect();
        let language = self.kinds.language;
        let (shut, away) = self.shading.bands(column.dietitian, (day, within), self.zone, language);
        let mut items: Vec<(i64, Item)> = Vec::new();
        let closed = |bands: &[Band]| bands.iter().map(|band| band.span).collect::<Vec<_>>();
        let barred: Vec<Span> = taken.iter().copied().chain(closed(&away)).collect();
        let open: Vec<Span> = gaps(within, barred.iter().copied().chain(closed(&shut)).collect());
        if !column.is_closed {
            let free = gaps(within, spans.iter().copied().chain(closed(&away)).collect());
            let free = free.into_iter().flat_map(half_hours);
            items.extend(free.map(|at| (at.from, Item::Free(offered(day, at, &open)))));
        }
        let free = open.iter().map(|open| (open.to - open.from) / HALF).sum::<i64>();
        for Band { span, .. } in shut {
            items.push((span.from, Item::Shut { place: span.place() }));
        }
        for Band { span, words } in away {
            let words = words.unwrap_or_default();
            items.push((span.from, Item::Away { place: span.place(), words }));
        }
        for ((span, event), (at, of)) in own.iter().zip(beside(&spans)) {
            let visit = shown(event, day, self.now, self.zone, self.kinds);
            let beside = if of > 1 { format!(" of{of} n{at}") } else { String::new() };
            items.push((span.from, Item::Visit { place: span.place(), beside, visit }));
        }
        items.sort_by_key(|(from, _)| *from);
        Lane {
            column,
            items: items.into_iter().map(|(_, item)| item).collect(),
            count: taken.len(),
            free: usize::try_from(free).unwrap_or(0),
            present,
        }
    }

    /// The present by its place and its time.
    fn present(&self, within: Span) -> Option<(String, String)> {
        let clock = self.zone.wall_clock(self.now);
        let minute = i64::from(clock.hour()) * HOUR + i64::from(clock.minute());
        let is_shown = (within.from..within.to).contains(&minute);
        let place = Span { from: minute, to: minute }.place();
        is_shown.then(|| (place, clock.strftime("%H:%M").to_string()))
    }
}

/// A free stretch in half hours, and in quarters where no half hour fits.
fn half_hours(free: Span) -> impl Iterator<Item = Span> {
    let mut from = (free.from + QUARTER - 1) / QUARTER * QUARTER;
    std::iter::from_fn(move || {
        let is_half = from % HALF == 0 && from + HALF <= free.to;
        let to = from + if is_half { HALF } else { QUARTER };
        let here = (to <= free.to.min(MIDNIGHT)).then_some(Span { from, to });
        from = to;
        here
    })
}

/// The offer of a free time; the first of an open stretch says how long that is.
fn offered(day: Date, at: Span, open: &[Span]) -> Free {
    let time = format!("{:02}:{:02}", at.from / HOUR, at.from % HOUR);
    let stretch = open.iter().find(|open| open.from < at.to && at.from < open.to);
    let lasts = stretch.filter(|open| at.from < open.from + QUARTER && open.from <= at.from);
    Free {
        place: at.place(),
        at: format!("{day}T{time}"),
        time,
        lasts: lasts.map(|open| open.to - at.from),
    }
}

#[cfg(test)]
#[path = "board_tests.rs"]
mod tests;
