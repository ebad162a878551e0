//! A page without a session: its form waits for the login, anything else is led there.

use std::sync::atomic::{AtomicBool, Ordering};

use rocket::Request;
use rocket::http::Status;
use rocket::request::Outcome;

/// The mark that a page left: its form was sent by nobody.
pub(super) struct Mark(AtomicBool);

impl Mark {
    /// Whether a form was sent by nobody.
    pub(super) fn is_left(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

pub(super) fn mark<'r>(request: &'r Request<'_>) -> &'r Mark {
    request.local_cache(|| Mark(AtomicBool::new(false)))
}

/// What the guard of a page answers when there is no session: a form goes on to the route behind all
/// others, which
/// has its body; anything else is led to the login.
pub(super) fn without_session<T>(request: &Request<'_>, refused: Status) -> Outcome<T, ()> {
    let is_form = request.content_type().is_some_and(|kind| kind.is_form());
    match request.method() == rocket::http::Method::Post && is_form {
        true => {
            mark(request).0.store(true, Ordering::Relaxed);
            Outcome::Forward(Status::Unauthorized)
        }
        false => Outcome::Error((refused, ())),
    }
}
