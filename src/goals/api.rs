//! `/api/goals`.

use rocket::{Route, delete, get, post, put, routes};

use super::store::of_patient;
use super::{Changes, Goal, NewGoal, service};
use crate::auth::{Clinical, May, may};
use crate::db::Db;
use crate::error::Result;
use crate::http::{Answer, Body, IfMatch, Parameters, PathId};
use crate::patients::Author;
use crate::patients::beside::api::{self as beside, answer, whose};
use crate::patients::beside::remove as remove_one;

pub(super) fn routes() -> Vec<Route> {
    routes![list, get, create, update, remove]
}

/// The goals of a patient, open ones first.
#[get("/")]
async fn list(
    caller: May<Clinical<may::VisitsRead>>,
    parameters: Parameters,
    db: Db,
) -> Result<Answer> {
    let (patient, paging) = whose(parameters)?;
    let all = beside::of_patient(&db, (patient, caller.scope()), of_patient).await?;
    Ok(beside::listed("goals", all, (patient, &paging)))
}

#[get("/<id>")]
async fn get(caller: May<Clinical<may::VisitsRead>>, id: PathId, db: Db) -> Result<Answer> {
    beside::one::<Goal>(&db, id.get()?, caller.scope()).await
}

#[post("/", data = "<body>")]
async fn create(caller: May<Clinical<may::VisitsUpdate>>, db: Db, body: Body) -> Result<Answer> {
    let sent = body.map().clone();
    let new = NewGoal::read(body.fields())?;
    let author = Author::from(&*caller);
    let goal = db.write(move |tx| service::create(tx, &author, new, &sent)).await?;
    Ok(answer(&goal).created())
}

#[put("/<id>", data = "<body>")]
async fn update(
    caller: May<Clinical<may::VisitsUpdate>>,
    id: PathId,
    if_match: IfMatch,
    db: Db,
    body: Body,
) -> Result<Answer> {
    let id = id.get()?;
    let (changes, precondition) = body.read_change(if_match, Changes::read)?;
    let author = Author::from(&*caller);
    let goal = db.write(move |tx| service::update(tx, &author, id, changes, precondition)).await?;
    Ok(answer(&goal))
}

#[delete("/<id>")]
async fn remove(caller: May<Clinical<may::VisitsUpdate>>, id: PathId, db: Db) -> Result<Answer> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    db.write(move |tx| remove_one::<Goal>(tx, &author, id)).await?;
    Ok(Answer::message("The goal is deleted."))
}
