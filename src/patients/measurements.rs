//! A patient's measurements, oldest first: what a curve is drawn from.

use rusqlite::params;

use super::store;
use crate::auth::Scope;
use crate::cache::{Page, Tag};
use crate::clock::{Moment, Zone, parse_day};
use crate::db::Sql;
use crate::error::{Error, FieldError, Result};
use crate::http::Parameters;
use crate::ids::Id;
use crate::list::{Bounded, Column, Kind, write_object};
use crate::message::message;
use crate::shown::Shows;

/// A measurement as every answer shows it, from `visit_measurements m`. `derived` names the equation of
/// each computed value (Quetelet's index, weight over height squared in kg/m²; waist over hip; waist over
/// height) with the height that was used, and says of a weight without a BMI why it has none.
pub const MEASUREMENT: &[Column] = &[
    Column::shown("id", "m.id", Kind::Id),
    Column::shown("visit_id", "m.visit_id", Kind::Id),
    Column::shown("measured_at", "m.measured_at", Kind::Moment),
    Column::shown("weight_kg", "m.weight_kg", Kind::Real),
    Column::shown("height_cm", "m.height_cm", Kind::Real),
    Column::shown("waist_circumference_cm", "m.waist_circumference_cm", Kind::Real),
    Column::shown("hip_circumference_cm", "m.hip_circumference_cm", Kind::Real),
    Column::shown("body_fat_percentage", "m.body_fat_percentage", Kind::Real),
    Column::shown("blood_pressure_systolic", "m.blood_pressure_systolic", Kind::Integer),
    Column::shown("blood_pressure_diastolic", "m.blood_pressure_diastolic", Kind::Integer),
    Column::shown("bmi", "m.bmi", Kind::Real),
    Column::shown("whr", "m.whr", Kind::Real),
    Column::shown("whtr", "m.whtr", Kind::Real),
    Column::shown(
        "derived",
        "json_object('height_used_cm', m.height_used_cm, \
         'bmi', CASE WHEN m.bmi IS NOT NULL THEN 'Quetelet: weight / height²' END, \
         'bmi_missing', CASE WHEN m.bmi IS NULL AND m.weight_kg IS NOT NULL THEN CASE WHEN EXISTS ( \
           SELECT 1 FROM visit_measurements h JOIN visits hv ON hv.id = h.visit_id \
           WHERE h.patient_id = m.patient_id AND h.height_cm IS NOT NULL AND h.measured_at <= m.measured_at \
             AND h.deleted_at IS NULL AND hv.deleted_at IS NULL) \
           THEN 'a child''s height older than six months is not used' \
           ELSE 'no height is known up to then' END END, \
         'whr', CASE WHEN m.whr IS NOT NULL THEN 'waist / hip' END, \
         'whtr', CASE WHEN m.whtr IS NOT NULL THEN 'waist / height' END)",
        Kind::Object,
    ),
    Column::shown("notes", "m.notes", Kind::Text),
    Column::shown("created_by", "m.created_by", Kind::Id),
    Column::shown("updated_by", "m.updated_by", Kind::Id),
    Column::shown("created_at", "m.created_at", Kind::Moment),
    Column::shown("updated_at", "m.updated_at", Kind::Moment),
    Column::shown("version", "m.version", Kind::Integer),
];

/// A measurement as the pages draw and list it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct MeasurementRow {
    pub visit_id: Id,
    pub measured_at: Moment,
    pub weight_kg: Option<f64>,
    pub waist_cm: Option<f64>,
    pub hip_cm: Option<f64>,
    pub body_fat_percentage: Option<f64>,
    pub systolic: Option<f64>,
    pub diastolic: Option<f64>,
    pub bmi: Option<f64>,
}

/// Sorts before every instant, and after every one: the bounds of a range that is open.
const BEGINNING: &str = "";
const END: &str = "~";

/// The days asked for, as instants: from the first inclusive, to the second exclusive.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Range {
    from: String,
    to: String,
}

