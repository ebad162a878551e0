//! The visits of a stretch of days.

use jiff::civil::Date;
use rusqlite::params;

use crate::auth::Scope;
use crate::clock::{Moment, Zone};
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;

/// No visit is longer than a day: that bounds how far back one that lasts into a day began.
const LONGEST_MINUTES: i64 = 24 * 60;

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

impl Event {
    /// When it is over.
    pub fn ends(&self) -> Moment {
        self.begins.plus_minutes(self.minutes)
    }

    /// Whether it stands on that day of the clinic: on both, where it lasts over midnight.
    pub fn is_on(&self, day: Date, zone: &Zone) -> bool {
        let (starts, ends) = (zone.start_of(day), zone.end_of(day));
        self.begins < ends && (self.begins >= starts || self.ends() > starts)
    }
}

/// The visits that begin between these instants or last into them, with one dietitian or with all,
/// the earliest first.
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
        params![from, to, scope.dietitian(), with, from.plus_minutes(-LONGEST_MINUTES)],
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
