//! `/api/waiting-list`.

use rocket::{Route, delete, get, post, routes};
use serde_json::json;

use super::store::{self, Sought};
use super::{NewEntry, service};
use crate::auth::{May, may};
use crate::db::Db;
use crate::error::Result;
use crate::http::{Answer, Body, Parameters, PathId, as_fields};
use crate::list::{MOST_SHORT, Paging};
use crate::patients::Author;
use crate::shown::Shows;

pub(in crate::schedule) fn routes() -> Vec<Route> {
    routes![all, add, remove]
}

/// Who waits; with a dietitian, a day and minutes only those whom such a time would suit.
#[get("/waiting-list")]
async fn all(caller: May<may::VisitsList>, mut parameters: Parameters, db: Db) -> Result<Answer> {
    let paging = Paging::take(&mut parameters, MOST_SHORT)?;
    let mut asked = as_fields(parameters, &["dietitian_id", "day", "minutes"])?;
    let sought = Sought {
        dietitian: asked.id("dietitian_id").value(),
        day: asked.day("day").value().map(|day| day.to_string()),
        minutes: asked.integer("minutes", 5..=480).value(),
        is_to_call: false,
    };
    asked.finish()?;
    let scope = caller.scope();
    let found = db.read(move |sql| store::list(sql, &sought, scope)).await?;
    let page = paging.page(found, |entry| entry.id);
    let shows = Shows::names("patient", page.rows.iter().map(|entry| entry.patient_id));
    Ok(Answer::record(page.named("waiting"), shows))
}

#[post("/waiting-list", data = "<body>")]
async fn add(caller: May<may::VisitsCreate>, db: Db, body: Body) -> Result<Answer> {
    let sent = body.map().clone();
    let new = NewEntry::read(body.fields())?;
    let author = Author::from(&*caller);
    let added = db.write(move |tx| service::add(tx, &author, &new, &sent)).await?;
    let shows = Shows::names("patient", [added.patient_id]);
    Ok(Answer::record(json!({ "entry": added }), shows).created())
}

#[delete("/waiting-list/<id>")]
async fn remove(caller: May<may::VisitsUpdate>, id: PathId, db: Db) -> Result<Answer> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    db.write(move |tx| service::remove(tx, &author, id)).await?;
    Ok(Answer::message("The patient no longer waits."))
}
