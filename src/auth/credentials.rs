//! From the headers of a request to the account behind them.

use std::sync::Arc;

use rocket::Request;

use super::caller::{Account, Caller, Via};
use super::sessions::{Kind, Sessions};
use super::store;
use super::token::{self, TokenHash};
use crate::clock::Moment;
use crate::db::Db;
use crate::error::{Error, Result};

/// The caller of this request.
///
/// # Errors
/// 401 when the credentials are missing, unknown, expired or revoked.
pub(super) async fn authenticate(request: &Request<'_>) -> Result<Caller> {
    let (kind, hash) = presented(request)?;
    match resolve(request, kind, hash).await? {
        Resolved::Holder(account, via) => Ok(Caller::new(account, via, request)),
        Resolved::Expired if kind == Kind::Key => {
            let message = "This API key has expired. Make a new one.";
            Err(Error::unauthorized("API_KEY_EXPIRED", message))
        }
        Resolved::Expired | Resolved::Unknown => Err(not_accepted(kind)),
    }
}

/// The credentials that a request presents. The cookie of the pages is none of them: what a
/// browser sends by itself must not act on the API.
fn presented(request: &Request<'_>) -> Result<(Kind, TokenHash)> {
    if let Some(header) = request.headers().get_one("Authorization") {
        let hash = bearer(header).and_then(token::session_token);
        return hash.map(|hash| (Kind::Api, hash)).ok_or_else(|| not_accepted(Kind::Api));
    }
    if let Some(key) = request.headers().get_one("X-API-Key") {
        let hash = token::api_key(key.trim());
        return hash.map(|hash| (Kind::Key, hash)).ok_or_else(|| not_accepted(Kind::Key));
    }
    Err(Error::unauthenticated())
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
pub(super) enum Resolved {
    Holder(Arc<Account>, Via),
    Expired,
    Unknown,
}

/// The holder of a token: from memory, or by one query.
pub(super) async fn resolve(
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
