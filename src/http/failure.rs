//! What failed in a request, kept for its answer, the catcher and the audit.

use rocket::Request;
use rocket::http::Status;

use super::passage::Passage;
use crate::error::Error;

/// Keeps the error of a guard for the catcher, which Rocket tells only its status.
pub fn fail(request: &Request<'_>, error: Error) -> Status {
    let status = error.status();
    // The first failure is the one that decided the answer.
    let _ = Passage::of(request).failure.set(error);
    status
}

/// The error of this request, if it failed with one of ours.
pub fn failure_of<'r>(request: &'r Request<'_>) -> Option<&'r Error> {
    Passage::of(request).failure.get()
}
