//! `/api/{patients,visits,billing}/<id>/history`.

use rocket::{Route, get, routes};
use serde_json::json;

use super::store::{Versions, versions};
use super::{hidden_of_patients, hidden_of_visits, seen_with, store};
use crate::auth::{May, may};
use crate::billing::store as billing;
use crate::db::Db;
use crate::error::Result;
use crate::http::{Answer, Parameters, PathId};
use crate::list::Leaf;
use crate::patients;
use crate::settings::InForce;
use crate::shown::Shows;
use crate::visits;

pub(super) fn routes() -> Vec<Route> {
    routes![of_patient, of_visit, of_invoice]
}

fn answer(versions: &Versions, since: Option<String>, shows: Shows) -> Answer {
    let next = versions.next.map(|next| next.to_string());
    let data = json!({ "history": versions.all, "next_cursor": next, "known_since": since });
    Answer::record(data, shows)
}

#[get("/patients/<id>/history")]
async fn of_patient(
    caller: May<may::PatientsRead>,
    id: PathId,
    parameters: Parameters,
    db: Db,
) -> Result<Answer> {
    let leaf = Leaf::read(&parameters)?;
    let (id, scope, now) = (id.get()?, caller.scope(), db.database().clock().now());
    let notes = caller.notes();
    let (mut versions, since) = db
        .read(move |sql| {
            let detail = patients::store::detail(sql, id, now)?;
            detail.ok_or_else(|| patients::store::unknown(id))?.patient.must_be_in(scope)?;
            Ok((versions(sql, ("patient", id), scope, leaf)?, store::known_since(sql)?))
        })
        .await?;
    versions.all = seen_with(versions.all, notes, hidden_of_patients(notes));
    Ok(answer(&versions, since, Shows::record("patient", id)))
}

#[get("/visits/<id>/history")]
async fn of_visit(
    caller: May<may::VisitsRead>,
    id: PathId,
    parameters: Parameters,
    db: Db,
) -> Result<Answer> {
    let leaf = Leaf::read(&parameters)?;
    let (id, scope) = (id.get()?, caller.scope());
    let notes = caller.notes();
    let (mut versions, since) = db
        .read(move |sql| {
            let detail = visits::store::detail(sql, id, false)?;
            detail.ok_or_else(|| visits::store::unknown(id))?.must_be_in(scope)?;
            Ok((versions(sql, ("visit", id), scope, leaf)?, store::known_since(sql)?))
        })
        .await?;
    versions.all = seen_with(versions.all, notes, hidden_of_visits(notes));
    Ok(answer(&versions, since, Shows::record("visit", id)))
}

#[get("/billing/<id>/history")]
async fn of_invoice(
    caller: May<may::BillingRead>,
    id: PathId,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Answer> {
    let leaf = Leaf::read(&parameters)?;
    let (id, scope) = (id.get()?, caller.scope());
    let today = settings.0.zone.day_of(db.database().clock().now());
    let (versions, since) = db
        .read(move |sql| {
            let shown = billing::shown(sql, id, today)?;
            shown.ok_or_else(|| billing::unknown(id))?.must_be_in(scope)?;
            Ok((versions(sql, ("billing", id), scope, leaf)?, store::known_since(sql)?))
        })
        .await?;
    Ok(answer(&versions, since, Shows::record("billing", id)))
}
