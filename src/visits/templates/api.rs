//! `/api/note-templates`.

use rocket::{Route, delete, get, post, put, routes};
use serde_json::json;

use super::service::{self, Composer};
use super::{Changes, NewTemplate, Template, store};
use crate::auth::{Caller, Clinical, May, Permission, may};
use crate::db::Db;
use crate::error::Result;
use crate::http::{Answer, Body, IfMatch, Parameters, PathId};
use crate::patients::Author;
use crate::settings::InForce;
use crate::shown::Shows;

pub(in crate::visits) fn routes() -> Vec<Route> {
    routes![list, get, create, update, remove]
}

/// The clinic's and the caller's own.
#[get("/")]
async fn list(
    caller: May<Clinical<may::VisitsUpdate>>,
    parameters: Parameters,
    db: Db,
) -> Result<Answer> {
    parameters.finish()?;
    let user = caller.id();
    let found = db.read(move |sql| store::list(sql, user)).await?;
    let data = json!({ "total": found.len(), "note_templates": found });
    Ok(Answer::record(data, Shows::nothing()))
}

#[get("/<id>")]
async fn get(caller: May<Clinical<may::VisitsUpdate>>, id: PathId, db: Db) -> Result<Answer> {
    let (id, user) = (id.get()?, caller.id());
    Ok(answer(&db.read(move |sql| store::load(sql, id, user, false)).await?))
}

#[post("/", data = "<body>")]
async fn create(
    caller: May<Clinical<may::VisitsUpdate>>,
    settings: InForce,
    db: Db,
    body: Body,
) -> Result<Answer> {
    let sent = body.map().clone();
    let new = NewTemplate::read(body.fields(), &settings.0)?;
    let composer = composer_of(&caller);
    let created = db.write(move |tx| service::create(tx, &composer, new, &sent)).await?;
    Ok(answer(&created).created())
}

#[put("/<id>", data = "<body>")]
async fn update(
    caller: May<Clinical<may::VisitsUpdate>>,
    id: PathId,
    if_match: IfMatch,
    settings: InForce,
    db: Db,
    body: Body,
) -> Result<Answer> {
    let id = id.get()?;
    let (changes, precondition) =
        body.read_change(if_match, |fields| Changes::read(fields, &settings.0))?;
    let composer = composer_of(&caller);
    let updated =
        db.write(move |tx| service::update(tx, &composer, id, changes, precondition)).await?;
    Ok(answer(&updated))
}

#[delete("/<id>")]
async fn remove(caller: May<Clinical<may::VisitsUpdate>>, id: PathId, db: Db) -> Result<Answer> {
    let (id, composer) = (id.get()?, composer_of(&caller));
    db.write(move |tx| service::remove(tx, &composer, id)).await?;
    Ok(Answer::message("The template is deleted."))
}

pub(crate) fn composer_of(caller: &Caller) -> Composer {
    Composer { author: Author::from(caller), may_share: caller.may(Permission::NutritionManage) }
}

fn answer(template: &Template) -> Answer {
    Answer::record(json!({ "note_template": template }), Shows::nothing())
}
