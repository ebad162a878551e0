//! `/api/patients`.
//!
//! A cache key holds whose answer it is and what was asked. The clinic's zone is in none: the cache dates
//! an answer by the settings that its asker has read, and a change of them ends it.

use rocket::fairing::AdHoc;
use rocket::{State, delete, get, post, put, routes};
use serde::Serialize;

use super::disclosure::{self, NamedNumber, QuestionLog, Questions};
use super::duplicates::Registrant;
use super::list::{Ages, PatientList};
use super::measurements::Range;
use super::service::{self, Author};
use super::timeline::Stretch;
use super::{Changes, NewPatient, PatientView, Sight, store};
use crate::auth::{Clinical, May, Permission, may};
use crate::cache::{Page, Responses, Served, Tag, Tier};
use crate::db::{Db, Sql};
use crate::error::Result;
use crate::http::{Answer, Body, IfMatch, Parameters, PathId, etag_of, success_json};
use crate::list::Asked;
use crate::settings::InForce;
use crate::shown::Shows;
use crate::text::phone;

/// The routes of this feature.
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("patients", |rocket| async {
        rocket.manage(Questions::default()).mount(
            "/api/patients",
            routes![
                list,
                stats,
                duplicates,
                create,
                get,
                update,
                activate,
                deactivate,
                delete,
                timeline,
                measurements
            ],
        )
    })
}

#[get("/")]
async fn list(
    caller: May<may::PatientsList>,
    settings: InForce,
    query: Asked<PatientList>,
    cache: &State<Responses>,
    db: Db,
) -> Result<Served> {
    if query.includes("visits") || query.includes("measurements") {
        caller.must(Permission::VisitsList)?;
    }
    if query.includes("billing") {
        caller.must(Permission::BillingList)?;
    }
    Ages::read(&query)?;
    let (scope, now) = (caller.scope(), db.database().clock().now());
    let key = [&scope.key(), "|patients|", &query.canonical].concat();
    let (is_short, query) = (query.is_short() && query.extras.is_empty(), query.0);
    let answer = move |sql: &Sql<'_>| super::list::page(sql, &query, scope, &settings.0.zone, now);
    let question = db.ask(is_short, answer);
    cache.serve_from(Tier::Short, key, db.born(), question).await
}

#[get("/stats")]
async fn stats(
    caller: May<may::PatientsRead>,
    settings: InForce,
    cache: &State<Responses>,
    db: Db,
) -> Result<Served> {
    let (scope, now) = (caller.scope(), db.database().clock().now());
    let key = format!("{}|patients/stats", scope.key());
    let (clinic, zone) = (&settings.0, &settings.0.zone);
    let since = zone.start_of(clinic.active_since(zone.day_of(now)));
    let until = zone.next_midnight(now);
    cache
        .serve(Tier::Medium, key, &db, move |sql| super::stats::page(sql, scope, since, until))
        .await
}

#[get("/duplicates")]
async fn duplicates(
    caller: May<may::PatientsList>,
    settings: InForce,
    parameters: Parameters,
    log: QuestionLog<'_>,
    db: Db,
) -> Result<Answer> {
    let person = Registrant::read(parameters, phone::of_zone(settings.0.zone.name()))?;
    log.ask(&caller, &person, db.database().clock().now()).await?;
    let (scope, sought) = (caller.scope(), person.clone());
    let found = db.read_much(move |sql| super::duplicates::find(sql, &sought, scope)).await?;
    log.told(&caller, &person, &found).await?;
    let shows = Shows::names("patient", found.duplicates.iter().map(|likely| likely.id));
    Ok(Answer::record(found, shows))
}

#[post("/", data = "<body>")]
async fn create(
    caller: May<may::PatientsCreate>,
    settings: InForce,
    log: QuestionLog<'_>,
    db: Db,
    body: Body,
) -> Result<Answer> {
    let sent = body.map().clone();
    let now = db.database().clock().now();
    let new = NewPatient::read(body.fields(), caller.notes(), settings.0.zone.day_of(now))?;
    let author = Author::from(&*caller);
    let named = NamedNumber { patient: None, number: new.details.file_number.clone() };
    let write = db.write(move |tx| service::create(tx, &author, new, &sent));
    Ok(answer(&disclosure::numbered(&caller, log, &db, named, write).await?).created())
}

