//! `/api/contacts`.

use rocket::{Route, delete, get, post, put, routes};

use super::store::of_patient;
use super::{Changes, Contact, NewContact, service};
use crate::auth::{May, may};
use crate::db::Db;
use crate::error::Result;
use crate::http::{Answer, Body, IfMatch, Parameters, PathId};
use crate::patients::Author;
use crate::patients::beside::api::{self as beside, answer, whose};
use crate::patients::beside::remove as remove_one;
use crate::shown::Shows;

pub(super) fn routes() -> Vec<Route> {
    routes![list, get, create, update, remove]
}

/// The contacts of a patient, who refers first.
#[get("/")]
async fn list(caller: May<may::PatientsRead>, parameters: Parameters, db: Db) -> Result<Answer> {
    let (patient, paging) = whose(parameters)?;
    let contacts = beside::of_patient(&db, (patient, caller.scope()), of_patient).await?;
    let page = paging.page(contacts, |contact| contact.id);
    Ok(Answer::record(page.named("contacts"), Shows::record("patient", patient)))
}

#[get("/<id>")]
async fn get(caller: May<may::PatientsRead>, id: PathId, db: Db) -> Result<Answer> {
    beside::one::<Contact>(&db, id.get()?, caller.scope()).await
}

#[post("/", data = "<body>")]
async fn create(caller: May<may::PatientsUpdate>, db: Db, body: Body) -> Result<Answer> {
    let sent = body.map().clone();
    let new = NewContact::read(body.fields())?;
    let author = Author::from(&*caller);
    let contact = db.write(move |tx| service::create(tx, &author, new, &sent)).await?;
    Ok(answer(&contact).created())
}

#[put("/<id>", data = "<body>")]
async fn update(
    caller: May<may::PatientsUpdate>,
    id: PathId,
    if_match: IfMatch,
    db: Db,
    body: Body,
) -> Result<Answer> {
    let id = id.get()?;
    let (changes, precondition) = body.read_change(if_match, Changes::read)?;
    let author = Author::from(&*caller);
    let contact =
        db.write(move |tx| service::update(tx, &author, id, changes, precondition)).await?;
    Ok(answer(&contact))
}

#[delete("/<id>")]
async fn remove(caller: May<may::PatientsUpdate>, id: PathId, db: Db) -> Result<Answer> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    db.write(move |tx| remove_one::<Contact>(tx, &author, id)).await?;
    Ok(Answer::message("The contact is deleted."))
}
