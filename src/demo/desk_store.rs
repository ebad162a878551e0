//! What the front desk works with, in SQL.

use rusqlite::params;

use crate::clock::Moment;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::Id;

/// Whether somebody comes to a dietitian in that time.
pub fn has_visits(tx: &Tx<'_>, dietitian: Id, (from, to): (Moment, Moment)) -> Result<bool> {
    tx.one(
        "SELECT EXISTS (SELECT 1 FROM visits WHERE dietitian_id = ?1 AND deleted_at IS NULL \
         AND visit_date >= ?2 AND visit_date < ?3)",
        params![dietitian, from, to],
        |row| row.get(0),
    )
}

/// Stores an absence; without a dietitian the clinic is closed.
pub fn insert_absence(
    tx: &Tx<'_>,
    (id, dietitian, reason): (Id, Option<Id>, &str),
    (from, to): (Moment, Moment),
    (by, at): (Id, Moment),
) -> Result<()> {
    tx.run(
        "INSERT INTO absences (id, dietitian_id, begins_at, ends_at, reason, created_by, created_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![id, dietitian, from, to, reason, by, at],
    )?;
    Ok(())
}

/// Puts a patient on the waiting list.
pub fn insert_waiting(
    tx: &Tx<'_>,
    (id, patient, dietitian): (Id, Id, Option<Id>),
    (minutes, note): (i64, &str),
    (by, at): (Id, Moment),
) -> Result<()> {
    tx.run(
        "INSERT INTO waiting_list (id, patient_id, dietitian_id, minutes, note, created_by, created_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![id, patient, dietitian, minutes, note, by, at],
    )?;
    Ok(())
}

/// Makes the most appointments that a patient has still to come with one dietitian one series.
pub fn make_a_series(tx: &Tx<'_>, id: Id, now: Moment) -> Result<()> {
    tx.run(
        "UPDATE visits SET series_id = ?1 WHERE status = 'SCHEDULED' AND visit_date > ?2 \
         AND (patient_id, dietitian_id) = (SELECT patient_id, dietitian_id FROM visits \
         WHERE status = 'SCHEDULED' AND visit_date > ?2 GROUP BY patient_id, dietitian_id \
         HAVING count(*) > 1 ORDER BY count(*) DESC, patient_id LIMIT 1)",
        params![id, now],
    )?;
    Ok(())
}
