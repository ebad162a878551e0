//! `/api/visit-types`.

use rocket::{Route, State, delete, get, post, put, routes};
use serde_json::json;

use super::VisitType;
use super::service::{self, Changes, NewVisitType};
use crate::auth::{May, may};
use crate::db::Db;
use crate::error::Result;
use crate::http::{Answer, Body, IfMatch, Parameters, etag_of};
use crate::settings::{Current, InForce};

pub(in crate::settings) fn routes() -> Vec<Route> {
    routes![all, create, update, remove]
}

#[get("/")]
fn all(_caller: May<may::VisitsList>, parameters: Parameters, settings: InForce) -> Result<Answer> {
    parameters.finish()?;
    let views: Vec<_> = settings.0.visit_types.all().iter().map(VisitType::view).collect();
    Ok(Answer::data(json!({ "visit_types": views })))
}

#[post("/", data = "<body>")]
async fn create(
    caller: May<may::SystemSettings>,
    db: Db,
    current: &State<Current>,
    body: Body,
) -> Result<Answer> {
    let new = NewVisitType::read(body.fields())?;
    let (actor, current) = (caller.actor(), Current::clone(current));
    let created = db.write(move |tx| service::create(tx, (&actor, current), new)).await?;
    Ok(answer(&created).created())
}

#[put("/<code>", data = "<body>")]
async fn update(
    caller: May<may::SystemSettings>,
    code: String,
    if_match: IfMatch,
    db: Db,
    current: &State<Current>,
    body: Body,
) -> Result<Answer> {
    let (changes, precondition) = body.read_change(if_match, Changes::read)?;
    let (actor, current) = (caller.actor(), Current::clone(current));
    let changed =
        db.write(move |tx| service::update(tx, (&actor, current), &code, changes, precondition));
    Ok(answer(&changed.await?))
}

#[delete("/<code>")]
async fn remove(
    caller: May<may::SystemSettings>,
    code: String,
    db: Db,
    current: &State<Current>,
) -> Result<Answer> {
    let (actor, current) = (caller.actor(), Current::clone(current));
    let is_gone = db.write(move |tx| service::remove(tx, (&actor, current), &code)).await?;
    Ok(Answer::message(match is_gone {
        true => "The visit type is deleted.",
        false => "Visits name this type: it stays on record and is no longer offered.",
    }))
}

fn answer(one: &VisitType) -> Answer {
    let data = json!({ "visit_type": one.view() });
    let etag = etag_of(Some(one.version), data.to_string().as_bytes());
    Answer::data(data).etag(etag)
}
