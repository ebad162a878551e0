//! The waiting list: who wants an earlier appointment, with whom, and when they could come.

pub(super) mod api;
pub(crate) mod offers;
pub(crate) mod service;
pub(crate) mod store;

#[cfg(test)]
mod tests;

use serde::Serialize;

use crate::auth::Scope;
use crate::clock::Moment;
use crate::error::{Error, Result};
use crate::http::Fields;
use crate::ids::Id;
use crate::message::message;
use crate::schedule::input::plausible_day;

/// How long the appointment is when nothing is said.
const USUAL_MINUTES: i64 = 30;

/// An entry to be stored.
#[derive(Clone, Debug)]
pub(crate) struct NewEntry {
    pub id: Option<Id>,
    pub patient_id: Id,
    /// None: whoever is free.
    pub dietitian_id: Option<Id>,
    /// Civil days as `YYYY-MM-DD`, both inclusive; none: any.
    pub not_before: Option<String>,
    pub not_after: Option<String>,
    /// How long the appointment is to be.
    pub minutes: i64,
    pub note: Option<String>,
}

impl NewEntry {
    /// Reads a creation's body.
    ///
    /// # Errors
    /// 400 with every bad field.
    pub fn read(mut fields: Fields) -> Result<Self> {
        let id = fields.chosen_id();
        let patient_id = fields.id("patient_id");
        let patient_id = fields.required("patient_id", patient_id);
        let dietitian_id = fields.id("dietitian_id").value();
        let first = plausible_day(&mut fields, "not_before").value();
        let last = plausible_day(&mut fields, "not_after").value();
        if let (Some(first), Some(last)) = (first, last)
            && last < first
        {
            let must = message("ends-before-it-begins", "must not be before not_before");
            fields.refuse("not_after", must);
        }
        let minutes = fields.integer("minutes", 5..=480).value().unwrap_or(USUAL_MINUTES);
        let note = fields.line("note", 1..=500).value();
        fields.finish()?;
        let patient_id =
            patient_id.ok_or_else(|| Error::internal("a required field passed without a value"))?;
        Ok(Self {
            id,
            patient_id,
            dietitian_id,
            not_before: first.map(|day| day.to_string()),
            not_after: last.map(|day| day.to_string()),
            minutes,
            note,
        })
    }
}

/// Whoever waits, as an entry names them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WaitingPatient {
    pub id: Id,
    /// Absent of a person with one name.
    pub first_name: Option<String>,
    pub last_name: String,
    pub date_of_birth: String,
    pub phone: Option<String>,
    /// Who treats them.
    #[serde(skip)]
    pub assigned_dietitian_id: Option<Id>,
}

impl WaitingPatient {
    /// Whether their file is open to that scope: whoever stands in for a colleague sees the entry alone.
    pub fn is_open_to(&self, scope: Scope) -> bool {
        scope.dietitian().is_none_or(|own| self.assigned_dietitian_id == Some(own))
    }
}

/// An entry of the waiting list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WaitingView {
    pub id: Id,
    pub patient_id: Id,
    pub patient: WaitingPatient,
    pub dietitian_id: Option<Id>,
    pub not_before: Option<String>,
    pub not_after: Option<String>,
    pub minutes: i64,
    pub note: Option<String>,
    pub created_by: Option<Id>,
    pub created_at: Moment,
}
