//! What the editor asks of the database beyond the visit itself.

use rusqlite::params;

use crate::clock::Moment;
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;

/// The patient's visit before that instant.
///
/// # Errors
/// What SQLite says.
pub(super) fn previous(sql: &Sql<'_>, patient: Id, before: Moment) -> Result<Option<Id>> {
    let statement = include_str!("../../../sql/queries/ui/previous_visit.sql");
    sql.maybe(statement, params![patient, before], |row| row.get(0))
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

/// Whether a dietitian has no visit between these instants.
///
/// # Errors
/// What SQLite says.
pub(super) fn is_free(sql: &Sql<'_>, dietitian: Id, begins: Moment, ends: Moment) -> Result<bool> {
    let statement = include_str!("../../../sql/queries/visits/overlap.sql");
    let earliest = begins.plus_minutes(-24 * 60);
    let clash = sql.maybe(statement, params![dietitian, begins, ends, earliest, ""], |_| Ok(()))?;
    Ok(clash.is_none())
}
