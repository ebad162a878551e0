//! `/api/visits`.

use std::sync::Arc;

use rocket::{Route, State, delete, get, post, put, routes};
use serde::Serialize;
use serde_json::json;

use super::change::{self, Writer};
use super::consultation::{self, Consultation};
use super::list::{self, PRIVATE_NOTES, VisitList};
use super::series::{self, Occurrence};
use super::stats::{self, Days};
use super::{Changes, Detail, NewVisit, VisitView, store};
use crate::auth::{Caller, May, Permission, Scope, may};
use crate::cache::{Page, Responses, Served, Tag, Tier};
use crate::db::{Db, Sql, Tx};
use crate::error::{Error, Result};
use crate::http::etag_of;
use crate::http::{Answer, Body, IfMatch, Parameters, PathId};
use crate::list::Asked;
use crate::message::message;
use crate::patients::Author;
use crate::settings::InForce;
use crate::shown::Shows;

/// The routes of the visits themselves.
pub(super) fn routes() -> Vec<Route> {
    routes![all, figures, create, read, update, remove, bring_back]
}

#[get("/")]
async fn all(
    caller: May<may::VisitsList>,
    query: Asked<VisitList>,
    settings: InForce,
    cache: &State<Responses>,
    db: Db,
) -> Result<Served> {
    if query.includes("billing") {
        caller.must(Permission::BillingList)?;
    }
    settings.0.visit_types.must_know(&query.codes)?;
    let shows_private_notes = caller.may(Permission::VisitsPrivateNotes);
    let mut query = query.0;
    if !shows_private_notes && query.shows(PRIVATE_NOTES) {
        if query.chose_fields {
            caller.must(Permission::VisitsPrivateNotes)?;
        }
        Arc::make_mut(&mut query).shown.retain(|column| column.name != PRIVATE_NOTES);
    }
    let is_short = query.is_short() && caller.scope() == Scope::All;
    let (scope, now) = (caller.scope(), db.database().clock().now());
    let key = format!("{}|visits|{shows_private_notes}|{}", scope.key(), query.canonical);
    let answer = move |sql: &Sql<'_>| list::page(sql, &query, scope, &settings.0.zone, now);
    let question = db.ask(is_short, answer);
    cache.serve_from(Tier::Short, key, db.born(), question).await
}

#[get("/stats")]
async fn figures(
    caller: May<may::VisitsRead>,
    parameters: Parameters,
    settings: InForce,
    cache: &State<Responses>,
    db: Db,
) -> Result<Served> {
    let days = Days::read(parameters, &settings.0.zone)?;
    let scope = caller.scope();
    let key = format!("{}|visits/stats|{}", scope.key(), days.key());
    cache.serve(Tier::Medium, key, &db, move |sql| stats::page(sql, scope, &days)).await
}

#[post("/", data = "<body>")]
async fn create(
    caller: May<may::VisitsCreate>,
    settings: InForce,
    db: Db,
    body: Body,
) -> Result<Answer> {
    may_write_private_notes(&caller, &body)?;
    let sent = body.map().clone();
    let new = NewVisit::read(body.fields(), &settings.0, caller.scope().dietitian())?;
    let writer = writer_of(&caller, &settings);
    let (created, series) = db
        .write(move |tx| {
            let booked = series::create(tx, &writer, new, &sent)?;
            Ok((shown(tx, &writer, booked.first)?, booked.series))
        })
        .await?;
    Ok(match series.is_empty() {
        true => answer(created).created(),
        false => answer_of_series(&created, &series).created(),
    })
}

#[get("/<id>")]
async fn read(
    caller: May<may::VisitsRead>,
    id: PathId,
    settings: InForce,
    cache: &State<Responses>,
    db: Db,
) -> Result<Served> {
    let id = id.get()?;
    let shows_private_notes = caller.may(Permission::VisitsPrivateNotes);
    let (scope, now) = (caller.scope(), db.database().clock().now());
    let key = format!("{}|visits/{id}|{shows_private_notes}", scope.key());
    let page = move |sql: &Sql<'_>| {
        let zone = &settings.0.zone;
        let found = store::detail(sql, id, false)?;
        let detail = found.ok_or_else(|| store::unknown(id))?;
        detail.must_be_in(scope)?;
        let (patient, version) = (detail.visit.patient_id, detail.visit.version);
        let detail = detail.for_reader(shows_private_notes);
        let json = json_of(&store::view(sql, detail, zone.day_of(now))?);
        let tags = vec![Tag::Patient(patient), Tag::Users];
        Ok(Page {
            // An invoice becomes overdue at midnight.
            until: Some(zone.next_midnight(now)),
            version: Some(version),
            ..Page::new(json, tags, Shows::record("visit", id))
        })
    };
    cache.serve_from(Tier::Medium, key, db.born(), db.glance(page)).await
}

