//! `/patients/<id>/measurements`: charts over time with the table below, and who opened the file.

use askama::Template;
use jiff::ToSpan;
use jiff::civil::Date;
use rocket::http::Status;
use rocket::{Route, State, get, routes};
use rusqlite::types::Value as Stored;
use serde_json::Value;

use super::pages::{ROOM, seen};
use super::store::visit_days;
use crate::audit::ReadLog;
use crate::audit::store::AuditLogs;
use crate::audit::store::sets::OF_PATIENT;
use crate::auth::{Permission, may};
use crate::cache::Page;
use crate::clinical::{ADULT_YEARS, BMI_CLASSES, Class};
use crate::clock::{Moment, Zone, age_on};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::http::{Parameters, PathId};
use crate::ids::Id;
use crate::list::{Clauses, Listed, fetch};
use crate::patients::measurements;
use crate::settings::InForce;
use crate::shown::{Discloses, Shows};
use crate::ui::charts::{Band, Series, lines};
use crate::ui::form::{Html, html};
use crate::ui::language::{Language, say};
use crate::ui::list::{ListPage, Listing, Wanted};
use crate::ui::staff::{Shell, Staff};

pub fn routes() -> Vec<Route> {
    routes![show, access]
}

/// The periods that the charts show, in months; 0 is all.
const PERIODS: [(i32, &str); 4] =
    [(3, say("3 months")), (6, say("6 months")), (12, say("12 months")), (0, say("All"))];

/// Beyond every axis.
const FAR_BEYOND: f64 = 1000.0;

/// A row of the table: when, where it leads, its values in the order of the headings.
pub(super) struct Measured {
    pub href: String,
    pub at: String,
    pub values: Vec<String>,
}

