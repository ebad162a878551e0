//! `/api/auth/api-keys`: a user's own keys. A key never manages keys.

use rocket::{Route, delete, get, post, routes};
use serde_json::json;

use super::caller::InPerson;
use super::key_store;
use super::permission::may;
use super::token::Token;
use crate::audit::{self, Action, Entry, diff};
use crate::db::Db;
use crate::error::{Error, Result, Thing};
use crate::http::{Answer, Body, PathId};
use crate::settings::InForce;

const WARNING: &str = "Keep this key now: it is not shown again.";

/// The routes of this file.
pub fn routes() -> Vec<Route> {
    routes![create, list, revoke]
}

#[post("/api-keys", data = "<body>")]
async fn create(
    caller: InPerson<may::ApiKeysCreate>,
    db: Db,
    settings: InForce,
    body: Body,
) -> Result<Answer> {
    let mut fields = body.fields();
    let name = fields.line("name", 3..=100);
    let name = fields.required("name", name).unwrap_or_default();
    let expires_at = fields.moment("expires_at", &settings.0.zone).value();
    if expires_at.is_some_and(|end| end <= db.database().clock().now()) {
        fields.refuse("expires_at", "must lie in the future");
    }
    fields.finish()?;
    let (user, actor, key) = (caller.id(), caller.actor(), Token::api_key()?);
    let (made, key) = db
        .write(move |tx| {
            let made = key_store::add(tx, user, &key, name, expires_at)?;
            let values = json!({ "name": made.name, "expires_at": made.expires_at });
            let entry = Entry::new(Action::Create, "api_key").on(made.id);
            audit::record(tx, &actor, &entry.changing(diff(&serde_json::Value::Null, &values)))?;
            Ok((made, key))
        })
        .await?;
    let data = json!({
        "id": made.id,
        "key": key.reveal(),
        "prefix": made.key_prefix,
        "name": made.name,
        "expires_at": made.expires_at,
        "created_at": made.created_at,
        "warning": WARNING,
    });
    Ok(Answer::data(data).created())
}

#[get("/api-keys")]
async fn list(caller: InPerson<may::ApiKeysRead>, db: Db) -> Result<Answer> {
    let user = caller.id();
    let keys = db.read(move |sql| key_store::list(sql, user)).await?;
    Ok(Answer::data(json!({ "count": keys.len(), "apiKeys": keys })))
}

#[delete("/api-keys/<id>")]
async fn revoke(caller: InPerson<may::ApiKeysDelete>, id: PathId, db: Db) -> Result<Answer> {
    let (user, actor, id) = (caller.id(), caller.actor(), id.get()?);
    db.write(move |tx| {
        let Some(name) = key_store::revoke(tx, user, id)? else {
            return Err(Error::not_found(Thing::ApiKey));
        };
        let values = diff(&json!({ "name": name }), &serde_json::Value::Null);
        audit::record(tx, &actor, &Entry::new(Action::Delete, "api_key").on(id).changing(values))
    })
    .await?;
    Ok(Answer::message("API key deleted"))
}
