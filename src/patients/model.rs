//! A patient as stored, and who may see it.

use jiff::civil::Date;
use serde::{Serialize, Serializer};

use super::texts::Texts;
use crate::auth::Scope;
use crate::clock::Moment;
use crate::error::{Error, Result};
use crate::ids::Id;

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
    #[serde(flatten)]
    pub texts: Texts,
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
    /// Refuses whoever's scope it is, unless the patient is within it.
    ///
    /// # Errors
    /// 403 when the scope does not show this patient.
    pub fn must_be_in(&self, scope: Scope) -> Result<()> {
        check_scope(self.id, self.details.assigned_dietitian_id, scope)
    }
}

/// The same rule wherever a single patient, or what belongs to one, is asked for.
pub(super) fn check_scope(id: Id, assigned_to: Option<Id>, scope: Scope) -> Result<()> {
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
