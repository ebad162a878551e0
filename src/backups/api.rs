//! /api/system/backups.

use std::sync::Arc;

use rocket::{Route, State, get, post, routes};
use serde_json::{Value, json};

use super::store::{Check, checks};
use super::{Keeper, Kept, Origin, shelf};
use crate::auth::{May, may};
use crate::clock::Moment;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::http::{Answer, Parameters};

pub(super) fn routes() -> Vec<Route> {
    routes![all, make]
}

/// The copies in the folder, newest first, and whether one is being worked on.
#[get("/")]
async fn all(
    _caller: May<may::SystemBackup>,
    parameters: Parameters,
    keeper: &State<Keeper>,
    db: Db,
) -> Result<Answer> {
    parameters.finish()?;
    let folder = keeper.folder();
    let checks = db.read(checks).await?;
    let copies = keeper.aside(move |_| shelf(&folder).map_err(Error::internal)).await?;
    let backups: Vec<Value> =
        copies.iter().map(|copy| shown(copy, checks.get(&copy.name))).collect();
    Ok(Answer::data(json!({
        "count": backups.len(), "backups": backups, "is_working": keeper.work().is_some(),
    })))
}

/// What was found out of the file as it is now, and no more.
fn shown(copy: &Kept, check: Option<&Check>) -> Value {
    let check = check.filter(|check| check.is_of(&copy.stamp));
    let verified: Option<Moment> = check.map(|check| check.at);
    let error = check.and_then(|check| check.error.as_deref());
    let is_whole = check.filter(|check| check.error.is_none());
    json!({
        "name": copy.name,
        "made_at": copy.made,
        "bytes": copy.bytes,
        "origin": copy.manifest.as_ref().map(|manifest| manifest.origin),
        "verified_at": verified.filter(|_| error.is_none()),
        "made_here": is_whole.map(|check| check.is_made_here),
        "error": error,
    })
}

/// Begins a backup; the list says when it is done.
#[post("/")]
fn make(caller: May<may::SystemBackup>, keeper: &State<Keeper>) -> Answer {
    let is_begun = keeper.back_up(Origin::Manual, Arc::unwrap_or_clone(caller.actor()));
    Answer::data(json!({ "is_begun": is_begun }))
}
