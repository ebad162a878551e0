//! `/api/patients/<id>/intakes`.

use rocket::{Route, get, post, routes};
use serde::Serialize;

use super::input::NewIntake;
use super::view::{IntakeView, view};
use super::{service, store};
use crate::auth::{Clinical, May, may};
use crate::db::{Db, Sql};
use crate::error::Result;
use crate::http::{Answer, Body, PathId, success_json};
use crate::patients::Author;
use crate::patients::store::must_see;
use crate::shown::Shows;

pub(in crate::nutrition) fn routes() -> Vec<Route> {
    routes![list, create]
}

/// Intakes of an answer at most: the newest.
const MOST: i64 = 50;

#[derive(Serialize)]
struct All {
    intakes: Vec<IntakeView>,
}

#[derive(Serialize)]
struct One<'a> {
    intake: &'a IntakeView,
}

#[get("/<id>/intakes")]
async fn list(caller: May<Clinical<may::NutritionRead>>, id: PathId, db: Db) -> Result<Answer> {
    let (id, scope) = (id.get()?, caller.scope());
    let intakes = db
        .read(move |sql| {
            must_see(sql, id, scope)?;
            let stored = store::of_patient(sql, id, MOST)?;
            stored.into_iter().map(|one| view(sql, one)).collect::<Result<Vec<_>>>()
        })
        .await?;
    let shows = Shows::texts("intake", intakes.iter().map(|one| one.id));
    Ok(Answer::json(success_json(&All { intakes }), shows.and(Shows::names("patient", [id]))))
}

#[post("/<id>/intakes", data = "<body>")]
async fn create(
    caller: May<Clinical<may::NutritionPlan>>,
    id: PathId,
    db: Db,
    body: Body,
) -> Result<Answer> {
    let id = id.get()?;
    let sent = body.map().clone();
    let new = NewIntake::read(body.fields())?;
    let author = Author::from(&*caller);
    let intake = db
        .write(move |tx| {
            let stored = service::create(tx, &author, id, new, &sent)?;
            let sql: &Sql<'_> = tx;
            view(sql, stored)
        })
        .await?;
    let shows = Shows::record("intake", intake.id);
    Ok(Answer::json(success_json(&One { intake: &intake }), shows).created())
}
