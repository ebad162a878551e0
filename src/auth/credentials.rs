//! From the headers of a request to the account behind them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rocket::Request;

use super::account::{Account, Via};
use super::caller::{Caller, actor_of};
use super::refusals::{Attempted, Refusals};
use super::sessions::{Kind, Sessions};
use super::store;
use super::token::{self, TokenHash};
use crate::audit::{Action, Entry, ReadLog};
use crate::clock::Moment;
use crate::db::Db;
use crate::error::{Error, Result};

/// The caller of this request.
///
/// # Errors
/// 401 when the credentials are missing, unknown, expired or revoked.
pub(crate) async fn authenticate(request: &Request<'_>) -> Result<Caller> {
    let (kind, hash) = match presented(request) {
        Presented::Nothing => return Err(Error::unauthenticated()),
        Presented::Broken(kind) => return Err(refused(request, kind).await),
        Presented::Token(kind, hash) => (kind, hash),
    };
    match resolve(request, kind, hash).await? {
        Resolved::Holder(account, via) => Ok(Caller::new(account, via, request)),
        Resolved::Expired if kind == Kind::Key => {
            let message = "This API key has expired. Make a new one.";
            Err(Error::unauthorized("API_KEY_EXPIRED", message))
        }
        // Whose token has expired was somebody: programs find out so that they have to refresh it.
        Resolved::Expired => Err(not_accepted(kind)),
        Resolved::Unknown => Err(refused(request, kind).await),
    }
}

/// Whether the trail was told of this request's credentials.
struct Told(AtomicBool);

/// 401 for a token or a key that nobody has, and the trail is told.
async fn refused(request: &Request<'_>, kind: Kind) -> Error {
    let rocket = request.rocket();
    let parts = (rocket.state::<Refusals>(), rocket.state::<ReadLog>(), Db::of(request));
    let (Some(refusals), Some(log), Some(db)) = parts else { return not_accepted(kind) };
    // Asked twice, by the door and by a guard, it is one attempt.
    if request.local_cache(|| Told(AtomicBool::new(false))).0.swap(true, Ordering::Relaxed) {
        return not_accepted(kind);
    }
    let (attempted, why) = match kind {
        Kind::Key => (Attempted::ApiKey, "unknown API key"),
        Kind::Api | Kind::Ui => (Attempted::AccessToken, "unknown access token"),
    };
    let from = actor_of(request);
    if refusals.has_row(&from, attempted, db.database().clock().now()) {
        let entry = Entry::new(Action::FailedLogin, "auth").refused(why);
        if let Err(error) = log.note(&Arc::new(from), entry).await {
            return error;
        }
    }
    not_accepted(kind)
}

/// What a request presents.
enum Presented {
    Nothing,
    /// What is no token at all.
    Broken(Kind),
    Token(Kind, TokenHash),
}

/// The credentials that a request presents. The cookie of the pages is none of them: what a
/// browser sends by itself must not act on the API.
fn presented(request: &Request<'_>) -> Presented {
    let of = |kind, hash: Option<TokenHash>| match hash {
        Some(hash) => Presented::Token(kind, hash),
        None => Presented::Broken(kind),
    };
    if let Some(header) = request.headers().get_one("Authorization") {
        return of(Kind::Api, bearer(header).and_then(token::session_token));
    }
    if let Some(key) = request.headers().get_one("X-API-Key") {
        return of(Kind::Key, token::api_key(key.trim()));
    }
    Presented::Nothing
}

/// The token of `Bearer <token>` (RFC 6750; the scheme in any case, RFC 9110 §11.1).
fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.trim().split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn not_accepted(kind: Kind) -> Error {
    match kind {
        Kind::Key => {
            let message = "This API key is unknown or was deleted.";
            Error::unauthorized("INVALID_API_KEY", message)
        }
        Kind::Api | Kind::Ui => {
            let message = "This token is unknown, expired or revoked. Refresh it, or log in again.";
            Error::unauthorized("INVALID_TOKEN", message)
        }
    }
}

/// What a token stands for.
pub(crate) enum Resolved {
    Holder(Arc<Account>, Via),
    Expired,
    Unknown,
}

/// The holder of a token: from memory, or by one query.
pub(crate) async fn resolve(
    request: &Request<'_>,
    kind: Kind,
    hash: TokenHash,
) -> Result<Resolved> {
    let (Some(db), Some(sessions)) = (Db::of(request), request.rocket().state::<Sessions>()) else {
        return Err(Error::internal("the server has no sessions"));
    };
    let now: Moment = db.database().clock().now();
    if let Some((account, via)) = sessions.find(kind, &hash, now) {
        return Ok(Resolved::Holder(account, via));
    }
    let born = sessions.now();
    let Some(holder) = db.read(move |sql| store::holder(sql, kind, &hash)).await? else {
        return Ok(Resolved::Unknown);
    };
    let (account, via) = (Arc::clone(&holder.account), holder.via);
    match sessions.admit(hash, holder, born, now) {
        true => Ok(Resolved::Holder(account, via)),
        false => Ok(Resolved::Expired),
    }
}
