//! `/calendar`: a day with a lane per dietitian, a week, a month, a list.

use askama::Template;
use rocket::{Route, get, routes};

use super::ROOM;
use super::board::{Board, Drawn, Item};
use super::lanes::{Asked, Found, lanes};
use super::load::Load;
use super::month::{Day, sheets};
use super::store::Event;
use super::strip::{StripDay, strip};
use super::view::View;
use super::week::{Row, columns, rows};
use super::week_start::first_weekday;
use crate::auth::Permission;
use crate::clock::Zone;
use crate::db::Db;
use crate::error::Result;
use crate::http::Parameters;
use crate::settings::InForce;
use crate::shown::{Discloses, Shows};
use crate::ui::days;
use crate::ui::doubts::Doubts;
use crate::ui::form::{Html, html};
use crate::ui::kinds::Kinds;
use crate::ui::language::{Language, say};
use crate::ui::list::Wanted;
use crate::ui::rooms::{self, guard};
use crate::ui::staff::{Shell, Staff};

pub fn routes() -> Vec<Route> {
    routes![show]
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
    strip: Vec<StripDay>,
    board: Option<Board>,
    /// The types of the visits on the board, with their tints.
    legend: Vec<(String, String)>,
    /// The week of everybody, where they are many.
    load: Option<Load>,
    /// The same by name, where they are few: who, and each day.
    columns: Vec<(String, String)>,
    matrix: Vec<Row>,
    names: Vec<&'static str>,
    weeks: Vec<Vec<Day>>,
    /// The visits that take their time: cancelled and missed ones are shown, and not counted.
    counted: String,
    is_blank: bool,
    may_book: bool,
    may_move: bool,
    doubts: Doubts,
    shows: Shows,
}

impl Discloses for CalendarPage {
    fn shows(&self) -> Shows {
        self.shows.clone()
    }
}

/// Visits that a day of the month's view has room for.
const ROOM_FOR: usize = 4;

#[get("/calendar")]
async fn show(
    caller: Staff<guard::Calendar>,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let (now, zone) = (db.database().clock().now(), settings.0.zone.clone());
    let view = View::named(parameters.get("view").unwrap_or_default());
    let shell = Shell::new(&caller, caller.look, &settings, ROOM)
        .saying(parameters.get("done"))
        .undoing(parameters.get("undo"))
        .undoing_a_move(parameters.get("was"));
    let wanted = Wanted::read(ROOM, parameters, (caller.look.language, &settings.0.currency));
    let mut wanted = wanted.only(&["day", "view", "with"]);
    let day = days::asked(&wanted, zone.day_of(now));
    let asked = Asked {
        view,
        day,
        days: view.days(day, first_weekday(&settings.0.time_zone)),
        with: wanted.id("with"),
        scope: caller.scope(),
        now,
        language: caller.look.language,
    };
    let kept = InForce(settings.0.clone());
    let (asked, found) = db
        .read_much(move |sql| {
            let found = Found::read(sql, &asked, &kept)?;
            // Where everybody is one person, it is their week, day by day.
            let own = asked.scope.dietitian().filter(|own| asked.is_of_one(&found, *own));
            Ok((Asked { with: asked.with.or(own), ..asked }, found))
        })
        .await?;
    let may = (rooms::books(&caller), caller.may(Permission::VisitsUpdate));
    let page = page(shell, &asked, &found, &settings, may);
    let page = if wanted.is_doubted() { page.asking_back(wanted) } else { page };
    html(page.doubts.status(), &page)
}

impl CalendarPage {
    /// The same where what was asked for is asked back: as it was typed, without anybody's time.
    fn asking_back(self, wanted: Wanted) -> Self {
        let typed = |name: &str| wanted.get(name).map(str::to_owned);
        let (day, with) = (typed("day"), typed("with").unwrap_or_default());
        let mut people = self.people;
        if !with.is_empty() && people.iter().all(|(id, _)| *id != with) {
            people.push((with.clone(), with.clone()));
        }
        Self {
            title: String::new(),
            counted: String::new(),
            day: day.unwrap_or(self.day),
            with,
            people,
            strip: Vec::new(),
            board: None,
            legend: Vec::new(),
            load: None,
            columns: Vec::new(),
            matrix: Vec::new(),
            weeks: Vec::new(),
            is_blank: false,
            doubts: wanted.doubts.beside(&[("day", say("Day")), ("with", say("With"))]),
            shows: Shows::nothing(),
            ..self
        }
    }
}

