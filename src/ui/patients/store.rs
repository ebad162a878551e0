//! What the page of a patient asks of the database beyond the file itself.

use rusqlite::params;

use crate::clock::Moment;
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;

/// A weight, when it was taken, and at which visit.
pub(super) struct Weighed {
    pub kg: f64,
    pub at: Moment,
    pub visit: Id,
}

/// The last weights of a patient and the first one, the latest first.
///
/// # Errors
/// What SQLite says.
pub(super) fn last_weights(sql: &Sql<'_>, patient: Id, most: u32) -> Result<Vec<Weighed>> {
    let statement = include_str!("../../../sql/queries/patients/weights.sql");
    sql.all(statement, params![patient, most], |row| {
        Ok(Weighed { kg: row.get(0)?, at: row.get(1)?, visit: row.get(2)? })
    })
}

/// The weights that a patient is on the way to.
///
/// # Errors
/// What SQLite says.
pub(super) fn aimed_weights(sql: &Sql<'_>, patient: Id) -> Result<Vec<f64>> {
    sql.all(
        "SELECT target_value FROM goals WHERE patient_id = ?1 AND deleted_at IS NULL \
         AND state = 'open' AND measure = 'weight_kg' AND target_value IS NOT NULL \
         ORDER BY created_at DESC, id LIMIT 3",
        [patient],
        |row| row.get(0),
    )
}

/// The beginning of what was written at a consultation.
pub(super) struct Begun {
    pub id: Id,
    pub at: Moment,
    pub kind: Option<String>,
    pub reason: Option<String>,
    pub assessment: Option<String>,
    pub intervention: Option<String>,
    pub recommendations: Option<String>,
    pub is_signed: bool,
}

/// The notes of a patient's last consultations, the latest first, `letters` of each text.
///
/// # Errors
/// What SQLite says.
pub(super) fn last_notes(
    sql: &Sql<'_>,
    patient: Id,
    most: u32,
    letters: u32,
) -> Result<Vec<Begun>> {
    let statement = include_str!("../../../sql/queries/patients/last_notes.sql");
    sql.all(statement, params![patient, most, letters], |row| {
        Ok(Begun {
            id: row.get(0)?,
            at: row.get(1)?,
            kind: row.get(2)?,
            reason: row.get(3)?,
            assessment: row.get(4)?,
            intervention: row.get(5)?,
            recommendations: row.get(6)?,
            is_signed: row.get(7)?,
        })
    })
}

/// A visit on the summary.
pub(super) struct Visited {
    pub at: Moment,
    pub kind: Option<String>,
    pub reason: Option<String>,
    pub assessment: Option<String>,
    pub intervention: Option<String>,
    pub recommendations: Option<String>,
}

/// The last completed visits of a patient, the latest first.
///
/// # Errors
/// What SQLite says.
pub(super) fn last_visits(sql: &Sql<'_>, patient: Id, most: u32) -> Result<Vec<Visited>> {
    sql.all(
        "SELECT visit_date, visit_type, chief_complaint, assessment, intervention, recommendations \
         FROM visits WHERE patient_id = ?1 AND deleted_at IS NULL AND status = 'COMPLETED' \
         ORDER BY visit_date DESC, id DESC LIMIT ?2",
        params![patient, most],
        |row| {
            Ok(Visited {
                at: row.get(0)?,
                kind: row.get(1)?,
                reason: row.get(2)?,
                assessment: row.get(3)?,
                intervention: row.get(4)?,
                recommendations: row.get(5)?,
            })
        },
    )
}

/// The instants of a patient's visits that took place, for the marks on the charts.
///
/// # Errors
/// What SQLite says.
pub(super) fn visit_days(sql: &Sql<'_>, patient: Id) -> Result<Vec<Moment>> {
    sql.all(
        "SELECT visit_date FROM visits WHERE patient_id = ?1 AND deleted_at IS NULL \
         AND status = 'COMPLETED' ORDER BY visit_date DESC LIMIT 500",
        [patient],
        |row| row.get(0),
    )
}
