//! What needs attention, in SQL.

use jiff::ToSpan;
use rusqlite::named_params;

use crate::clock::{Moment, Zone};
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;

/// Rows that a page shows at most. There is no second page: what is dealt with makes room.
pub const MOST: i64 = 100;
/// Months after which somebody was not seen for long, and after which they are not waited for.
const LONG: i32 = 6;
const GONE: i32 = 12;
/// Visits without a note are looked for in so many days, as the dashboard does.
const NOTE_DAYS: i32 = 90;

/// Somebody who was not seen for long.
pub struct Unseen {
    pub id: Id,
    pub name: String,
    pub phone: Option<String>,
    pub last_visit: Moment,
    pub dietitian: Option<String>,
}

/// The active patients who were last seen half a year ago or longer, and have no visit to come.
///
/// # Errors
/// What SQLite says.
pub fn unseen(
    sql: &Sql<'_>,
    dietitian: Option<Id>,
    zone: &Zone,
    now: Moment,
) -> Result<Vec<Unseen>> {
    let today = zone.day_of(now);
    let ago = |months: i32| zone.start_of(today.saturating_sub(months.months()));
    sql.all(
        include_str!("../../../sql/queries/ui/unseen.sql"),
        named_params! { ":from": ago(GONE), ":to": ago(LONG), ":dietitian": dietitian, ":limit": MOST },
        |row| {
            let (first, last): (String, String) = (row.get("first_name")?, row.get("last_name")?);
            Ok(Unseen {
                id: row.get("id")?,
                name: format!("{first} {last}"),
                phone: row.get("phone")?,
                last_visit: row.get("last_visit")?,
                dietitian: row.get("dietitian")?,
            })
        },
    )
}

/// A visit that nobody has written a note about.
pub struct Unwritten {
    pub id: Id,
    pub at: Moment,
    pub kind: Option<String>,
    pub patient: String,
    pub dietitian: String,
    pub dietitian_id: String,
}

/// The completed visits of the last three months without a note.
///
/// # Errors
/// What SQLite says.
pub fn unwritten(
    sql: &Sql<'_>,
    dietitian: Option<Id>,
    zone: &Zone,
    now: Moment,
) -> Result<Vec<Unwritten>> {
    let since = zone.start_of(zone.day_of(now).saturating_sub(NOTE_DAYS.days()));
    sql.all(
        include_str!("../../../sql/queries/ui/unwritten.sql"),
        named_params! { ":from": since, ":to": now, ":dietitian": dietitian, ":limit": MOST },
        |row| {
            Ok(Unwritten {
                id: row.get("id")?,
                at: row.get("visit_date")?,
                kind: row.get("visit_type")?,
                patient: row.get("patient")?,
                dietitian: row.get("dietitian")?,
                dietitian_id: row.get("dietitian_id")?,
            })
        },
    )
}
