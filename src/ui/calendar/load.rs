//! The week of everybody as load: for each dietitian and day how many come, how much is free, and the
//! part of the opening hours that is booked.

use jiff::ToSpan;
use jiff::civil::Date;

use super::board::Drawn;
use super::geometry::{HOUR, MIDNIGHT, Span, gaps};
use super::lanes::{Asked, Found};
use super::shading::Band;
use super::view::View;
use crate::ids::Id;
use crate::ui::language::say;

/// Dietitians whose visits still have room by name, each in a column.
const MOST_BY_NAME: usize = 4;
/// What is free counts in half hours.
const HALF: i64 = 30;

/// What one dietitian does on one day.
pub(super) struct Cell {
    pub href: String,
    /// Visits that take time.
    pub count: usize,
    /// How much is free, or why nobody is received.
    pub words: String,
    /// The part of the opening hours that is booked, in percent; none where nothing is open.
    pub share: Option<i64>,
    /// `closed`, `full`, or nothing of note.
    pub class: &'static str,
}

/// A dietitian's week.
pub(super) struct Person {
    pub name: String,
    pub href: String,
    pub cells: Vec<Cell>,
}

/// A day of it.
pub(super) struct Heading {
    pub title: String,
    pub href: String,
    pub is_today: bool,
}

/// The week of everybody.
pub(super) struct Load {
    pub days: Vec<Heading>,
    pub people: Vec<Person>,
}

impl Load {
    /// The week that was asked for; none where few are shown, whose visits have room by name, and none
    /// for a dietitian, who does not see all that their colleagues do.
    pub fn of(drawn: &Drawn<'_>, asked: &Asked, found: &Found) -> Option<Self> {
        let is_of_all = asked.view == View::Week && asked.with.is_none();
        if !is_of_all || asked.scope.dietitian().is_some() {
            return None;
        }
        let whose = shown(found);
        let week = || (0..7).map(|at: i32| asked.days.0.saturating_add(at.days()));
        let person = |(id, name): &(Id, String)| {
            let may_take = found.people.may_take(*id);
            Person {
                name: name.clone(),
                href: View::Week.address(asked.day, &id.to_string()),
                cells: week().map(|day| drawn.load(*id, day, may_take)).collect(),
            }
        };
        let today = drawn.zone.day_of(asked.now);
        let heading = |day: Date| Heading {
            title: asked.language.short_weekday(day),
            href: View::Day.address(day, ""),
            is_today: day == today,
        };
        (whose.len() > MOST_BY_NAME).then(|| Self {
            days: week().map(heading).collect(),
            people: whose.iter().map(person).collect(),
        })
    }
}

/// Those who receive patients or have a visit, by name; whoever is unknown stands last.
fn shown(found: &Found) -> Vec<(Id, String)> {
    let receiving: Vec<Id> = found.people.receiving().collect();
    let has_visit = |id: Id| found.events.iter().any(|event| event.dietitian == id);
    let known = found.people.all();
    let mut shown: Vec<(Id, String)> = known
        .into_iter()
        .filter_map(|(id, name)| Some((id.parse().ok()?, name)))
        .filter(|(id, _)| receiving.contains(id) || has_visit(*id))
        .collect();
    for event in &found.events {
        if shown.iter().all(|(id, _)| *id != event.dietitian) {
            shown.push((event.dietitian, event.dietitian_name.clone()));
        }
    }
    shown
}

impl Drawn<'_> {
    /// A dietitian's day; what is over or nobody may book is not called free.
    fn load(&self, dietitian: Id, day: Date, may_take: bool) -> Cell {
        let whole = Span { from: 0, to: MIDNIGHT };
        let (bounds, language) = (self.zone.bounds_of(day), self.kinds.language);
        let is_own = |event: &&super::store::Event| {
            event.dietitian == dietitian && event.is_within(bounds) && event.takes_time()
        };
        let taken: Vec<Span> = self
            .events
            .iter()
            .filter(is_own)
            .map(|event| Span::on(day, event.begins, event.ends(), self.zone))
            .collect();
        let (shut, away) = self.shading.bands(dietitian, (day, whole), self.zone, language);
        let closed: Vec<Span> = shut.iter().chain(&away).map(|band| band.span).collect();
        let open = minutes(&gaps(whole, closed.clone()));
        let left = gaps(whole, closed.into_iter().chain(taken.iter().copied()).collect());
        let free: i64 = left.iter().map(|left| (left.to - left.from) / HALF * HALF).sum();
        let is_over = day < self.zone.day_of(self.now);
        let is_full = open > 0 && free == 0;
        let words = match open {
            0 => self.why_closed(&away, taken.len()),
            _ if is_over || !may_take => String::new(),
            _ if is_full => language.t(say("Full")).to_owned(),
            _ => language.fill(say("Free: {}"), &[&lasting(free)]),
        };
        Cell {
            href: View::Day.address(day, &dietitian.to_string()),
            count: taken.len(),
            words,
            share: (open > 0).then(|| (open - minutes(&left)) * 100 / open),
            class: match open {
                0 => "closed",
                _ if is_full && !is_over => "full",
                _ => "",
            },
        }
    }

    /// Why nobody is received on a day without any open time; nothing where somebody comes all the same
    /// and no absence is the reason.
    fn why_closed(&self, away: &[Band], count: usize) -> String {
        let reason = away.iter().find_map(|band| band.words.clone());
        let usual = || self.kinds.language.t(say("Not working")).to_owned();
        reason.unwrap_or_else(|| if count == 0 { usual() } else { String::new() })
    }
}

fn minutes(spans: &[Span]) -> i64 {
    spans.iter().map(|span| span.to - span.from).sum()
}

/// So many minutes as hours and minutes.
fn lasting(minutes: i64) -> String {
    match (minutes / HOUR, minutes % HOUR) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes:02}"),
    }
}

#[cfg(test)]
#[path = "load_tests.rs"]
mod tests;
