//! What a change of the settings asks of the database before it is made.

use crate::clock::Moment;
use crate::db::Sql;
use crate::error::Result;

/// How many invoices are in that currency.
///
/// # Errors
/// What SQLite says.
pub(super) fn invoices_in(sql: &Sql<'_>, currency: &str) -> Result<i64> {
    let statement = "SELECT count(*) FROM billing WHERE currency = ?1";
    sql.one(statement, [currency], |row| row.get(0))
}

/// How many visits are to come, and when the next one begins.
///
/// # Errors
/// What SQLite says.
pub(super) fn visits_to_come(sql: &Sql<'_>, now: Moment) -> Result<(i64, Option<Moment>)> {
    let statement = "SELECT count(*), min(visit_date) FROM visits \
                     WHERE deleted_at IS NULL AND status = 'SCHEDULED' AND visit_date >= ?1";
    sql.one(statement, [now], |row| Ok((row.get(0)?, row.get(1)?)))
}
