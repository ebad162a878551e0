//! One's own API keys on `/account`, and the way out of every PC.

use rocket::response::Redirect;
use rocket::{Route, post, routes};

use crate::auth::{ApiKey, ApiKeys, end_key, leave_everywhere};
use crate::clock::Zone;
use crate::db::Db;
use crate::error::Result;
use crate::http::PathId;
use crate::ids::Id;
use crate::ui::form::Sent;
use crate::ui::language::{Language, say};
use crate::ui::staff::Member;

pub fn routes() -> Vec<Route> {
    routes![end, log_out_everywhere]
}

/// An API key, in words.
pub struct KeyLine {
    pub id: Id,
    pub name: String,
    pub prefix: String,
    pub since: String,
    pub used: String,
    pub until: String,
}

impl KeyLine {
    pub fn of(key: ApiKey, language: Language, zone: &Zone) -> Self {
        let never = || language.t(say("never")).to_owned();
        let moment = |at| language.moment(at, zone);
        Self {
            id: key.id,
            name: key.name,
            prefix: format!("{}…", key.key_prefix),
            since: moment(key.created_at),
            used: key.last_used_at.map_or_else(never, moment),
            until: key.expires_at.map_or_else(never, moment),
        }
    }
}

#[post("/account/keys/<id>/end", data = "<_sent>")]
async fn end(member: Member, id: PathId, db: Db, _sent: Sent) -> Result<Redirect> {
    let (user, actor, id) = (member.id(), member.actor(), id.get()?);
    db.write(move |tx| end_key(tx, &actor, user, id)).await?;
    Ok(Redirect::to("/account?done=key-ended"))
}

/// Ends every session, this one too, and the API keys if so chosen.
#[post("/account/logout-all", data = "<sent>")]
async fn log_out_everywhere(member: Member, db: Db, sent: Sent) -> Result<Redirect> {
    let keys = ApiKeys::ended_if(sent.get("end_keys") == "on");
    let (user, actor) = (member.id(), member.actor());
    db.write(move |tx| leave_everywhere(tx, &actor, user, keys)).await?;
    Ok(Redirect::to("/"))
}
