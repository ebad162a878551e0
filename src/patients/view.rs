//! What is answered about a patient: the file with the people and figures around it.

use serde::Serialize;

use super::Patient;
use crate::clock::Moment;
use crate::ids::Id;

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
pub struct PatientView {
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

impl PatientView {
    /// The file as somebody sees it who may or may not see the addresses of users.
    pub fn seen_by(mut self, sees_addresses: bool) -> Self {
        if !sees_addresses {
            self.assigned_dietitian.iter_mut().for_each(|person| person.email = None);
        }
        self
    }
}
