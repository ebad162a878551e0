//! Visits and measurements as they are stored.

use rusqlite::params;

use crate::clock::Moment;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::Id;

pub(crate) struct VisitRow {
    pub id: Id,
    pub patient: Id,
    pub dietitian: Id,
    pub visit_date: Moment,
    pub duration_minutes: i64,
    pub visit_type: Option<&'static str>,
    pub status: &'static str,
    /// chief_complaint, assessment, recommendations, private_notes.
    pub texts: [Option<String>; 4],
    pub next_visit_date: Option<String>,
    pub created_by: Option<Id>,
    pub updated_by: Option<Id>,
    pub created_at: Moment,
    pub updated_at: Moment,
}

pub(crate) fn insert_visit(tx: &Tx<'_>, visit: &VisitRow) -> Result<()> {
    tx.run(
        "INSERT INTO visits (id, patient_id, dietitian_id, visit_date, ends_at, duration_minutes, \
         visit_type, status, chief_complaint, assessment, recommendations, private_notes, \
         next_visit_date, created_by, updated_by, created_at, updated_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
        params![
            visit.id,
            visit.patient,
            visit.dietitian,
            visit.visit_date,
            visit.visit_date.plus_minutes(visit.duration_minutes),
            visit.duration_minutes,
            visit.visit_type,
            visit.status,
            visit.texts[0],
            visit.texts[1],
            visit.texts[2],
            visit.texts[3],
            visit.next_visit_date,
            visit.created_by,
            visit.updated_by,
            visit.created_at,
            visit.updated_at
        ],
    )?;
    Ok(())
}

pub(crate) struct MeasurementRow {
    pub id: Id,
    pub visit: Id,
    pub patient: Id,
    pub measured_at: Moment,
    pub weight: Option<f64>,
    pub height: Option<f64>,
    pub waist: Option<f64>,
    pub fat: Option<f64>,
    pub systolic: Option<i64>,
    pub diastolic: Option<i64>,
    pub height_used: Option<f64>,
    pub bmi: Option<f64>,
    pub whtr: Option<f64>,
    pub notes: Option<String>,
}

pub(crate) fn insert_measurement(tx: &Tx<'_>, row: &MeasurementRow) -> Result<()> {
    tx.run(
        "INSERT INTO visit_measurements (id, visit_id, patient_id, measured_at, weight_kg, height_cm, \
         waist_circumference_cm, body_fat_percentage, blood_pressure_systolic, \
         blood_pressure_diastolic, height_used_cm, bmi, whtr, notes, created_at, updated_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?4, ?4)",
        params![
            row.id,
            row.visit,
            row.patient,
            row.measured_at,
            row.weight,
            row.height,
            row.waist,
            row.fat,
            row.systolic,
            row.diastolic,
            row.height_used,
            row.bmi,
            row.whtr,
            row.notes
        ],
    )?;
    Ok(())
}
