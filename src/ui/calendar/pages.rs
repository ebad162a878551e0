//! `/calendar`: a day with a column per dietitian, a week, a month, a list; and the day's sheet.

use askama::Template;
use jiff::ToSpan;
use jiff::civil::Date;
use rocket::http::Status;
use rocket::{Route, get, routes};

use super::ROOM;
use super::grid::{Grid, Lane, Shown, shown};
use super::shading::Shading;
use super::store::{Event, between};
use super::week::{Row, columns, rows};
use crate::auth::{Permission, may};
use crate::db::Db;
use crate::error::Result;
use crate::http::Parameters;
use crate::ids::Id;
use crate::settings::InForce;
use crate::shown::{Discloses, Shows};
use crate::ui::days;
use crate::ui::dietitians::Dietitians;
use crate::ui::form::{Html, html};
use crate::ui::kinds::Kinds;
use crate::ui::language::{Language, say};
use crate::ui::staff::{Shell, Staff};

pub fn routes() -> Vec<Route> {
    routes![show]
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum View {
    Day,
    Week,
    Month,
    List,
}

impl View {
    const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::Day, "day", say("Day")),
        (Self::Week, "week", say("Week")),
        (Self::Month, "month", say("Month")),
        (Self::List, "list", say("List")),
    ];

    fn named(name: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|(_, known, _)| *known == name)
            .map_or(Self::Day, |(view, _, _)| view)
    }

    fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(view, _, _)| *view == self).map_or("day", |(_, name, _)| name)
    }

    /// The first and the last day that it shows.
    fn days(self, day: Date) -> (Date, Date) {
        let monday =
            |day: Date| day.saturating_sub(i32::from(day.weekday().to_monday_zero_offset()).days());
        match self {
            Self::Day => (day, day),
            Self::Week | Self::List => (monday(day), monday(day).saturating_add(6.days())),
            Self::Month => {
                let (first, last) = (monday(day.first_of_month()), day.last_of_month());
                (first, monday(last).saturating_add(6.days()))
            }
        }
    }

    fn step(self, day: Date, forward: bool) -> Date {
        let sign = if forward { 1 } else { -1 };
        days::within(match self {
            Self::Day => day.saturating_add(sign.days()),
            Self::Week | Self::List => day.saturating_add((7 * sign).days()),
            Self::Month => day.first_of_month().saturating_add(sign.months()),
        })
    }
}

/// A day of the month's view or of the list.
struct Day {
    title: String,
    short: String,
    href: String,
    is_today: bool,
    is_outside: bool,
    events: Vec<Shown>,
    more: usize,
}

