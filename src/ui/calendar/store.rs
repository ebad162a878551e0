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
    pub dietitian: Id,
    pub patient: String,
}

/// The visits that begin between these instants, the earliest first.
///
/// # Errors
/// What SQLite says.
pub(super) fn between(sql: &Sql<'_>, from: Moment, to: Moment, scope: Scope) -> Result<Vec<Event>> {
    sql.all(
        include_str!("../../../sql/queries/ui/visits_between.sql"),
        params![from, to, scope.dietitian()],
        |row| {
            Ok(Event {
                id: row.get("id")?,
                begins: row.get("visit_date")?,
                minutes: row.get("duration_minutes")?,
                kind: row.get("visit_type")?,
                status: row.get("status")?,
                dietitian: row.get("dietitian_id")?,
                patient: row.get("patient")?,
            })
        },
    )
}
