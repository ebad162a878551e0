//! What becomes of a plan as a whole: its patient's references, given, ended, copied.

use rocket::response::Redirect;
use rocket::{Route, post, routes};

use super::desk::{Desk, Done, Planner};
use super::pages::Asked;
use crate::db::Db;
use crate::error::Result;
use crate::http::PathId;
use crate::ids::Id;
use crate::nutrition::plans::copying::{self, Copy};
use crate::nutrition::plans::reference_targets::{Reference, fill_in};
use crate::nutrition::plans::service;
use crate::nutrition::references::System;
use crate::patients::Author;
use crate::settings::InForce;
use crate::ui::form::Sent;
use crate::ui::language::say;

pub(super) fn routes() -> Vec<Route> {
    routes![reference, give, end, duplicate]
}

/// The reference intakes of the patient, or a set of the clinic's own, as targets.
#[post("/plans/<id>/reference", data = "<sent>")]
async fn reference(
    caller: Planner,
    id: PathId,
    sent: Sent,
    settings: InForce,
    db: Db,
) -> Result<Done> {
    let desk = Desk::of(&caller, &id, &sent, &settings, &db)?;
    let reference = match sent.get("set").parse::<Id>() {
        Ok(set) => Reference::Own(set),
        Err(_) => Reference::Published(System::of_code(sent.get("system")).unwrap_or(System::Efsa)),
    };
    let (author, id, precondition) = (desk.author(), desk.id, desk.precondition);
    let today = settings.0.zone.day_of(db.database().clock().now());
    let filled =
        db.write(move |tx| fill_in(tx, &author, id, precondition, (reference, today))).await;
    desk.end(filled, 0, Asked::panel("targets")).await
}

#[post("/plans/<id>/give", data = "<_sent>")]
async fn give(caller: Planner, id: PathId, _sent: Sent, settings: InForce, db: Db) -> Result<Done> {
    let desk = Desk::of(&caller, &id, &_sent, &settings, &db)?;
    let (author, id, precondition) = (desk.author(), desk.id, desk.precondition);
    let given = db.write(move |tx| service::give(tx, &author, id, precondition)).await;
    match given {
        Ok(_) => Ok(Ok(Redirect::to(format!("/plans/{id}/handout?done=given")))),
        Err(error) => desk.again(error, Asked::from_day(0)).await.map(Err),
    }
}

#[post("/plans/<id>/end", data = "<_sent>")]
async fn end(caller: Planner, id: PathId, _sent: Sent, settings: InForce, db: Db) -> Result<Done> {
    let desk = Desk::of(&caller, &id, &_sent, &settings, &db)?;
    let (author, id) = (desk.author(), desk.id);
    let ended = db.write(move |tx| service::end(tx, &author, id)).await;
    desk.end(ended, 0, Asked::from_day(0)).await
}

/// The whole plan again: a new draft, or a template.
#[post("/plans/<id>/duplicate", data = "<_sent>")]
async fn duplicate(caller: Planner, id: PathId, _sent: Sent, db: Db) -> Result<Redirect> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    let is_template = _sent.get("as") == "template";
    if is_template {
        caller.must(crate::auth::Permission::NutritionManage)?;
    }
    let copy = match is_template {
        true => Copy::template(caller.look.language.t(say("Template"))),
        false => Copy::whole(false),
    };
    let (plan, _) = db.write(move |tx| copying::copy(tx, &author, id, copy)).await?;
    Ok(Redirect::to(format!("/plans/{}?done=saved-copy", plan.id)))
}
