//! `/api/exchange-systems`.

use rocket::{Route, get, post, put, routes};
use serde::Serialize;

use super::input::{Changes, NewSystem};
use super::service;
use super::store::{self, Stored};
use super::view::{Proposal, SystemView, proposals, view};
use crate::auth::{May, may};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::http::{Answer, Body, IfMatch, Parameters, PathId, etag_of, success_json};
use crate::ids::Id;
use crate::list::{MOST_SHORT, Paging};
use crate::message::message;
use crate::patients::Author;
use crate::shown::Shows;

pub(in crate::nutrition) fn routes() -> Vec<Route> {
    routes![all, one, create, update, propose]
}

/// Groups and foods that a page of systems tells of at most, those of the largest system or of many small
/// ones: what has no room is on the next page.
const MOST: usize = 10_000;

#[derive(Serialize)]
struct One<'a> {
    exchange_system: &'a SystemView,
}

#[derive(Serialize)]
struct Proposed {
    proposals: Vec<Proposal>,
}

#[get("/")]
async fn all(
    _caller: May<may::NutritionRead>,
    mut parameters: Parameters,
    db: Db,
) -> Result<Answer> {
    let paging = Paging::take(&mut parameters, MOST_SHORT)?;
    parameters.finish()?;
    let page = db.read(move |sql| {
        let weigh = |system: &Stored| Ok(system.size());
        let mut page = paging.page_within(store::all(sql)?, |system| system.id, weigh, MOST)?;
        let systems = std::mem::take(&mut page.rows).into_iter();
        let shown = systems.map(|system| view(sql, system)).collect::<Result<Vec<_>>>()?;
        Ok(success_json(&page.of(shown).named("exchange_systems")))
    });
    Ok(Answer::json(page.await?, Shows::nothing()))
}

#[get("/<id>")]
async fn one(_caller: May<may::NutritionRead>, id: PathId, db: Db) -> Result<Answer> {
    let id = id.get()?;
    Ok(answer(&db.read(move |sql| view(sql, store::load(sql, id)?)).await?))
}

/// What one exchange of the food `food_id` would be in each group.
#[get("/<id>/proposals")]
async fn propose(
    _caller: May<may::NutritionRead>,
    id: PathId,
    mut parameters: Parameters,
    db: Db,
) -> Result<Answer> {
    let (id, food) = (id.get()?, parameters.take("food_id"));
    parameters.finish()?;
    let food: Option<Id> = food.and_then(|food| food.parse().ok());
    let food = food.ok_or_else(|| Error::field("food_id", message("required", "is required")))?;
    let proposals = db.read(move |sql| proposals(sql, store::load(sql, id)?, food)).await?;
    Ok(Answer::json(success_json(&Proposed { proposals }), Shows::nothing()))
}

#[post("/", data = "<body>")]
async fn create(caller: May<may::NutritionManage>, db: Db, body: Body) -> Result<Answer> {
    let sent = body.map().clone();
    let new = NewSystem::read(body.fields())?;
    let author = Author::from(&*caller);
    let created = db.write(move |tx| view(tx, service::create(tx, &author, new, &sent)?)).await?;
    Ok(answer(&created).created())
}

#[put("/<id>", data = "<body>")]
async fn update(
    caller: May<may::NutritionManage>,
    id: PathId,
    if_match: IfMatch,
    db: Db,
    body: Body,
) -> Result<Answer> {
    let id = id.get()?;
    let (changes, precondition) = body.read_change(if_match, Changes::read)?;
    let author = Author::from(&*caller);
    let changed = db
        .write(move |tx| view(tx, service::update(tx, &author, id, changes, precondition)?))
        .await?;
    Ok(answer(&changed))
}

fn answer(system: &SystemView) -> Answer {
    let json = success_json(&One { exchange_system: system });
    let etag = etag_of(Some(system.version), &json);
    Answer::json(json, Shows::nothing()).etag(etag)
}
