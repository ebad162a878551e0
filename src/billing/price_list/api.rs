//! `/api/services`.

use rocket::{Route, delete, get, post, put, routes};

use super::store::{PriceList, SPEC, Shown};
use super::{Changes, NewService, create as add, remove as take_off, update as change};
use crate::auth::{May, may};
use crate::db::Db;
use crate::error::Result;
use crate::http::etag_of;
use crate::http::{Answer, Body, IfMatch, PathId};
use crate::list::{Asked, Clauses, fetch};
use crate::patients::Author;
use crate::settings::InForce;
use crate::shown::Shows;

pub(in crate::billing) fn routes() -> Vec<Route> {
    routes![all, create, update, remove]
}

#[get("/")]
async fn all(
    _caller: May<may::BillingRead>,
    query: Asked<PriceList>,
    settings: InForce,
    db: Db,
) -> Result<Answer> {
    let query = query.0;
    settings.0.visit_types.must_know(&query.codes)?;
    let fetched = db.read(move |sql| fetch(sql, &SPEC, &query, &Clauses::default())).await?;
    Ok(Answer::json(fetched.into_json(), Shows::nothing()))
}

#[post("/", data = "<body>")]
async fn create(
    caller: May<may::SystemSettings>,
    settings: InForce,
    db: Db,
    body: Body,
) -> Result<Answer> {
    let sent = body.map().clone();
    let new = NewService::read(body.fields(), &settings.0)?;
    let author = Author::from(&*caller);
    let created = db.write(move |tx| add(tx, &author, new, &sent)).await?;
    Ok(answer(&created).created())
}

#[put("/<id>", data = "<body>")]
async fn update(
    caller: May<may::SystemSettings>,
    id: PathId,
    if_match: IfMatch,
    settings: InForce,
    db: Db,
    body: Body,
) -> Result<Answer> {
    let id = id.get()?;
    let (changes, precondition) =
        body.read_change(if_match, |fields| Changes::read(fields, &settings.0.visit_types))?;
    let author = Author::from(&*caller);
    Ok(answer(&db.write(move |tx| change(tx, &author, id, changes, precondition)).await?))
}

#[delete("/<id>")]
async fn remove(caller: May<may::SystemSettings>, id: PathId, db: Db) -> Result<Answer> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    Ok(Answer::message(match db.write(move |tx| take_off(tx, &author, id)).await? {
        true => "The service is off the price list.",
        false => "Invoices name this service: it stays on record and is no longer offered.",
    }))
}

fn answer(shown: &Shown) -> Answer {
    let mut json = br#"{"success":true,"data":{"service":"#.to_vec();
    json.extend_from_slice(&shown.json);
    json.extend_from_slice(b"}}");
    let etag = etag_of(Some(shown.version), &json);
    Answer::json(json, Shows::nothing()).etag(etag)
}
