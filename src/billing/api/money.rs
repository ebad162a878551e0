//! `/api/billing/:id/{pay,payments,credit-note}` and `/api/payments`: money and what takes it back.

use rocket::{Route, delete, get, post, routes};
use serde::Serialize;
use serde_json::json;

use super::{answer, clerk_of, data, written};
use crate::auth::{May, may};
use crate::billing::input::{NewCreditNote, uses_credit};
use crate::billing::payment_input::{NewPayment, NewReceipt, PaymentDetails};
use crate::billing::payments::{self, Recorded};
use crate::billing::view::PaymentView;
use crate::billing::{credit_notes, receipts, store};
use crate::db::Db;
use crate::error::Result;
use crate::http::{Answer, Body, OptionalBody, PathId};
use crate::settings::InForce;
use crate::shown::Shows;

/// The routes below one invoice.
pub(in crate::billing) fn routes() -> Vec<Route> {
    routes![pay, all, add, reverse, credit_note]
}

/// The routes of what is handed over at once: over several invoices, or as a deposit.
pub(in crate::billing) fn receipt_routes() -> Vec<Route> {
    routes![spread, take_back]
}

#[post("/<id>/pay", data = "<body>")]
async fn pay(
    caller: May<may::BillingUpdate>,
    id: PathId,
    settings: InForce,
    db: Db,
    body: OptionalBody,
) -> Result<Answer> {
    let id = id.get()?;
    let mut fields = body.fields();
    let asked = (PaymentDetails::read(&mut fields), uses_credit(&mut fields));
    let asked = fields.finish().map(|()| asked);
    let clerk = clerk_of(&caller, &settings);
    Ok(answer(&db.write(move |tx| payments::pay(tx, &clerk, id, asked)).await?))
}

#[get("/<id>/payments")]
async fn all(caller: May<may::BillingRead>, id: PathId, db: Db) -> Result<Answer> {
    let id = id.get()?;
    let scope = caller.scope();
    let payments = db
        .read(move |sql| {
            let invoice = store::load(sql, id)?;
            invoice.must_be_in(scope)?;
            let mut payments = store::children::<PaymentView>(sql, &format!("[\"{id}\"]"))?;
            Ok(payments.remove(&id).unwrap_or_default())
        })
        .await?;
    let json = data(&[("payments", written(&payments))]);
    Ok(Answer::json(json, Shows::record("billing", id)))
}

#[post("/<id>/payments", data = "<body>")]
async fn add(
    caller: May<may::BillingUpdate>,
    id: PathId,
    settings: InForce,
    db: Db,
    body: Body,
) -> Result<Answer> {
    let id = id.get()?;
    let sent = body.map().clone();
    let new = NewPayment::read(body.fields())?;
    let clerk = clerk_of(&caller, &settings);
    let recorded = db.write(move |tx| payments::add(tx, &clerk, id, new, &sent)).await?;
    Ok(both("payment", &recorded).created())
}

#[delete("/<id>/payments/<pid>")]
async fn reverse(
    caller: May<may::BillingUpdate>,
    id: PathId,
    pid: PathId,
    settings: InForce,
    db: Db,
) -> Result<Answer> {
    let (id, pid) = (id.get()?, pid.get()?);
    let clerk = clerk_of(&caller, &settings);
    let recorded = db.write(move |tx| payments::reverse(tx, &clerk, id, pid)).await?;
    Ok(both("payment", &recorded))
}

#[post("/<id>/credit-note", data = "<body>")]
async fn credit_note(
    caller: May<may::BillingUpdate>,
    id: PathId,
    settings: InForce,
    db: Db,
    body: Body,
) -> Result<Answer> {
    let id = id.get()?;
    let sent = body.map().clone();
    let new = NewCreditNote::read(body.fields())?;
    let clerk = clerk_of(&caller, &settings);
    let recorded = db.write(move |tx| credit_notes::write(tx, &clerk, id, new, &sent)).await?;
    Ok(both("credit_note", &recorded).created())
}

#[post("/", data = "<body>")]
async fn spread(
    caller: May<may::BillingUpdate>,
    settings: InForce,
    db: Db,
    body: Body,
) -> Result<Answer> {
    let sent = body.map().clone();
    let new = NewReceipt::read(body.fields())?;
    let clerk = clerk_of(&caller, &settings);
    let shows = Shows::record("patient", new.patient_id);
    let receipt = db.write(move |tx| receipts::take(tx, &clerk, new, &sent)).await?;
    Ok(Answer::record(json!({ "payment": receipt }), shows).created())
}

#[delete("/<id>")]
async fn take_back(
    caller: May<may::BillingUpdate>,
    id: PathId,
    settings: InForce,
    db: Db,
) -> Result<Answer> {
    let (id, clerk) = (id.get()?, clerk_of(&caller, &settings));
    let receipt = db.write(move |tx| receipts::reverse_all(tx, &clerk, id)).await?;
    let shows = Shows::record("patient", receipt.patient_id);
    Ok(Answer::record(json!({ "payment": receipt }), shows))
}

/// The document and the invoice after it.
fn both<D: Serialize>(name: &str, recorded: &Recorded<D>) -> Answer {
    let invoice = &recorded.invoice.invoice;
    let json = data(&[(name, written(&recorded.document)), ("billing", written(invoice))]);
    Answer::json(json, Shows::record("billing", invoice.id))
}
