//! `/reports`.

use askama::Template;
use jiff::ToSpan;
use jiff::civil::Date;
use rocket::http::{ContentType, Header, Status};
use rocket::{Responder, Route, State, get, routes};
use serde_json::{Map, Value, json};

use super::csv;
use super::sheet::{Days, Maker, Sheet, Tile, Unit};
use crate::audit::{Action, Entry, ReadLog};
use crate::auth::{Caller, Permission, may};
use crate::db::{Db, Sql};
use crate::error::{Error, Result};
use crate::http::Parameters;
use crate::reports::range::Range;
use crate::reports::{Question, financial, overview, patients, visits};
use crate::settings::InForce;
use crate::ui::form::{Html, html};
use crate::ui::language::say;
use crate::ui::staff::{Look, Shell, Staff};

const ROOM: &str = "/reports";

pub fn routes() -> Vec<Route> {
    routes![show, show_named, table]
}

/// A report that the page knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Activity,
    Visits,
    Patients,
    Money,
}

impl Kind {
    const ALL: [Self; 4] = [Self::Activity, Self::Visits, Self::Patients, Self::Money];

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Activity => "activity",
            Self::Visits => "visits",
            Self::Patients => "patients",
            Self::Money => "money",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Activity => say("Activity"),
            Self::Visits => say("Visits"),
            Self::Patients => say("Patients"),
            Self::Money => say("Revenue"),
        }
    }

    fn permission(self) -> Permission {
        match self {
            Self::Activity => Permission::ReportsOverview,
            Self::Visits => Permission::ReportsVisits,
            Self::Patients => Permission::ReportsPatients,
            Self::Money => Permission::ReportsBilling,
        }
    }

    fn report(self, sql: &Sql<'_>, asked: &Question) -> Result<Map<String, Value>> {
        match self {
            Self::Activity => overview::report(sql, asked),
            Self::Visits => {
                let mut report = visits::report(sql, asked)?;
                report.insert("missedTrend".into(), visits::missed_trend(sql, asked)?);
                Ok(report)
            }
            Self::Patients => patients::report(sql, asked),
            Self::Money => financial::report(sql, asked),
        }
    }

    fn contents(self, report: &Value, make: &Maker<'_>, today: Date) -> (Vec<Tile>, Vec<Sheet>) {
        let days = make.days;
        let tile = |label, value: &Value, href: String| Tile {
            label,
            figure: make.language.figure(value),
            href,
        };
        let money = |label, value: &Value, href: String| Tile {
            label,
            figure: make.language.money(value, make.currency),
            href,
        };
        let count = [("count", say("Number"), Unit::Count)];
        match self {
            Self::Activity => (
                vec![
                    tile(say("Patients"), &report["patients"]["total"], days.link("/patients", "")),
                    tile(say("Visits"), &report["visits"]["total"], days.link("/visits", "")),
                    money(
                        say("Billed"),
                        &report["billing"]["totalRevenue"],
                        days.link("/invoices", &BILLED[1..]),
                    ),
                    money(
                        say("Still owed"),
                        &report["billing"]["outstanding"]["amount"],
                        days.link("/invoices", "status_in=PENDING,PARTIAL,OVERDUE"),
                    ),
                ],
                vec![
                    make.months(
                        say("Visits per month"),
                        &report["trends"]["visits"],
                        &count,
                        ("/visits", ""),
                    ),
                    make.months(
                        say("Billed per month"),
                        &report["trends"]["revenue"],
                        &[
                            ("revenue", say("Billed"), Unit::Money),
                            ("count", say("Invoices"), Unit::Count),
                        ],
                        ("/invoices", BILLED),
                    ),
                    make.months(
                        say("New patients per month"),
                        &report["trends"]["newPatients"],
                        &count,
                        ("/patients", ""),
                    ),
                ],
            ),
            Self::Visits => (
                vec![
                    tile(say("Visits"), &report["summary"]["total"], days.link("/visits", "")),
                    tile(
                        say("Minutes on average"),
                        &report["summary"]["averageDuration"],
                        String::new(),
                    ),
                    tile(
                        say("Missed, %"),
                        &report["summary"]["noShowRate"],
                        days.link("/visits", "status=NO_SHOW"),
                    ),
                ],
                vec![
                    make.months(
                        say("Visits per month"),
                        &report["visitTrend"],
                        &count,
                        ("/visits", ""),
                    ),
                    make.months(
                        say("Missed per month, %"),
                        &report["missedTrend"],
                        &[
                            ("noShowRate", say("Share"), Unit::Percent),
                            ("missed", say("Missed"), Unit::Count),
                            ("count", say("Visits"), Unit::Count),
                        ],
                        ("/visits", "&status=NO_SHOW"),
                    ),
                    make.counted(
                        say("By status"),
                        &report["byStatus"],
                        ("status", say("Status")),
                        "/visits",
                    ),
                    make.counted(
                        say("By type"),
                        &report["byType"],
                        ("visit_type", say("Visit")),
                        "/visits",
                    ),
                    make.people(
                        say("By dietitian"),
                        &report["byDietitian"],
                        "dietitian",
                        "/visits",
                    ),
                ],
            ),
            Self::Patients => (
                vec![
                    tile(say("Patients"), &report["summary"]["total"], days.link("/patients", "")),
                    tile(
                        say("Active"),
                        &report["summary"]["active"],
                        days.link("/patients", "is_active=true"),
                    ),
                    tile(
                        say("Archived"),
                        &report["summary"]["inactive"],
                        days.link("/patients", "is_active=false"),
                    ),
                ],
                vec![
                    make.months(
                        say("New patients per month"),
                        &report["newPatientsTrend"],
                        &count,
                        ("/patients", ""),
                    ),
                    make.counted(
                        say("By gender"),
                        &report["byGender"],
                        ("gender", say("Gender")),
                        "/patients",
                    ),
                    make.people(
                        say("By dietitian"),
                        &report["byDietitian"],
                        "assignedDietitian",
                        "/patients",
                    ),
                ],
            ),
            Self::Money => (
                vec![
                    money(say("Billed"), &report["billed"], days.link("/invoices", &BILLED[1..])),
                    money(say("Received"), &report["received"], days.link("/payments", "")),
                    money(
                        say("Still owed"),
                        &report["outstanding"],
                        days.link("/invoices", "status_in=PENDING,PARTIAL,OVERDUE"),
                    ),
                ],
                vec![
                    make.months(
                        say("Billed per month"),
                        &report["byMonth"],
                        &[
                            ("billed", say("Billed"), Unit::Money),
                            ("received", say("Received"), Unit::Money),
                        ],
                        ("/invoices", BILLED),
                    ),
                    make.sums(
                        say("How long it is owed"),
                        &report["ageing"],
                        ("bucket", say("Days")),
                        &[
                            ("amount", say("Still owed"), Unit::Money),
                            ("count", say("Invoices"), Unit::Count),
                        ],
                        true,
                        |row| days.link("/invoices", &overdue(row, today)),
                    ),
                    make.sums(
                        say("Tax"),
                        &report["tax"],
                        ("rate", say("Tax rate")),
                        &[("net", say("Net"), Unit::Money), ("tax", say("Tax"), Unit::Money)],
                        false,
                        |_| days.link("/invoices", &BILLED[1..]),
                    ),
                    make.sums(
                        say("By method"),
                        &report["byMethod"],
                        ("payment_method", say("Method")),
                        &[
                            ("amount", say("Received"), Unit::Money),
                            ("count", say("Payments"), Unit::Count),
                        ],
                        true,
                        |row| match row["payment_method"].as_str() {
                            Some(method) => days.link("/payments", &format!("method={method}")),
                            None => String::new(),
                        },
                    ),
                    make.sums(
                        say("Patients billed most"),
                        &report["topPatients"],
                        ("patient", say("Patient")),
                        &[
                            ("billed", say("Billed"), Unit::Money),
                            ("count", say("Invoices"), Unit::Count),
                        ],
                        false,
                        |row| {
                            let id = row["patient"]["id"].as_str().unwrap_or_default();
                            format!("/patients/{id}")
                        },
                    ),
                ],
            ),
        }
    }
}

