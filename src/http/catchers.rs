//! Failures that Rocket or a guard reports by status alone, in the contract's shape.

use rocket::http::{Method, Status};
use rocket::response::{self, Responder};
use rocket::{Catcher, Request, catch};

use super::failure::{fail, failure_of};
use super::nothing_here::{allowed_methods, not_found};
use super::rerouted::refusal;
use super::respond::respond_with_failure;
use crate::error::Error;
use crate::message::message;

/// The one catcher.
pub fn catchers() -> Vec<Catcher> {
    rocket::catchers![any]
}

#[catch(default)]
fn any(status: Status, request: &Request<'_>) -> Failure {
    if failure_of(request).is_none() {
        fail(request, error_for(status, request));
    }
    Failure
}

/// The failure that this request keeps, as its answer.
struct Failure;

impl<'r> Responder<'r, 'static> for Failure {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        respond_with_failure(request)
    }
}

/// An address that is none; or a method that HTTP does not know, which comes as TRACE.
fn no_route(request: &Request<'_>) -> Error {
    let allowed = allowed_methods(request).filter(|_| request.method() == Method::Trace);
    allowed.map_or_else(not_found, Error::method_not_allowed)
}

fn error_for(status: Status, request: &Request<'_>) -> Error {
    match status.code {
        // Only under /api does a route refuse such a form by itself.
        404 => refusal(request).unwrap_or_else(|| no_route(request)),
        400 => Error::bad(
            "VALIDATION_ERROR",
            message("refused-unreadable", "The request could not be read."),
        ),
        405 => Error::method_not_allowed(allowed_methods(request).unwrap_or_default()),
        413 => Error::new(
            status,
            "PAYLOAD_TOO_LARGE",
            message("refused-body-large", "The body is larger than this server takes."),
        ),
        415 => Error::new(
            status,
            "UNSUPPORTED_MEDIA_TYPE",
            message("refused-json-only", "Send the body as application/json."),
        ),
        401 => Error::unauthenticated(),
        403 => Error::forbidden(
            "ACCESS_DENIED",
            message("refused-not-allowed", "You may not do this."),
        ),
        422 => Error::bad(
            "VALIDATION_ERROR",
            message("refused-not-understood", "The request could not be understood."),
        ),
        503 => Error::busy(message(
            "refused-shutting-down",
            "The server is shutting down or busy. Try again in a moment.",
        )),
        code if code < 500 => Error::new(
            status,
            "VALIDATION_ERROR",
            message("refused-unreadable", "The request could not be read."),
        ),
        _ => Error::internal("a handler panicked or failed without a reason"),
    }
}
