//! Forms of the pages take effect only when they were sent from the pages.

use rocket::request::{FromRequest, Outcome};
use rocket::{Request, async_trait};

use super::respond::fail;
use crate::error::Error;

/// A request that one of our own pages sent. `Sec-Fetch-Site` says so in every current browser; an
/// older one sends an `Origin` that must name this host.
pub struct SameOrigin;

#[async_trait]
impl<'r> FromRequest<'r> for SameOrigin {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        if is_same_origin(request) {
            return Outcome::Success(SameOrigin);
        }
        let message = "This form was sent from another site, so nothing was done. \
                       Open the page here and send it again.";
        Outcome::Error((fail(request, Error::forbidden("ACCESS_DENIED", message)), ()))
    }
}

fn is_same_origin(request: &Request<'_>) -> bool {
    let header = |name| request.headers().get_one(name);
    if let Some(site) = header("Sec-Fetch-Site") {
        return matches!(site, "same-origin" | "none");
    }
    let Some(host) = header("Host") else { return false };
    header("Origin").is_some_and(|origin| {
        origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://")) == Some(host)
    })
}
