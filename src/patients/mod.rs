//! Patients: who they are, who treats them, and what their file sums up to.
//!
//! `input` reads and checks a body, `service` writes it with its audit row, `store` holds the SQL of
//! one record; `list`, `timeline`, `measurements`, `duplicates` and `stats` each answer one question.

mod api;
mod candidates;
mod derivation;
pub(crate) mod duplicates;
pub(crate) mod finding;
mod input;
pub(crate) mod list;
pub(crate) mod measurements;
mod mending;
pub(crate) mod questions;
mod related;
mod search;
pub(crate) mod service;
pub(crate) mod stats;
pub mod store;
mod terms;
pub(crate) mod timeline;

#[cfg(test)]
mod tests;

use jiff::civil::Date;
use serde::{Serialize, Serializer};

use crate::auth::Scope;
use crate::clock::Moment;
use crate::error::{Error, Result};
use crate::ids::Id;

pub use api::stage;
pub(crate) use derivation::rederive;
pub use input::{Changes, NewPatient};
pub use list::PatientList;
pub use measurements::MEASUREMENT;
pub use related::INVOICE;
pub use search::{contact_folded, name_words};
pub use service::Author;

/// What people write about a patient: everything that a body may change.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Details {
    /// The clinic's own number of the file, unique where given.
    pub file_number: Option<String>,
    /// Absent of a person with one name.
    pub first_name: Option<String>,
    pub last_name: String,
    /// What the person was called before: found by a search, with commas between several.
    pub former_names: Option<String>,
    #[serde(serialize_with = "as_text")]
    pub date_of_birth: Date,
    pub gender: Option<String>,
    /// The sex that formulas take, where the gender does not say.
    pub equation_sex: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub address: Option<String>,
    pub city: Option<String>,
    pub postal_code: Option<String>,
    pub country: Option<String>,
    pub emergency_contact_name: Option<String>,
    pub emergency_contact_phone: Option<String>,
    pub medical_notes: Option<String>,
    pub dietary_preferences: Option<String>,
    pub allergies: Option<String>,
    pub assigned_dietitian_id: Option<Id>,
}

impl Details {
    /// First and last name, or the one name.
    pub fn full_name(&self) -> String {
        crate::text::full_name(self.first_name.as_deref(), &self.last_name)
    }
}

/// A patient as stored.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Patient {
    pub id: Id,
    #[serde(flatten)]
    pub details: Details,
    pub is_active: bool,
    pub created_by: Option<Id>,
    pub updated_by: Option<Id>,
    pub created_at: Moment,
    pub updated_at: Moment,
    pub version: i64,
}

impl Patient {
    /// # Errors
    /// 403 when the scope does not show this patient.
    pub fn must_be_in(&self, scope: Scope) -> Result<()> {
        check_scope(self.id, self.details.assigned_dietitian_id, scope)
    }
}

/// A user as a patient's file names them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Person {
    pub id: Id,
    pub username: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    pub first_name: String,
    pub last_name: String,
}

/// What is owed between a patient and the clinic in one currency: numbers with its decimals.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Balance {
    pub currency: String,
    /// What is still to be paid.
    pub outstanding: serde_json::Value,
    /// What the clinic owes, or has for the invoices to come.
    pub credit: serde_json::Value,
    /// The one less the other.
    pub amount: serde_json::Value,
}

/// A patient's file at a glance.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Summary {
    /// The latest completed visit that has begun.
    pub last_visit_date: Option<Moment>,
    /// The earliest visit still to come.
    pub next_visit_date: Option<Moment>,
    pub visit_count: i64,
    pub last_weight_kg: Option<f64>,
    /// The body mass index of that weight, kg/m².
    pub bmi: Option<f64>,
    /// The height that it was computed with, cm, and when the weight was measured.
    #[serde(skip)]
    pub last_height_used_cm: Option<f64>,
    #[serde(skip)]
    pub last_measured_at: Option<Moment>,
    pub balances: Vec<Balance>,
}

/// A patient with the people and figures around them: the `patient` of every answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Detail {
    #[serde(flatten)]
    pub patient: Patient,
    #[serde(rename = "assignedDietitian")]
    pub assigned_dietitian: Option<Person>,
    pub creator: Option<Person>,
    pub summary: Summary,
    /// When time alone changes the summary: a visit begins.
    #[serde(skip)]
    pub until: Option<Moment>,
}

impl Detail {
    /// The file as somebody sees it who may or may not see the addresses of users.
    pub fn seen_by(mut self, sees_addresses: bool) -> Self {
        if !sees_addresses {
            self.assigned_dietitian.iter_mut().for_each(|person| person.email = None);
        }
        self
    }
}

/// The same rule wherever a single patient, or what belongs to one, is asked for.
fn check_scope(id: Id, assigned_to: Option<Id>, scope: Scope) -> Result<()> {
    match scope.dietitian() {
        Some(dietitian) if assigned_to != Some(dietitian) => {
            Err(Error::not_assigned().about("patient", id))
        }
        _ => Ok(()),
    }
}

fn as_text<S: Serializer>(day: &Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(day)
}
