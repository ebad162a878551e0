//! What the editor asks of the database beyond the visit itself.

use rusqlite::params;

use crate::clock::Moment;
use crate::db::{Sql, Tx};
use crate::error::Result;
use crate::ids::Id;
use crate::schedule::Stretch;

/// The patient's consultations before that instant, the latest first.
///
/// # Errors
/// What SQLite says.
pub(super) fn earlier(sql: &Sql<'_>, patient: Id, before: Moment, than: Id) -> Result<Vec<Id>> {
    let statement = include_str!("../../../sql/queries/ui/earlier_visits.sql");
    sql.all(statement, params![patient, before, than], |row| row.get(0))
}

/// The patient's next appointment after that instant.
pub(super) struct Appointment {
    pub id: Id,
    pub at: Moment,
    pub with: Id,
}

/// The patient's next appointment after that instant.
///
/// # Errors
/// What SQLite says.
pub(super) fn next(sql: &Sql<'_>, patient: Id, after: Moment) -> Result<Option<Appointment>> {
    sql.maybe(
        "SELECT id, visit_date, dietitian_id FROM visits WHERE patient_id = ?1 AND visit_date > ?2 \
         AND deleted_at IS NULL AND status = 'SCHEDULED' ORDER BY visit_date, id LIMIT 1",
        params![patient, after],
        |row| Ok(Appointment { id: row.get(0)?, at: row.get(1)?, with: row.get(2)? }),
    )
}

/// Notes at the end of which consultation an appointment was booked.
///
/// # Errors
/// What SQLite says.
pub(super) fn booked_with(tx: &Tx<'_>, appointment: Id, visit: Id) -> Result<()> {
    tx.run("UPDATE visits SET booked_with = ?2 WHERE id = ?1", params![appointment, visit])?;
    Ok(())
}

/// The appointments that were booked at the end of a consultation and are still to come about.
///
/// # Errors
/// What SQLite says.
pub(super) fn booked_at(sql: &Sql<'_>, patient: Id, visit: Id) -> Result<Vec<(Id, i64)>> {
    sql.all(
        "SELECT id, version FROM visits WHERE patient_id = ?1 AND booked_with = ?2 \
         AND deleted_at IS NULL AND status = 'SCHEDULED'",
        params![patient, visit],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// The entry of the price list for a type of visit, in the clinic's currency: its id and name.
///
/// # Errors
/// What SQLite says.
pub(super) fn priced(sql: &Sql<'_>, visit_type: &str, currency: &str) -> Result<Option<Id>> {
    sql.maybe(
        "SELECT id FROM services WHERE is_active = 1 AND visit_type = ?1 AND currency = ?2 \
         ORDER BY created_at LIMIT 1",
        params![visit_type, currency],
        |row| row.get(0),
    )
}

/// The invoices of a visit: the id, and the number once there is one.
///
/// # Errors
/// What SQLite says.
pub(super) fn invoices(sql: &Sql<'_>, visit: Id) -> Result<Vec<(Id, Option<String>)>> {
    let statement = concat!(
        "SELECT b.id, b.invoice_number ",
        include_str!("../../../sql/queries/visits/billing.sql")
    );
    sql.all(statement, [visit], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// The draft invoice that a visit has already, if any.
///
/// # Errors
/// What SQLite says.
pub(super) fn invoice_of(sql: &Sql<'_>, visit: Id) -> Result<Option<Id>> {
    sql.maybe(
        "SELECT id FROM billing WHERE visit_id = ?1 AND status <> 'CANCELLED' \
         ORDER BY created_at DESC LIMIT 1",
        [visit],
        |row| row.get(0),
    )
}

/// Whether nobody has seen the patient yet, nor will.
///
/// # Errors
/// What SQLite says.
pub(super) fn is_new(sql: &Sql<'_>, patient: Id) -> Result<bool> {
    sql.one(
        "SELECT NOT EXISTS (SELECT 1 FROM visits WHERE patient_id = ?1 AND deleted_at IS NULL \
         AND status IN ('SCHEDULED', 'COMPLETED'))",
        [patient],
        |row| row.get(0),
    )
}

/// A visit of the patient that begins in a stretch, other than one; and with whom it is.
///
/// # Errors
/// What SQLite says.
pub(super) fn within(
    sql: &Sql<'_>,
    patient: Id,
    stretch: Stretch,
    than: Option<Id>,
) -> Result<Option<(Moment, String)>> {
    let than = than.map_or_else(String::new, |id| id.to_string());
    let asked = params![patient, stretch.from, stretch.to, than];
    let statement = include_str!("../../../sql/queries/ui/same_day.sql");
    sql.maybe(statement, asked, |row| Ok((row.get(0)?, row.get(1)?)))
}