#[get("/<id>")]
async fn get(
    caller: May<may::PatientsRead>,
    id: PathId,
    cache: &State<Responses>,
    db: Db,
) -> Result<Served> {
    let id = id.get()?;
    let (scope, now) = (caller.scope(), db.database().clock().now());
    let sight = Sight::from(&*caller);
    let key = format!("{}|patients/{id}|{}", scope.key(), sight.key_of_file());
    let page = move |sql: &Sql<'_>| {
        let detail = store::detail(sql, id, now)?.ok_or_else(|| store::unknown(id))?;
        detail.patient.must_be_in(scope)?;
        let detail = detail.seen_by(sight);
        Ok(Page {
            until: detail.until,
            version: Some(detail.patient.version),
            ..Page::new(
                json_of(&detail),
                vec![Tag::Patient(id), Tag::Users],
                Shows::record("patient", id),
            )
        })
    };
    // As many rows as the patient has visits and invoices: too many for `Db::glance`.
    cache.serve_from(Tier::Medium, key, db.born(), db.read(page)).await
}

#[put("/<id>", data = "<body>")]
async fn update(
    caller: May<may::PatientsUpdate>,
    id: PathId,
    if_match: IfMatch,
    settings: InForce,
    log: QuestionLog<'_>,
    db: Db,
    body: Body,
) -> Result<Answer> {
    let id = id.get()?;
    let now = db.database().clock().now();
    let (changes, precondition) =
        body.read_change(if_match, |fields| Changes::read(fields, settings.0.zone.day_of(now)))?;
    let author = Author::from(&*caller);
    let named = NamedNumber { patient: Some(id), number: changes.file_number() };
    let write = db.write(move |tx| service::update(tx, &author, id, changes, precondition));
    Ok(answer(&disclosure::numbered(&caller, log, &db, named, write).await?))
}

#[put("/<id>/activate")]
async fn activate(caller: May<may::PatientsUpdate>, id: PathId, db: Db) -> Result<Answer> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    Ok(answer(&db.write(move |tx| service::activate(tx, &author, id)).await?))
}

#[put("/<id>/deactivate")]
async fn deactivate(caller: May<may::PatientsDelete>, id: PathId, db: Db) -> Result<Answer> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    Ok(answer(&db.write(move |tx| service::deactivate(tx, &author, id)).await?))
}

#[delete("/<id>")]
async fn delete(caller: May<may::PatientsDelete>, id: PathId, db: Db) -> Result<Answer> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    db.write(move |tx| service::delete(tx, &author, id)).await?;
    Ok(Answer::message("The patient is inactive; the file is kept."))
}

#[get("/<id>/timeline")]
async fn timeline(
    caller: May<may::PatientsRead>,
    id: PathId,
    parameters: Parameters,
    settings: InForce,
    cache: &State<Responses>,
    db: Db,
) -> Result<Served> {
    let id = id.get()?;
    let stretch = Stretch::read(parameters)?;
    let (scope, now) = (caller.scope(), db.database().clock().now());
    let sight = Sight::from(&*caller);
    let shown = format!("{}|{}", sight.key_of_timeline(), stretch.key());
    let key = format!("{}|patients/{id}/timeline|{shown}", scope.key());
    let page = move |sql: &Sql<'_>| {
        super::timeline::page(sql, id, scope, &stretch, sight, (&settings.0.zone, now))
    };
    cache.serve(Tier::Medium, key, &db, page).await
}

#[get("/<id>/measurements")]
async fn measurements(
    caller: May<Clinical<may::PatientsRead>>,
    id: PathId,
    parameters: Parameters,
    settings: InForce,
    cache: &State<Responses>,
    db: Db,
) -> Result<Served> {
    let id = id.get()?;
    let range = Range::read(parameters, &settings.0.zone)?;
    let scope = caller.scope();
    let key = format!("{}|patients/{id}/measurements|{}", scope.key(), range.key());
    let page = move |sql: &Sql<'_>| super::measurements::page(sql, id, scope, &range);
    cache.serve(Tier::Medium, key, &db, page).await
}

/// The same bytes, and so the same entity tag, as reading the patient gives.
pub(crate) fn answer(detail: &PatientView) -> Answer {
    let json = json_of(detail);
    let etag = etag_of(Some(detail.patient.version), &json);
    Answer::json(json, Shows::record("patient", detail.patient.id)).etag(etag)
}

#[derive(Serialize)]
struct Data<'a> {
    patient: &'a PatientView,
}

fn json_of(detail: &PatientView) -> Vec<u8> {
    success_json(&Data { patient: detail })
}
