//! `/api/energy-prescriptions`.

use rocket::{Route, delete, get, post, routes};

use super::store::of_patient;
use super::{NewPrescription, Prescription, service};
use crate::auth::{Clinical, May, may};
use crate::db::Db;
use crate::error::Result;
use crate::http::{Answer, Body, Parameters, PathId};
use crate::patients::Author;
use crate::patients::beside::api::{self as beside, answer, whose};
use crate::patients::beside::remove as remove_one;
use crate::settings::InForce;

pub(super) fn routes() -> Vec<Route> {
    routes![list, get, create, remove]
}

/// A patient's prescriptions, the newest first: that one is in force.
#[get("/")]
async fn list(
    caller: May<Clinical<may::VisitsRead>>,
    parameters: Parameters,
    db: Db,
) -> Result<Answer> {
    let (patient, paging) = whose(parameters)?;
    let all = beside::of_patient(&db, (patient, caller.scope()), of_patient).await?;
    Ok(beside::listed("energy_prescriptions", all, (patient, &paging)))
}

#[get("/<id>")]
async fn get(caller: May<Clinical<may::VisitsRead>>, id: PathId, db: Db) -> Result<Answer> {
    beside::one::<Prescription>(&db, id.get()?, caller.scope()).await
}

#[post("/", data = "<body>")]
async fn create(
    caller: May<Clinical<may::VisitsUpdate>>,
    settings: InForce,
    db: Db,
    body: Body,
) -> Result<Answer> {
    let sent = body.map().clone();
    let new = NewPrescription::read(sent.clone())?;
    let (author, zone) = (Author::from(&*caller), settings.0.zone.clone());
    let made = db.write(move |tx| service::create(tx, &author, new, (&sent, &zone))).await?;
    Ok(answer(&made).created())
}

#[delete("/<id>")]
async fn remove(caller: May<Clinical<may::VisitsUpdate>>, id: PathId, db: Db) -> Result<Answer> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    db.write(move |tx| remove_one::<Prescription>(tx, &author, id)).await?;
    Ok(Answer::message("The prescription is deleted."))
}
