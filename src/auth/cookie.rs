//! The session of the pages: a cookie that scripts cannot read and other sites cannot send along
//! with a form. Nothing under /api accepts it.
//!
//! Over TLS the cookie's name begins with `__Host-`: a browser then takes it only from this very
//! host, over TLS, for all of it, and no neighbour under the same domain can plant one. What came
//! in plain HTTP is not accepted over TLS, nor the other way round.

use rocket::fairing::AdHoc;
use rocket::http::{Cookie, Header};
use rocket::request::{FromRequest, Outcome};
use rocket::{Request, Response};

use super::caller::{self, Caller};
use super::credentials::{Resolved, resolve};
use super::sessions::Kind;
use super::token::session_token;
use crate::error::{Error, Result};
use crate::http::{Encrypted, failure_of};
use crate::message::message;

/// The cookie's name in plain HTTP.
pub const COOKIE: &str = "nutrivault_session";
/// … and over TLS, this server's own or a trusted proxy's.
pub const SECURE_COOKIE: &str = "__Host-nutrivault_session";
pub(crate) const BOTH: [&str; 2] = [COOKIE, SECURE_COOKIE];

/// The cookie of that name without a value, with the attributes by which browsers know it.
pub(crate) fn empty(name: &'static str) -> Cookie<'static> {
    Cookie::build(name).path("/").secure(name == SECURE_COOKIE).build()
}

/// The code of a request that carries two sessions.
const TWO_SESSIONS: &str = "TWO_SESSIONS";

/// How many cookies of a session a request carries, by whatever name and however often. The jar
/// keeps one of each name, and which one is not ours to guess.
fn sessions_sent(request: &Request<'_>) -> usize {
    let headers = request.headers().get("Cookie");
    let sent = headers.flat_map(|line| line.split(';'));
    let names = sent.map(|cookie| cookie.split('=').next().unwrap_or_default().trim());
    names.filter(|name| BOTH.contains(name)).count()
}

/// Takes every session back from a browser that sent two, so that the next request is well.
pub(crate) fn forgetting() -> AdHoc {
    AdHoc::on_response("two sessions", |request, response| {
        Box::pin(async move {
            if failure_of(request).is_some_and(|error| error.code() == TWO_SESSIONS) {
                forget(response);
            }
        })
    })
}

fn forget(response: &mut Response<'_>) {
    for name in BOTH {
        let mut cookie = empty(name);
        cookie.make_removal();
        response.adjoin_header(Header::new("Set-Cookie", cookie.to_string()));
    }
}

/// Whether nobody on the way could read this request.
pub(crate) async fn is_encrypted(request: &Request<'_>) -> bool {
    matches!(Encrypted::from_request(request).await, Outcome::Success(Encrypted(true)))
}

/// Who looks at a page: nobody, without a cookie that is still good.
///
/// # Errors
/// 400 for two sessions at once: somebody may have planted one; what the database says.
pub async fn visitor(request: &Request<'_>) -> Result<Option<Caller>> {
    if sessions_sent(request) > 1 {
        let message = message(
            "refused-two-sessions",
            "Your browser sent two sessions at once, so nothing was done. Both are \
                       forgotten now: open the page again and log in.",
        );
        return Err(Error::bad(TWO_SESSIONS, message));
    }
    let name = if is_encrypted(request).await { SECURE_COOKIE } else { COOKIE };
    let cookie = request.cookies().get(name);
    let Some(hash) = cookie.and_then(|cookie| session_token(cookie.value())) else {
        return Ok(None);
    };
    match resolve(request, Kind::Ui, hash).await? {
        Resolved::Holder(account, via) => {
            let caller = Caller::new(account, via, request);
            caller::keep(request, &caller);
            Ok(Some(caller))
        }
        Resolved::Expired | Resolved::Unknown => Ok(None),
    }
}
