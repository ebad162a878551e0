//! What is answered about a patient: the file with the people and figures around it.

use serde::Serialize;

use super::Patient;
use crate::clock::Moment;
use crate::ids::Id;
use crate::money::Amount;
use crate::notes::Notes;

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
    pub outstanding: Amount,
    /// What the clinic owes, or has for the invoices to come.
    pub credit: Amount,
    /// The one less the other.
    pub amount: Amount,
}

/// A patient's file at a glance.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Summary {
    /// The latest completed visit that has begun.
    pub last_visit_date: Option<Moment>,
    /// The earliest visit still to come.
    pub next_visit_date: Option<Moment>,
    pub visit_count: i64,
    /// Absent for who reads no notes.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub weighed: Option<Weighed>,
    pub balances: Vec<Balance>,
}

/// The last weight, as far as there is one.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Weighed {
    pub last_weight_kg: Option<f64>,
    /// The body mass index of that weight, kg/m².
    pub bmi: Option<f64>,
    /// The height that it was computed with, cm, and when the weight was measured.
    #[serde(skip)]
    pub last_height_used_cm: Option<f64>,
    #[serde(skip)]
    pub last_measured_at: Option<Moment>,
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
    /// The file as somebody sees it who may or may not see the addresses of users, and reads that
    /// much of the notes.
    pub fn seen_by(mut self, sees_addresses: bool, notes: Notes) -> Self {
        self.patient.details.texts = self.patient.details.texts.for_reader(notes);
        self.summary.weighed = self.summary.weighed.filter(|_| notes.are_shown());
        if !sees_addresses {
            self.assigned_dietitian.iter_mut().for_each(|person| person.email = None);
        }
        self
    }
}
