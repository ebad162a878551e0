//! What needs attention, in SQL.

use jiff::ToSpan;
use rusqlite::named_params;

use crate::clock::{Moment, Zone};
use crate::db::Sql;
use crate::error::Result;
use crate::figures::{NOTE_DAYS, spelled};
use crate::ids::Id;

/// Rows that a page shows at most. There is no second page: what is dealt with makes room.
pub const MOST: i64 = 100;
/// Months after which somebody was not seen for long.
const LONG: i32 = 6;

/// Somebody who was not seen for long.
pub struct Unseen {
    pub id: Id,
    pub name: String,
    pub phone: Option<String>,
    /// None for somebody who never came.
    pub last_visit: Option<Moment>,
    pub dietitian_id: Option<String>,
}

/// No limit.
pub const ALL: i64 = -1;

/// The day since when nobody was seen.
fn since(zone: &Zone, now: Moment) -> Moment {
    zone.start_of(zone.day_of(now).saturating_sub(LONG.months()))
}

/// How many patients were not seen for long; no more than `limit` are counted, unless that is
/// [`ALL`].
///
/// # Errors
/// What SQLite says.
pub fn unseen_count(
    sql: &Sql<'_>,
    dietitian: Option<Id>,
    (zone, now): (&Zone, Moment),
    limit: i64,
) -> Result<i64> {
    sql.one(
        &spelled(include_str!("../../../sql/queries/ui/unseen_count.sql"), ":today"),
        named_params! {
            ":since": since(zone, now), ":now": now, ":dietitian": dietitian, ":limit": limit,
        },
        |row| row.get(0),
    )
}

/// Those of them on a page, the longest ago first.
///
/// # Errors
/// What SQLite says.
pub fn unseen(
    sql: &Sql<'_>,
    dietitian: Option<Id>,
    (zone, now): (&Zone, Moment),
    (limit, offset): (u64, u64),
) -> Result<Vec<Unseen>> {
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    sql.all(
        &spelled(include_str!("../../../sql/queries/ui/unseen.sql"), ":today"),
        named_params! {
            ":since": since(zone, now), ":now": now, ":dietitian": dietitian,
            ":limit": number(limit), ":offset": number(offset),
        },
        |row| {
            Ok(Unseen {
                id: row.get("id")?,
                name: row.get("full_name")?,
                phone: row.get("phone")?,
                last_visit: row.get("last_visit")?,
                dietitian_id: row.get("assigned_dietitian_id")?,
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
