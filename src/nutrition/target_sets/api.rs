//! `/api/target-sets`.

use rocket::{Route, delete, get, post, put, routes};
use serde_json::json;

use super::{Changes, NewSet, TargetSet, service, store};
use crate::auth::{May, may};
use crate::db::Db;
use crate::error::Result;
use crate::http::{Answer, Body, IfMatch, Parameters, PathId, etag_of};
use crate::list::{MOST_SHORT, Paging};
use crate::patients::Author;
use crate::shown::Shows;

pub(in crate::nutrition) fn routes() -> Vec<Route> {
    routes![list, get, create, update, remove]
}

#[get("/")]
async fn list(
    _caller: May<may::NutritionRead>,
    mut parameters: Parameters,
    db: Db,
) -> Result<Answer> {
    let paging = Paging::take(&mut parameters, MOST_SHORT)?;
    parameters.finish()?;
    let all = db.read(store::list).await?;
    Ok(Answer::data(paging.page(all, |set| set.id).named("target_sets")))
}

#[get("/<id>")]
async fn get(_caller: May<may::NutritionRead>, id: PathId, db: Db) -> Result<Answer> {
    let id = id.get()?;
    Ok(answer(&db.read(move |sql| store::load(sql, id, false)).await?))
}

#[post("/", data = "<body>")]
async fn create(caller: May<may::NutritionManage>, db: Db, body: Body) -> Result<Answer> {
    let sent = body.map().clone();
    let new = NewSet::read(body.fields())?;
    let author = Author::from(&*caller);
    let made = db.write(move |tx| service::create(tx, &author, new, &sent)).await?;
    Ok(answer(&made).created())
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
    let updated = db.write(move |tx| service::update(tx, &author, id, changes, precondition));
    Ok(answer(&updated.await?))
}

#[delete("/<id>")]
async fn remove(caller: May<may::NutritionManage>, id: PathId, db: Db) -> Result<Answer> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    db.write(move |tx| service::remove(tx, &author, id)).await?;
    Ok(Answer::message("The set of targets is deleted; plans keep what they have of it."))
}

fn answer(set: &TargetSet) -> Answer {
    let json = crate::http::success_json(&json!({ "target_set": set }));
    let etag = etag_of(Some(set.version), &json);
    Answer::json(json, Shows::nothing()).etag(etag)
}
