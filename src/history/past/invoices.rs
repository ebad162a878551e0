//! Invoices as they stood at an instant.

use serde_json::{Value, json};

use super::store::invoices_by;
use super::{Doubt, Glance, MOST, PastInvoice};
use crate::billing::store as billing;
use crate::db::Sql;
use crate::error::Result;
use crate::figures::shown_on;
use crate::history::replay::{Later, before, removed, was_there};
use crate::history::store::after;
use crate::ids::Id;
use crate::patients;

/// An invoice.
///
/// # Errors
/// 404 for one that was not there; 403 for one of another dietitian's patient.
pub(crate) fn one(sql: &Sql<'_>, id: Id, at: Glance) -> Result<PastInvoice> {
    let found = then(sql, &[id], at, &mut Doubt::default())?.into_iter().next();
    let (past, patient) = found.ok_or_else(|| billing::unknown(id))?;
    patients::store::must_see(sql, patient.ok_or_else(|| billing::unknown(id))?, at.scope)?;
    Ok(past)
}

/// The invoices of a patient, the last first.
pub(super) fn of_patient(
    sql: &Sql<'_>,
    patient: Id,
    at: Glance,
    doubt: &mut Doubt,
) -> Result<Vec<PastInvoice>> {
    let mut ids = invoices_by(sql, patient, MOST + 1)?;
    doubt.is_cut |= ids.len() > MOST as usize;
    ids.truncate(MOST as usize);
    // A draft may have been drawn up for somebody else.
    let of_them =
        then(sql, &ids, at, doubt)?.into_iter().filter(|(_, whose)| *whose == Some(patient));
    let mut all: Vec<PastInvoice> = of_them.map(|(past, _)| past).collect();
    doubt.is_erased |= all.iter().any(|invoice| invoice.is_incomplete);
    all.sort_by_key(|past| {
        std::cmp::Reverse((past.text("invoice_date").map(str::to_owned), past.id))
    });
    Ok(all)
}

/// Those that were there, as they were, and whose each was.
fn then(
    sql: &Sql<'_>,
    ids: &[Id],
    at: Glance,
    doubt: &mut Doubt,
) -> Result<Vec<(PastInvoice, Option<Id>)>> {
    let mut later = after(sql, "billing", ids, at.instant)?;
    let mut stored = billing::facts_of(sql, ids)?;
    let mut all = Vec::new();
    for id in ids {
        let later = later.remove(id).unwrap_or_default();
        if later.is_beyond() {
            doubt.is_cut = true;
            continue;
        }
        all.extend(as_it_was(*id, stored.remove(id), &later, at));
    }
    Ok(all)
}

/// The invoice, and whose it was. A draft that was taken away since is read from the row that says so.
fn as_it_was(
    id: Id,
    stored: Option<billing::Facts>,
    later: &Later,
    at: Glance,
) -> Option<(PastInvoice, Option<Id>)> {
    let is_there = stored.is_some();
    let facts = match stored {
        Some((facts, created)) => (created <= at.instant).then_some(facts),
        None => removed(later).filter(|_| was_there(false, later)),
    };
    let mut past = before(facts?, later);
    let text = |name: &str| past.record.get(name).and_then(Value::as_str).map(str::to_owned);
    let patient = text("patient_id").and_then(|id| id.parse().ok());
    if let (Some(status), Some(due)) = (text("status"), text("due_date")) {
        let shown = shown_on(&status, &due, &at.day.to_string());
        past.record.insert("status".into(), json!(shown));
    }
    let invoice =
        PastInvoice { id, fields: past.record, is_incomplete: past.is_incomplete, is_there };
    Some((invoice, patient))
}
