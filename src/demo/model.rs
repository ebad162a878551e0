//! What the parts of the made-up clinic know of each other.

use jiff::civil::Date;
use serde_json::Value;

use super::body::Body;
use super::people::People;
use crate::clock::Moment;
use crate::ids::Id;

/// Places in [`Staff::members`].
pub const ADMIN: usize = 0;
pub const ASSISTANT: usize = 2;
pub const VIEWER: usize = 3;

/// One who may log in.
pub struct Member {
    pub id: Id,
    pub username: &'static str,
    pub role: &'static str,
    pub first_name: &'static str,
    pub last_name: &'static str,
    pub locale: Option<&'static str>,
    /// Of those who treat patients.
    pub registration_number: Option<String>,
}

/// Everybody, in a fixed order.
pub struct Staff {
    pub members: Vec<Member>,
}

impl Staff {
    /// The id of the member in that place.
    pub fn id(&self, place: usize) -> Id {
        self.members[place].id
    }
}

/// An entry of the price list.
pub struct Service {
    pub id: Id,
    pub name: &'static str,
    pub visit_type: Option<&'static str>,
    pub minutes: Option<i64>,
    /// In cents.
    pub price: i64,
    /// In thousandths of a percent.
    pub tax_rate: i64,
    pub is_active: bool,
}

/// What the rest of the clinic needs to know of a patient.
pub struct Patient {
    pub id: Id,
    pub people: &'static People,
    pub born: Date,
    pub body: Body,
    pub registered: Moment,
    /// The dietitian's place among the staff.
    pub dietitian: Option<usize>,
    /// The place among the staff of who registered them.
    pub clerk: usize,
    /// Name and address as JSON, as an invoice freezes them.
    pub identity: String,
}

/// When a patient first and last had to do with the clinic.
#[derive(Clone, Copy)]
pub struct Course {
    pub dietitian: Option<usize>,
    pub first: Option<Moment>,
    pub last: Option<Moment>,
}

/// What the rest of the clinic needs to know of a visit.
pub struct Visit {
    pub id: Id,
    /// The patient's number.
    pub patient: usize,
    /// The dietitian's place among the staff.
    pub dietitian: usize,
    pub begins: Moment,
    pub minutes: i64,
    pub kind: &'static str,
    pub status: &'static str,
    pub booked: Moment,
    /// The place among the staff of who booked it.
    pub clerk: usize,
}

impl Visit {
    /// Whether the patient came.
    pub fn is_completed(&self) -> bool {
        self.status == "COMPLETED"
    }
}

/// What was written about a visit.
#[derive(Default)]
pub struct Record {
    pub arrived: Option<Moment>,
    pub complaint: Option<&'static str>,
    pub assessment: Option<String>,
    pub diagnosis: Option<&'static str>,
    pub intervention: Option<&'static str>,
    pub monitoring: Option<&'static str>,
    pub recommendations: Option<String>,
    pub private_notes: Option<&'static str>,
    pub next_visit: Option<String>,
}

/// An invoice with all that belongs to it; money in the currency's minor units.
pub struct Invoice {
    pub id: Id,
    pub patient: Id,
    pub visit: Option<Id>,
    pub number: Option<String>,
    pub date: String,
    pub due: String,
    pub currency: &'static str,
    pub status: &'static str,
    pub notes: Option<&'static str>,
    pub snapshot: Option<String>,
    /// The clerk's place among the staff.
    pub clerk: usize,
    pub written: Moment,
    pub lines: Vec<Line>,
    pub payments: Vec<Payment>,
}

impl Invoice {
    /// Before tax.
    pub fn net(&self) -> i64 {
        self.lines.iter().map(|line| line.amount).sum()
    }

    /// The tax of all lines.
    pub fn tax(&self) -> i64 {
        self.lines.iter().map(|line| line.tax).sum()
    }

    /// With tax.
    pub fn total(&self) -> i64 {
        self.net() + self.tax()
    }

    /// What was received.
    pub fn paid(&self) -> i64 {
        self.payments.iter().map(|payment| payment.amount).sum()
    }
}

/// One line; the quantity in thousandths, the tax rate in thousandths of a percent.
pub struct Line {
    pub id: Id,
    pub service: Option<Id>,
    pub description: &'static str,
    pub quantity_milli: i64,
    pub unit_price: i64,
    pub tax_rate: i64,
    pub amount: i64,
    pub tax: i64,
}

/// Money received for one invoice.
pub struct Payment {
    pub id: Id,
    pub amount: i64,
    pub method: &'static str,
    pub date: String,
    pub reference: Option<String>,
    pub taken: Moment,
}

/// A record that somebody made, or a note that they signed.
pub struct Made {
    pub at: Moment,
    pub kind: Kind,
    pub id: Id,
    /// The patient's number.
    pub patient: usize,
    /// The maker's place among the staff.
    pub by: usize,
    pub act: Act,
}

/// What was done to a record, with what the trail says of it.
#[derive(Debug, PartialEq)]
pub enum Act {
    Created,
    Signed(Value),
    Amended(Value),
}

/// What sort of record it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Patient,
    Visit,
    Invoice,
}

/// A template of the clinic's: its kind, name, language, and assessment, intervention, recommendations, or
/// the text of a block.
pub struct Template {
    pub kind: &'static str,
    pub name: &'static str,
    pub language: &'static str,
    pub visit_type: Option<&'static str>,
    pub texts: [Option<&'static str>; 4],
}

/// A text that patients agree to.
pub struct ConsentText {
    pub code: &'static str,
    pub language: &'static str,
    pub title: &'static str,
    pub body: &'static str,
}

/// A medical history, section by section.
#[derive(Default)]
pub struct History {
    pub diagnoses: Option<&'static str>,
    pub medicines: Option<&'static str>,
    pub family: Option<&'static str>,
    pub sleep: Option<&'static str>,
    pub activity: Option<&'static str>,
    pub occupation: Option<&'static str>,
    pub habits: Option<&'static str>,
    pub motivation: Option<&'static str>,
    pub alert: Option<&'static str>,
}

/// Whom else to turn to.
pub struct Contact {
    pub role: &'static str,
    pub name: String,
    pub organisation: Option<&'static str>,
    pub phone: String,
}
