//! /api/settings.

use rocket::{Route, State, get, put, routes};
use serde_json::json;

use super::{Change, Current, InForce, Settings, store};
use crate::auth::{May, may};
use crate::clock::place_instead_of;
use crate::db::Db;
use crate::error::Result;
use crate::http::etag_of;
use crate::http::{Answer, Body, IfMatch};

pub(super) fn routes() -> Vec<Route> {
    routes![show, update]
}

#[get("/")]
fn show(_caller: May<may::SystemSettings>, settings: InForce) -> Answer {
    answer(&settings.0, None)
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
    let before = current.get().time_zone.clone();
    let settings = db
        .write(move |tx| {
            let settings = store::update(tx, &actor, change, precondition)?;
            let next = settings.clone();
            tx.on_commit(move || current.set(next));
            Ok(settings)
        })
        .await?;
    let is_new_zone = settings.time_zone != before;
    let caution = is_new_zone.then(|| caution(&settings.time_zone)).flatten();
    Ok(answer(&settings, caution))
}

/// What is told to a script that has chosen a zone which is no place.
fn caution(zone: &str) -> Option<String> {
    let place = place_instead_of(zone)?;
    Some(format!(
        "{zone} is no place: its clock may not change with the clinic's. It is stored; {place} would be a place."
    ))
}

fn answer(settings: &Settings, caution: Option<String>) -> Answer {
    let data = json!({ "settings": settings });
    let etag = etag_of(Some(settings.version), data.to_string().as_bytes());
    let answer = match caution {
        Some(caution) => Answer::with_message(&caution, data),
        None => Answer::data(data),
    };
    answer.etag(etag)
}
