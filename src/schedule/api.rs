//! `/api/opening-hours`, `/api/absences` and `/api/free-times`.

use rocket::{Route, delete, get, post, put, routes};
use serde_json::json;

use super::input::{NewAbsence, NewTimetable, Wanted, absences_of};
use super::view::{FreeView, on_the_clock};
use super::{service, store};
use crate::auth::{May, may};
use crate::db::Db;
use crate::error::Result;
use crate::http::{Answer, Body, IfMatch, Parameters, PathId};
use crate::list::{MOST_SHORT, Paging};
use crate::patients::Author;
use crate::settings::InForce;
use crate::users::store::{Standing, dietitians, must_be_dietitian};

pub(super) fn routes() -> Vec<Route> {
    routes![hours, set_hours, absences, add_absence, remove_absence, free_times]
}

/// The clinic's hours, then those of each dietitian who practises.
#[get("/opening-hours")]
async fn hours(_caller: May<may::VisitsList>, parameters: Parameters, db: Db) -> Result<Answer> {
    parameters.finish()?;
    let shown = db.read(|sql| {
        let practising =
            dietitians(sql)?.into_iter().filter(|d| d.standing == Standing::Practising);
        let everybody = std::iter::once(None).chain(practising.map(|one| Some(one.id)));
        everybody.map(|whose| store::shown(sql, whose)).collect::<Result<Vec<_>>>()
    });
    Ok(Answer::data(json!({ "opening_hours": shown.await? })))
}

#[put("/opening-hours", data = "<body>")]
async fn set_hours(
    caller: May<may::SystemSettings>,
    if_match: IfMatch,
    db: Db,
    body: Body,
) -> Result<Answer> {
    let (new, precondition) = body.read_change(if_match, NewTimetable::read)?;
    let author = Author::from(&*caller);
    let set = db.write(move |tx| service::set_hours(tx, &author, &new, precondition)).await?;
    Ok(Answer::data(json!({ "opening_hours": [set] })))
}

#[get("/absences")]
async fn absences(
    caller: May<may::VisitsList>,
    mut parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Answer> {
    let zone = settings.0.zone.clone();
    let paging = Paging::take(&mut parameters, MOST_SHORT)?;
    let days = absences_of(parameters, zone.day_of(db.database().clock().now()))?;
    let (scope, stretch) = (caller.scope(), store::days_between(days.first, days.last, &zone));
    let found = db.read(move |sql| store::absences(sql, days.dietitian_id, stretch, scope)).await?;
    Ok(Answer::data(paging.page(found, |absence| absence.id).named("absences")))
}

#[post("/absences", data = "<body>")]
async fn add_absence(
    caller: May<may::VisitsUpdate>,
    settings: InForce,
    db: Db,
    body: Body,
) -> Result<Answer> {
    let sent = body.map().clone();
    let new = NewAbsence::read(body.fields(), &settings.0.zone)?;
    let author = Author::from(&*caller);
    let added = db.write(move |tx| service::add_absence(tx, &author, &new, &sent)).await?;
    Ok(Answer::data(json!({ "absence": added })).created())
}

#[delete("/absences/<id>")]
async fn remove_absence(caller: May<may::VisitsUpdate>, id: PathId, db: Db) -> Result<Answer> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    db.write(move |tx| service::remove_absence(tx, &author, id)).await?;
    Ok(Answer::message("The absence is taken away."))
}

#[get("/free-times")]
async fn free_times(
    _caller: May<may::VisitsList>,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Answer> {
    let zone = settings.0.zone.clone();
    let wanted = Wanted::read(parameters, zone.day_of(db.database().clock().now()))?;
    let free = db
        .read(move |sql| {
            must_be_dietitian(sql, wanted.dietitian_id)?;
            let free = store::free_times(sql, &wanted, &zone)?;
            let shown = |at| on_the_clock(at, &zone);
            let view =
                |free: &super::Stretch| FreeView { from: shown(free.from), to: shown(free.to) };
            Ok(free.iter().map(view).collect::<Vec<_>>())
        })
        .await?;
    Ok(Answer::data(json!({ "free": free })))
}
