//! Somebody's API keys, ended by an administrator on that user's page.

use rocket::response::Redirect;
use rocket::{Route, post, routes};

use crate::auth::{end_key, end_keys, may};
use crate::db::Db;
use crate::error::{Error, Result, Thing};
use crate::http::PathId;
use crate::ui::form::Sent;
use crate::ui::staff::Staff;
use crate::users::store;

pub fn routes() -> Vec<Route> {
    routes![end_all, end]
}

#[post("/users/<id>/keys/end", data = "<_sent>")]
async fn end_all(
    caller: Staff<may::UsersManage>,
    id: PathId,
    db: Db,
    _sent: Sent,
) -> Result<Redirect> {
    let (user, actor) = (id.get()?, caller.actor());
    db.write(move |tx| {
        store::load(tx, user)?.ok_or_else(|| Error::not_found(Thing::User))?;
        end_keys(tx, &actor, user)
    })
    .await?;
    Ok(Redirect::to(format!("/users/{user}?done=key-ended")))
}

#[post("/users/<id>/keys/<key>/end", data = "<_sent>")]
async fn end(
    caller: Staff<may::UsersManage>,
    id: PathId,
    key: PathId,
    db: Db,
    _sent: Sent,
) -> Result<Redirect> {
    let (user, key, actor) = (id.get()?, key.get()?, caller.actor());
    db.write(move |tx| end_key(tx, &actor, user, key)).await?;
    Ok(Redirect::to(format!("/users/{user}?done=key-ended")))
}
