//! The visits of a stretch of days.

use rusqlite::params;

use crate::auth::Scope;
use crate::clock::Moment;
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;

/// A visit as the calendar shows it.
#[derive(Clone, Debug)]
pub(super) struct Event {
    pub id: Id,
    pub begins: Moment,
    pub minutes: i64,
    pub kind: Option<String>,
    pub status: String,
    pub arrived: Option<Moment>,
    pub dietitian: Id,
    pub dietitian_name: String,
    pub patient: String,
    pub born: String,
    pub phone: Option<String>,
    pub reason: Option<String>,
}

/// The visits that begin between these instants, with one dietitian or with all, the earliest
/// first.
///
/// # Errors
/// What SQLite says.
pub(super) fn between(
    sql: &Sql<'_>,
    (from, to): (Moment, Moment),
    scope: Scope,
    with: Option<Id>,
) -> Result<Vec<Event>> {
    sql.all(
        include_str!("../../../sql/queries/ui/visits_between.sql"),
        params![from, to, scope.dietitian(), with],
        |row| {
            Ok(Event {
                id: row.get("id")?,
                begins: row.get("visit_date")?,
                minutes: row.get("duration_minutes")?,
                kind: row.get("visit_type")?,
                status: row.get("status")?,
                dietitian: row.get("dietitian_id")?,
                arrived: row.get("arrived_at")?,
                dietitian_name: row.get("dietitian_name")?,
                patient: row.get("patient")?,
                born: row.get("date_of_birth")?,
                phone: row.get("phone")?,
                reason: row.get("chief_complaint")?,
            })
        },
    )
}
