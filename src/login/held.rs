//! The sessions that a browser already holds the cookies of.

use rocket::Request;

use crate::audit;
use crate::audit::{Action, Actor, Entry};
use crate::auth::cookie::BOTH;
use crate::auth::session_store;
use crate::auth::token::{TokenHash, session_token};
use crate::db::Tx;
use crate::error::Result;

/// The sessions whose cookies a browser holds.
pub(super) fn held_by(request: &Request<'_>) -> Vec<TokenHash> {
    let sent = BOTH.iter().filter_map(|name| request.cookies().get(name));
    sent.filter_map(|cookie| session_token(cookie.value())).collect()
}

/// Ends the session of this cookie, if it is open.
pub(super) fn end(tx: &Tx<'_>, hash: &TokenHash, from: &Actor) -> Result<()> {
    let Some((session, user, username)) = session_store::of_cookie(tx, hash)? else {
        return Ok(());
    };
    session_store::revoke(tx, user, session)?;
    let (user_id, session_id) = (Some(user), Some(session));
    let actor = Actor { user_id, session_id, username: Some(username), ..from.clone() };
    audit::record(tx, &actor, &Entry::new(Action::Logout, "auth").on(user))
}
