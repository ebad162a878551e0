//! `/api/users/:id/handover`, and the acts that may come with one: deactivation, change of role.

use rocket::{Route, get, post, put, routes};
use serde_json::json;

use super::Handover;
use super::service::{Outcome, hand_over};
use super::store::belongings;
use crate::auth::{Caller, InPerson, May, Permission, may};
use crate::db::Db;
use crate::error::{Error, Result, Thing};
use crate::http::etag_of;
use crate::http::{Answer, Body, IfMatch, OptionalBody, PathId};
use crate::settings::InForce;
use crate::users::store::{self, Editor};
use crate::users::{Change, Passwords, SelfInPerson, User};
use crate::visits::writer::writer_of;

/// Below /api/users.
pub(super) fn routes() -> Vec<Route> {
    routes![owned, give, deactivate, update]
}

/// # Errors
/// 403 for whoever may not move visits or patients.
fn may_hand_over(caller: &Caller, handover: Handover) -> Result<()> {
    if handover.visits_to.is_some() {
        caller.must(Permission::VisitsUpdate)?;
    }
    if handover.patients_to.is_some() {
        caller.must(Permission::PatientsUpdate)?;
    }
    Ok(())
}

#[get("/<id>/handover")]
async fn owned(_caller: May<may::UsersUpdate>, id: PathId, db: Db) -> Result<Answer> {
    let (id, now) = (id.get()?, db.database().clock().now());
    let owned = db
        .read(move |sql| {
            store::load(sql, id)?.ok_or_else(|| Error::not_found(Thing::User))?;
            belongings(sql, id, now)
        })
        .await?;
    Ok(Answer::data(json!({ "handover": owned })))
}

#[post("/<id>/handover", data = "<body>")]
async fn give(
    caller: InPerson<may::UsersUpdate>,
    id: PathId,
    settings: InForce,
    db: Db,
    body: Body,
) -> Result<Answer> {
    let mut fields = body.fields();
    let handover = Handover::read(&mut fields);
    if fields.is_good() && !handover.moves() {
        fields.refuse("visits_to", "or patients_to is required");
    }
    fields.finish()?;
    may_hand_over(&caller, handover)?;
    let (id, writer) = (id.get()?, writer_of(&caller, &settings));
    let outcome = db.write(move |tx| hand_over(tx, &writer, id, handover)).await?;
    Ok(Answer::with_message("Handed over", json!({ "handover": outcome })))
}

#[put("/<id>/deactivate", data = "<body>")]
async fn deactivate(
    caller: InPerson<may::UsersDelete>,
    id: PathId,
    settings: InForce,
    db: Db,
    body: OptionalBody,
) -> Result<Answer> {
    let mut fields = body.fields();
    let handover = Handover::within(&mut fields);
    fields.finish()?;
    may_hand_over(&caller, handover)?;
    let (id, actor, writer) = (id.get()?, caller.actor(), writer_of(&caller, &settings));
    if id == caller.id() {
        let message = "Nobody deactivates themselves. Another administrator can.";
        return Err(Error::bad("CANNOT_DEACTIVATE_SELF", message));
    }
    let (user, outcome) = db
        .write(move |tx| {
            let outcome = hand_over(tx, &writer, id, handover)?;
            Ok((store::set_active(tx, &actor, id, false)?, outcome))
        })
        .await?;
    let data = json!({ "user": user, "handover": outcome });
    let etag = etag_of(Some(user.version), data.to_string().as_bytes());
    Ok(Answer::with_message("User deactivated", data).etag(etag))
}

#[put("/<id>", data = "<body>")]
async fn update(
    caller: SelfInPerson<may::UsersUpdate>,
    id: PathId,
    if_match: IfMatch,
    settings: InForce,
    passwords: Passwords<'_>,
    db: Db,
    body: Body,
) -> Result<Answer> {
    let id = id.get()?;
    let mut fields = body.fields();
    let precondition = if_match.and(&mut fields);
    let change = Change::read(&mut fields);
    let handover = Handover::within(&mut fields);
    let password = fields.secret("current_password").value();
    fields.finish()?;
    if handover.moves() {
        caller.must(Permission::UsersUpdate)?;
        may_hand_over(&caller, handover)?;
    }
    let is_confirmed = match password.filter(|_| id == caller.id() && change.email.is_present()) {
        Some(typed) => passwords.confirm(&caller, typed).await.map(|()| true)?,
        None => false,
    };
    let (actor, writer) = (caller.actor(), writer_of(&caller, &settings));
    let may_update = caller.may(Permission::UsersUpdate);
    let editor = Editor { id: caller.id(), may_update, is_confirmed };
    let (user, outcome) = db
        .write(move |tx| {
            let user = store::update(tx, &actor, editor, id, change, precondition)?;
            let outcome = match handover.moves() {
                true => Some(hand_over(tx, &writer, id, handover)?),
                false => None,
            };
            Ok((user, outcome))
        })
        .await?;
    Ok(answer(&caller, &user, outcome))
}

fn answer(caller: &Caller, user: &User, outcome: Option<Outcome>) -> Answer {
    let mut data = json!({ "user": user.seen_by(caller) });
    if let Some(outcome) = outcome {
        data["handover"] = json!(outcome);
    }
    let etag = etag_of(Some(user.version), data.to_string().as_bytes());
    Answer::data(data).etag(etag)
}
