//! `/api/visits/:id/measurements`.

use rocket::{Route, delete, get, post, put, routes};

use super::Changes;
use super::change::{self, Written};
use crate::auth::{Clinical, May, may};
use crate::db::Db;
use crate::error::Result;
use crate::http::etag_of;
use crate::http::{Answer, Body, IfMatch, PathId, Precondition};
use crate::ids::Id;
use crate::settings::InForce;
use crate::shown::Shows;
use crate::visits::store;
use crate::visits::writer::writer_of;

pub(super) fn routes() -> Vec<Route> {
    routes![all, create, update, remove]
}

#[get("/<id>/measurements")]
async fn all(caller: May<Clinical<may::VisitsRead>>, id: PathId, db: Db) -> Result<Answer> {
    let (id, scope) = (id.get()?, caller.scope());
    let array = db
        .read(move |sql| {
            let found = store::detail(sql, id, false)?;
            let detail = found.ok_or_else(|| store::unknown(id))?;
            detail.must_be_in(scope)?;
            store::measurements(sql, id)
        })
        .await?;
    let json = format!("{{\"success\":true,\"data\":{{\"measurements\":{array}}}}}");
    Ok(Answer::json(json.into_bytes(), Shows::record("visit", id)))
}

#[post("/<id>/measurements", data = "<body>")]
async fn create(
    caller: May<Clinical<may::VisitsUpdate>>,
    id: PathId,
    settings: InForce,
    db: Db,
    body: Body,
) -> Result<Answer> {
    let id = id.get()?;
    let sent = body.map().clone();
    let mut fields = body.fields();
    let chosen = fields.chosen_id();
    let changes = Changes::read(&mut fields, &settings.0.zone);
    fields.finish()?;
    let writer = writer_of(&caller, &settings);
    let created =
        db.write(move |tx| change::create(tx, &writer, id, chosen, changes, &sent)).await?;
    Ok(answer(id, created).created())
}

#[put("/<id>/measurements/<mid>", data = "<body>")]
async fn update(
    caller: May<Clinical<may::VisitsUpdate>>,
    id: PathId,
    mid: PathId,
    if_match: IfMatch,
    settings: InForce,
    db: Db,
    body: Body,
) -> Result<Answer> {
    let (id, mid) = (id.get()?, mid.get()?);
    let (changes, precondition) =
        body.read_change(if_match, |fields| Changes::read(fields, &settings.0.zone))?;
    let writer = writer_of(&caller, &settings);
    let updated =
        db.write(move |tx| change::update(tx, &writer, (id, mid), changes, precondition)).await?;
    Ok(answer(id, updated))
}

#[delete("/<id>/measurements/<mid>")]
async fn remove(
    caller: May<Clinical<may::VisitsUpdate>>,
    id: PathId,
    mid: PathId,
    settings: InForce,
    db: Db,
) -> Result<Answer> {
    let (id, mid) = (id.get()?, mid.get()?);
    let writer = writer_of(&caller, &settings);
    db.write(move |tx| change::delete(tx, &writer, (id, mid), Precondition::none())).await?;
    Ok(Answer::message("The measurement is deleted."))
}

fn answer(visit: Id, written: Written) -> Answer {
    let mut json = br#"{"success":true,"data":{"measurement":"#.to_vec();
    json.extend_from_slice(&written.json);
    json.extend_from_slice(b"}}");
    let etag = etag_of(Some(written.version), &json);
    Answer::json(json, Shows::record("visit", visit)).etag(etag)
}
