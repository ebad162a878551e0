//! What answers need of the floors above: the application puts it here, so that this one knows none
//! of them.

use rocket::Request;
use rocket::futures::future::BoxFuture;

use crate::error::Error;
use crate::ids::Id;

/// The functions of the floors above. Managed state.
#[derive(Clone, Copy)]
pub struct FloorsAbove {
    /// The user whose valid credentials a request carries.
    pub user_of: for<'r> fn(&'r Request<'_>) -> BoxFuture<'r, Option<Id>>,
    /// An error as a page.
    pub error_page: fn(&Error, &Request<'_>) -> String,
    /// The address of the login form that leads back to the page asked for.
    pub login_page: fn(&Request<'_>) -> String,
}

impl FloorsAbove {
    /// Those of the application that serves this request; none in tests of parts of it.
    pub(super) fn of<'r>(request: &'r Request<'_>) -> Option<&'r Self> {
        request.rocket().state()
    }
}
