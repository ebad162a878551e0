//! `/api/plans`.

use rocket::{Route, get, post, put, routes};
use serde::Serialize;

use super::copying::{self, Copy};
use super::input::{Changes, NewPlan};
use super::list::{PlanList, SPEC, visible};
use super::service;
use super::store::{Stored, load};
use super::view::{PlanView, view, view_of};
use crate::auth::{Caller, Clinical, May, Permission, may};
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::http::{Answer, Body, IfMatch, OptionalBody, PathId, etag_of, success_json};
use crate::list::{Asked, fetch};
use crate::nutrition::pantry::Pantry;
use crate::patients::Author;
use crate::shown::Shows;

pub(in crate::nutrition) fn routes() -> Vec<Route> {
    routes![list, get, create, update, give, end, copy]
}

#[get("/")]
async fn list(
    caller: May<Clinical<may::NutritionRead>>,
    query: Asked<PlanList>,
    db: Db,
) -> Result<Answer> {
    let (query, scope) = (query.0, caller.scope());
    let fetched = db.read(move |sql| fetch(sql, &SPEC, &query, &visible(scope))).await?;
    let shows = Shows::texts("meal_plan", fetched.ids().filter_map(|id| id.parse().ok()));
    Ok(Answer::json(fetched.into_json(), shows))
}

#[get("/<id>")]
async fn get(caller: May<Clinical<may::NutritionRead>>, id: PathId, db: Db) -> Result<Answer> {
    let (id, scope) = (id.get()?, caller.scope());
    db.read(move |sql| Ok(answer(&view(sql, load(sql, id, scope)?)?))).await
}

#[post("/", data = "<body>")]
async fn create(caller: May<Clinical<may::NutritionPlan>>, db: Db, body: Body) -> Result<Answer> {
    let sent = body.map().clone();
    let new = NewPlan::read(body.fields())?;
    may_touch(&caller, new.patient_id.is_none())?;
    let author = Author::from(&*caller);
    let created = db.write(move |tx| stocked(tx, service::create(tx, &author, new, &sent)?));
    Ok(worked_out(created.await?).await?.created())
}

#[put("/<id>", data = "<body>")]
async fn update(
    caller: May<Clinical<may::NutritionPlan>>,
    id: PathId,
    if_match: IfMatch,
    db: Db,
    body: Body,
) -> Result<Answer> {
    let id = id.get()?;
    let (changes, precondition) = body.read_change(if_match, Changes::read)?;
    let author = Author::from(&*caller);
    let updated =
        db.write(move |tx| stocked(tx, service::update(tx, &author, id, changes, precondition)?));
    worked_out(updated.await?).await
}

#[post("/<id>/give", data = "<body>")]
async fn give(
    caller: May<Clinical<may::NutritionPlan>>,
    id: PathId,
    if_match: IfMatch,
    db: Db,
    body: OptionalBody,
) -> Result<Answer> {
    let id = id.get()?;
    let mut fields = body.fields();
    let precondition = if_match.and(&mut fields);
    fields.finish()?;
    let author = Author::from(&*caller);
    let given = db.write(move |tx| stocked(tx, service::give(tx, &author, id, precondition)?));
    worked_out(given.await?).await
}

#[post("/<id>/end")]
async fn end(caller: May<Clinical<may::NutritionPlan>>, id: PathId, db: Db) -> Result<Answer> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    worked_out(db.write(move |tx| stocked(tx, service::end(tx, &author, id)?)).await?).await
}

#[post("/<id>/copy", data = "<body>")]
async fn copy(
    caller: May<Clinical<may::NutritionPlan>>,
    id: PathId,
    db: Db,
    body: OptionalBody,
) -> Result<Answer> {
    let id = id.get()?;
    let wanted = Copy::read(body.fields())?;
    let author = Author::from(&*caller);
    let may_make_templates = may_touch(&caller, true);
    let copied = db.write(move |tx| {
        let (stored, is_new) = copying::copy(tx, &author, id, wanted)?;
        if is_new && stored.patient.is_none() {
            may_make_templates?;
        }
        Ok((stocked(tx, stored)?, is_new))
    });
    let (plan, is_new) = copied.await?;
    let answer = worked_out(plan).await?;
    Ok(if is_new { answer.created() } else { answer })
}

/// # Errors
/// 403 for a template without the right to manage those.
fn may_touch(caller: &Caller, is_template: bool) -> Result<()> {
    if is_template { caller.must(Permission::NutritionManage) } else { Ok(()) }
}

/// A plan as it was stored, with what its sums are made of.
fn stocked(tx: &Tx<'_>, stored: Stored) -> Result<(Stored, Pantry)> {
    let pantry = stored.pantry(tx)?;
    Ok((stored, pantry))
}

/// The answer about a plan that was stored. It is worked out where it keeps nobody waiting: neither who
/// writes next, nor those whose requests this thread carries.
async fn worked_out((stored, pantry): (Stored, Pantry)) -> Result<Answer> {
    let work = move || Ok(answer(&view_of(stored, &pantry)?));
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}

#[derive(Serialize)]
struct Data<'a> {
    plan: &'a PlanView,
}

fn answer(plan: &PlanView) -> Answer {
    let json = success_json(&Data { plan });
    let etag = etag_of(Some(plan.version), &json);
    // A template too: one that was kept years ago may say more than food.
    Answer::json(json, Shows::record("meal_plan", plan.id)).etag(etag)
}
