//! Forms that were sent after their sender's session had ended: what was typed waits for the login.

use rocket::http::Status;
use rocket::request::{FromRequest, Outcome};
use rocket::{Request, Route, async_trait, post, routes};

use super::form::{Html, Sent};
use super::pages::log_in_to_send;
use super::sessionless::mark;
use super::staff::Look;
use crate::error::Result;
use crate::http::FALLBACK;
use crate::settings::InForce;

/// After every page's own form.
const LAST: isize = 900;

pub fn routes() -> Vec<Route> {
    let mut routes = routes![keep];
    for route in &mut routes {
        route.rank = LAST;
        route.name = Some(FALLBACK.into());
    }
    routes
}

/// A form that was sent too late, by its address.
pub(super) struct LateForm(String);

#[async_trait]
impl<'r> FromRequest<'r> for LateForm {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        match mark(request).is_left() {
            true => Outcome::Success(Self(request.uri().path().to_string())),
            false => Outcome::Forward(Status::NotFound),
        }
    }
}

/// The login form, carrying what was typed. What nobody typed anything into is not worth it, and a
/// password is never sent back.
#[post("/<_path..>", data = "<sent>")]
fn keep(
    late: LateForm,
    _path: std::path::PathBuf,
    look: Look,
    settings: InForce,
    sent: Sent,
) -> Result<Html> {
    let has_secret = sent.all().iter().any(|(name, _)| name.contains("password"));
    match has_secret || sent.all().is_empty() {
        true => Err(crate::error::Error::unauthenticated()),
        false => log_in_to_send(look, &settings, &late.0, &sent),
    }
}
