//! From a visit to its invoice in one press.

use rocket::response::Redirect;
use rocket::{Route, post, routes};
use serde_json::json;

use super::store;
use crate::auth::may;
use crate::billing::api::clerk_of;
use crate::billing::clerk::Clerk;
use crate::billing::input::NewInvoice;
use crate::billing::invoices as billing;
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::http::{Fields, PathId};
use crate::settings::InForce;
use crate::ui::form::Sent;
use crate::ui::staff::Staff;
use crate::visits::{VisitRecord, store as of_visits};

pub fn routes() -> Vec<Route> {
    routes![bill]
}

/// Leads to the invoice of a visit, drawn up where there is none.
#[post("/visits/<id>/invoice", data = "<_sent>")]
async fn bill(
    caller: Staff<may::BillingCreate>,
    id: PathId,
    settings: InForce,
    db: Db,
    _sent: Sent,
) -> Result<Redirect> {
    let (id, scope) = (id.get()?, caller.scope());
    let (clerk, currency) = (clerk_of(&caller, &settings), settings.0.currency.clone());
    let next = db.write(move |tx| {
        let detail = of_visits::detail(tx, id, false)?.ok_or_else(|| of_visits::unknown(id))?;
        detail.must_be_in(scope)?;
        invoice(tx, &clerk, &detail, &currency)
    });
    Ok(Redirect::to(next.await?))
}

/// The invoice of a visit: the one that it has, or a draft by the price list; else the form of a
/// new one.
pub(super) fn invoice(
    tx: &Tx<'_>,
    clerk: &Clerk,
    detail: &VisitRecord,
    currency: &str,
) -> Result<String> {
    let (id, patient) = (detail.visit.id, detail.visit.patient_id);
    if let Some(invoice) = store::invoice_of(tx, id)? {
        return Ok(format!("/invoices/{invoice}"));
    }
    let kind = detail.visit.details.visit_type.as_deref().unwrap_or_default();
    let Some(service) = store::priced(tx, kind, currency)? else {
        return Ok(format!("/patients/{patient}/invoices/new?visit={id}"));
    };
    let body = super::pages::as_map(json!({
        "patient_id": patient,
        "visit_id": id,
        "status": "DRAFT",
        "lines": [{ "service_id": service, "quantity": 1 }],
    }));
    let new = NewInvoice::read(Fields::of(body.clone()))?;
    billing::create(tx, clerk, new, &body)?;
    let invoice = store::invoice_of(tx, id)?.ok_or_else(|| Error::internal("no invoice"))?;
    Ok(format!("/invoices/{invoice}?done=finished"))
}
