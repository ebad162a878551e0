//! What a file had at an instant: its visits, its invoices, what was measured and signed.

use std::collections::HashMap;

use rusqlite::params;
use serde_json::{Map, Value};

use crate::clock::Moment;
use crate::db::Sql;
use crate::error::Result;
use crate::history::store::keys;
use crate::ids::Id;

/// The texts of a visit, as its columns are called.
const TEXTS: [&str; 7] = [
    "chief_complaint",
    "assessment",
    "nutrition_diagnosis",
    "intervention",
    "monitoring_evaluation",
    "recommendations",
    "private_notes",
];

/// The visits of a patient that were booked by that instant, deleted or not, the last first: whether each is
/// there now, and the bytes of its texts.
///
/// # Errors
/// What SQLite says.
pub(crate) fn visits_by(
    sql: &Sql<'_>,
    patient: Id,
    instant: Moment,
    most: i64,
) -> Result<Vec<(Id, bool, i64)>> {
    let bytes = TEXTS.map(|text| format!("coalesce(octet_length({text}), 0)"));
    sql.all(
        &format!(
            "SELECT id, deleted_at IS NULL, {} FROM visits WHERE patient_id = ?1 AND created_at <= ?2 \
             ORDER BY visit_date DESC, id DESC LIMIT ?3",
            bytes.join(" + ")
        ),
        params![patient, instant, most],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

/// The invoices that are a patient's or once were, drafts that were taken away too, the last first.
///
/// # Errors
/// What SQLite says.
pub(crate) fn invoices_by(sql: &Sql<'_>, patient: Id, most: i64) -> Result<Vec<Id>> {
    sql.all(
        "SELECT id FROM billing WHERE patient_id = ?1 UNION \
         SELECT l.resource_id FROM audit_logs l WHERE l.patient_id = ?1 \
         AND l.resource_type = 'billing' AND l.status = 'SUCCESS' AND l.resource_id IS NOT NULL \
         AND l.action IN ('CREATE', 'UPDATE', 'IMPORT') \
         ORDER BY 1 DESC LIMIT ?2",
        params![patient, most],
        |row| row.get(0),
    )
}

/// When the note of each of those visits was last signed, if it was signed at that instant.
///
/// # Errors
/// What SQLite says.
pub(crate) fn signed_at(
    sql: &Sql<'_>,
    visits: &[Id],
    instant: Moment,
) -> Result<HashMap<Id, String>> {
    let found = sql.all(
        "SELECT l.resource_id, l.action, l.timestamp FROM audit_logs l \
         WHERE l.resource_id IN (SELECT value FROM json_each(?1)) \
         AND l.resource_type = 'visit' AND l.action IN ('SIGN', 'AMEND') AND l.timestamp <= ?2 \
         ORDER BY l.seq",
        params![keys(visits)?, instant],
        |row| Ok((row.get::<_, Id>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?)),
    )?;
    let last: HashMap<Id, (String, String)> =
        found.into_iter().map(|(visit, action, at)| (visit, (action, at))).collect();
    let signed = last.into_iter().filter(|(_, (action, _))| action == "SIGN");
    Ok(signed.map(|(visit, (_, at))| (visit, at)).collect())
}

/// A measurement that there was by an instant.
pub(crate) struct Measured {
    pub id: Id,
    pub visit: Id,
    /// Whether it is there now.
    pub is_there: bool,
    pub values: Map<String, Value>,
}

/// The measurements of visits, deleted ones too, that were taken down by that instant.
///
/// # Errors
/// What SQLite says.
pub(crate) fn measurements(sql: &Sql<'_>, visits: &[Id], instant: Moment) -> Result<Vec<Measured>> {
    let rows = sql.all(
        "SELECT m.id, m.deleted_at IS NULL AS is_there, json_object('id', m.id, 'measured_at', m.measured_at, \
         'weight_kg', m.weight_kg, 'height_cm', m.height_cm, \
         'waist_circumference_cm', m.waist_circumference_cm, \
         'hip_circumference_cm', m.hip_circumference_cm, 'body_fat_percentage', m.body_fat_percentage, \
         'blood_pressure_systolic', m.blood_pressure_systolic, \
         'blood_pressure_diastolic', m.blood_pressure_diastolic, 'notes', m.notes), \
         m.visit_id FROM visit_measurements m WHERE m.visit_id IN (SELECT value FROM json_each(?1)) \
         AND m.created_at <= ?2 ORDER BY m.measured_at, m.id",
        params![keys(visits)?, instant],
        |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?, row.get(3)?)),
    )?;
    let whole = |(id, is_there, json, visit): (Id, bool, String, Id)| Measured {
        id,
        visit,
        is_there,
        values: serde_json::from_str(&json).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(whole).collect())
}
