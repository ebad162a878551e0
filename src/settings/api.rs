//! /api/settings.

use rocket::{Route, State, get, put, routes};
use serde_json::json;

use super::{Change, Current, InForce, Settings, store};
use crate::auth::{May, may};
use crate::cache::etag_of;
use crate::db::Db;
use crate::error::Result;
use crate::http::{Answer, Body, IfMatch};

pub(super) fn routes() -> Vec<Route> {
    routes![show, update]
}

#[get("/")]
fn show(_caller: May<may::SystemSettings>, settings: InForce) -> Answer {
    answer(&settings.0)
}

#[put("/", data = "<body>")]
async fn update(
    caller: May<may::SystemSettings>,
    if_match: IfMatch,
    db: Db,
    current: &State<Current>,
    body: Body,
) -> Result<Answer> {
    let mut fields = body.fields();
    let precondition = if_match.and(&mut fields);
    let change = Change::read(&mut fields);
    fields.finish()?;
    let (actor, current) = (caller.actor(), Current::clone(current));
    let settings = db
        .write(move |tx| {
            let settings = store::update(tx, &actor, change, precondition)?;
            let next = settings.clone();
            tx.on_commit(move || current.set(next));
            Ok(settings)
        })
        .await?;
    Ok(answer(&settings))
}

fn answer(settings: &Settings) -> Answer {
    let data = json!({ "settings": settings });
    let etag = etag_of(Some(settings.version), data.to_string().as_bytes());
    Answer::data(data).etag(etag)
}
