//! `/reports`.

use askama::Template;
use jiff::ToSpan;
use jiff::civil::Date;
use rocket::http::Status;
use rocket::{Route, State, get, routes};
use serde_json::{Map, json};

use super::days::Days;
use super::kind::Kind;
use super::report::Report;
use super::sheet::{Maker, Sheet};
use crate::audit::{Action, Entry, ReadLog};
use crate::auth::{Caller, Permission, may};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::http::Parameters;
use crate::message::message;
use crate::reports::Question;
use crate::reports::range::Range;
use crate::settings::InForce;
use crate::shown::{Discloses, Shows};
use crate::ui::doubts::Doubts;
use crate::ui::form::{Html, html};
use crate::ui::kinds::Kinds;
use crate::ui::language::{Language, say};
use crate::ui::list::Wanted;
use crate::ui::rooms::guard;
use crate::ui::staff::{Look, Shell, Staff};
use crate::ui::tile::Tile;

const ROOM: &str = "/reports";

pub fn routes() -> Vec<Route> {
    routes![show, show_named]
}

/// The page.
#[derive(Template)]
#[template(path = "ui/reports/report.html", config = "src/ui/askama.toml")]
struct ReportPage {
    shell: Shell,
    title: &'static str,
    tabs: Vec<(&'static str, String, bool)>,
    presets: Vec<(&'static str, String, bool)>,
    path: String,
    days: Days,
    /// The same in words, for paper.
    period: String,
    /// The journal of the same days, for those who may take it out.
    journal: Option<String>,
    /// The report as files: how they are called and where they are.
    files: Vec<(&'static str, String)>,
    doubts: Doubts,
    tiles: Vec<Tile>,
    sheets: Vec<Sheet>,
    shows: Shows,
}

impl Discloses for ReportPage {
    fn shows(&self) -> Shows {
        self.shows.clone()
    }
}

/// Ready-made stretches of days.
pub(super) fn presets(today: Date) -> [(&'static str, String, String); 5] {
    let text = |day: Date| day.to_string();
    let before = today.first_of_month().saturating_sub(1.days());
    [
        (say("All|whole"), String::new(), String::new()),
        (say("This month"), text(today.first_of_month()), text(today.last_of_month())),
        (say("Last month"), text(before.first_of_month()), text(before)),
        (say("This year"), text(today.first_of_year()), text(today.last_of_year())),
        (
            say("12 months"),
            text(today.first_of_month().saturating_sub(11.months())),
            text(today.last_of_month()),
        ),
    ]
}

/// The filters of a report, and how they are called.
pub(super) const FILTERS: [(&str, &str); 2] = [("from_date", say("From")), ("to_date", say("To"))];

/// What the address asks of a report, as its reader writes days.
pub(super) fn wanted(parameters: Parameters, language: Language) -> Wanted {
    Wanted::read(ROOM, parameters, (language, "")).only(&FILTERS.map(|(name, _)| name))
}

/// The days in words.
pub(super) fn period(days: &Days, language: Language) -> String {
    match (days.from.as_str(), days.to.as_str()) {
        ("", "") => language.t(say("All dates")).to_owned(),
        (from, "") => language.fill(say("From {} on"), &[&language.day(from)]),
        ("", to) => language.fill(say("Up to {}"), &[&language.day(to)]),
        (from, to) => format!("{} – {}", language.day(from), language.day(to)),
    }
}

/// A report with what it is of.
pub(super) struct Read {
    pub report: Report,
    pub days: Days,
    pub today: Date,
}

/// Whether somebody may read that report: otherwise nothing of it is told.
pub(super) fn may_read(kind: Kind, caller: &Caller) -> Result<()> {
    caller.must(kind.permission())
}

pub(super) async fn read(
    kind: Kind,
    caller: &Caller,
    days: Days,
    settings: &InForce,
    reads: &ReadLog,
    db: &Db,
) -> Result<Read> {
    may_read(kind, caller)?;
    let now = db.database().clock().now();
    let today = settings.0.zone.day_of(now);
    let range = Range::read(days.parameters(), today)?;
    let (scope, notes) = (caller.scope(), caller.notes());
    let asked = Question { scope, notes, range, clinic: settings.0.clone(), now };
    let report = db.read_much(move |sql| Report::read(kind, sql, &asked)).await?;
    let told = Map::from_iter([("report".to_owned(), json!({ "old": null, "new": kind.name() }))]);
    reads.note(&caller.actor(), Entry::new(Action::Read, "report").changing(told)).await?;
    Ok(Read { report, days, today })
}

#[get("/reports")]
async fn show(
    caller: Staff<guard::Reports>,
    parameters: Parameters,
    settings: InForce,
    reads: &State<ReadLog>,
    db: Db,
) -> Result<Html> {
    let first = Kind::ALL.into_iter().find(|kind| caller.may(kind.permission()));
    let kind = first.ok_or_else(|| Error::permission_denied("reports.overview"))?;
    page(kind, &caller, caller.look, parameters, &settings, reads, &db).await
}

#[get("/reports/<name>", rank = 2)]
async fn show_named(
    caller: Staff<may::ReportsRead>,
    name: &str,
    parameters: Parameters,
    settings: InForce,
    reads: &State<ReadLog>,
    db: Db,
) -> Result<Html> {
    let kind = Kind::named(name).ok_or_else(no_such)?;
    page(kind, &caller, caller.look, parameters, &settings, reads, &db).await
}

pub(super) fn no_such() -> Error {
    Error::new(
        Status::NotFound,
        "NOT_FOUND",
        message("refused-no-report", "There is no such report."),
    )
}

async fn page(
    kind: Kind,
    caller: &Caller,
    look: Look,
    parameters: Parameters,
    settings: &InForce,
    reads: &ReadLog,
    db: &Db,
) -> Result<Html> {
    let wanted = wanted(parameters, look.language);
    let days = Days::of(&wanted);
    let today = settings.0.zone.day_of(db.database().clock().now());
    let (tiles, sheets, shows) = match wanted.is_doubted() {
        true => {
            may_read(kind, caller)?;
            (Vec::new(), Vec::new(), Shows::nothing())
        }
        false => {
            let read = read(kind, caller, days.clone(), settings, reads, db).await?;
            let (kinds, currency) = (Kinds::of(settings, look.language), &settings.0.currency);
            let make = Maker { language: look.language, kinds, currency, days: &days, today };
            (read.report.tiles(&make), read.report.sheets(&make), read.report.shows())
        }
    };
    let path = format!("{ROOM}/{}", kind.name());
    let open = Kind::ALL.into_iter().filter(|kind| caller.may(kind.permission()));
    let page = ReportPage {
        shell: Shell::new(caller, look, settings, ROOM),
        title: kind.title(),
        tabs: open
            .map(|other| {
                let href = days.link(&format!("{ROOM}/{}", other.name()), "");
                (other.title(), href, other == kind)
            })
            .collect(),
        presets: presets(today)
            .map(|(label, from, to)| {
                let is_on = from == days.from && to == days.to;
                (label, Days { from, to }.link(&path, ""), is_on)
            })
            .into(),
        journal: (kind == Kind::Money && caller.may(Permission::ExportBilling))
            .then(|| days.link("/reports/journal", "")),
        files: [(say("CSV"), "csv"), (say("Excel"), "xlsx")]
            .into_iter()
            .filter(|_| !wanted.is_doubted())
            .map(|(name, format)| (name, days.link(&format!("{path}/{format}"), "")))
            .collect(),
        period: period(&days, look.language),
        path,
        tiles,
        sheets,
        days: Days::typed(&wanted),
        doubts: wanted.doubts.beside(&FILTERS),
        shows,
    };
    html(page.doubts.status(), &page)
}
