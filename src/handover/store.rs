//! What belongs to somebody, in SQL.

use rusqlite::params;
use serde::Serialize;

use crate::clock::Moment;
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;

/// How much would be handed over: visits that are booked and have not begun, and patients,
/// archived ones among them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Belongings {
    pub future_visits: i64,
    pub patients: i64,
}

impl Belongings {
    pub fn is_none(self) -> bool {
        self == Self::default()
    }
}

/// # Errors
/// What SQLite says.
pub(crate) fn belongings(sql: &Sql<'_>, user: Id, now: Moment) -> Result<Belongings> {
    sql.one(
        "SELECT (SELECT count(*) FROM visits v WHERE v.dietitian_id = ?1 AND v.visit_date >= ?2 \
         AND v.status = 'SCHEDULED' AND v.deleted_at IS NULL), \
         (SELECT count(*) FROM patients p WHERE p.assigned_dietitian_id = ?1)",
        params![user, now],
        |row| Ok(Belongings { future_visits: row.get(0)?, patients: row.get(1)? }),
    )
}

/// The visits to come, the earliest first.
///
/// # Errors
/// What SQLite says.
pub(super) fn visits_to_come(sql: &Sql<'_>, user: Id, now: Moment) -> Result<Vec<Id>> {
    sql.all(
        "SELECT v.id FROM visits v WHERE v.dietitian_id = ?1 AND v.visit_date >= ?2 \
         AND v.status = 'SCHEDULED' AND v.deleted_at IS NULL ORDER BY v.visit_date, v.id",
        params![user, now],
        |row| row.get(0),
    )
}

/// The patients, archived ones among them.
///
/// # Errors
/// What SQLite says.
pub(super) fn patients(sql: &Sql<'_>, user: Id) -> Result<Vec<Id>> {
    let statement = "SELECT p.id FROM patients p WHERE p.assigned_dietitian_id = ?1 ORDER BY p.id";
    sql.all(statement, [user], |row| row.get(0))
}
