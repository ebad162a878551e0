//! `/api/consents` and `/api/consent-texts`.

use rocket::{Route, delete, get, post, put, routes};
use serde::Serialize;
use serde_json::json;

use super::store::{missing, of_patient, text, texts};
use super::{Changes, Consent, NewConsent, NewText, service};
use crate::auth::{May, may};
use crate::db::{Db, Sql};
use crate::error::Result;
use crate::http::{Answer, Body, IfMatch, Parameters, PathId};
use crate::list::NamedPage;
use crate::patients::Author;
use crate::patients::beside::api::{self as beside, answer, whose};
use crate::patients::beside::remove as remove_one;
use crate::settings::InForce;
use crate::shown::Shows;

pub(super) fn routes() -> Vec<Route> {
    routes![list, get, give, update, remove, all_texts, one_text, write, retire]
}

#[derive(Serialize)]
struct All<'a> {
    #[serde(flatten)]
    page: NamedPage<'a, Consent>,
    missing: Vec<String>,
}

/// What a patient agreed to, and which texts they have not agreed to yet.
#[get("/consents")]
async fn list(caller: May<may::PatientsRead>, parameters: Parameters, db: Db) -> Result<Answer> {
    let (patient, paging) = whose(parameters)?;
    let read = |sql: &Sql<'_>, patient| Ok((of_patient(sql, patient)?, missing(sql, patient)?));
    let (consents, missing) = beside::of_patient(&db, (patient, caller.scope()), read).await?;
    // In the order of the codes, each once.
    let mut missing: Vec<String> = missing.into_iter().map(|text| text.code).collect();
    missing.dedup();
    let page = paging.page(consents, |consent| consent.id);
    let data = All { page: page.named("consents"), missing };
    Ok(Answer::record(data, Shows::texts("patient", [patient])))
}

#[get("/consents/<id>")]
async fn get(caller: May<may::PatientsRead>, id: PathId, db: Db) -> Result<Answer> {
    beside::one::<Consent>(&db, id.get()?, caller.scope()).await
}

#[post("/consents", data = "<body>")]
async fn give(
    caller: May<may::PatientsUpdate>,
    settings: InForce,
    db: Db,
    body: Body,
) -> Result<Answer> {
    let sent = body.map().clone();
    let new = NewConsent::read(body.fields(), &settings.0.zone)?;
    let author = Author::from(&*caller);
    let consent = db.write(move |tx| service::give(tx, &author, new, &sent)).await?;
    Ok(answer(&consent).created())
}

#[put("/consents/<id>", data = "<body>")]
async fn update(
    caller: May<may::PatientsUpdate>,
    id: PathId,
    if_match: IfMatch,
    settings: InForce,
    db: Db,
    body: Body,
) -> Result<Answer> {
    let id = id.get()?;
    let (changes, precondition) =
        body.read_change(if_match, |fields| Changes::read(fields, &settings.0.zone))?;
    let author = Author::from(&*caller);
    let consent = db.write(move |tx| service::update(tx, &author, id, changes, precondition));
    Ok(answer(&consent.await?))
}

#[delete("/consents/<id>")]
async fn remove(caller: May<may::PatientsUpdate>, id: PathId, db: Db) -> Result<Answer> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    db.write(move |tx| remove_one::<Consent>(tx, &author, id)).await?;
    Ok(Answer::message("The consent is deleted."))
}

/// The texts that are asked for: the newest edition of each, in each language.
#[get("/consent-texts")]
async fn all_texts(
    _caller: May<may::PatientsRead>,
    parameters: Parameters,
    db: Db,
) -> Result<Answer> {
    parameters.finish()?;
    let found = db.read(texts).await?;
    Ok(Answer::record(json!({ "total": found.len(), "consent_texts": found }), Shows::nothing()))
}

#[get("/consent-texts/<id>")]
async fn one_text(_caller: May<may::PatientsRead>, id: PathId, db: Db) -> Result<Answer> {
    let id = id.get()?;
    let found = db.read(move |sql| text(sql, id)).await?;
    Ok(Answer::record(json!({ "consent_text": found }), Shows::nothing()))
}

/// The next edition of a text.
#[post("/consent-texts", data = "<body>")]
async fn write(caller: May<may::SystemSettings>, db: Db, body: Body) -> Result<Answer> {
    let new = NewText::read(body.fields())?;
    let author = Author::from(&*caller);
    let text = db.write(move |tx| service::write(tx, &author, &new)).await?;
    Ok(Answer::record(json!({ "consent_text": text }), Shows::nothing()).created())
}

#[delete("/consent-texts/<id>")]
async fn retire(caller: May<may::SystemSettings>, id: PathId, db: Db) -> Result<Answer> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    db.write(move |tx| service::retire(tx, &author, id)).await?;
    Ok(Answer::message("The text is no longer asked for; what was agreed to stays."))
}
