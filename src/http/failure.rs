//! What failed in a request, kept for its answer.

use std::sync::OnceLock;

use rocket::Request;
use rocket::http::Status;

use crate::error::Error;

/// What failed in this request, for the catcher and the audit.
struct Failed(OnceLock<Error>);

/// Keeps the error of a guard for the catcher, which Rocket tells only its status.
pub fn fail(request: &Request<'_>, error: Error) -> Status {
    let status = error.status();
    // The first failure is the one that decided the answer.
    let _ = request.local_cache(|| Failed(OnceLock::new())).0.set(error);
    status
}

/// The error of this request, if it failed with one of ours.
pub fn failure_of<'r>(request: &'r Request<'_>) -> Option<&'r Error> {
    request.local_cache(|| Failed(OnceLock::new())).0.get()
}
