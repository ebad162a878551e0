//! Two visits of one dietitian never take the same time, unless somebody says so.
//!
//! Decided inside the write transaction: two bookings at once cannot both see the gap.

use rusqlite::params;

use super::Details;
use crate::auth::Scope;
use crate::clock::{Moment, Zone};
use crate::db::Tx;
use crate::error::{Error, FieldError, Result};
use crate::ids::Id;
use crate::message::{Argument, message};
use crate::schedule::LONGEST_VISIT_MINUTES;
use crate::shown::Shows;

/// The visit that is in the way.
pub(super) struct Clash {
    visit: Id,
    begins: Moment,
    ends: Moment,
    dietitian: String,
    patient: String,
    is_seen: bool,
}

/// The first visit that overlaps this one: scheduled or completed, of the same dietitian. Back to
/// back is no overlap. `seeing` is the scope that may be told the patient's name.
///
/// # Errors
/// What SQLite says.
pub(super) fn find(tx: &Tx<'_>, id: Id, details: &Details, seeing: Scope) -> Result<Option<Clash>> {
    if !details.takes_time() {
        return Ok(None);
    }
    let statement = include_str!("../../sql/queries/visits/overlap.sql");
    let (begins, ends) = (details.visit_date, details.ends_at());
    let earliest = begins.plus_minutes(-LONGEST_VISIT_MINUTES);
    tx.maybe(statement, params![details.dietitian_id, begins, ends, earliest, id], |row| {
        let assigned: Option<Id> = row.get("assigned_dietitian_id")?;
        let own = seeing.dietitian();
        Ok(Clash {
            visit: row.get("id")?,
            begins: row.get("visit_date")?,
            ends: row.get("ends_at")?,
            dietitian: row.get("dietitian")?,
            patient: row.get("patient")?,
            is_seen: own.is_none_or(|own| assigned == Some(own) || details.dietitian_id == own),
        })
    })
}

impl Clash {
    /// What is in the way, without the patient: "Daria Ek has a visit from 09:00 to 10:00".
    pub fn told(&self, zone: &Zone) -> String {
        let at = |moment: Moment| zone.wall_clock(moment).strftime("%H:%M").to_string();
        format!("{} has a visit from {} to {}", self.dietitian, at(self.begins), at(self.ends))
    }

    /// 409, in words. The patient is named only to somebody who may see the visit.
    pub fn refusal(&self, zone: &Zone) -> Error {
        let at = |moment: Moment, shape: &str| zone.wall_clock(moment).strftime(shape).to_string();
        let key = if self.is_seen { "overlaps-whom" } else { "overlaps" };
        let with = if self.is_seen { format!(" with {}", self.patient) } else { String::new() };
        let taken = format!(
            "{} has a visit{with} on {} from {} to {}",
            self.dietitian,
            at(self.begins, "%Y-%m-%d"),
            at(self.begins, "%H:%M"),
            at(self.ends, "%H:%M"),
        );
        let wording = format!(
            "{taken}. Nothing was changed: choose another time, or send allow_overlap to book both."
        );
        let shows = match self.is_seen {
            true => Shows::names("visit", [self.visit]),
            false => Shows::nothing(),
        };
        let told = |key, wording: String| {
            let said = message(key, "").worded(wording).name("dietitian", &self.dietitian);
            let said = if self.is_seen { said.name("patient", &self.patient) } else { said };
            said.with("day", Argument::Day(zone.day_of(self.begins)))
                .with("from", Argument::Time(at(self.begins, "%H:%M")))
                .with("to", Argument::Time(at(self.ends, "%H:%M")))
        };
        let detail = FieldError::new("visit_date", told(key, format!("overlaps: {taken}")));
        Error::conflict("VISIT_OVERLAP", message("refused-overlap", "").worded(wording))
            .with_details(vec![detail])
            .showing(shows)
    }
}
