//! `/api/auth/api-keys`: a user's own keys. A key never manages keys. What administrators see of
//! other people's stands below `/api/users/<id>/api-keys`.

use rocket::{Route, delete, get, post, routes};
use serde_json::json;

use crate::audit::{self, Action, Entry, diff};
use crate::auth::may;
use crate::auth::token::Token;
use crate::auth::{InPerson, Oneself};
use crate::auth::{key_store, revocation};
use crate::db::Db;
use crate::error::Result;
use crate::http::{Answer, Body, PathId};
use crate::message::message;
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
        fields.refuse("expires_at", message("in-the-future", "must lie in the future"));
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

/// One's own keys, whatever the role: a key that its owner made in another role still acts.
#[get("/api-keys")]
async fn list(caller: Oneself, db: Db) -> Result<Answer> {
    let user = caller.0.id();
    let keys = db.read(move |sql| key_store::list(sql, user)).await?;
    Ok(Answer::data(json!({ "count": keys.len(), "apiKeys": keys })))
}

#[delete("/api-keys/<id>")]
async fn revoke(caller: Oneself, id: PathId, db: Db) -> Result<Answer> {
    let (user, actor, id) = (caller.0.id(), caller.0.actor(), id.get()?);
    db.write(move |tx| revocation::end_key(tx, &actor, user, id)).await?;
    Ok(Answer::message("API key deleted"))
}
