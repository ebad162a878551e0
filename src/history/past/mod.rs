//! Records as they stood at an instant: a patient, a visit with what was measured, an invoice; and a
//! patient's file with all of them, read with as many statements whatever its size. What was erased from the trail is missing, and said to be.

mod invoices;
mod store;
mod visits;

pub(crate) use self::invoices::one as invoice;
pub(crate) use self::visits::one as visit;

use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Map, Value};

use super::hidden_of_patients;
use super::replay::before;
use super::store::{after, known_since};
use crate::auth::Scope;
use crate::clock::Moment;
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;
use crate::money::{Amount, Decimal};
use crate::notes::Notes;
use crate::patients;

/// Visits, and invoices, of a file at most: the last ones.
const MOST: i64 = 500;
/// Bytes of the texts of the visits of a file: what is beyond is said to be.
const ROOM: i64 = 8 << 20;

/// When, and for whom.
#[derive(Clone, Copy)]
pub(crate) struct Glance {
    pub instant: Moment,
    /// The clinic's day of that instant.
    pub day: Date,
    pub scope: Scope,
    pub notes: Notes,
    /// The present, by which nothing is decided but what a present record needs.
    pub now: Moment,
}

/// A patient's own fields.
#[derive(Debug, Serialize)]
pub(crate) struct PastPatient {
    #[serde(flatten)]
    pub fields: Map<String, Value>,
    #[serde(skip)]
    pub is_incomplete: bool,
}

/// A visit's own fields, and what was measured, for who reads notes.
#[derive(Debug, Serialize)]
pub(crate) struct PastVisit {
    #[serde(skip)]
    pub id: Id,
    #[serde(flatten)]
    pub fields: Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measurements: Option<Vec<Map<String, Value>>>,
    #[serde(skip)]
    pub is_incomplete: bool,
    /// Whether it is there today.
    #[serde(skip)]
    pub is_there: bool,
}

/// An invoice's own fields and lines.
#[derive(Debug, Serialize)]
pub(crate) struct PastInvoice {
    pub id: Id,
    #[serde(flatten)]
    pub fields: Map<String, Value>,
    #[serde(skip)]
    pub is_incomplete: bool,
    /// Whether it is there today.
    #[serde(skip)]
    pub is_there: bool,
}

/// A patient's file: who they were, and what else of it its reader may see.
#[derive(Debug, Serialize)]
pub(crate) struct PastFile {
    pub patient: PastPatient,
    /// The last first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visits: Option<Vec<PastVisit>>,
    /// The last first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billing: Option<Vec<PastInvoice>>,
    pub as_of: Moment,
    /// Since when the trail has values: earlier instants are as of then.
    pub known_since: Option<String>,
    /// Whether something was erased since, or is more than an answer holds.
    pub incomplete: bool,
    #[serde(skip)]
    pub doubt: Doubt,
}

/// Why a file may lack something.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Doubt {
    /// Something of it was erased from the trail.
    pub is_erased: bool,
    /// It has more than an answer holds.
    pub is_cut: bool,
}

/// Which parts of a file are asked for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Parts {
    pub visits: bool,
    pub billing: bool,
}

/// The own fields of a record that is answered as JSON.
pub(crate) fn fields_of(record: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(record) {
        Ok(Value::Object(map)) => map,
        _ => Map::new(),
    }
}

/// A patient, as its reader may see them.
///
/// # Errors
/// 404 for one who was not registered yet; 403 for another dietitian's.
pub(crate) fn patient(sql: &Sql<'_>, id: Id, at: Glance) -> Result<PastPatient> {
    let detail = patients::store::detail(sql, id, at.now)?;
    let patient = detail.ok_or_else(|| patients::store::unknown(id))?.patient;
    patient.must_be_in(at.scope)?;
    if patient.created_at > at.instant {
        return Err(patients::store::unknown(id));
    }
    let later = after(sql, "patient", &[id], at.instant)?.remove(&id).unwrap_or_default();
    let mut past = before(fields_of(&patient), &later);
    let hidden = hidden_of_patients(at.notes);
    past.record.retain(|field, _| !hidden.contains(&field.as_str()));
    Ok(PastPatient { fields: past.record, is_incomplete: past.is_incomplete })
}

/// A patient's file with those parts of it.
///
/// # Errors
/// As [`patient`].
pub(crate) fn file(sql: &Sql<'_>, id: Id, at: Glance, parts: Parts) -> Result<PastFile> {
    let patient = patient(sql, id, at)?;
    let mut doubt = Doubt { is_erased: patient.is_incomplete, is_cut: false };
    let visits = parts.visits.then(|| visits::of_patient(sql, id, at, &mut doubt)).transpose()?;
    let billing =
        parts.billing.then(|| invoices::of_patient(sql, id, at, &mut doubt)).transpose()?;
    let known_since = known_since(sql)?;
    let incomplete = doubt.is_erased || doubt.is_cut;
    Ok(PastFile { patient, visits, billing, as_of: at.instant, known_since, incomplete, doubt })
}

impl PastVisit {
    /// A field that is text.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.fields.get(field)?.as_str()
    }

    /// When it was to begin.
    pub fn begins(&self) -> &str {
        self.text("visit_date").unwrap_or_default()
    }
}

impl PastInvoice {
    /// A field that is text.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.fields.get(field)?.as_str()
    }

    /// What it comes to with tax.
    pub fn total(&self) -> Option<Amount> {
        let (net, tax) = (self.sum("amount")?, self.sum("tax_amount")?);
        Some(Amount::new(net.minor.checked_add(tax.minor)?, net.currency))
    }

    /// A sum of it.
    pub fn sum(&self, field: &str) -> Option<Amount> {
        let currency = self.text("currency")?;
        let minor = Decimal::of_json(self.fields.get(field)?)?.in_minor(currency).ok()?;
        Some(Amount::new(minor, currency))
    }
}
