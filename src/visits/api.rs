//! `/api/visits`.

use rocket::{Route, State, delete, get, post, put, routes};
use serde::Serialize;
use serde_json::json;

use super::change;
use super::consultation::{self, Consultation};
use super::list::{self, VisitList};
use super::series::{self, Occurrence};
use super::signing::{self, Edition};
use super::stats::{self, Days};
use super::writer::{Writer, writer_of};
use super::{Changes, NewVisit, VisitRecord, VisitView, store};
use crate::auth::{Clinical, May, Permission, Scope, may};
use crate::cache::{Page, Responses, Served, Tag, Tier};
use crate::db::{Db, Sql, Tx};
use crate::error::{Error, Result};
use crate::http::etag_of;
use crate::http::{Answer, Body, IfMatch, OptionalBody, Parameters, PathId};
use crate::list::{Asked, Leaf};
use crate::message::message;
use crate::settings::InForce;
use crate::shown::Shows;

/// The routes of the visits themselves.
pub(super) fn routes() -> Vec<Route> {
    routes![all, figures, create, read, update, remove, bring_back, sign, amend, signatures]
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
    let query = query.0;
    let is_short = query.is_short() && caller.scope() == Scope::All;
    let (scope, now) = (caller.scope(), db.database().clock().now());
    let key = format!("{}|visits|{}", scope.key(), query.canonical);
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
    let sent = body.map().clone();
    let own = caller.scope().dietitian();
    let new = NewVisit::read(body.fields(), &settings.0, own, caller.notes())?;
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
    let (scope, notes, now) = (caller.scope(), caller.notes(), db.database().clock().now());
    let key = format!("{}|visits/{id}|{}", scope.key(), notes.key());
    let page = move |sql: &Sql<'_>| {
        let zone = &settings.0.zone;
        let found = store::detail(sql, id, false)?;
        let detail = found.ok_or_else(|| store::unknown(id))?;
        detail.must_be_in(scope)?;
        let (patient, version) = (detail.visit.patient_id, detail.visit.version);
        let json = json_of(&store::view(sql, detail, notes, zone.day_of(now))?);
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

/// Deletes a visit with what was written and measured: only who may read that.
#[delete("/<id>")]
async fn remove(
    caller: May<Clinical<may::VisitsDelete>>,
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

/// Signs the note: who signs must be able to read all of it.
#[post("/<id>/sign", data = "<body>")]
async fn sign(
    caller: May<Clinical<may::VisitsUpdate>>,
    id: PathId,
    if_match: IfMatch,
    settings: InForce,
    db: Db,
    body: OptionalBody,
) -> Result<Answer> {
    caller.must(Permission::VisitsPrivateNotes)?;
    let id = id.get()?;
    let mut fields = body.fields();
    let precondition = if_match.and(&mut fields);
    fields.finish()?;
    let writer = writer_of(&caller, &settings);
    let signed = db.write(move |tx| {
        shown(tx, &writer, signing::service::sign(tx, &writer, id, precondition)?)
    });
    Ok(answer(signed.await?))
}

/// Opens a signed note again, for a reason.
#[post("/<id>/amend", data = "<body>")]
async fn amend(
    caller: May<Clinical<may::VisitsUpdate>>,
    id: PathId,
    if_match: IfMatch,
    settings: InForce,
    db: Db,
    body: Body,
) -> Result<Answer> {
    caller.must(Permission::VisitsPrivateNotes)?;
    let id = id.get()?;
    let (reason, precondition) = body.read_change(if_match, signing::reason)?;
    let writer = writer_of(&caller, &settings);
    let opened = db.write(move |tx| {
        let reason = reason.unwrap_or_default();
        shown(tx, &writer, signing::service::amend(tx, &writer, id, &reason, precondition)?)
    });
    Ok(answer(opened.await?))
}

/// Every signed edition of the note, as it was signed.
#[get("/<id>/signatures")]
async fn signatures(
    caller: May<Clinical<may::VisitsRead>>,
    id: PathId,
    parameters: Parameters,
    db: Db,
) -> Result<Answer> {
    let leaf = Leaf::read(&parameters)?;
    let (id, scope, notes) = (id.get()?, caller.scope(), caller.notes());
    let editions = db.read(move |sql| {
        let detail = store::detail(sql, id, false)?.ok_or_else(|| store::unknown(id))?;
        detail.must_be_in(scope)?;
        signing::store::editions(sql, id, leaf)
    });
    let (editions, next) = editions.await?;
    let editions = editions.into_iter().map(|edition| edition.for_reader(notes));
    let (editions, next) = (editions.collect::<Vec<Edition>>(), next.map(|next| next.to_string()));
    let data = json!({ "signatures": editions, "next_cursor": next });
    Ok(Answer::record(data, Shows::record("visit", id)))
}

/// A changed visit as its writer may read it, with what belongs to it.
pub(crate) fn shown(tx: &Tx<'_>, writer: &Writer, changed: VisitRecord) -> Result<VisitView> {
    store::view(tx, changed, writer.notes, writer.clinic.zone.day_of(tx.now()))
}

/// The same bytes, and so the same entity tag, as reading the visit gives this caller.
pub(crate) fn answer(view: VisitView) -> Answer {
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
