//! Deleting a visit, with what is written and measured in it, and bringing it back.

use rocket::response::Redirect;
use rocket::{Route, post, routes};

use super::pages::ROOM;
use crate::auth::{Caller, Clinical, Permission, may};
use crate::db::Db;
use crate::error::Result;
use crate::http::PathId;
use crate::settings::InForce;
use crate::ui::form::Sent;
use crate::ui::staff::Staff;
use crate::visits::change;
use crate::visits::writer::writer_of;

pub fn routes() -> Vec<Route> {
    routes![delete, restore]
}

/// Whether somebody may delete visits: only who could read what goes.
pub(super) fn may_delete(caller: &Caller) -> bool {
    caller.may(Permission::VisitsDelete) && caller.notes().are_shown()
}

#[post("/visits/<id>/delete", data = "<_sent>")]
async fn delete(
    caller: Staff<Clinical<may::VisitsDelete>>,
    id: PathId,
    settings: InForce,
    db: Db,
    _sent: Sent,
) -> Result<Redirect> {
    let (id, writer) = (id.get()?, writer_of(&caller, &settings));
    db.write(move |tx| change::delete(tx, &writer, id)).await?;
    Ok(Redirect::to(format!("{ROOM}?done=deleted&undo={id}")))
}

#[post("/visits/<id>/restore", data = "<_sent>")]
async fn restore(
    caller: Staff<may::VisitsDelete>,
    id: PathId,
    settings: InForce,
    db: Db,
    _sent: Sent,
) -> Result<Redirect> {
    let (id, writer) = (id.get()?, writer_of(&caller, &settings));
    db.write(move |tx| change::restore(tx, &writer, id, false)).await?;
    Ok(Redirect::to(format!("{ROOM}/{id}?done=restored")))
}
