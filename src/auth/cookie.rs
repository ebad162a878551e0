//! The session of the pages: a cookie that scripts cannot read and other sites cannot send along
//! with a form. Nothing under /api accepts it.
//!
//! A page opens one with [`Door::log_in`] and [`Kind::Ui`], and hands [`cookie_of`] its token.

use rocket::Request;
use rocket::http::{Cookie, CookieJar, SameSite};

use super::caller::Caller;
use super::credentials::{Resolved, resolve};
use super::door::Door;
use super::session_store;
use super::sessions::Kind;
use super::token::{Token, session_token};
use crate::audit::{self, Action, Actor, Entry};
use crate::error::Result;

/// The cookie's name.
pub const COOKIE: &str = "nutrivault_session";

/// The cookie of a session that was just opened. It ends with the browser, or by the server's
/// clock; `secure` when the page came over TLS.
pub fn cookie_of(token: &Token, secure: bool) -> Cookie<'static> {
    Cookie::build((COOKIE, token.reveal().to_owned()))
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(secure)
        .path("/")
        .build()
}

/// Who looks at a page: nobody, without a cookie that is still good.
///
/// # Errors
/// What the database says.
pub async fn visitor(request: &Request<'_>) -> Result<Option<Caller>> {
    let cookie = request.cookies().get(COOKIE);
    let Some(hash) = cookie.and_then(|cookie| session_token(cookie.value())) else {
        return Ok(None);
    };
    match resolve(request, Kind::Ui, hash).await? {
        Resolved::Holder(account, via) => Ok(Some(Caller::new(account, via, request))),
        Resolved::Expired | Resolved::Unknown => Ok(None),
    }
}

impl Door<'_> {
    /// Ends the session of the pages and takes the cookie back.
    ///
    /// # Errors
    /// What the database says.
    pub async fn leave(&self, cookies: &CookieJar<'_>) -> Result<()> {
        let hash = cookies.get(COOKIE).and_then(|cookie| session_token(cookie.value()));
        cookies.remove(Cookie::build(COOKIE).path("/"));
        let Some(hash) = hash else { return Ok(()) };
        // Looked at first: a cookie that nobody has takes nobody's turn to write.
        if self.db.glance(|sql| session_store::of_cookie(sql, &hash)).await?.is_none() {
            return Ok(());
        }
        let from = self.from.clone();
        self.db
            .write(move |tx| {
                let Some((session, user, username)) = session_store::of_cookie(tx, &hash)? else {
                    return Ok(());
                };
                session_store::revoke(tx, user, session)?;
                let (user_id, session_id) = (Some(user), Some(session));
                let actor = Actor { user_id, session_id, username: Some(username), ..from };
                audit::record(tx, &actor, &Entry::new(Action::Logout, "auth").on(user))
            })
            .await
    }
}
