//! `/users/<id>/…`: keeping somebody out and letting them in again, and what becomes of the visits
//! to come and the patients that belong to them.

use rocket::response::Redirect;
use rocket::{Route, post, routes};
use serde_json::{Map, Value, json};

use super::ROOM;
use super::user_page::{Act, load, page_of};
use crate::auth::{Caller, Permission, may};
use crate::db::Db;
use crate::error::{Error, Result, Thing};
use crate::handover::service::hand_over;
use crate::handover::{Clashes, Handover};
use crate::http::{Fields, PathId};
use crate::ids::Id;
use crate::message::message;
use crate::settings::InForce;
use crate::ui::form::{Sent, html, in_words};
use crate::ui::staff::{Look, Staff};
use crate::users::store;
use crate::visits::writer::writer_of;

pub fn routes() -> Vec<Route> {
    routes![switch, give]
}

/// Whether the form said what becomes of what belongs to the user.
pub(super) fn is_chosen(sent: &Sent) -> bool {
    sent.all().iter().any(|(name, _)| name == "visits_to" || name == "patients_to")
}

/// What a form says of it; blank is left as it is.
///
/// # Errors
/// 400, naming the field; 403 for whoever may not move visits or patients.
pub(super) fn chosen(sent: &Sent, caller: &Caller) -> Result<Handover> {
    let id = |name: &str| match sent.get(name) {
        "" => Value::Null,
        id => json!(id),
    };
    let clashes = sent.get("clashes");
    let body = Map::from_iter([
        ("visits_to".to_owned(), id("visits_to")),
        ("patients_to".to_owned(), id("patients_to")),
        ("allow_overlap".to_owned(), json!(clashes == "allow")),
        ("skip_conflicts".to_owned(), json!(clashes == "leave")),
    ]);
    let mut fields = Fields::of(body);
    let handover = Handover::read(&mut fields);
    fields.finish()?;
    debug_assert!(handover.clashes == Clashes::Refused || !clashes.is_empty());
    for (to, permission) in [
        (handover.visits_to, Permission::VisitsUpdate),
        (handover.patients_to, Permission::PatientsUpdate),
    ] {
        if to.is_some() {
            caller.must(permission)?;
        }
    }
    Ok(handover)
}

/// The user's page again with what was wrong, where another choice may help.
async fn again(
    (caller, look): (&Caller, Look),
    id: Id,
    settings: &InForce,
    db: &Db,
    sent: &Sent,
    error: Error,
) -> Result<Act> {
    let is_helped = matches!(error.code(), "VISIT_OVERLAP" | "DIETITIAN_NOT_FOUND")
        || (error.status().code == 400 && !error.details().is_empty());
    if !is_helped {
        return Err(error);
    }
    let user = load(db, id).await?;
    let mut page = page_of(caller, look, &user, settings, db).await?.with_values(&user);
    page.owned = page.owned.map(|owned| owned.chosen(sent, &error));
    page.refusal = Some(in_words(&error, look.language));
    html(error.status(), &page).map(Err)
}

/// Lets somebody in again, or no longer; then with what becomes of what belongs to them.
#[post("/users/<id>/<what>", rank = 3, data = "<sent>")]
async fn switch(
    caller: Staff<may::UsersDelete>,
    id: PathId,
    what: &str,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<Act> {
    let (id, actor) = (id.get()?, caller.actor());
    let is_active = match what {
        "activate" => true,
        "deactivate" if id == caller.id() => {
            let message = message(
                "refused-self-off",
                "Nobody deactivates themselves. Another administrator can.",
            );
            return Err(Error::bad("CANNOT_DEACTIVATE_SELF", message));
        }
        "deactivate" => false,
        _ => return Err(Error::not_found(Thing::User)),
    };
    let handover = if is_active { Ok(Handover::default()) } else { chosen(&sent, &caller) };
    let writer = writer_of(&caller, &settings);
    let switched = match handover {
        Ok(handover) => {
            db.write(move |tx| {
                hand_over(tx, &writer, id, handover)?;
                store::set_active(tx, &actor, id, is_active)
            })
            .await
        }
        Err(error) => Err(error),
    };
    match switched {
        Ok(_) => Ok(Ok(Redirect::to(format!("{ROOM}/{id}?done=switched")))),
        Err(error) => again((&caller, caller.look), id, &settings, &db, &sent, error).await,
    }
}

/// Hands over what belongs to somebody who is away, has left or does something else now.
#[post("/users/<id>/hand-over", data = "<sent>")]
async fn give(
    caller: Staff<may::UsersUpdate>,
    id: PathId,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<Act> {
    let (id, writer) = (id.get()?, writer_of(&caller, &settings));
    let given = match chosen(&sent, &caller) {
        Ok(handover) => db.write(move |tx| hand_over(tx, &writer, id, handover)).await,
        Err(error) => Err(error),
    };
    match given {
        Ok(_) => Ok(Ok(Redirect::to(format!("{ROOM}/{id}?done=handed-over")))),
        Err(error) => again((&caller, caller.look), id, &settings, &db, &sent, error).await,
    }
}
