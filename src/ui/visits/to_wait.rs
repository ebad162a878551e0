//! From the form of a booking to the waiting list: nothing is free in time, so the patient waits.

use rocket::response::Redirect;
use rocket::{Route, post, routes};
use serde_json::{Map, Value, json};

use super::booking::again;
use crate::auth::may;
use crate::db::Db;
use crate::error::{Error, FieldError, Result};
use crate::http::{Fields, PathId};
use crate::ids::Id;
use crate::patients::Author;
use crate::schedule::waiting::{NewEntry, service};
use crate::settings::InForce;
use crate::ui::form::{Html, Sent};
use crate::ui::staff::Staff;

/// What the form of a booking calls the minutes of an entry.
const MINUTES: &str = "duration_minutes";

pub fn routes() -> Vec<Route> {
    routes![wait]
}

/// The API's body of what was typed.
fn body_of(sent: &Sent, id: Id) -> Map<String, Value> {
    let typed =
        sent.only(&["entry_id", "dietitian_id", MINUTES, "not_before", "not_after", "note"]);
    let mut body = typed.filled(&[MINUTES]);
    for (typed, named) in [(MINUTES, "minutes"), ("entry_id", "id")] {
        if let Some(value) = body.remove(typed) {
            body.insert(named.into(), value);
        }
    }
    body.insert("patient_id".into(), json!(id));
    body
}

#[post("/patients/<id>/waiting", data = "<sent>")]
async fn wait(
    caller: Staff<may::VisitsCreate>,
    id: PathId,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<std::result::Result<Redirect, Html>> {
    let id = id.get()?;
    let (body, author) = (body_of(&sent, id), Author::from(&*caller));
    let added = match NewEntry::read(Fields::of(body.clone())) {
        Ok(new) => db.write(move |tx| service::add(tx, &author, &new, &body)).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(entry) => {
            Ok(Ok(Redirect::to(format!("/calendar/waiting?done=waits&undo={}", entry.id))))
        }
        Err(error) if !matches!(error.status().code, 400 | 409) => Err(error),
        Err(error) => {
            let error = Some(told_here(error));
            again(&caller, id, (settings, &db), &sent, error, Vec::new()).await.map(Err)
        }
    }
}

/// An error about the entry, told at the fields of the form.
fn told_here(error: Error) -> Error {
    let told = error.details().iter().map(|detail| match detail.field.as_str() {
        "minutes" => FieldError::new(MINUTES, detail.message.clone()),
        _ => detail.clone(),
    });
    let told = told.collect();
    error.with_details(told)
}
