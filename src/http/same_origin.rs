//! Forms of the pages take effect only when they were sent from the pages.

use rocket::request::{FromRequest, Outcome};
use rocket::{Request, async_trait};

use super::client::{Encrypted, host_of, is_from_proxy};
use super::failure::fail;
use crate::error::Error;
use crate::message::{Message, message};
use crate::network::host_and_port;

/// A request that one of our own pages sent. `Sec-Fetch-Site` says so in every current browser over
/// TLS; otherwise there is an `Origin`, which must name this host.
pub struct SameOrigin;

#[async_trait]
impl<'r> FromRequest<'r> for SameOrigin {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        if is_same_origin(request) {
            return Outcome::Success(SameOrigin);
        }
        let error = Error::forbidden("ACCESS_DENIED", why(request));
        Outcome::Error((fail(request, error), ()))
    }
}

fn is_same_origin(request: &Request<'_>) -> bool {
    let header = |name| request.headers().get_one(name);
    if let Some(site) = header("Sec-Fetch-Site") {
        return matches!(site, "same-origin" | "none");
    }
    let (Some(host), Some(origin)) = (host_of(request), header("Origin")) else { return false };
    let is_ours = |scheme, port| {
        let theirs = origin.strip_prefix(scheme).and_then(host_and_port);
        let ours = host_and_port(host);
        theirs.zip(ours).is_some_and(|((theirs, at), (ours, here))| {
            theirs.eq_ignore_ascii_case(ours) && at.unwrap_or(port) == here.unwrap_or(port)
        })
    };
    // What was read on its way could have been written there too.
    is_ours("https://", 443) || (!Encrypted::of(request).0 && is_ours("http://", 80))
}

/// Why the form was refused, and who can mend it: somebody whose proxy hides our own name from us
/// sends no form from elsewhere.
fn why(request: &Request<'_>) -> Message {
    let has = |header| request.headers().contains(header);
    if is_from_proxy(request) {
        return message(
            "refused-proxy-host",
            "This form seems to come from another site, so nothing was done. The proxy before NutriVault must pass the host that the browser asked for, as Host or X-Forwarded-Host, and https as X-Forwarded-Proto: the README says how.",
        );
    }
    if has("X-Forwarded-For") || has("X-Forwarded-Host") || has("Forwarded") {
        return message(
            "refused-proxy-unknown",
            "This form seems to come from another site, so nothing was done. It came through a proxy that is not believed: name its address in trusted_proxies, and have it pass Host or X-Forwarded-Host, and X-Forwarded-Proto: the README says how.",
        );
    }
    message(
        "refused-foreign-form",
        "This form was sent from another site, so nothing was done. Open the page here and send it again.",
    )
}