/// The page.
#[derive(Template)]
#[template(path = "ui/calendar/calendar.html", config = "src/ui/askama.toml")]
struct CalendarPage {
    shell: Shell,
    title: String,
    view: &'static str,
    views: Vec<(&'static str, String, bool)>,
    before: String,
    after: String,
    today: String,
    day: String,
    /// The dietitian chosen, and those there are.
    with: String,
    people: Vec<(String, String)>,
    sheet: String,
    book: String,
    lanes: Vec<Lane>,
    grid: Option<Grid>,
    /// The week of everybody: who, and each day.
    columns: Vec<(String, String)>,
    matrix: Vec<Row>,
    names: Vec<&'static str>,
    weeks: Vec<Vec<Day>>,
    total: usize,
    may_book: bool,
    may_move: bool,
    shows: Shows,
}

impl Discloses for CalendarPage {
    fn shows(&self) -> Shows {
        self.shows.clone()
    }
}

/// The address of a view of a day, with everybody's visits or one dietitian's.
fn address(view: View, day: Date, with: &str) -> String {
    let with = if with.is_empty() { String::new() } else { format!("&with={with}") };
    format!("{ROOM}?view={}&day={day}{with}", view.name())
}

/// Visits that a day of the month's view has room for.
const ROOM_FOR: usize = 4;

#[get("/calendar")]
async fn show(
    caller: Staff<may::VisitsList>,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let (now, zone) = (db.database().clock().now(), settings.0.zone.clone());
    let today = zone.day_of(now);
    let view = View::named(parameters.get("view").unwrap_or_default());
    let day = days::asked(&parameters, today)?;
    let (first, last) = view.days(day);
    let with = parameters.get("with").and_then(|id| id.parse::<Id>().ok());
    let scope = caller.scope();
    let stretch = (zone.start_of(first), zone.end_of(last));
    let language = caller.look.language;
    let (events, dietitians, shading) = db
        .read_much(move |sql| {
            let events = between(sql, stretch, scope, with)?;
            let shading = Shading::read(sql, stretch, scope)?;
            Ok((events, Dietitians::read(sql, language)?, shading))
        })
        .await?;
    let kinds = Kinds::of(&settings, language);
    let people = dietitians.all();
    let chosen = with.map(|id| id.to_string()).unwrap_or_default();
    let lanes = match view {
        View::Day => people_of(&events, &people, day, with.or(scope.dietitian())),
        View::Week if with.is_some() => days_of(first, with, &chosen, language),
        _ => Vec::new(),
    };
    let (columns, mut matrix) = match view {
        View::Week if with.is_none() => {
            let columns = columns(&events, &people, scope.dietitian());
            let matrix = rows(&columns, &events, (first, today), &zone, kinds);
            let address = |(id, name): &(String, String)| (name.clone(), address(view, day, id));
            (columns.iter().map(address).collect(), matrix)
        }
        _ => Default::default(),
    };
    let weeks = match view {
        View::Month | View::List => {
            let room = if view == View::Month { ROOM_FOR } else { usize::MAX };
            sheets(&events, (first, last), (day, &chosen), &settings, now, kinds, room)
        }
        View::Day | View::Week => Vec::new(),
    };
    let mut grid = (!lanes.is_empty()).then(|| Grid::of(&lanes, &events, &zone, now, kinds));
    if let Some(grid) = &mut grid {
        shading.shade(grid, &settings.0.zone);
    }
    // Whoever has left keeps the lane and is given nothing new.
    let is_closed = |with: &str| with.parse().is_ok_and(|id| !dietitians.may_take(id));
    let cells = grid.iter_mut().flat_map(|grid| &mut grid.lines).flat_map(|line| &mut line.cells);
    cells.filter(|cell| is_closed(&cell.with)).for_each(|cell| cell.is_closed = true);
    let cells = matrix.iter_mut().flat_map(|row| &mut row.cells);
    cells.filter(|cell| is_closed(&cell.with)).for_each(|cell| cell.is_closed = true);
    let shows = match view {
        // A day of the month has no room for all of its visits.
        View::Month => {
            let days = weeks.iter().flatten();
            Shows::names("visit", days.flat_map(|day| &day.events).map(|event| event.id))
        }
        _ => Shows::names("visit", events.iter().map(|event| event.id)),
    };
    let title = match view {
        View::Day => format!("{} {}", language.weekday(day), day.year()),
        View::Month => language.long_month(day),
        View::Week | View::List => {
            format!("{} – {}", language.short_date(first), language.date(last))
        }
    };
    let page = CalendarPage {
        shell: Shell::new(&caller, caller.look, &settings, ROOM),
        title,
        view: view.name(),
        views: View::ALL
            .map(|(other, _, label)| (label, address(other, day, &chosen), other == view))
            .into(),
        before: address(view, view.step(day, false), &chosen),
        after: address(view, view.step(day, true), &chosen),
        today: address(view, today, &chosen),
        sheet: format!("{ROOM}/sheet?day={day}&with={chosen}"),
        book: format!("/visits/new?at={day}&with={chosen}"),
        names: language.days().into(),
        day: day.to_string(),
        with: chosen,
        people,
        lanes,
        grid,
        columns,
        matrix,
        weeks,
        total: events.len(),
        may_book: caller.may(Permission::VisitsCreate),
        may_move: caller.may(Permission::VisitsUpdate),
        shows,
    };
    html(Status::Ok, &page)
}

/// The days of a week of one dietitian.
fn days_of(first: Date, with: Option<Id>, chosen: &str, language: Language) -> Vec<Lane> {
    let lane = |at: i32| {
        let day = first.saturating_add(at.days());
        let (title, href) = (language.weekday(day), address(View::Day, day, chosen));
        Lane { title, href, day, dietitian: with }
    };
    (0..7).map(lane).collect()
}

/// A lane for everybody who has a visit that day; for a dietitian their own in any case.
fn people_of(
    events: &[Event],
    people: &[(String, String)],
    day: Date,
    own: Option<Id>,
) -> Vec<Lane> {
    let lane = |(id, title): (String, String)| Lane {
        title,
        href: String::new(),
        day,
        dietitian: id.parse().ok(),
    };
    columns(events, people, own).into_iter().map(lane).collect()
}

/// The days from the first to the last, in weeks.
fn sheets(
    events: &[Event],
    (first, last): (Date, Date),
    (chosen, with): (Date, &str),
    settings: &InForce,
    now: crate::clock::Moment,
    kinds: Kinds<'_>,
    room: usize,
) -> Vec<Vec<Day>> {
    let (zone, language) = (&settings.0.zone, kinds.language);
    let today = zone.day_of(now);
    let sheet = |day: Date| {
        let own: Vec<&Event> = events.iter().filter(|event| event.is_on(day, zone)).collect();
        Day {
            title: language.weekday(day),
            short: day.day().to_string(),
            href: address(View::Day, day, with),
            is_today: day == today,
            is_outside: day.month() != chosen.month(),
            more: own.len().saturating_sub(room),
            events: own
                .into_iter()
                .take(room)
                .map(|event| shown(event, day, zone, kinds))
                .collect(),
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
