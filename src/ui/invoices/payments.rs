//! Money on the page of an invoice: payments, what is given back, credit used, reversals, credit
//! notes.

use rocket::{Route, post, routes};
use serde_json::{Map, Value};

use super::act::{Act, AtInvoice};
use crate::auth::may;
use crate::billing::input::NewCreditNote;
use crate::billing::payment_input::NewPayment;
use crate::billing::{credit_notes, payments};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::http::{Fields, PathId};
use crate::message::message;
use crate::settings::InForce;
use crate::ui::form::Sent;
use crate::ui::retyped::Retyped;
use crate::ui::staff::Staff;

pub fn routes() -> Vec<Route> {
    routes![pay, give_back, use_credit, reverse, credit_note]
}

#[post("/invoices/<id>/pay", data = "<sent>")]
async fn pay(
    caller: Staff<may::BillingUpdate>,
    id: PathId,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<Act> {
    let at = AtInvoice::of(&caller, caller.look, id.get()?, &settings, &db);
    let body = sent.filled(&["amount", "received"]);
    let recorded = match taken_in("amount", &body) {
        Ok(()) => record(&at, body).await,
        Err(error) => Err(error),
    };
    at.answer(recorded, "paid", Retyped::of("pay", &sent)).await
}

/// What is given back is typed as a sum and recorded as a negative payment.
#[post("/invoices/<id>/refund", data = "<sent>")]
async fn give_back(
    caller: Staff<may::BillingUpdate>,
    id: PathId,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<Act> {
    let at = AtInvoice::of(&caller, caller.look, id.get()?, &settings, &db);
    let recorded = record(&at, leaving(sent.filled(&["amount"]))).await;
    at.answer(recorded, "refunded", Retyped::of("refund", &sent)).await
}

/// Records the payment of a body.
async fn record(at: &AtInvoice<'_>, body: Map<String, Value>) -> Result<()> {
    let (id, clerk) = (at.id, at.clerk());
    let new = NewPayment::read(Fields::of(body.clone()))?;
    at.db.write(move |tx| payments::add(tx, &clerk, id, new, &body)).await?;
    Ok(())
}

/// What is given back has a form of its own: below nothing, a payment is a slip.
///
/// # Errors
/// 400 for a sum below nothing.
pub(super) fn taken_in(field: &str, body: &Map<String, Value>) -> Result<()> {
    match body.get(field).and_then(Value::as_f64).is_some_and(|amount| amount < 0.0) {
        true => {
            let must = message("above-zero", "must be more than 0");
            Err(Error::field(field, must).and_nothing_changed())
        }
        false => Ok(()),
    }
}

/// A body whose amount leaves the till; one that is negative already would be taken in.
pub(super) fn leaving(mut body: Map<String, Value>) -> Map<String, Value> {
    let text = match body.get("amount") {
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::String(text)) => text.trim().to_owned(),
        _ => return body,
    };
    if !text.starts_with('-') {
        body.insert("amount".into(), Value::String(format!("-{text}")));
    }
    body
}

#[post("/invoices/<id>/use-credit", data = "<_sent>")]
async fn use_credit(
    caller: Staff<may::BillingUpdate>,
    id: PathId,
    settings: InForce,
    db: Db,
    _sent: Sent,
) -> Result<Act> {
    let at = AtInvoice::of(&caller, caller.look, id.get()?, &settings, &db);
    let (id, clerk) = (at.id, at.clerk());
    let used = db.write(move |tx| payments::pay_from_credit(tx, &clerk, id)).await;
    at.answer(used, "credit-used", Retyped::default()).await
}

#[post("/invoices/<id>/payments/<payment>/reverse", data = "<_sent>")]
async fn reverse(
    caller: Staff<may::BillingUpdate>,
    id: PathId,
    payment: PathId,
    settings: InForce,
    db: Db,
    _sent: Sent,
) -> Result<Act> {
    let at = AtInvoice::of(&caller, caller.look, id.get()?, &settings, &db);
    let (id, payment, clerk) = (at.id, payment.get()?, at.clerk());
    let reversed = db.write(move |tx| payments::reverse(tx, &clerk, id, payment)).await;
    at.answer(reversed, "reversed", Retyped::default()).await
}

#[post("/invoices/<id>/credit", data = "<sent>")]
async fn credit_note(
    caller: Staff<may::BillingUpdate>,
    id: PathId,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<Act> {
    let at = AtInvoice::of(&caller, caller.look, id.get()?, &settings, &db);
    let (id, clerk, body) = (at.id, at.clerk(), sent.filled(&["amount"]));
    let written = match NewCreditNote::read(Fields::of(body.clone())) {
        Ok(new) => db.write(move |tx| credit_notes::write(tx, &clerk, id, new, &body)).await,
        Err(error) => Err(error),
    };
    at.answer(written, "credited", Retyped::of("credit", &sent)).await
}