impl Range {
    /// Reads `from_date` and `to_date`, both inclusive days in the clinic's zone or instants.
    ///
    /// # Errors
    /// 400 naming the parameter.
    pub fn read(mut parameters: Parameters, zone: &Zone) -> Result<Self> {
        let (from, to) = (parameters.take("from_date"), parameters.take("to_date"));
        parameters.finish()?;
        let from = bound("from_date", from, zone, |day| zone.start_of(day), 0)?;
        // An instant is inclusive too: the range ends a millisecond later.
        let to = bound("to_date", to, zone, |day| zone.end_of(day), 1)?;
        if let (Some(from), Some(to)) = (from, to)
            && from >= to
        {
            return Err(Error::field(
                "to_date",
                message("ends-before-it-begins", "must not be before from_date"),
            ));
        }
        let text = |moment: Option<Moment>, open: &str| {
            moment.map_or_else(|| open.to_owned(), |moment| moment.to_string())
        };
        Ok(Self { from: text(from, BEGINNING), to: text(to, END) })
    }

    /// The same for a cache key.
    pub fn key(&self) -> String {
        format!("{}|{}", self.from, self.to)
    }
}

fn bound(
    name: &str,
    given: Option<String>,
    zone: &Zone,
    of_day: impl Fn(jiff::civil::Date) -> Moment,
    further_ms: i64,
) -> Result<Option<Moment>> {
    let Some(given) = given else { return Ok(None) };
    let given = given.trim();
    if let Some(day) = parse_day(given) {
        return Ok(Some(of_day(day)));
    }
    match zone.parse(given) {
        Ok(moment) => Ok(Some(moment.plus_ms(further_ms))),
        Err(must) => {
            let wording = format!("{name} {must}.");
            let detail = FieldError::new(name, must);
            Err(Error::bad("INVALID_FILTER", message("refused-filter", "").worded(wording))
                .with_details(vec![detail]))
        }
    }
}

fn statement(columns: &str) -> String {
    format!("SELECT {columns} {}", include_str!("../../sql/queries/patients/measurements.sql"))
}

/// The measurements of a patient in that range, the earliest first.
///
/// # Errors
/// 404 and 403 for the patient; what SQLite says.
pub(crate) fn rows(
    sql: &Sql<'_>,
    id: Id,
    scope: Scope,
    range: &Range,
) -> Result<Vec<MeasurementRow>> {
    store::must_see(sql, id, scope)?;
    let statement = statement(
        "m.visit_id, m.measured_at, m.weight_kg, m.waist_circumference_cm, \
         m.hip_circumference_cm, m.body_fat_percentage, m.blood_pressure_systolic, \
         m.blood_pressure_diastolic, m.bmi",
    );
    sql.all(&statement, params![id, range.from, range.to], |row| {
        Ok(MeasurementRow {
            visit_id: row.get(0)?,
            measured_at: row.get(1)?,
            weight_kg: row.get(2)?,
            waist_cm: row.get(3)?,
            hip_cm: row.get(4)?,
            body_fat_percentage: row.get(5)?,
            systolic: row.get(6)?,
            diastolic: row.get(7)?,
            bmi: row.get(8)?,
        })
    })
}

/// The same as the API answers.
///
/// # Errors
/// 404 and 403 for the patient; 400 when they are more than an answer holds; what SQLite says.
pub(crate) fn page(sql: &Sql<'_>, id: Id, scope: Scope, range: &Range) -> Result<Page> {
    store::must_see(sql, id, scope)?;
    let columns: Vec<&str> = MEASUREMENT.iter().map(|column| column.sql).collect();
    let statement = statement(&columns.join(", "));
    let mut json = br#"{"success":true,"data":{"measurements":["#.to_vec();
    let (mut is_first, mut bounded) = (true, Bounded::default());
    let read = sql.each(&statement, params![id, range.from, range.to], |row| {
        if !std::mem::take(&mut is_first) {
            json.push(b',');
        }
        let before = json.len();
        write_object(&mut json, row, MEASUREMENT, 0, None)?;
        bounded.grow(json.len() - before)
    });
    bounded.finish(read, "from_date")?;
    json.extend_from_slice(b"]}}");
    Ok(Page::new(json, vec![Tag::Patient(id)], Shows::record("patient", id)))
}
