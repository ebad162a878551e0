//! The routes of addresses and methods that nothing else answers: 401 without credentials, then 405
//! or 404.

use rocket::http::Method;
use rocket::request::FromRequest;
use rocket::route::{Handler, Outcome, Route};
use rocket::{Data, Request, async_trait};

use crate::auth::Caller;
use crate::http::{FALLBACK, fail, failure_of, nothing_here};

const LAST: isize = 1000;
/// Before the routes of single records, whose ids these names are not.
const FIRST: isize = -100;
const NAMED: [&str; 5] =
    ["/users/stats", "/patients/stats", "/patients/duplicates", "/visits/stats", "/billing/stats"];
const METHODS: [Method; 8] = [
    Method::Get,
    Method::Put,
    Method::Post,
    Method::Delete,
    Method::Options,
    Method::Patch,
    Method::Trace,
    Method::Connect,
];

/// Routes that catch everything under /api which has none of its own, and changes of what has a
/// name instead of an id. (HEAD is tried as GET.)
pub(super) fn routes() -> Vec<Route> {
    let rest = METHODS.into_iter().map(|method| Route::ranked(LAST, method, "/<path..>", Fallback));
    let changes = |path| {
        [Method::Put, Method::Delete].map(|method| Route::ranked(FIRST, method, path, Fallback))
    };
    let mut routes: Vec<Route> = rest.chain(NAMED.into_iter().flat_map(changes)).collect();
    for route in &mut routes {
        route.name = Some(FALLBACK.into());
    }
    routes
}

#[derive(Clone)]
struct Fallback;

#[async_trait]
impl Handler for Fallback {
    async fn handle<'r>(&self, request: &'r Request<'_>, _: Data<'r>) -> Outcome<'r> {
        if let Some(error) = failure_of(request) {
            return Outcome::Error(error.status());
        }
        if !is_public(request)
            && let rocket::request::Outcome::Error((status, _)) =
                Caller::from_request(request).await
        {
            return Outcome::Error(status);
        }
        let error = nothing_here(request);
        Outcome::Error(fail(request, error))
    }
}

/// Addresses that answer without credentials, and so say without them what they do not answer.
fn is_public(request: &Request<'_>) -> bool {
    const PUBLIC: [&str; 5] =
        ["/api", "/api/auth/login", "/api/auth/refresh", "/api/auth/logout", "/api/openapi.json"];
    PUBLIC.contains(&request.uri().path().as_str().trim_end_matches('/'))
}
