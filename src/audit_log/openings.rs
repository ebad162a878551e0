//! The row of every answer that shows records: written by what the answer says it shows, so that
//! no handler can forget to.

use rocket::{Request, Response};

use crate::audit::ReadLog;
use crate::auth::caller_of;
use crate::error::Error;
use crate::http::{Bypass, answer_of, shown_by, stamp};

/// Notes what the answer to this request shows.
pub(super) async fn note<'r>(request: &'r Request<'_>, response: &mut Response<'r>) {
    let shown = shown_by(request);
    if shown.is_empty() {
        return;
    }
    let noted = match (request.rocket().state::<ReadLog>(), caller_of(request)) {
        (Some(log), Some(caller)) => log.shown(&caller.actor(), &shown).await,
        _ => Err(Error::internal("an answer shows records to nobody who is known")),
    };
    if let Err(error) = noted {
        // What cannot be noted is not shown.
        Bypass::withdraw(request);
        *response = answer_of(&error, request);
        stamp(request, response);
    }
}
