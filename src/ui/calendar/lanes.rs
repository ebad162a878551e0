//! What a page of the calendar is made of, and the lanes of its board.

use jiff::ToSpan;
use jiff::civil::Date;

use super::board::Column;
use super::shading::Shading;
use super::store::{Event, between};
use super::strip::begun;
use super::view::View;
use super::week::columns;
use super::week_start::first_weekday;
use crate::auth::Scope;
use crate::clock::{Moment, Zone};
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;
use crate::notes::Notes;
use crate::settings::InForce;
use crate::ui::dietitians::Dietitians;
use crate::ui::language::Language;

/// What is asked for.
pub(super) struct Asked {
    pub view: View,
    pub day: Date,
    /// The first and the last day shown.
    pub days: (Date, Date),
    pub with: Option<Id>,
    pub scope: Scope,
    pub now: Moment,
    pub language: Language,
}

impl Asked {
    /// Whether the week of everybody has nobody but this dietitian.
    pub fn is_of_one(&self, found: &Found, own: Id) -> bool {
        self.view == View::Week && found.events.iter().all(|event| event.dietitian == own)
    }
}

/// What the page is made of, read at once.
pub(super) struct Found {
    pub events: Vec<Event>,
    pub people: Dietitians,
    pub shading: Shading,
    pub begun: Vec<Moment>,
}

impl Found {
    /// # Errors
    /// What SQLite says.
    pub fn read(sql: &Sql<'_>, asked: &Asked, settings: &InForce) -> Result<Self> {
        let zone = &settings.0.zone;
        let stretch = (zone.start_of(asked.days.0), zone.end_of(asked.days.1));
        let week = (asked.day, first_weekday(&settings.0.time_zone), zone);
        Ok(Self {
            events: between(sql, stretch, (asked.scope, Notes::Hidden), asked.with)?,
            people: Dietitians::read(sql, asked.language)?,
            shading: Shading::read(sql, stretch, asked.scope)?,
            begun: match asked.view {
                View::Day => begun(sql, week, asked.scope, asked.with)?,
                _ => Vec::new(),
            },
        })
    }
}

/// The lanes of the board: everybody's of a day, or the days of one dietitian's week.
pub(super) fn lanes(
    asked: &Asked,
    found: &Found,
    zone: &Zone,
    people: &[(String, String)],
    chosen: &str,
) -> Vec<Column> {
    let is_closed = |id: Id| !found.people.may_take(id);
    match (asked.view, asked.with) {
        (View::Week, Some(with)) => {
            let lane = |at: i32| {
                let day = asked.days.0.saturating_add(at.days());
                let (title, href) =
                    (asked.language.short_weekday(day), View::Day.address(day, chosen));
                Column {
                    short: title.clone(),
                    title,
                    href,
                    day,
                    dietitian: with,
                    is_closed: is_closed(with),
                }
            };
            (0..7).map(lane).collect()
        }
        (View::Day, with) => {
            let own = with.or(asked.scope.dietitian());
            let mut shown = columns(&found.events, people, own);
            if own.is_none() {
                also_receiving(&mut shown, asked.day, found, zone, people);
            }
            let lane = |(id, title): (String, String)| {
                let dietitian: Id = id.parse().ok()?;
                let href = View::Week.address(asked.day, &id);
                let (day, is_closed) = (asked.day, is_closed(dietitian));
                let short = found.people.short(dietitian).unwrap_or_else(|| title.clone());
                Some(Column { title, short, href, day, dietitian, is_closed })
            };
            shown.into_iter().filter_map(lane).collect()
        }
        _ => Vec::new(),
    }
}

/// With those who receive patients on that day and have nobody yet.
fn also_receiving(
    shown: &mut Vec<(String, String)>,
    day: Date,
    found: &Found,
    zone: &Zone,
    people: &[(String, String)],
) {
    let open = |id: &Id| !found.shading.open(*id, day, zone).is_empty();
    let receiving: Vec<String> =
        found.people.receiving().filter(open).map(|id| id.to_string()).collect();
    if receiving.is_empty() {
        return;
    }
    // Who was shown for want of anybody has no visit.
    let has_visit = |id: &String| {
        id.parse::<Id>().is_ok_and(|id| found.events.iter().any(|event| event.dietitian == id))
    };
    let gone: Vec<_> = shown
        .iter()
        .filter(|(id, _)| people.iter().all(|(known, _)| known != id))
        .cloned()
        .collect();
    *shown = people
        .iter()
        .filter(|(id, _)| receiving.contains(id) || has_visit(id))
        .cloned()
        .chain(gone)
        .collect();
}