/// The invoices that count as billed, for the address of their list.
const BILLED: &str = "&status_in=PENDING,PARTIAL,PAID,OVERDUE,REFUNDED";

/// The invoices of a bucket of the ageing, for the address of their list.
fn overdue(row: &Value, today: Date) -> String {
    let ago = |days: i32| today.saturating_sub(days.days());
    let days = match row["bucket"].as_str() {
        Some("0-30") => format!("due_date_gte={}", ago(30)),
        Some("31-60") => format!("due_date_gte={}&due_date_lte={}", ago(60), ago(31)),
        Some("61-90") => format!("due_date_gte={}&due_date_lte={}", ago(90), ago(61)),
        _ => format!("due_date_lte={}", ago(91)),
    };
    format!("status_in=PENDING,PARTIAL,OVERDUE&{days}")
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
    let report = db.read(move |sql| kind.report(sql, &asked)).await?;
    let told = Map::from_iter([("report".to_owned(), json!({ "old": null, "new": kind.name() }))]);
    reads.note(&caller.actor(), Entry::new(Action::Read, "report").changing(told)).await?;
    Ok(Read { report: Value::Object(report), days, today })
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
    let Read { report, days, today } = read(kind, caller, parameters, settings, reads, db).await?;
    let make = Maker { language: look.language, currency: &settings.0.currency, days: &days };
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
) -> Result<Saved> {
    let kind = Kind::named(name).ok_or_else(no_such)?;
    let Read { report, days, today } =
        read(kind, &caller, parameters, &settings, reads, &db).await?;
    let make =
        Maker { language: caller.look.language, currency: &settings.0.currency, days: &days };
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
    Ok(Saved { body, kind, name })
}
