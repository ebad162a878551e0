//! What is answered about a patient: the file with the people and figures around it.

use serde::Serialize;

use super::Patient;
use crate::auth::{Caller, Permission};
use crate::clock::Moment;
use crate::ids::Id;
use crate::money::Amount;
use crate::notes::Notes;

/// A user as a patient's file, a visit or a signature names them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NamedUser {
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
    /// Of all visits that are not deleted: planned, cancelled and missed ones too.
    pub visit_count: i64,
    /// Absent for who reads no notes.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub weighed: Option<Weighed>,
    /// Absent for who sees no invoices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub balances: Option<Vec<Balance>>,
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

/// The sight of somebody who opens a file: what they see of what lies beside its own fields.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sight {
    /// How much of the notes they read.
    pub notes: Notes,
    /// Whether they see the addresses of other users.
    pub addresses: bool,
    pub visits: bool,
    /// Invoices, payments, and what is owed.
    pub invoices: bool,
    pub documents: bool,
}

impl From<&Caller> for Sight {
    fn from(caller: &Caller) -> Self {
        Self {
            notes: caller.notes(),
            addresses: caller.sees_addresses(),
            visits: caller.may(Permission::VisitsRead),
            invoices: caller.may(Permission::BillingRead),
            documents: caller.may(Permission::DocumentsRead),
        }
    }
}

impl Sight {
    /// The same for the cache key of a file, which shows no visits and no documents.
    pub fn key_of_file(self) -> String {
        format!("{}|{}|{}", self.addresses, self.notes.are_shown(), self.invoices)
    }

    /// The same for that of a timeline, which shows no addresses.
    pub fn key_of_timeline(self) -> String {
        format!("{}|{}|{}|{}", self.notes.are_shown(), self.visits, self.invoices, self.documents)
    }
}

/// A patient with the people and figures around them: the `patient` of every answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PatientView {
    #[serde(flatten)]
    pub patient: Patient,
    #[serde(rename = "assignedDietitian")]
    pub assigned_dietitian: Option<NamedUser>,
    pub creator: Option<NamedUser>,
    pub summary: Summary,
    /// When time alone changes the summary: a visit begins.
    #[serde(skip)]
    pub until: Option<Moment>,
}

impl PatientView {
    /// The file as somebody of that sight sees it.
    pub fn seen_by(mut self, sight: Sight) -> Self {
        let notes = sight.notes;
        self.patient.details.texts = self.patient.details.texts.for_reader(notes);
        self.summary.weighed = self.summary.weighed.filter(|_| notes.are_shown());
        self.summary.balances = self.summary.balances.filter(|_| sight.invoices);
        if !sight.addresses {
            self.assigned_dietitian.iter_mut().for_each(|person| person.email = None);
        }
        self
    }
}
