//! `/api/auth/sessions` and logging out everywhere.

use rocket::{Route, delete, get, post, routes};
use serde_json::json;

use crate::auth::revocation::{self, ApiKeys};
use crate::auth::session_store;
use crate::auth::{Anybody, Caller, Oneself, Via};
use crate::db::Db;
use crate::error::Result;
use crate::http::{Answer, OptionalBody, PathId};
use crate::ids::Id;

/// The routes of this file.
pub fn routes() -> Vec<Route> {
    routes![list, end, log_out_everywhere]
}

#[get("/sessions")]
async fn list(caller: Anybody, db: Db) -> Result<Answer> {
    let (user, current) = (caller.0.id(), session_of(&caller.0));
    let now = db.database().clock().now();
    let sessions =
        db.read(move |sql| session_store::open_sessions(sql, user, current, now)).await?;
    Ok(Answer::data(json!({ "sessions": sessions })))
}

#[delete("/sessions/<id>")]
async fn end(caller: Oneself, id: PathId, db: Db) -> Result<Answer> {
    let (user, actor, id) = (caller.0.id(), caller.0.actor(), id.get()?);
    db.write(move |tx| revocation::end_session(tx, &actor, user, id)).await?;
    Ok(Answer::message("Session ended"))
}

/// Ends every session, and with `end_api_keys` every key too.
#[post("/logout-all", data = "<body>")]
async fn log_out_everywhere(caller: Oneself, db: Db, body: OptionalBody) -> Result<Answer> {
    let mut fields = body.fields();
    let keys = ApiKeys::ended_if(fields.flag("end_api_keys").value().unwrap_or(false));
    fields.finish()?;
    let (user, actor) = (caller.0.id(), caller.0.actor());
    let ended = db.write(move |tx| revocation::leave_everywhere(tx, &actor, user, keys)).await?;
    Ok(Answer::with_message("Logged out everywhere", json!({ "api_keys_ended": ended })))
}

fn session_of(caller: &Caller) -> Option<Id> {
    match caller.via {
        Via::Session(id) => Some(id),
        Via::ApiKey(_) => None,
    }
}
