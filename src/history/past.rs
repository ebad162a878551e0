//! Records as they stood at an instant: a patient, a visit with what was measured, an invoice; and a
//! patient's file with all of them. What was erased from the trail is missing, and said to be.

use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::replay::{before, removed, was_there};
use super::{hidden_of_patients, hidden_of_visits, store};
use crate::auth::Scope;
use crate::billing::store as billing;
use crate::clock::Moment;
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;
use crate::money::{Amount, Decimal};
use crate::notes::Notes;
use crate::patients;
use crate::visits;

/// Visits, and invoices, of a file at most: the last ones.
const MOST: i64 = 500;

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
    let later = store::after(sql, "patient", id, at.instant)?;
    let mut past = before(fields_of(&patient), &later);
    let hidden = hidden_of_patients(at.notes);
    past.record.retain(|field, _| !hidden.contains(&field.as_str()));
    Ok(PastPatient { fields: past.record, is_incomplete: past.is_incomplete })
}

/// A visit, as its reader may see it.
///
/// # Errors
/// 404 for one that was not there; 403 for another dietitian's.
pub(crate) fn visit(sql: &Sql<'_>, id: Id, at: Glance) -> Result<PastVisit> {
    let (detail, is_there) = match visits::store::detail(sql, id, false)? {
        Some(detail) => (detail, true),
        None => {
            let deleted = visits::store::detail(sql, id, true)?;
            (deleted.ok_or_else(|| visits::store::unknown(id))?, false)
        }
    };
    detail.must_be_in(at.scope)?;
    let past = visit_then(sql, &detail.visit, is_there, at)?;
    past.ok_or_else(|| visits::store::unknown(id))
}

fn visit_then(
    sql: &Sql<'_>,
    visit: &visits::Visit,
    is_there: bool,
    at: Glance,
) -> Result<Option<PastVisit>> {
    let later = store::after(sql, "visit", visit.id, at.instant)?;
    if visit.created_at > at.instant || !was_there(is_there, &later) {
        return Ok(None);
    }
    // Notes are taken back too, and only then kept from who may not read them.
    let mut past = before(fields_of(visit), &later);
    let hidden = hidden_of_visits(at.notes);
    past.record.retain(|field, _| !hidden.contains(&field.as_str()));
    let signed = store::signed_at(sql, visit.id, at.instant)?;
    past.record.insert("signed_at".into(), json!(signed));
    let (measurements, lacks) = match at.notes.are_shown() {
        true => measured_then(sql, visit.id, at.instant).map(|(all, lacks)| (Some(all), lacks))?,
        false => (None, false),
    };
    let is_incomplete = past.is_incomplete || lacks;
    Ok(Some(PastVisit { id: visit.id, fields: past.record, measurements, is_incomplete, is_there }))
}

/// The measurements of a visit, and whether something of them was erased.
fn measured_then(
    sql: &Sql<'_>,
    visit: Id,
    instant: Moment,
) -> Result<(Vec<Map<String, Value>>, bool)> {
    let (mut all, mut is_incomplete) = (Vec::new(), false);
    for store::Measured { id, is_there, values } in store::measurements(sql, visit, instant)? {
        let later = store::after(sql, "measurement", id, instant)?;
        if was_there(is_there, &later) {
            let past = before(values, &later);
            is_incomplete |= past.is_incomplete;
            all.push(past.record);
        }
    }
    Ok((all, is_incomplete))
}

/// An invoice.
///
/// # Errors
/// 404 for one that was not there; 403 for one of another dietitian's patient.
pub(crate) fn invoice(sql: &Sql<'_>, id: Id, at: Glance) -> Result<PastInvoice> {
    let (past, patient) = invoice_then(sql, id, at)?.ok_or_else(|| billing::unknown(id))?;
    patients::store::must_see(sql, patient.ok_or_else(|| billing::unknown(id))?, at.scope)?;
    Ok(past)
}

