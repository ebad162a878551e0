//! What answers show of opening hours, absences and free times.

use serde::Serialize;

use super::hours::Opening;
use crate::clock::{Moment, Zone};
use crate::ids::Id;

/// Where hours come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The dietitian's own, or of the clinic's row the clinic's own.
    Own,
    /// The clinic's, which hold for whoever has none.
    Clinic,
    /// Nobody has set any: Monday to Friday from 8 to 19.
    Usual,
}

/// The hours of the clinic (without a dietitian) or of one dietitian.
#[derive(Clone, Debug, Serialize)]
pub struct OpeningHoursView {
    pub dietitian_id: Option<Id>,
    pub source: Source,
    pub hours: Vec<Opening>,
    /// 0 where none of their own are stored.
    pub version: i64,
}

/// An absence of a dietitian, or a closure of the clinic.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AbsenceView {
    pub id: Id,
    pub dietitian_id: Option<Id>,
    pub from: Moment,
    /// The first instant after it.
    pub to: Moment,
    /// Known to those who see everybody's records, and to whom it is about.
    pub reason: Option<String>,
    pub created_by: Option<Id>,
    pub created_at: Moment,
}

/// A free time, on the clinic's clock with its offset.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FreeView {
    pub from: String,
    pub to: String,
}

/// That instant as the clinic's clock shows it, with the offset from UTC: `2026-11-27T09:00:00+01:00`.
pub fn on_the_clock(at: Moment, zone: &Zone) -> String {
    let offset = zone.offset_ms(at) / 60_000;
    let sign = if offset < 0 { '-' } else { '+' };
    let offset = offset.abs();
    let wall = zone.wall_clock(at).strftime("%Y-%m-%dT%H:%M:%S");
    format!("{wall}{sign}{:02}:{:02}", offset / 60, offset % 60)
}
