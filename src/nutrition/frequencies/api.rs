//! `/api/patients/<id>/food-frequencies`.

use rocket::{Route, get, post, routes};
use serde_json::json;

use super::{NewFrequency, service, store};
use crate::auth::{Clinical, May, may};
use crate::db::Db;
use crate::error::Result;
use crate::http::{Answer, Body, Parameters, PathId};
use crate::list::Paging;
use crate::patients::Author;
use crate::patients::store::must_see;
use crate::shown::Shows;

pub(in crate::nutrition) fn routes() -> Vec<Route> {
    routes![list, create]
}

/// Answers of a patient that are looked through at most: the newest.
const MOST: i64 = 1000;
/// Answers of a page where nobody says how many.
const USUAL: usize = 50;

#[get("/<id>/food-frequencies")]
async fn list(
    caller: May<Clinical<may::NutritionRead>>,
    id: PathId,
    mut parameters: Parameters,
    db: Db,
) -> Result<Answer> {
    let paging = Paging::take(&mut parameters, USUAL)?;
    parameters.finish()?;
    let (id, scope) = (id.get()?, caller.scope());
    let found = db
        .read(move |sql| {
            must_see(sql, id, scope)?;
            store::of_patient(sql, id, MOST)
        })
        .await?;
    let page = paging.page(found, |one| one.id);
    let shows = Shows::texts("food_frequency", page.rows.iter().map(|one| one.id));
    let shows = shows.and(Shows::names("patient", [id]));
    Ok(Answer::record(page.named("food_frequencies"), shows))
}

#[post("/<id>/food-frequencies", data = "<body>")]
async fn create(
    caller: May<Clinical<may::NutritionPlan>>,
    id: PathId,
    db: Db,
    body: Body,
) -> Result<Answer> {
    let id = id.get()?;
    let sent = body.map().clone();
    let new = NewFrequency::read(body.fields())?;
    let author = Author::from(&*caller);
    let kept = db.write(move |tx| service::create(tx, &author, id, new, &sent)).await?;
    let shows = Shows::record("food_frequency", kept.id);
    Ok(Answer::record(json!({ "food_frequency": kept }), shows).created())
}