/// The invoice, and whose it was. A draft that was taken away since is read from the row that says so.
fn invoice_then(sql: &Sql<'_>, id: Id, at: Glance) -> Result<Option<(PastInvoice, Option<Id>)>> {
    let later = store::after(sql, "billing", id, at.instant)?;
    let stored = billing::facts_of(sql, id)?;
    let is_there = stored.is_some();
    let found = match stored {
        Some((facts, created)) => (created <= at.instant).then_some(facts),
        None => removed(&later).filter(|_| was_there(false, &later)),
    };
    let Some(facts) = found else { return Ok(None) };
    let mut past = before(facts, &later);
    let text = |name: &str| past.record.get(name).and_then(Value::as_str).map(str::to_owned);
    let patient = text("patient_id").and_then(|id| id.parse().ok());
    // What is stored is PENDING or PARTIAL: the day makes it overdue.
    let is_owed = matches!(text("status").as_deref(), Some("PENDING" | "PARTIAL"));
    if is_owed && text("due_date").is_some_and(|due| due < at.day.to_string()) {
        past.record.insert("status".into(), json!("OVERDUE"));
    }
    let invoice =
        PastInvoice { id, fields: past.record, is_incomplete: past.is_incomplete, is_there };
    Ok(Some((invoice, patient)))
}

/// A patient's file with those parts of it.
///
/// # Errors
/// As [`patient`].
pub(crate) fn file(sql: &Sql<'_>, id: Id, at: Glance, parts: Parts) -> Result<PastFile> {
    let patient = patient(sql, id, at)?;
    let mut incomplete = patient.is_incomplete;
    let visits = parts.visits.then(|| visits_then(sql, id, at, &mut incomplete)).transpose()?;
    let billing = parts.billing.then(|| invoices_then(sql, id, at, &mut incomplete)).transpose()?;
    let known_since = store::known_since(sql)?;
    Ok(PastFile { patient, visits, billing, as_of: at.instant, known_since, incomplete })
}

fn visits_then(
    sql: &Sql<'_>,
    patient: Id,
    at: Glance,
    incomplete: &mut bool,
) -> Result<Vec<PastVisit>> {
    let ids = store::visits_by(sql, patient, at.instant, MOST + 1)?;
    *incomplete |= ids.len() > MOST as usize;
    let mut all = Vec::new();
    for (id, is_there) in ids.into_iter().take(MOST as usize) {
        let Some(detail) = visits::store::detail(sql, id, !is_there)? else { continue };
        if let Some(past) = visit_then(sql, &detail.visit, is_there, at)? {
            *incomplete |= past.is_incomplete;
            all.push(past);
        }
    }
    all.sort_by_key(|past| {
        std::cmp::Reverse((past.text("visit_date").map(str::to_owned), past.id))
    });
    Ok(all)
}

fn invoices_then(
    sql: &Sql<'_>,
    patient: Id,
    at: Glance,
    incomplete: &mut bool,
) -> Result<Vec<PastInvoice>> {
    let ids = store::invoices_by(sql, patient, MOST + 1)?;
    *incomplete |= ids.len() > MOST as usize;
    let mut all = Vec::new();
    for id in ids.into_iter().take(MOST as usize) {
        // A draft may have been drawn up for somebody else.
        if let Some((past, Some(whose))) = invoice_then(sql, id, at)?
            && whose == patient
        {
            *incomplete |= past.is_incomplete;
            all.push(past);
        }
    }
    all.sort_by_key(|past| {
        std::cmp::Reverse((past.text("invoice_date").map(str::to_owned), past.id))
    });
    Ok(all)
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

    /// A sum of it.
    pub fn sum(&self, field: &str) -> Option<Amount> {
        let currency = self.text("currency")?;
        let minor = Decimal::of_json(self.fields.get(field)?)?.in_minor(currency).ok()?;
        Some(Amount::new(minor, currency))
    }
}
