//! `/patients/<id>/measurements`: charts over time with the table below.

use askama::Template;
use jiff::ToSpan;
use jiff::civil::Date;
use rocket::http::Status;
use rocket::{Route, get, routes};

use super::ROOM;
use super::head::Head;
use super::seen::seen;
use super::store::visit_days;
use crate::auth::{Clinical, may};
use crate::clinical::{ADULT_YEARS, BMI_CLASSES, Class};
use crate::clock::{Moment, Zone, age_on};
use crate::db::Db;
use crate::error::Result;
use crate::goals::Goal;
use crate::goals::store::of_patient;
use crate::http::{Parameters, PathId};
use crate::ids::Id;
use crate::patients::measurements::{self, MeasurementRow};
use crate::settings::InForce;
use crate::shown::{Discloses, Shows};
use crate::ui::charts::{Band, Ground, Series, lines};
use crate::ui::form::{Html, html};
use crate::ui::goals::aims;
use crate::ui::language::{Language, say};
use crate::ui::staff::{Shell, Staff};

pub fn routes() -> Vec<Route> {
    routes![show]
}

/// The periods that the charts show, in months; 0 is all.
const PERIODS: [(i32, &str); 4] =
    [(3, say("3 months")), (6, say("6 months")), (12, say("12 months")), (0, say("All|whole"))];

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
#[template(path = "ui/patients/measurements.html", config = "src/ui/askama.toml")]
struct MeasuredPage {
    shell: Shell,
    id: Id,
    head: Head,
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

/// A value of a measurement.
type Value = fn(&MeasurementRow) -> Option<f64>;

pub(super) const SHOWN: [(Value, &str); 7] = [
    (|one| one.weight_kg, say("Weight, kg")),
    (|one| one.bmi, say("BMI")),
    (|one| one.body_fat_percentage, say("Body fat, %")),
    (|one| one.waist_cm, say("Waist, cm")),
    (|one| one.hip_cm, say("Hip, cm")),
    (|one| one.systolic, say("Systolic, mmHg")),
    (|one| one.diastolic, say("Diastolic, mmHg")),
];

#[get("/patients/<id>/measurements")]
async fn show(
    caller: Staff<Clinical<may::PatientsRead>>,
    id: PathId,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let id = id.get()?;
    let months = period(&parameters);
    let (scope, now, zone) = (caller.scope(), db.database().clock().now(), settings.0.zone.clone());
    let notes = caller.notes();
    let since = zone.day_of(now).saturating_sub(months.months()).to_string();
    let range = match months {
        0 => Vec::new(),
        _ => vec![("from_date".to_owned(), since)],
    };
    let (detail, measured, behind) = db
        .read(move |sql| {
            let range = measurements::Range::read(Parameters::of(range), &zone)?;
            let detail = seen(sql, id, (scope, notes), now)?;
            let measured = measurements::rows(sql, id, scope, &range)?;
            let behind = Behind { visited: visit_days(sql, id)?, goals: of_patient(sql, id)? };
            Ok((detail, measured, behind))
        })
        .await?;
    let language = caller.look.language;
    let details = &detail.patient.details;
    let chosen = |period: i32| period == months;
    let page = MeasuredPage {
        shell: Shell::new(&caller, caller.look, &settings, ROOM),
        id,
        head: Head::of(&detail, &caller, (&settings.0.zone, now), language, "/measurements"),
        periods: PERIODS
            .map(|(period, name)| {
                (name, format!("{ROOM}/{id}/measurements?months={period}"), chosen(period))
            })
            .into(),
        charts: charts(&measured, details.date_of_birth, &behind, language, &settings),
        headings: SHOWN.map(|(_, name)| name),
        rows: measured_rows(&measured, &settings.0.zone, language),
    };
    html(Status::Ok, &page)
}

/// The months that are asked for, if the page offers that period; else a year.
fn period(parameters: &Parameters) -> i32 {
    let asked = parameters.get("months").and_then(|months| months.parse().ok());
    asked.filter(|asked| PERIODS.iter().any(|(known, _)| known == asked)).unwrap_or(12)
}

/// The rows of the table, the latest first.
pub(super) fn measured_rows(
    measured: &[MeasurementRow],
    zone: &Zone,
    language: Language,
) -> Vec<Measured> {
    let figure = |value: Option<f64>| value.map(|value| language.number(&value.to_string()));
    let row = |one: &MeasurementRow| Measured {
        href: format!("/visits/{}", one.visit_id),
        at: language.moment(one.measured_at, zone),
        values: SHOWN.map(|(value, _)| figure(value(one)).unwrap_or_default()).into(),
    };
    measured.iter().rev().map(row).collect()
}

/// A chart: its name, its lines with their names and units, and of which measures goals are drawn in.
struct Chart {
    name: &'static str,
    lines: &'static [(Value, &'static str, &'static str)],
    measures: &'static [&'static str],
}