fn page(
    shell: Shell,
    asked: &Asked,
    found: &Found,
    settings: &InForce,
    (may_book, may_move): (bool, bool),
) -> CalendarPage {
    let Asked { view, day, now, language, .. } = *asked;
    let (zone, events) = (&settings.0.zone, &found.events);
    let kinds = Kinds::of(settings, language);
    let chosen = asked.with.map(|id| id.to_string()).unwrap_or_default();
    let people = found.people.all();
    let drawn = Drawn { events, shading: &found.shading, zone, now, kinds };
    let lanes = lanes(asked, found, zone, &people, &chosen);
    let board = (!lanes.is_empty()).then(|| drawn.board(lanes));
    let load = Load::of(&drawn, asked, found);
    let (columns, matrix) = match view {
        View::Week if asked.with.is_none() => week(asked, found, zone, &people, kinds),
        _ => Default::default(),
    };
    let weeks = weeks(asked, events, &chosen, zone, kinds);
    let week_start = first_weekday(&settings.0.time_zone);
    let mut names = language.days();
    names.rotate_left(week_start.to_monday_zero_offset().unsigned_abs().into());
    let address = |view: View| view.address(day, &chosen);
    CalendarPage {
        title: title(asked),
        view: view.name(),
        views: View::ALL.map(|(other, _, label)| (label, address(other), other == view)).into(),
        before: view.address(view.step(day, false), &chosen),
        after: view.address(view.step(day, true), &chosen),
        today: view.address(zone.day_of(now), &chosen),
        sheet: format!("{ROOM}/sheet?day={day}&with={chosen}"),
        book: format!("/visits/new?at={day}&with={chosen}"),
        strip: match view {
            View::Day => strip((day, week_start), &found.begun, &chosen, zone, language),
            _ => Vec::new(),
        },
        legend: board.as_ref().map(legend).unwrap_or_default(),
        names: names.into(),
        day: day.to_string(),
        with: chosen,
        people,
        board,
        columns,
        matrix,
        shows: shows(view, events, &weeks),
        load,
        weeks,
        counted: counted(events, language),
        is_blank: events.is_empty(),
        may_book,
        may_move,
        doubts: Doubts::default(),
        shell,
    }
}

/// The weeks of a month or of a list, day by day.
fn weeks(
    asked: &Asked,
    events: &[Event],
    chosen: &str,
    zone: &Zone,
    kinds: Kinds<'_>,
) -> Vec<Vec<Day>> {
    let room = match asked.view {
        View::Month => ROOM_FOR,
        View::List => usize::MAX,
        View::Day | View::Week => return Vec::new(),
    };
    sheets(events, asked.days, (asked.day, chosen), (zone, asked.now), kinds, room)
}

/// How many there are, in words.
fn counted(events: &[Event], language: Language) -> String {
    let total = events.iter().filter(|event| event.takes_time()).count();
    let gone = events.len() - total;
    match total {
        0 if gone > 0 => {
            language.fill(say("No appointment · cancelled or no-show: {}"), &[&gone.to_string()])
        }
        0 => language.t(say("No appointment")).to_owned(),
        _ => language.length(total, say("1 appointment"), say("{} appointments")),
    }
}

/// The week of everybody: who the columns are, with the address of each, and their visits day by day.
fn week(
    asked: &Asked,
    found: &Found,
    zone: &Zone,
    people: &[(String, String)],
    kinds: Kinds<'_>,
) -> (Vec<(String, String)>, Vec<Row>) {
    let columns = columns(&found.events, people, asked.scope.dietitian());
    let mut matrix = rows(&columns, &found.events, (asked.days.0, asked.now), zone, kinds);
    let cells = matrix.iter_mut().flat_map(|row| &mut row.cells);
    // Whoever has left is given nothing new.
    let has_left = |with: &str| with.parse().is_ok_and(|id| !found.people.may_take(id));
    cells.filter(|cell| has_left(&cell.with)).for_each(|cell| cell.is_closed = true);
    let address = |(id, name): &(String, String)| (name.clone(), asked.view.address(asked.day, id));
    (columns.iter().map(address).collect(), matrix)
}

fn title(asked: &Asked) -> String {
    let (language, (first, last)) = (asked.language, asked.days);
    match asked.view {
        View::Day => format!("{} {}", language.weekday(asked.day), asked.day.year()),
        View::Month => language.long_month(asked.day),
        View::Week | View::List => {
            format!("{} – {}", language.short_date(first), language.date(last))
        }
    }
}

/// The records on the page. A day of the month has no room for all of its visits.
fn shows(view: View, events: &[Event], weeks: &[Vec<Day>]) -> Shows {
    match view {
        View::Month => {
            let days = weeks.iter().flatten();
            Shows::names("visit", days.flat_map(|day| &day.events).map(|event| event.id))
        }
        _ => Shows::names("visit", events.iter().map(|event| event.id)),
    }
}

/// Each type on the board once, with its tint.
fn legend(board: &Board) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for item in board.lanes.iter().flat_map(|lane| &lane.items) {
        if let Item::Visit { visit, .. } = item
            && all.iter().all(|(kind, _)| *kind != visit.kind)
        {
            all.push((visit.kind.clone(), visit.colour.clone()));
        }
    }
    all.sort();
    all
}
