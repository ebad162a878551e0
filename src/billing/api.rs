//! `/api/billing`: the invoices themselves.

pub(super) mod money;

use rocket::{Route, State, delete, get, post, put, routes};
use serde::Serialize;

use super::clerk::Clerk;
use super::input::{Changes, NewInvoice, uses_credit};
use super::invoices::{self, Deleted};
use super::list::{self, BillingList};
use super::stats::{self, Days};
use super::store::{self, Shown};
use super::view::InvoiceView;
use crate::auth::{Caller, May, Scope, may};
use crate::cache::{Page, Responses, Served, Tag, Tier};
use crate::db::{Db, Sql};
use crate::error::Result;
use crate::http::etag_of;
use crate::http::{Answer, Body, IfMatch, OptionalBody, Parameters, PathId};
use crate::list::Asked;
use crate::patients::Author;
use crate::settings::InForce;
use crate::shown::Shows;

/// The routes of the invoices themselves.
pub(super) fn routes() -> Vec<Route> {
    routes![all, figures, create, read, update, issue, remove]
}

#[get("/")]
async fn all(
    caller: May<may::BillingList>,
    query: Asked<BillingList>,
    settings: InForce,
    cache: &State<Responses>,
    db: Db,
) -> Result<Served> {
    let (scope, now) = (caller.scope(), db.database().clock().now());
    let key = format!("{}|billing|{}", scope.key(), query.canonical);
    let (is_short, query) = (query.is_short() && scope == Scope::All, query.0);
    let answer = move |sql: &Sql<'_>| list::page(sql, &query, scope, &settings.0.zone, now);
    let question = db.ask(is_short, answer);
    cache.serve_from(Tier::Short, key, db.born(), question).await
}

#[get("/stats")]
async fn figures(
    caller: May<may::BillingRead>,
    parameters: Parameters,
    settings: InForce,
    cache: &State<Responses>,
    db: Db,
) -> Result<Served> {
    let days = Days::read(parameters, &settings.0.zone)?;
    let (scope, now) = (caller.scope(), db.database().clock().now());
    let key = format!("{}|billing/stats|{}", scope.key(), days.key());
    let answer = move |sql: &Sql<'_>| stats::page(sql, scope, &days, &settings.0, now);
    cache.serve(Tier::Medium, key, &db, answer).await
}

#[post("/", data = "<body>")]
async fn create(
    caller: May<may::BillingCreate>,
    settings: InForce,
    db: Db,
    body: Body,
) -> Result<Answer> {
    let sent = body.map().clone();
    let new = NewInvoice::read(body.fields())?;
    let clerk = clerk_of(&caller, &settings);
    let created = db.write(move |tx| invoices::create(tx, &clerk, new, &sent)).await?;
    Ok(answer(&created).created())
}

#[get("/<id>")]
async fn read(
    caller: May<may::BillingRead>,
    id: PathId,
    settings: InForce,
    cache: &State<Responses>,
    db: Db,
) -> Result<Served> {
    let id = id.get()?;
    let (scope, now) = (caller.scope(), db.database().clock().now());
    let key = format!("{}|billing/{id}", scope.key());
    let page = move |sql: &Sql<'_>| {
        let zone = &settings.0.zone;
        let shown = store::shown(sql, id, zone.day_of(now))?.ok_or_else(|| store::unknown(id))?;
        shown.must_be_in(scope)?;
        let tags = vec![Tag::Patient(shown.invoice.patient_id), Tag::Users];
        Ok(Page {
            // An invoice becomes overdue at midnight.
            until: Some(zone.next_midnight(now)),
            version: Some(shown.invoice.version),
            ..Page::new(json_of(&shown.invoice), tags, Shows::record("billing", id))
        })
    };
    // As many rows as the invoice has lines and payments: too many for `Db::glance`.
    cache.serve_from(Tier::Medium, key, db.born(), db.read(page)).await
}

#[put("/<id>", data = "<body>")]
async fn update(
    caller: May<may::BillingUpdate>,
    id: PathId,
    if_match: IfMatch,
    settings: InForce,
    db: Db,
    body: Body,
) -> Result<Answer> {
    let id = id.get()?;
    let (changes, precondition) = body.read_change(if_match, Changes::read)?;
    let clerk = clerk_of(&caller, &settings);
    let updated =
        db.write(move |tx| invoices::update(tx, &clerk, id, changes, precondition)).await?;
    Ok(answer(&updated))
}

#[post("/<id>/issue", data = "<body>")]
async fn issue(
    caller: May<may::BillingUpdate>,
    id: PathId,
    if_match: IfMatch,
    settings: InForce,
    db: Db,
    body: OptionalBody,
) -> Result<Answer> {
    let (id, clerk) = (id.get()?, clerk_of(&caller, &settings));
    let mut fields = body.fields();
    let uses = uses_credit(&mut fields);
    let precondition = if_match.and(&mut fields);
    fields.finish()?;
    let issued = db.write(move |tx| invoices::issue(tx, &clerk, id, uses, precondition));
    Ok(answer(&issued.await?))
}

#[delete("/<id>")]
async fn remove(
    caller: May<may::BillingDelete>,
    id: PathId,
    if_match: IfMatch,
    settings: InForce,
    db: Db,
) -> Result<Answer> {
    let (id, clerk) = (id.get()?, clerk_of(&caller, &settings));
    let deleted = db.write(move |tx| invoices::delete(tx, &clerk, id, if_match.alone()));
    Ok(Answer::message(match deleted.await? {
        Deleted::Removed => "The draft is deleted.",
        Deleted::Cancelled => "The invoice is cancelled; it keeps its number.",
    }))
}

pub(crate) fn clerk_of(caller: &Caller, settings: &InForce) -> Clerk {
    Clerk { author: Author::from(caller), clinic: settings.0.clone() }
}

/// The same bytes, and so the same entity tag, as reading the invoice gives.
pub(crate) fn answer(shown: &Shown) -> Answer {
    let json = json_of(&shown.invoice);
    let etag = etag_of(Some(shown.invoice.version), &json);
    Answer::json(json, Shows::record("billing", shown.invoice.id)).etag(etag)
}

fn json_of(invoice: &InvoiceView) -> Vec<u8> {
    data(&[("billing", written(invoice))])
}

/// An answer with these members.
fn data(members: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut json = br#"{"success":true,"data":{"#.to_vec();
    for (place, (name, value)) in members.iter().enumerate() {
        let comma = if place > 0 { "," } else { "" };
        json.extend_from_slice(format!("{comma}\"{name}\":").as_bytes());
        json.extend_from_slice(value);
    }
    json.extend_from_slice(b"}}");
    json
}

/// A view as JSON: writing it into memory cannot fail.
fn written(view: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(view).unwrap_or_default()
}
