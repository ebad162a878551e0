//! A record put back to an earlier version, whole: an ordinary change with its audit row, made of what later
//! versions changed. What its reader may not see stays as it is, and so does what an act of its own
//! changes (archiving, deleting, signing, payments).

use jiff::civil::Date;
use rocket::{Route, post, routes};
use serde_json::{Map, Value, json};

use super::past::fields_of;
use super::replay::before;
use super::{hidden_of_patients, hidden_of_visits, store};
use crate::auth::{May, may};
use crate::billing::api as billing_api;
use crate::billing::clerk::{Clerk, visible as visible_invoice};
use crate::billing::{self, input as billing_input};
use crate::db::{Db, Sql, Tx};
use crate::error::{Error, Result};
use crate::http::{Answer, Fields, IfMatch, OptionalBody, PathId, Precondition};
use crate::ids::Id;
use crate::message::message;
use crate::patients::{self, Author, PatientView, service as patient_service};
use crate::settings::InForce;
use crate::visits::change::{self, Writer};
use crate::visits::{self, Detail, api as visit_api};

pub(super) fn routes() -> Vec<Route> {
    routes![patient, visit, invoice]
}

/// Fields that an act of its own changes.
pub(crate) const ACTS: [&str; 5] = ["deleted", "is_active", "edition", "digest", "reason"];
/// The fields of an invoice that people write; of an issued one most are fixed.
const OF_INVOICES: [&str; 8] = [
    "patient_id",
    "visit_id",
    "invoice_date",
    "due_date",
    "currency",
    "notes",
    "lines",
    "discount_amount",
];

/// The body that makes a record what that version left, without what its reader may not see.
///
/// # Errors
/// 400 for a version that the record has not, or of which something was erased.
fn body(
    sql: &Sql<'_>,
    (kind, id, seq): (&str, Id, i64),
    now: Map<String, Value>,
    hidden: &[&str],
) -> Result<Map<String, Value>> {
    if !store::has_version(sql, kind, id, seq)? {
        return Err(no_such_version());
    }
    let later = store::after_version(sql, kind, id, seq)?;
    let past = before(now.clone(), &later);
    if past.is_incomplete {
        return Err(no_such_version());
    }
    let changed = later.iter().filter_map(|version| version.changes.as_ref());
    let mut body = Map::new();
    for field in changed.flat_map(Map::keys) {
        let is_free = !ACTS.contains(&field.as_str()) && !hidden.contains(&field.as_str());
        if let Some(value) = past.record.get(field).filter(|value| now.get(field) != Some(value))
            && is_free
        {
            body.insert(field.clone(), value.clone());
        }
    }
    Ok(body)
}

/// 400: nothing to put back.
pub(crate) fn no_such_version() -> Error {
    let message = message(
        "refused-no-such-version",
        "This version has no such value, or it was erased. Nothing was changed.",
    );
    Error::bad("VALIDATION_ERROR", message)
}

/// Puts a patient back to what that version left.
///
/// # Errors
/// 404; 403 for another dietitian's; 409 for a stale version; 400 for no such version.
pub(crate) fn patient_back(
    tx: &Tx<'_>,
    author: &Author,
    (id, seq): (Id, i64),
    today: Date,
    precondition: Precondition,
) -> Result<PatientView> {
    patients::store::must_see(tx, id, author.scope)?;
    let now = patients::store::detail(tx, id, tx.now())?;
    let now = fields_of(&now.ok_or_else(|| patients::store::unknown(id))?.patient);
    let body = body(tx, ("patient", id, seq), now, hidden_of_patients(author.notes))?;
    let mut fields = Fields::of(body);
    let changes = patients::Changes::read(&mut fields, today);
    fields.finish()?;
    patient_service::update(tx, author, id, changes, precondition)
}