/// The page.
#[derive(Template)]
#[template(path = "ui/patients/measured.html", config = "src/ui/askama.toml")]
struct MeasuredPage {
    shell: Shell,
    id: Id,
    name: String,
    may_audit: bool,
    may_read_documents: bool,
    periods: Vec<(&'static str, String, bool)>,
    charts: Vec<(&'static str, String)>,
    headings: [&'static str; 7],
    rows: Vec<Measured>,
}

impl Discloses for MeasuredPage {
    fn shows(&self) -> Shows {
        Shows::record("patient", self.id)
    }
}

pub(super) const SHOWN: [(&str, &str); 7] = [
    ("weight_kg", say("Weight, kg")),
    ("bmi", say("BMI")),
    ("body_fat_percentage", say("Body fat, %")),
    ("waist_circumference_cm", say("Waist, cm")),
    ("hip_circumference_cm", say("Hip, cm")),
    ("blood_pressure_systolic", say("Systolic, mmHg")),
    ("blood_pressure_diastolic", say("Diastolic, mmHg")),
];

#[get("/patients/<id>/measurements")]
async fn show(
    caller: Staff<may::PatientsRead>,
    id: PathId,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let id = id.get()?;
    let months = period(&parameters);
    let (scope, now, zone) = (caller.scope(), db.database().clock().now(), settings.0.zone.clone());
    let since = zone.day_of(now).saturating_sub(months.months()).to_string();
    let range = match months {
        0 => Vec::new(),
        _ => vec![("from_date".to_owned(), since)],
    };
    let (detail, page, visited) = db
        .read(move |sql| {
            let range = measurements::Range::read(Parameters::of(range), &zone)?;
            let detail = seen(sql, id, scope, now)?;
            Ok((detail, measurements::page(sql, id, scope, &range)?, visit_days(sql, id)?))
        })
        .await?;
    let measured = in_order(&page)?;
    let language = caller.look.language;
    let details = &detail.patient.details;
    let chosen = |period: i32| period == months;
    let page = MeasuredPage {
        shell: Shell::new(&caller, caller.look, &settings, ROOM),
        id,
        name: details.full_name(),
        may_audit: caller.may(Permission::AuditLogsRead),
        may_read_documents: caller.may(Permission::DocumentsRead),
        periods: PERIODS
            .map(|(period, name)| {
                (name, format!("{ROOM}/{id}/measurements?months={period}"), chosen(period))
            })
            .into(),
        charts: charts(&measured, details.date_of_birth, &visited, language, &settings),
        headings: SHOWN.map(|(_, name)| name),
        rows: measured_rows(&page, &settings.0.zone, language)?,
    };
    html(Status::Ok, &page)
}

/// The months that are asked for, if the page offers that period; else a year.
fn period(parameters: &Parameters) -> i32 {
    let asked = parameters.get("months").and_then(|months| months.parse().ok());
    asked.filter(|asked| PERIODS.iter().any(|(known, _)| known == asked)).unwrap_or(12)
}

/// The measurements of the API's answer, the earliest first.
fn in_order(page: &Page) -> Result<Vec<Value>> {
    let mut page: Value = serde_json::from_slice(&page.json).map_err(Error::internal)?;
    let measured = page["data"]["measurements"].as_array_mut().map(std::mem::take);
    let mut measured = measured.unwrap_or_default();
    measured.sort_by_key(|one| one["measured_at"].as_str().unwrap_or_default().to_owned());
    Ok(measured)
}

/// The same as rows of a table, the latest first.
pub(super) fn measured_rows(page: &Page, zone: &Zone, language: Language) -> Result<Vec<Measured>> {
    let text = |one: &Value, name: &str| one[name].as_str().unwrap_or_default().to_owned();
    let row = |one: &Value| Measured {
        href: format!("/visits/{}", text(one, "visit_id")),
        at: language.moment_text(&text(one, "measured_at"), zone),
        values: SHOWN.map(|(name, _)| language.figure(&one[name])).into(),
    };
    Ok(in_order(page)?.iter().rev().map(row).collect())
}

/// The charts that have at least two values to join.
fn charts(
    measured: &[Value],
    birth: Date,
    visited: &[Moment],
    language: Language,
    settings: &InForce,
) -> Vec<(&'static str, String)> {
    let series = |names: &[(&'static str, &'static str, &str)]| -> Vec<Series> {
        let of = |(order, (field, name, unit)): (usize, &(&str, &'static str, &str))| {
            let name = language.t(name);
            let points = points(measured, field, (name, unit), language, settings);
            Series { is_second: order > 0, points }
        };
        names.iter().enumerate().map(of).filter(|series| series.points.len() > 1).collect()
    };
    let classes = adult_classes(measured, birth, language, &settings.0.zone);
    let charts = [
        (say("Weight, kg"), series(&[("weight_kg", say("Weight"), "kg")]), &[][..]),
        (say("BMI"), series(&[("bmi", say("BMI"), "kg/m²")]), &classes[..]),
        (say("Body fat, %"), series(&[("body_fat_percentage", say("Body fat"), "%")]), &[][..]),
        (say("Waist, cm"), series(&[("waist_circumference_cm", say("Waist"), "cm")]), &[][..]),
        (
            say("Blood pressure, mmHg"),
            series(&[
                ("blood_pressure_systolic", say("Systolic"), "mmHg"),
                ("blood_pressure_diastolic", say("Diastolic"), "mmHg"),
            ]),
            &[][..],
        ),
    ];
    let at = |one: Option<&Value>| {
        let at = one.and_then(|one| one["measured_at"].as_str()).unwrap_or_default();
        settings
            .0
            .zone
            .parse(at)
            .map_or_else(|_| String::new(), |at| language.date(settings.0.zone.day_of(at)))
    };
    let (first, last) = (at(measured.first()), at(measured.last()));
    let marks = marks(measured, visited, language, settings);
    charts
        .into_iter()
        .filter(|(_, series, _)| !series.is_empty())
        .map(|(name, series, bands)| {
            (name, lines(language.t(name), &series, bands, &marks, (&first, &last), language))
        })
        .collect()
}

/// The classes of the BMI behind its curve, if all of it is an adult's.
fn adult_classes(measured: &[Value], birth: Date, language: Language, zone: &Zone) -> Vec<Band> {
    let first = span(measured, zone).map(|(first, _)| zone.day_of(first));
    if first.is_none_or(|day| age_on(birth, day) < ADULT_YEARS) {
        return Vec::new();
    }
    let band = |class: &Class| Band {
        from: class.from,
        to: class.below.min(FAR_BEYOND),
        name: language.t(class.name).to_owned(),
        is_normal: class.is_normal,
    };
    // What lies between the normal range and obesity is left white.
    BMI_CLASSES.iter().filter(|class| class.is_normal || class.from != 25.0).map(band).collect()
}

/// The instants between which the charts stand.
fn span(measured: &[Value], zone: &Zone) -> Option<(Moment, Moment)> {
    let at = |one: &Value| zone.parse(one["measured_at"].as_str().unwrap_or_default()).ok();
    Some((measured.first().and_then(at)?, measured.last().and_then(at)?))
}

/// The visits on the charts, with what was measured at them or without.
fn marks(
    measured: &[Value],
    visited: &[Moment],
    language: Language,
    settings: &InForce,
) -> Vec<(f64, String)> {
    let zone = &settings.0.zone;
    let Some((first, last)) = span(measured, zone) else { return Vec::new() };
    let share =
        |at: &Moment| (at.ms() - first.ms()) as f64 / (last.ms() - first.ms()).max(1) as f64;
    let named = |at: &Moment| {
        let day = language.date(zone.day_of(*at));
        (share(at), language.fill(say("Visit, {}"), &[&day]))
    };
    visited.iter().map(named).filter(|(share, _)| (0.0..=1.0).contains(share)).collect()
}

fn points(
    measured: &[Value],
    field: &str,
    (name, unit): (&str, &str),
    language: Language,
    settings: &InForce,
) -> Vec<(f64, f64, String)> {
    let zone = &settings.0.zone;
    let at = |one: &Value| zone.parse(one["measured_at"].as_str().unwrap_or_default()).ok();
    let Some((first, last)) = span(measured, zone) else { return Vec::new() };
    let span = (last.ms() - first.ms()).max(1) as f64;
    let point = |one: &Value| {
        let (value, at) = (one[field].as_f64()?, at(one)?);
        let words = format!(
            "{}, {name}: {} {unit}",
            language.moment(at, zone),
            language.figure(&one[field])
        );
        Some(((at.ms() - first.ms()) as f64 / span, value, words))
    };
    measured.iter().filter_map(point).collect()
}

/// Who opened or changed this file, from the audit trail.
#[get("/patients/<id>/access")]
async fn access(
    caller: Staff<may::AuditLogsRead>,
    id: PathId,
    parameters: Parameters,
    settings: InForce,
    reads: &State<ReadLog>,
    db: Db,
) -> Result<Html> {
    let id = id.get()?;
    reads.flush().await;
    let wanted = Wanted::read(ROOM, parameters);
    let query = wanted.query(AuditLogs::SPEC, &settings.0.zone, ("timestamp", "DESC"))?;
    let (scope, now) = (caller.scope(), db.database().clock().now());
    let (detail, told, total) = db
        .read_much(move |sql| {
            let mut of_patient = Clauses::default();
            let whose = || Stored::Text(id.to_string());
            of_patient.and_with(OF_PATIENT, [whose(), whose()]);
            let fetched = fetch(sql, AuditLogs::SPEC, &query, &of_patient)?;
            let told = crate::ui::audit::store::told(sql, &fetched.ids_json(), scope)?;
            let total = Listing::of_json(&fetched.into_json(), "logs")?.total;
            Ok((seen(sql, id, scope, now)?, told, total))
        })
        .await?;
    let (language, zone) = (caller.look.language, &settings.0.zone);
    let rows = told.iter().map(|told| crate::ui::audit::pages::row(told, language, zone));
    let shell = Shell::new(&caller, caller.look, &settings, ROOM);
    let mut page = ListPage::new(
        shell,
        say("Who opened this file"),
        &wanted,
        (rows.collect(), total),
        Shows::names("patient", [id]),
    );
    let details = &detail.patient.details;
    page.back = Some((format!("{ROOM}/{id}"), details.full_name()));
    page.headings = crate::ui::audit::pages::headings(&wanted);
    page.at(format!("{ROOM}/{id}/access"));
    html(Status::Ok, &page)
}
