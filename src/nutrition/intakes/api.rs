//! `/api/patients/<id>/intakes`.

use rocket::{Route, get, post, routes};
use serde::Serialize;

use super::input::NewIntake;
use super::store;
use super::view::{IntakeView, view_of, views};
use super::{Analysis, service};
use crate::auth::{Clinical, May, may};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::http::{Answer, Body, Parameters, PathId, success_json};
use crate::ids::Id;
use crate::list::Paging;
use crate::patients::Author;
use crate::patients::store::must_see;
use crate::shown::Shows;

pub(in crate::nutrition) fn routes() -> Vec<Route> {
    routes![list, create]
}

/// Intakes of a page where nobody says how many.
const USUAL: usize = 50;
/// Bytes of the days that a page tells of at most, those of the longest intake or of many short ones:
/// what has no room is on the next page.
const MOST: usize = 400_000;

#[derive(Serialize)]
struct One<'a> {
    intake: &'a IntakeView,
}

#[get("/<id>/intakes")]
async fn list(
    caller: May<Clinical<may::NutritionRead>>,
    id: PathId,
    mut parameters: Parameters,
    db: Db,
) -> Result<Answer> {
    let paging = Paging::take(&mut parameters, USUAL)?;
    parameters.finish()?;
    let (id, scope) = (id.get()?, caller.scope());
    let (json, ids) = db
        .read(move |sql| {
            must_see(sql, id, scope)?;
            let all = store::lengths(sql, id)?;
            let page = paging.page_within(all, |(id, _)| *id, |(_, bytes)| Ok(*bytes), MOST)?;
            let ids: Vec<Id> = page.rows.iter().map(|(id, _)| *id).collect();
            let page = page.of(views(sql, id, store::all_of(sql, &ids)?)?);
            Ok((success_json(&page.named("intakes")), ids))
        })
        .await?;
    let shows = Shows::texts("intake", ids).and(Shows::names("patient", [id]));
    Ok(Answer::json(json, shows))
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
    let kept = db.write(move |tx| {
        let stored = service::create(tx, &author, id, new, &sent)?;
        let (pantry, beside) = Analysis::read(tx, &stored)?;
        Ok((stored, pantry, beside))
    });
    let (stored, pantry, beside) = kept.await?;
    // Where it keeps nobody waiting: neither who writes next, nor those whose requests this thread has.
    let work = move || {
        let analysis = Analysis::with(&stored, pantry, beside);
        let intake = view_of(stored, analysis)?;
        let shows = Shows::record("intake", intake.id);
        Ok(Answer::json(success_json(&One { intake: &intake }), shows).created())
    };
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}
