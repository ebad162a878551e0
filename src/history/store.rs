//! The versions of a record, out of the audit trail.

use std::collections::HashMap;

use rusqlite::{Row, params};
use serde_json::{Map, Value};

use super::{Author, Version};
use crate::clock::Moment;
use crate::db::Sql;
use crate::error::{Error, Result};
use crate::ids::Id;

/// Versions of an answer at most.
pub(crate) const MOST: i64 = 500;

/// Acts that make a version.
const ACTS: &str = "('CREATE', 'UPDATE', 'DELETE', 'RESTORE', 'ACTIVATE', 'DEACTIVATE', 'SIGN', 'AMEND', 'IMPORT')";

fn statement(of: &str, rest: &str) -> String {
    format!(
        "SELECT l.seq, l.timestamp, l.action, l.resource_type, l.resource_id, l.user_id, l.username, \
         v.body, l.imported, v.seq IS NOT NULL AND v.body IS NULL AND v.set_id IS NULL AS is_erased \
         FROM audit_logs l LEFT JOIN audit_values v ON v.seq = l.seq \
         WHERE l.resource_id {of} AND l.status = 'SUCCESS' AND l.action IN {ACTS} {rest}"
    )
}

/// The versions of a record of that kind, the newest first; of a visit with those of its measurements.
///
/// # Errors
/// What SQLite says.
pub(crate) fn versions(sql: &Sql<'_>, kind: &str, id: Id) -> Result<Vec<Version>> {
    let (of, kinds) = match kind {
        "visit" => (
            "IN (SELECT ?1 UNION ALL SELECT m.id FROM visit_measurements m WHERE m.visit_id = ?1)",
            "AND l.resource_type IN (?2, 'measurement')",
        ),
        _ => ("= ?1", "AND l.resource_type = ?2"),
    };
    let rest = format!("{kinds} ORDER BY l.seq DESC LIMIT ?3");
    sql.all(&statement(of, &rest), params![id, kind, MOST], read)
}

/// Records of one statement, by their ids.
fn keys(ids: &[Id]) -> Result<String> {
    serde_json::to_string(ids).map_err(Error::internal)
}

/// The versions of records of one kind that were made after that instant, by record, oldest first.
///
/// # Errors
/// What SQLite says.
pub(crate) fn after(
    sql: &Sql<'_>,
    kind: &str,
    ids: &[Id],
    instant: Moment,
) -> Result<HashMap<Id, Vec<Version>>> {
    let rest = "AND l.resource_type = ?2 AND l.timestamp > ?3 ORDER BY l.seq";
    let statement = statement("IN (SELECT value FROM json_each(?1))", rest);
    let mut all: HashMap<Id, Vec<Version>> = HashMap::new();
    for version in sql.all(&statement, params![keys(ids)?, kind, instant], read)? {
        if let Some(id) = version.resource_id {
            all.entry(id).or_default().push(version);
        }
    }
    Ok(all)
}

/// The versions of one record that were made after that one, oldest first.
///
/// # Errors
/// What SQLite says.
pub(crate) fn after_version(sql: &Sql<'_>, kind: &str, id: Id, seq: i64) -> Result<Vec<Version>> {
    let rest = "AND l.resource_type = ?2 AND l.seq > ?3 ORDER BY l.seq";
    sql.all(&statement("= ?1", rest), params![id, kind, seq], read)
}

/// That version of that record.
///
/// # Errors
/// What SQLite says.
pub(crate) fn version(sql: &Sql<'_>, kind: &str, id: Id, seq: i64) -> Result<Option<Version>> {
    let rest = "AND l.resource_type = ?2 AND l.seq = ?3";
    sql.maybe(&statement("= ?1", rest), params![id, kind, seq], read)
}

/// The measurement of a visit that a version is of; none of a version of the visit itself.
///
/// # Errors
/// What SQLite says.
pub(crate) fn measurement_of(sql: &Sql<'_>, visit: Id, seq: i64) -> Result<Option<Id>> {
    sql.maybe(
        "SELECT m.id FROM audit_logs l JOIN visit_measurements m ON m.id = l.resource_id \
         WHERE l.seq = ?2 AND l.resource_type = 'measurement' AND m.visit_id = ?1",
        params![visit, seq],
        |row| row.get(0),
    )
}

/// Whether that row of the trail is a version of that record.
///
/// # Errors
/// What SQLite says.
pub(crate) fn has_version(sql: &Sql<'_>, kind: &str, id: Id, seq: i64) -> Result<bool> {
    let version = format!(
        "SELECT EXISTS (SELECT 1 FROM audit_logs WHERE seq = ?3 AND resource_id = ?1 \
         AND resource_type = ?2 AND status = 'SUCCESS' AND action IN {ACTS})"
    );
    sql.one(&version, params![id, kind, seq], |row| row.get(0))
}

/// The visits of a patient that were booked by that instant, deleted or not, the last booked first;
/// and whether each is there now.
///
/// # Errors
/// What SQLite says.
pub(crate) fn visits_by(
    sql: &Sql<'_>,
    patient: Id,
    instant: Moment,
    most: i64,
) -> Result<Vec<(Id, bool)>> {
    sql.all(
        "SELECT id, deleted_at IS NULL FROM visits WHERE patient_id = ?1 AND created_at <= ?2 \
         ORDER BY visit_date DESC, id DESC LIMIT ?3",
        params![patient, instant, most],
        |row| Ok((row.get(0)?, row.get(1)?)),
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

/// Since when the trail has values.
///
/// # Errors
/// What SQLite says.
pub(crate) fn known_since(sql: &Sql<'_>) -> Result<Option<String>> {
    sql.maybe("SELECT timestamp FROM audit_logs ORDER BY seq LIMIT 1", [], |row| row.get(0))
}

fn read(row: &Row<'_>) -> rusqlite::Result<Version> {
    let body: Option<String> = row.get("body")?;
    Ok(Version {
        seq: row.get("seq")?,
        at: row.get("timestamp")?,
        action: row.get("action")?,
        resource_type: row.get("resource_type")?,
        resource_id: row.get("resource_id")?,
        by: Author { id: row.get("user_id")?, username: row.get("username")? },
        changes: body.and_then(|body| serde_json::from_str(&body).ok()),
        is_erased: row.get("is_erased")?,
        is_imported: row.get("imported")?,
    })
}
