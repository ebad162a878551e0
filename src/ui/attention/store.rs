//! What needs attention, in SQL.

use jiff::ToSpan;
use rusqlite::named_params;

use crate::clock::{Moment, Zone};
use crate::db::Sql;
use crate::error::Result;
use crate::figures::{CALL_DAYS, NOTE_DAYS, spelled};
use crate::ids::Id;
use crate::settings::Settings;

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

/// A visit of which something is still to be done.
pub struct DueVisit {
    pub id: Id,
    pub at: Moment,
    pub kind: Option<String>,
    pub patient: String,
    pub dietitian: String,
    pub dietitian_id: String,
}

/// What is still to be done of a completed visit.
#[derive(Clone, Copy)]
pub enum Due {
    /// Its note is to be written: the visits of the last three months.
    Note,
    /// Its note is to be signed: the visits of today, and where signing is required all that began
    /// since it is.
    Signature,
}

impl Due {
    fn statement(self) -> &'static str {
        match self {
            Self::Note => include_str!("../../../sql/queries/ui/unwritten.sql"),
            Self::Signature => include_str!("../../../sql/queries/ui/unsigned.sql"),
        }
    }

    /// The instant from which visits count.
    fn since(self, settings: &Settings, now: Moment) -> Moment {
        let (zone, today) = (&settings.zone, settings.zone.day_of(now));
        match self {
            Self::Note => zone.start_of(today.saturating_sub(NOTE_DAYS.days())),
            Self::Signature => {
                let today = zone.start_of(today);
                settings.signing_required_since.map_or(today, |since| since.min(today))
            }
        }
    }

    /// Those visits on a page, the latest first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn visits(
        self,
        sql: &Sql<'_>,
        dietitian: Option<Id>,
        (settings, now): (&Settings, Moment),
        (limit, offset): (u64, u64),
    ) -> Result<Vec<DueVisit>> {
        sql.all(
            self.statement(),
            named_params! {
                ":from": self.since(settings, now), ":to": now, ":dietitian": dietitian,
                ":limit": number(limit), ":offset": number(offset),
            },
            |row| {
                Ok(DueVisit {
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

    /// How many there are.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn count(
        self,
        sql: &Sql<'_>,
        dietitian: Option<Id>,
        (settings, now): (&Settings, Moment),
    ) -> Result<i64> {
        sql.one(
            &counting(self.statement()),
            named_params! {
                ":from": self.since(settings, now), ":to": now, ":dietitian": dietitian,
                ":limit": ALL, ":offset": 0,
            },
            |row| row.get(0),
        )
    }
}

/// A patient who missed a visit and has no other.
pub struct Missed {
    pub visit: Id,
    pub at: Moment,
    pub minutes: i64,
    pub kind: Option<String>,
    pub patient: Id,
    pub name: String,
    pub phone: Option<String>,
    pub dietitian: String,
    pub dietitian_id: Id,
}

/// From when on missed visits are looked at.
fn missed_since(zone: &Zone, now: Moment) -> Moment {
    zone.start_of(zone.day_of(now).saturating_sub(CALL_DAYS.days()))
}

/// The patients who missed a visit lately and have no other, on a page, the last first.
///
/// # Errors
/// What SQLite says.
pub fn missed(
    sql: &Sql<'_>,
    dietitian: Option<Id>,
    (zone, now): (&Zone, Moment),
    (limit, offset): (u64, u64),
) -> Result<Vec<Missed>> {
    sql.all(
        include_str!("../../../sql/queries/ui/missed.sql"),
        named_params! {
            ":from": missed_since(zone, now), ":to": now, ":dietitian": dietitian,
            ":limit": number(limit), ":offset": number(offset),
        },
        |row| {
            Ok(Missed {
                visit: row.get("id")?,
                at: row.get("visit_date")?,
                minutes: row.get("duration_minutes")?,
                kind: row.get("visit_type")?,
                patient: row.get("patient_id")?,
                name: row.get("patient")?,
                phone: row.get("phone")?,
                dietitian: row.get("dietitian")?,
                dietitian_id: row.get("dietitian_id")?,
            })
        },
    )
}

/// How many they are.
///
/// # Errors
/// What SQLite says.
pub fn missed_count(
    sql: &Sql<'_>,
    dietitian: Option<Id>,
    (zone, now): (&Zone, Moment),
) -> Result<i64> {
    sql.one(
        &counting(include_str!("../../../sql/queries/ui/missed.sql")),
        named_params! {
            ":from": missed_since(zone, now), ":to": now, ":dietitian": dietitian,
            ":limit": ALL, ":offset": 0,
        },
        |row| row.get(0),
    )
}

/// The statement that counts the rows of another.
fn counting(statement: &str) -> String {
    format!("SELECT count(*) FROM (\n{statement}\n)")
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
