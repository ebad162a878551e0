//! Visits: booked, held, measured and written down (ADIME), never two at once for one dietitian.
//!
//! `rules` reads a body, `change` writes it with its audit row, `overlap` decides whether two
//! visits meet; measurements have the same three in `measurements/`. `consultation` is both in one
//! act. `signing` locks a note that somebody has put their name to.

pub(crate) mod api;
pub(crate) mod change;
pub(crate) mod consultation;
pub(crate) mod list;
pub mod measurements;
mod overlap;
pub(crate) mod presence;
mod repeat;
mod rules;
mod search;
pub(crate) mod series;
pub(crate) mod signing;
mod stats;
pub mod store;
pub(crate) mod templates;
pub(crate) mod writer;

#[cfg(test)]
mod tests;

use rocket::fairing::AdHoc;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::auth::Scope;
use crate::clock::Moment;
use crate::error::{Error, Result};
use crate::ids::Id;
use crate::notes::{NoteFact, NoteText, Notes};
use crate::patients::NamedUser;

pub use crate::settings::visit_types::CONTRACT as VISIT_TYPES;
pub use list::VisitList;
pub use rules::{Changes, NewVisit};

/// What has become of a visit.
pub const STATUSES: &[&str] = &["SCHEDULED", "COMPLETED", "CANCELLED", "NO_SHOW"];

/// The routes of this feature.
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("visits", |rocket| async {
        rocket
            .mount("/api/visits", api::routes())
            .mount("/api/visits", measurements::routes())
            .mount("/api/note-templates", templates::api::routes())
    })
}

/// What people write of a visit: everything that a body may change.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Details {
    pub dietitian_id: Id,
    /// When it begins.
    pub visit_date: Moment,
    pub duration_minutes: i64,
    pub visit_type: Option<String>,
    pub status: String,
    /// When the patient came in.
    pub arrived_at: Option<Moment>,
    /// When the consultation began.
    pub started_at: Option<Moment>,
    /// The visits that were booked together with it.
    pub series_id: Option<Id>,
    #[serde(skip_serializing_if = "NoteText::is_withheld")]
    pub chief_complaint: NoteText,
    #[serde(skip_serializing_if = "NoteText::is_withheld")]
    pub assessment: NoteText,
    #[serde(skip_serializing_if = "NoteText::is_withheld")]
    pub nutrition_diagnosis: NoteText,
    #[serde(skip_serializing_if = "NoteText::is_withheld")]
    pub intervention: NoteText,
    #[serde(skip_serializing_if = "NoteText::is_withheld")]
    pub monitoring_evaluation: NoteText,
    #[serde(skip_serializing_if = "NoteText::is_withheld")]
    pub recommendations: NoteText,
    #[serde(skip_serializing_if = "NoteText::is_withheld")]
    pub private_notes: NoteText,
    /// The civil day that the patient is to come again, `YYYY-MM-DD`.
    pub next_visit_date: Option<String>,
}

impl Details {
    /// When the visit is over.
    pub fn ends_at(&self) -> Moment {
        self.visit_date.plus_minutes(self.duration_minutes)
    }

    /// The details for somebody who reads that much of the notes.
    fn for_reader(self, notes: Notes) -> Self {
        let shared = |text: NoteText| text.shown_if(notes.are_shown());
        Self {
            chief_complaint: shared(self.chief_complaint),
            assessment: shared(self.assessment),
            nutrition_diagnosis: shared(self.nutrition_diagnosis),
            intervention: shared(self.intervention),
            monitoring_evaluation: shared(self.monitoring_evaluation),
            recommendations: shared(self.recommendations),
            private_notes: self.private_notes.shown_if(notes.are_all()),
            ..self
        }
    }

    /// Whether the visit takes its dietitian's time: a cancelled or missed one does not.
    pub fn takes_time(&self) -> bool {
        matches!(self.status.as_str(), "SCHEDULED" | "COMPLETED")
    }

    /// Whether it was not called off.
    pub fn stands(&self) -> bool {
        self.status != "CANCELLED"
    }
}

/// A visit as stored.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Visit {
    pub id: Id,
    pub patient_id: Id,
    #[serde(flatten)]
    pub details: Details,
    pub created_by: Option<Id>,
    pub updated_by: Option<Id>,
    pub created_at: Moment,
    pub updated_at: Moment,
    /// When its note was signed; none while it may be written.
    #[serde(skip_serializing_if = "NoteFact::is_withheld")]
    pub signed_at: NoteFact<Moment>,
    /// How often it was signed.
    #[serde(skip)]
    pub edition: i64,
    pub version: i64,
}

/// The patient as a visit names them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct VisitPatient {
    pub id: Id,
    /// Absent of a person with one name.
    pub first_name: Option<String>,
    pub last_name: String,
    pub date_of_birth: String,
    /// Who treats the patient: decides who may see the visit.
    #[serde(skip)]
    pub assigned_dietitian_id: Option<Id>,
}

/// A visit with the people around it, as [`store::detail`] reads it.
#[derive(Clone, Debug, Serialize)]
pub struct VisitRecord {
    #[serde(flatten)]
    pub visit: Visit,
    pub patient: VisitPatient,
    pub dietitian: NamedUser,
    pub creator: Option<NamedUser>,
}

/// That with what belongs to it: the `visit` of every answer.
#[derive(Clone, Debug, Serialize)]
pub struct VisitView {
    #[serde(flatten)]
    pub detail: VisitRecord,
    /// Oldest first; absent for who reads no notes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measurements: Option<Box<RawValue>>,
    pub billing: Box<RawValue>,
    /// The newest signature of its note, for who reads notes.
    pub(crate) signature: Option<signing::Signed>,
    /// Why that note was opened again, while it is, for who reads notes.
    pub(crate) amendment: Option<signing::Amendment>,
}

impl VisitRecord {
    /// Holds a visit to be one that the scope shows.
    ///
    /// # Errors
    /// 403 when it does not: a dietitian sees the visits of their own
    /// patients, and those that they hold themselves.
    pub fn must_be_in(&self, scope: Scope) -> Result<()> {
        let is_with = scope.dietitian() == Some(self.visit.details.dietitian_id);
        if is_with || self.is_of_a_patient_in(scope) {
            Ok(())
        } else {
            Err(Error::not_assigned().about("visit", self.visit.id))
        }
    }

    /// Whether the patient's file is open to that scope, and not the visit alone.
    pub fn is_of_a_patient_in(&self, scope: Scope) -> bool {
        scope.dietitian().is_none_or(|own| self.patient.assigned_dietitian_id == Some(own))
    }

    /// The visit for somebody who reads that much of its notes.
    pub fn for_reader(mut self, notes: Notes) -> Self {
        self.visit.details = self.visit.details.for_reader(notes);
        self.visit.signed_at = self.visit.signed_at.shown_if(notes.are_shown());
        self
    }
}