/// Puts a visit back to what that version left; its measurements have versions of their own.
///
/// # Errors
/// As [`change::update`]; 400 for no such version.
pub(crate) fn visit_back(
    tx: &Tx<'_>,
    writer: &Writer,
    (id, seq): (Id, i64),
    allow_overlap: bool,
    precondition: Precondition,
) -> Result<Detail> {
    let now = fields_of(&change::visible(tx, writer, id, false)?.visit);
    let mut body = body(tx, ("visit", id, seq), now, hidden_of_visits(writer.notes))?;
    body.insert("allow_overlap".into(), json!(allow_overlap));
    let mut fields = Fields::of(body);
    let changes = visits::Changes::read(&mut fields, &writer.clinic);
    fields.finish()?;
    change::update(tx, writer, id, changes, precondition)
}

/// Puts back what people write of an invoice: all of a draft, notes and due date of an issued one.
///
/// # Errors
/// As [`billing::service::update`]; 400 for no such version.
pub(crate) fn invoice_back(
    tx: &Tx<'_>,
    clerk: &Clerk,
    (id, seq): (Id, i64),
    precondition: Precondition,
) -> Result<billing::store::Shown> {
    visible_invoice(tx, clerk, id)?;
    let now = billing::store::facts_of(tx, id)?.map(|(facts, _)| facts).unwrap_or_default();
    let mut body = body(tx, ("billing", id, seq), now, &[])?;
    body.retain(|field, _| OF_INVOICES.contains(&field.as_str()));
    let mut fields = Fields::of(body);
    let changes = billing_input::Changes::read(&mut fields);
    fields.finish()?;
    billing::service::update(tx, clerk, id, changes, precondition)
}

/// The version in the address.
fn seq(given: &str) -> Result<i64> {
    given.parse().map_err(|_| no_such_version())
}

#[post("/patients/<id>/history/<version>/restore", data = "<body>")]
async fn patient(
    caller: May<may::PatientsUpdate>,
    id: PathId,
    version: &str,
    if_match: IfMatch,
    settings: InForce,
    db: Db,
    body: OptionalBody,
) -> Result<Answer> {
    let of = (id.get()?, seq(version)?);
    let mut fields = body.fields();
    let precondition = if_match.and(&mut fields);
    fields.finish()?;
    let (author, today) =
        (Author::from(&*caller), settings.0.zone.day_of(db.database().clock().now()));
    let back = db.write(move |tx| patient_back(tx, &author, of, today, precondition)).await?;
    Ok(patients::api::answer(&back))
}

#[post("/visits/<id>/history/<version>/restore", data = "<body>")]
async fn visit(
    caller: May<may::VisitsUpdate>,
    id: PathId,
    version: &str,
    if_match: IfMatch,
    settings: InForce,
    db: Db,
    body: OptionalBody,
) -> Result<Answer> {
    let of = (id.get()?, seq(version)?);
    let mut fields = body.fields();
    let precondition = if_match.and(&mut fields);
    let allow_overlap = fields.flag("allow_overlap").value().unwrap_or(false);
    fields.finish()?;
    let writer = visits::writer::writer_of(&caller, &settings);
    let back = db.write(move |tx| {
        let detail = visit_back(tx, &writer, of, allow_overlap, precondition)?;
        visit_api::shown(tx, &writer, detail)
    });
    Ok(visit_api::answer(back.await?))
}

#[post("/billing/<id>/history/<version>/restore", data = "<body>")]
async fn invoice(
    caller: May<may::BillingUpdate>,
    id: PathId,
    version: &str,
    if_match: IfMatch,
    settings: InForce,
    db: Db,
    body: OptionalBody,
) -> Result<Answer> {
    let of = (id.get()?, seq(version)?);
    let mut fields = body.fields();
    let precondition = if_match.and(&mut fields);
    fields.finish()?;
    let clerk = billing_api::clerk_of(&caller, &settings);
    let back = db.write(move |tx| invoice_back(tx, &clerk, of, precondition)).await?;
    Ok(billing_api::answer(&back))
}
