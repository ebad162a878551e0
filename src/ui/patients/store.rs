//! What the page of a patient asks of the database beyond the file itself.

use rusqlite::params;

use crate::clock::Moment;
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;

/// The last two weights of a patient and the first one, the latest first.
///
/// # Errors
/// What SQLite says.
pub(super) fn last_weights(sql: &Sql<'_>, patient: Id) -> Result<Vec<(f64, Moment)>> {
    sql.all(include_str!("../../../sql/queries/patients/weights.sql"), [patient], |row| {
        Ok((row.get(0)?, row.get(1)?))
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
