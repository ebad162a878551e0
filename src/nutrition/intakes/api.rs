//! `/api/patients/<id>/intakes`.

use rocket::{Route, get, post, routes};
use serde::Serialize;

use super::input::NewIntake;
use super::view::{IntakeView, view, views};
use super::{service, store};
use crate::auth::{Clinical, May, may};
use crate::db::{Db, Sql};
use crate::error::Result;
use crate::http::{Answer, Body, Parameters, PathId, success_json};
use crate::list::Paging;
use crate::patients::Author;
use crate::patients::store::must_see;
use crate::shown::Shows;

pub(in crate::nutrition) fn routes() -> Vec<Route> {
    routes![list, create]
}

/// Intakes of a page where nobody says how many.
const USUAL: usize = 50;

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
    let page = db.read(move |sql| {
        must_see(sql, id, scope)?;
        let mut page = paging.page(store::ids(sql, id)?, |intake| *intake);
        let stored = store::all_of(sql, &std::mem::take(&mut page.rows))?;
        let views = views(sql, id, stored)?;
        Ok(page.of(views))
    });
    let page = page.await?;
    let shows = Shows::texts("intake", page.rows.iter().map(|one| one.id));
    let shows = shows.and(Shows::names("patient", [id]));
    Ok(Answer::json(success_json(&page.named("intakes")), shows))
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