#[put("/<id>", data = "<body>")]
async fn update(
    caller: May<may::VisitsUpdate>,
    id: PathId,
    if_match: IfMatch,
    settings: InForce,
    db: Db,
    body: Body,
) -> Result<Answer> {
    let id = id.get()?;
    may_write_private_notes(&caller, &body)?;
    let mut fields = body.fields();
    let changes = Changes::read(&mut fields, &settings.0);
    let precondition = if_match.and(&mut fields);
    let moves = fields.choice("series", &["one", "following"]).value();
    fields.finish()?;
    let writer = writer_of(&caller, &settings);
    let updated = db.write(move |tx| {
        if moves == Some("following") {
            return shown(
                tx,
                &writer,
                series::move_following(tx, &writer, id, changes, precondition)?,
            );
        }
        let consultation = Consultation { visit: changes, precondition, measured: None };
        shown(tx, &writer, consultation::save(tx, &writer, id, consultation)?.0)
    });
    Ok(answer(updated.await?))
}

#[delete("/<id>")]
async fn remove(
    caller: May<may::VisitsDelete>,
    id: PathId,
    settings: InForce,
    db: Db,
) -> Result<Answer> {
    let (id, writer) = (id.get()?, writer_of(&caller, &settings));
    db.write(move |tx| change::delete(tx, &writer, id)).await?;
    Ok(Answer::message("The visit is deleted; it can be restored."))
}

#[post("/<id>/restore")]
async fn bring_back(
    caller: May<may::VisitsDelete>,
    mut parameters: Parameters,
    id: PathId,
    settings: InForce,
    db: Db,
) -> Result<Answer> {
    let id = id.get()?;
    let allow_overlap = match parameters.take("allow_overlap").as_deref() {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => {
            return Err(Error::field(
                "allow_overlap",
                message("is-yes-or-no", "must be true or false"),
            ));
        }
    };
    parameters.finish()?;
    let writer = writer_of(&caller, &settings);
    let restored =
        db.write(move |tx| shown(tx, &writer, change::restore(tx, &writer, id, allow_overlap)?));
    Ok(answer(restored.await?))
}

/// # Errors
/// 403 when the body has private notes and the caller may not even read them.
fn may_write_private_notes(caller: &Caller, body: &Body) -> Result<()> {
    match body.map().contains_key(PRIVATE_NOTES) {
        true => caller.must(Permission::VisitsPrivateNotes),
        false => Ok(()),
    }
}

pub(crate) fn writer_of(caller: &Caller, settings: &InForce) -> Writer {
    Writer {
        author: Author::from(caller),
        reads_private_notes: caller.may(Permission::VisitsPrivateNotes),
        clinic: Arc::clone(&settings.0),
    }
}

/// A changed visit as its writer may read it, with what belongs to it.
fn shown(tx: &Tx<'_>, writer: &Writer, changed: Detail) -> Result<VisitView> {
    let changed = changed.for_reader(writer.reads_private_notes);
    store::view(tx, changed, writer.clinic.zone.day_of(tx.now()))
}

/// The same bytes, and so the same entity tag, as reading the visit gives this caller.
fn answer(view: VisitView) -> Answer {
    let visit = &view.detail.visit;
    let (version, shows) = (visit.version, Shows::record("visit", visit.id));
    let json = json_of(&view);
    let etag = etag_of(Some(version), &json);
    Answer::json(json, shows).etag(etag)
}

/// The first visit of a series, and every occurrence: stored, or in conflict.
fn answer_of_series(first: &VisitView, series: &[Occurrence]) -> Answer {
    let visit = &first.detail.visit;
    let (id, shows) = (visit.details.series_id, Shows::record("visit", visit.id));
    let data = json!({ "visit": first, "series_id": id, "series": series });
    Answer::record(data, shows)
}

#[derive(Serialize)]
struct Success<'a> {
    success: bool,
    data: Data<'a>,
}

#[derive(Serialize)]
struct Data<'a> {
    visit: &'a VisitView,
}

fn json_of(visit: &VisitView) -> Vec<u8> {
    let body = Success { success: true, data: Data { visit } };
    serde_json::to_vec(&body).unwrap_or_default()
}
