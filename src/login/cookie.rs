//! The cookie of the pages' session: handed out at a login, taken back at the end.

use rocket::http::{Cookie, CookieJar, SameSite};

use super::held::end;
use super::log_in::LoggedIn;
use super::service::LoginService;
use crate::auth::cookie::{BOTH, COOKIE, SECURE_COOKIE, empty};
use crate::auth::token::TokenHash;
use crate::auth::{browser, session_store};
use crate::error::Result;

impl LoginService<'_> {
    /// Hands the browser the cookie of a session that was just opened. It ends with the browser, or
    /// by the server's clock. The browser is known from now on. What it held of an earlier one is taken back.
    pub fn hand_over(&self, cookies: &CookieJar<'_>, logged_in: &LoggedIn) {
        let (is_encrypted, token) = (self.is_encrypted, &logged_in.access);
        if let Some(known) = &logged_in.browser {
            cookies.add(browser::cookie_of(known, is_encrypted));
        }
        let (name, other) =
            if is_encrypted { (SECURE_COOKIE, COOKIE) } else { (COOKIE, SECURE_COOKIE) };
        if cookies.get(other).is_some() {
            cookies.remove(empty(other));
        }
        let cookie = Cookie::build((name, token.reveal().to_owned())).http_only(true);
        cookies.add(cookie.same_site(SameSite::Lax).secure(is_encrypted).path("/"));
    }

    /// Ends the session of the pages and takes the cookie back.
    ///
    /// # Errors
    /// What the database says.
    pub async fn leave(&self, cookies: &CookieJar<'_>) -> Result<()> {
        BOTH.iter().for_each(|name| cookies.remove(empty(name)));
        // Looked at first: a cookie that nobody has takes nobody's turn to write.
        let mut hashes: Vec<TokenHash> = Vec::new();
        for hash in self.held.iter().copied() {
            if self.db.glance(|sql| session_store::of_cookie(sql, &hash)).await?.is_some() {
                hashes.push(hash);
            }
        }
        if hashes.is_empty() {
            return Ok(());
        }
        let from = self.from.clone();
        self.db.write(move |tx| hashes.iter().try_for_each(|hash| end(tx, hash, &from))).await
    }
}
