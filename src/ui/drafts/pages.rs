//! `/drafts/visit/<id>`: kept while somebody types, forgotten when they say so.

use rocket::http::Header;
use rocket::response::Redirect;
use rocket::{Responder, Route, post, routes};

use super::store;
use crate::auth::{Clinical, may};
use crate::db::Db;
use crate::error::Result;
use crate::http::PathId;
use crate::settings::InForce;
use crate::ui::form::Sent;
use crate::ui::staff::Staff;
use crate::visits::change::visible;
use crate::visits::writer::writer_of;

/// What the drafts of the visit editor are called.
pub const VISIT: &str = "visit";

pub fn routes() -> Vec<Route> {
    routes![keep, discard]
}

/// It is kept, at this time of the clinic's clock.
#[derive(Responder)]
#[response(status = 204)]
struct Kept {
    nothing: (),
    at: Header<'static>,
}

#[post("/drafts/visit/<id>", data = "<sent>")]
async fn keep(
    caller: Staff<Clinical<may::VisitsUpdate>>,
    id: PathId,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<Kept> {
    let (id, user, writer) = (id.get()?, caller.id(), writer_of(&caller, &settings));
    let time = settings.0.zone.wall_clock(db.database().clock().now()).strftime("%H:%M");
    let at = Header::new("X-Kept-At", time.to_string());
    db.write(move |tx| {
        visible(tx, &writer, id, false)?;
        store::keep(tx, user, VISIT, id, sent.all())
    })
    .await?;
    Ok(Kept { nothing: (), at })
}

#[post("/drafts/visit/<id>/discard", data = "<_sent>")]
async fn discard(
    caller: Staff<Clinical<may::VisitsUpdate>>,
    id: PathId,
    db: Db,
    _sent: Sent,
) -> Result<Redirect> {
    let (id, user) = (id.get()?, caller.id());
    db.write(move |tx| store::forget(tx, user, VISIT, id)).await?;
    Ok(Redirect::to(format!("/visits/{id}")))
}
