//! Measurements in SQL.

use rusqlite::{Row, named_params, params};
use serde_json::{Map, Value, json};

use super::{Measurement, Values};
use crate::clock::Moment;
use crate::db::{Sql, Tx};
use crate::error::{Error, Result};
use crate::ids::Id;
use crate::list::write_object;
use crate::patients::MEASUREMENT;

/// A measurement as a change needs it.
#[derive(Clone, Debug)]
pub struct Stored {
    pub values: Values,
    pub measured_at: Moment,
    pub version: i64,
}

impl Stored {
    /// What the audit compares of two states.
    pub(crate) fn facts(&self) -> Map<String, Value> {
        let mut facts = match serde_json::to_value(&self.values) {
            Ok(Value::Object(map)) => map,
            _ => Map::new(),
        };
        facts.insert("measured_at".into(), json!(self.measured_at));
        facts
    }
}

/// The measurement of that visit, unless deleted.
///
/// # Errors
/// What SQLite says.
pub fn load(sql: &Sql<'_>, visit: Id, id: Id) -> Result<Option<Stored>> {
    let statement = include_str!("../../../sql/queries/visits/measurement.sql");
    sql.maybe(statement, params![id, visit], |row| {
        Ok(Stored {
            values: values_of(row)?,
            measured_at: row.get("measured_at")?,
            version: row.get("version")?,
        })
    })
}

fn values_of(row: &Row<'_>) -> rusqlite::Result<Values> {
    Ok(Values {
        weight_kg: row.get("weight_kg")?,
        height_cm: row.get("height_cm")?,
        waist_circumference_cm: row.get("waist_circumference_cm")?,
        hip_circumference_cm: row.get("hip_circumference_cm")?,
        body_fat_percentage: row.get("body_fat_percentage")?,
        blood_pressure_systolic: row.get("blood_pressure_systolic")?,
        blood_pressure_diastolic: row.get("blood_pressure_diastolic")?,
        notes: row.get("notes")?,
    })
}

/// Every measurement of a patient, oldest first.
///
/// # Errors
/// What SQLite says.
pub fn of_patient(sql: &Sql<'_>, patient: Id) -> Result<Vec<Measurement>> {
    let statement = concat!(
        "SELECT m.id, m.visit_id, m.measured_at, m.weight_kg, m.height_cm, \
         m.waist_circumference_cm, m.hip_circumference_cm, m.body_fat_percentage, \
         m.blood_pressure_systolic, m.blood_pressure_diastolic, m.notes, m.version ",
        include_str!("../../../sql/queries/patients/measurements.sql")
    );
    sql.all(statement, params![patient, "", "~"], |row| {
        Ok(Measurement {
            id: row.get("id")?,
            visit_id: row.get("visit_id")?,
            measured_at: row.get("measured_at")?,
            values: values_of(row)?,
            version: row.get("version")?,
        })
    })
}

/// Whether the visit was measured already.
///
/// # Errors
/// What SQLite says.
pub fn is_measured(sql: &Sql<'_>, visit: Id) -> Result<bool> {
    let statement = "SELECT 1 FROM visit_measurements \
                     WHERE visit_id = ?1 AND deleted_at IS NULL LIMIT 1";
    Ok(sql.maybe(statement, [visit], |_| Ok(()))?.is_some())
}

/// The measurement as every answer shows it: a JSON object.
///
/// # Errors
/// What SQLite says; no such measurement is an error.
pub fn json(sql: &Sql<'_>, id: Id) -> Result<Vec<u8>> {
    let columns: Vec<&str> = MEASUREMENT.iter().map(|column| column.sql).collect();
    let statement =
        format!("SELECT {} FROM visit_measurements m WHERE m.id = ?1", columns.join(", "));
    let mut json = Vec::new();
    sql.one(&statement, [id], |row| write_object(&mut json, row, MEASUREMENT, 0, None))?;
    Ok(json)
}

/// Where a measurement belongs.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    pub visit: Id,
    pub patient: Id,
    pub measured_at: Moment,
}

/// Inserts a measurement.
///
/// # Errors
/// 400 for an id in use.
pub fn insert(tx: &Tx<'_>, id: Id, place: Place, values: &Values, by: Id) -> Result<()> {
    write(
        tx,
        include_str!("../../../sql/queries/visits/measurement_insert.sql"),
        id,
        place,
        values,
        by,
    )
}

/// Rewrites a measurement, as the next version.
///
/// # Errors
/// What SQLite says.
pub fn rewrite(tx: &Tx<'_>, id: Id, place: Place, values: &Values, by: Id) -> Result<()> {
    write(
        tx,
        include_str!("../../../sql/queries/visits/measurement_update.sql"),
        id,
        place,
        values,
        by,
    )
}

fn write(
    tx: &Tx<'_>,
    statement: &str,
    id: Id,
    place: Place,
    values: &Values,
    by: Id,
) -> Result<()> {
    let written = tx.run(
        statement,
        named_params! {
            ":id": id,
            ":visit_id": place.visit,
            ":patient_id": place.patient,
            ":measured_at": place.measured_at,
            ":weight_kg": values.weight_kg,
            ":height_cm": values.height_cm,
            ":waist_circumference_cm": values.waist_circumference_cm,
            ":hip_circumference_cm": values.hip_circumference_cm,
            ":body_fat_percentage": values.body_fat_percentage,
            ":blood_pressure_systolic": values.blood_pressure_systolic,
            ":blood_pressure_diastolic": values.blood_pressure_diastolic,
            ":notes": values.notes,
            ":by": by,
            ":now": tx.now(),
        },
    );
    written.map(drop).map_err(|error| Error::of_insert(error, "visit_measurements.id"))
}

/// Whether that visit has a deleted measurement of that id.
///
/// # Errors
/// What SQLite says.
pub fn is_deleted(sql: &Sql<'_>, visit: Id, id: Id) -> Result<bool> {
    let statement = "SELECT 1 FROM visit_measurements \
                     WHERE id = ?1 AND visit_id = ?2 AND deleted_at IS NOT NULL";
    Ok(sql.maybe(statement, params![id, visit], |_| Ok(()))?.is_some())
}

/// Deletes a measurement softly, or brings it back.
///
/// # Errors
/// What SQLite says.
pub fn set_deleted(tx: &Tx<'_>, id: Id, is_deleted: bool, by: Id) -> Result<()> {
    tx.run(
        "UPDATE visit_measurements SET deleted_at = CASE WHEN ?4 THEN ?2 END, \
         deleted_by = CASE WHEN ?4 THEN ?3 END, updated_at = ?2, updated_by = ?3, \
         version = version + 1 WHERE id = ?1",
        params![id, tx.now(), by, is_deleted],
    )?;
    Ok(())
}
