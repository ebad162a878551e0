//! `/reports`.

use askama::Template;
use jiff::ToSpan;
use jiff::civil::Date;
use rocket::http::{ContentType, Header, Status};
use rocket::{Responder, Route, State, get, routes};
use serde_json::{Map, Value, json};

use super::csv;
use super::kind::Kind;
use super::sheet::{Days, Maker, Sheet};
use crate::audit::{Action, Entry, ReadLog};
use crate::auth::{Caller, may};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::http::{Opened, Parameters};
use crate::reports::range::Range;
use crate::reports::{self, Question};
use crate::settings::InForce;
use crate::shown::{Discloses, Shows};
use crate::ui::form::{Html, html};
use crate::ui::language::say;
use crate::ui::staff::{Look, Shell, Staff};
use crate::ui::tile::Tile;

const ROOM: &str = "/reports";

pub fn routes() -> Vec<Route> {
    routes![show, show_named, table]
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
    csv: String,
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
fn presets(today: Date) -> [(&'static str, String, String); 5] {
    let text = |day: Date| day.to_string();
    let before = today.first_of_month().saturating_sub(1.days());
    [
        (say("All"), String::new(), String::new()),
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

struct Read {
    report: Value,
    days: Days,
    today: Date,
    shows: Shows,
}

async fn read(
    kind: Kind,
    caller: &Caller,
    parameters: Parameters,
    settings: &InForce,
    reads: &ReadLog,
    db: &Db,
) -> Result<Read> {
    caller.must(kind.permission())?;
    let now = db.database().clock().now();
    let today = settings.0.zone.day_of(now);
    let mut given = parameters.rest();
    given.retain(|(name, value)| {
        matches!(name.as_str(), "from_date" | "to_date") && !value.is_empty()
    });
    let day = |name: &str| {
        given.iter().find(|(known, _)| known == name).map_or("", |(_, day)| day).to_owned()
    };
    let days = Days { from: day("from_date"), to: day("to_date") };
    let range = Range::read(Parameters::of(given), today)?;
    let asked = Question { scope: caller.scope(), range, clinic: settings.0.clone(), now };
    let report = db.read_much(move |sql| kind.report(sql, &asked)).await?;
    let told = Map::from_iter([("report".to_owned(), json!({ "old": null, "new": kind.name() }))]);
    reads.note(&caller.actor(), Entry::new(Action::Read, "report").changing(told)).await?;
    let shows = reports::shows(&report);
    Ok(Read { report: Value::Object(report), days, today, shows })
}

#[get("/reports")]
async fn show(
    caller: Staff<may::ReportsRead>,
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

fn no_such() -> Error {
    Error::new(Status::NotFound, "NOT_FOUND", "There is no such report.")
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
    let Read { report, days, today, shows } =
        read(kind, caller, parameters, settings, reads, db).await?;
    let currency = &settings.0.currency;
    let make = Maker { language: look.language, currency, days: &days, today };
    let (tiles, sheets) = kind.contents(&report, &make, today);
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
        csv: days.link(&format!("{path}/csv"), ""),
        path,
        tiles,
        sheets,
        days,
        shows,
    };
    html(Status::Ok, &page)
}

/// A file to be saved.
#[derive(Responder)]
struct Saved {
    body: String,
    kind: ContentType,
    name: Header<'static>,
}

#[get("/reports/<name>/csv")]
async fn table(
    caller: Staff<may::ReportsRead>,
    name: &str,
    parameters: Parameters,
    settings: InForce,
    reads: &State<ReadLog>,
    db: Db,
) -> Result<Opened<Saved>> {
    let kind = Kind::named(name).ok_or_else(no_such)?;
    let Read { report, days, today, shows } =
        read(kind, &caller, parameters, &settings, reads, &db).await?;
    let currency = &settings.0.currency;
    let make = Maker { language: caller.look.language, currency, days: &days, today };
    let (_, sheets) = kind.contents(&report, &make, today);
    // The mark tells spreadsheets that this is UTF-8.
    let mut body = String::from("\u{feff}");
    for sheet in sheets {
        body.push_str(&csv::line(&[caller.t(sheet.title).to_owned()]));
        let headings: Vec<String> =
            sheet.headings.iter().map(|heading| caller.t(heading).to_owned()).collect();
        body.push_str(&csv::line(&headings));
        for row in &sheet.plain {
            body.push_str(&csv::line(row));
        }
        body.push_str("\r\n");
    }
    let file = format!("attachment; filename=\"nutrivault-{}.csv\"", kind.name());
    let name = Header::new("Content-Disposition", file);
    let kind = ContentType::CSV.with_params(("charset", "utf-8"));
    Ok(Opened::new(Saved { body, kind, name }, shows))
}