const CHARTS: [Chart; 5] = [
    Chart {
        name: say("Weight, kg"),
        lines: &[(|one| one.weight_kg, say("Weight"), "kg")],
        measures: &["weight_kg"],
    },
    Chart { name: BMI, lines: &[(|one| one.bmi, say("BMI"), "kg/m²")], measures: &[] },
    Chart {
        name: say("Body fat, %"),
        lines: &[(|one| one.body_fat_percentage, say("Body fat"), "%")],
        measures: &["body_fat_percentage"],
    },
    Chart {
        name: say("Waist, cm"),
        lines: &[(|one| one.waist_cm, say("Waist"), "cm")],
        measures: &["waist_circumference_cm"],
    },
    Chart {
        name: say("Blood pressure, mmHg"),
        lines: &[
            (|one| one.systolic, say("Systolic"), "mmHg"),
            (|one| one.diastolic, say("Diastolic"), "mmHg"),
        ],
        measures: &["blood_pressure_systolic", "blood_pressure_diastolic"],
    },
];

/// Behind its curve stand the classes.
const BMI: &str = say("BMI");

/// What the charts show beside the values.
struct Behind {
    visited: Vec<Moment>,
    goals: Vec<Goal>,
}

/// The charts that have at least two values to join.
fn charts(
    measured: &[MeasurementRow],
    birth: Date,
    behind: &Behind,
    language: Language,
    settings: &InForce,
) -> Vec<(&'static str, String)> {
    let at = |one: Option<&MeasurementRow>| {
        one.map(|one| language.date(settings.0.zone.day_of(one.measured_at))).unwrap_or_default()
    };
    let (first, last) = (at(measured.first()), at(measured.last()));
    let classes = adult_classes(measured, birth, language, &settings.0.zone);
    let marks = marks(measured, &behind.visited, language, settings);
    let drawn = |chart: &Chart| {
        let lines_of = chart.lines.iter().enumerate().map(|(order, (value, name, unit))| {
            let name = language.t(name);
            let points = points(measured, *value, (name, unit), language, settings);
            Series { is_second: order > 0, points }
        });
        let series: Vec<Series> = lines_of.filter(|series| series.points.len() > 1).collect();
        let aims = chart.measures.iter().flat_map(|one| aims(&behind.goals, one, language));
        let goals: Vec<(f64, String)> = aims.collect();
        let bands = if chart.name == BMI { &classes[..] } else { &[] };
        let ground = Ground { bands, marks: &marks, goals: &goals };
        let ends = (first.as_str(), last.as_str());
        let chart_of = |name| (name, lines(language.t(name), &series, ground, ends, language));
        (!series.is_empty()).then(|| chart_of(chart.name))
    };
    CHARTS.iter().filter_map(drawn).collect()
}

/// The classes of the BMI behind its curve, if all of it is an adult's.
fn adult_classes(
    measured: &[MeasurementRow],
    birth: Date,
    language: Language,
    zone: &Zone,
) -> Vec<Band> {
    let first = measured.first().map(|one| zone.day_of(one.measured_at));
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
fn span(measured: &[MeasurementRow]) -> Option<(Moment, Moment)> {
    Some((measured.first()?.measured_at, measured.last()?.measured_at))
}

/// The visits on the charts, with what was measured at them or without.
fn marks(
    measured: &[MeasurementRow],
    visited: &[Moment],
    language: Language,
    settings: &InForce,
) -> Vec<(f64, String)> {
    let zone = &settings.0.zone;
    let Some((first, last)) = span(measured) else { return Vec::new() };
    let share =
        |at: &Moment| (at.ms() - first.ms()) as f64 / (last.ms() - first.ms()).max(1) as f64;
    let named = |at: &Moment| {
        let day = language.date(zone.day_of(*at));
        (share(at), language.fill(say("Appointment, {}"), &[&day]))
    };
    visited.iter().map(named).filter(|(share, _)| (0.0..=1.0).contains(share)).collect()
}

fn points(
    measured: &[MeasurementRow],
    value: Value,
    (name, unit): (&str, &str),
    language: Language,
    settings: &InForce,
) -> Vec<(f64, f64, String)> {
    let zone = &settings.0.zone;
    let Some((first, last)) = span(measured) else { return Vec::new() };
    let span = (last.ms() - first.ms()).max(1) as f64;
    let point = |one: &MeasurementRow| {
        let (value, at) = (value(one)?, one.measured_at);
        let figure = language.number(&value.to_string());
        let words = format!("{}, {name}: {figure} {unit}", language.moment(at, zone));
        Some(((at.ms() - first.ms()) as f64 / span, value, words))
    };
    measured.iter().filter_map(point).collect()
}
