//! `/api/users/<id>/api-keys`: what an administrator sees and ends of somebody's keys.

use rocket::{Route, delete, get, routes};
use serde_json::json;

use crate::auth::{InPerson, api_keys, end_key, end_keys, may};
use crate::db::{Db, Sql};
use crate::error::{Error, Result, Thing};
use crate::http::{Answer, PathId};
use crate::ids::Id;
use crate::users::store;

pub(super) fn routes() -> Vec<Route> {
    routes![list, end_all, end]
}

fn must_exist(sql: &Sql<'_>, user: Id) -> Result<()> {
    store::load(sql, user)?.map(drop).ok_or_else(|| Error::not_found(Thing::User))
}

#[get("/<id>/api-keys")]
async fn list(_caller: InPerson<may::UsersManage>, id: PathId, db: Db) -> Result<Answer> {
    let user = id.get()?;
    let keys = db.read(move |sql| {
        must_exist(sql, user)?;
        api_keys(sql, user)
    });
    let keys = keys.await?;
    Ok(Answer::data(json!({ "count": keys.len(), "apiKeys": keys })))
}

#[delete("/<id>/api-keys")]
async fn end_all(caller: InPerson<may::UsersManage>, id: PathId, db: Db) -> Result<Answer> {
    let (user, actor) = (id.get()?, caller.actor());
    let ended = db.write(move |tx| {
        must_exist(tx, user)?;
        end_keys(tx, &actor, user)
    });
    Ok(Answer::with_message("API keys ended", json!({ "api_keys_ended": ended.await? })))
}

#[delete("/<id>/api-keys/<key>")]
async fn end(
    caller: InPerson<may::UsersManage>,
    id: PathId,
    key: PathId,
    db: Db,
) -> Result<Answer> {
    let (user, key, actor) = (id.get()?, key.get()?, caller.actor());
    db.write(move |tx| {
        must_exist(tx, user)?;
        end_key(tx, &actor, user, key)
    })
    .await?;
    Ok(Answer::message("API key ended"))
}
