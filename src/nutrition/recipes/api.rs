//! `/api/recipes`.

use rocket::{Route, get, post, put, routes};
use serde::Serialize;

use super::input::{Changes, NewRecipe};
use super::list::{RecipeList, SPEC};
use super::service;
use super::view::{self, RecipeView};
use crate::auth::{May, may};
use crate::db::Db;
use crate::error::Result;
use crate::http::{Answer, Body, IfMatch, PathId, etag_of, success_json};
use crate::list::{Asked, Clauses, fetch};
use crate::patients::Author;
use crate::shown::Shows;

pub(in crate::nutrition) fn routes() -> Vec<Route> {
    routes![list, get, create, update]
}

#[get("/")]
async fn list(
    _caller: May<may::NutritionRead>,
    query: Asked<RecipeList>,
    db: Db,
) -> Result<Answer> {
    let query = query.0;
    let fetched = db.read(move |sql| fetch(sql, &SPEC, &query, &Clauses::default())).await?;
    Ok(Answer::json(fetched.into_json(), Shows::nothing()))
}

#[get("/<id>")]
async fn get(_caller: May<may::NutritionRead>, id: PathId, db: Db) -> Result<Answer> {
    let id = id.get()?;
    Ok(answer(&db.read(move |sql| view::read(sql, id)).await?))
}

#[post("/", data = "<body>")]
async fn create(caller: May<may::NutritionManage>, db: Db, body: Body) -> Result<Answer> {
    let sent = body.map().clone();
    let new = NewRecipe::read(body.fields())?;
    let author = Author::from(&*caller);
    let created = db.write(move |tx| service::create(tx, &author, new, &sent)).await?;
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
    Ok(answer(&db.write(move |tx| service::update(tx, &author, id, changes, precondition)).await?))
}

#[derive(Serialize)]
struct Data<'a> {
    recipe: &'a RecipeView,
}

fn answer(recipe: &RecipeView) -> Answer {
    let json = success_json(&Data { recipe });
    let etag = etag_of(Some(recipe.version), &json);
    Answer::json(json, Shows::nothing()).etag(etag)
}
