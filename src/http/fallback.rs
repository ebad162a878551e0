//! Addresses and methods that nothing else answers: 401 without credentials, then 405 or 404.

use rocket::http::{Method, Status};
use rocket::request::FromRequest;
use rocket::route::{Handler, Outcome, Route};
use rocket::{Data, Request, async_trait};

use super::rerouted;
use super::respond::{fail, failure_of};
use crate::auth::Caller;
use crate::error::Error;
use crate::message::message;

const LAST: isize = 1000;
/// Before the routes of single records, whose ids these names are not.
const FIRST: isize = -100;
const NAMED: [&str; 5] =
    ["/users/stats", "/patients/stats", "/patients/duplicates", "/visits/stats", "/billing/stats"];
/// What routes are called that answer where no other does: no method of theirs is one to offer.
pub const FALLBACK: &str = "fallback";
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
pub fn fallback_routes() -> Vec<Route> {
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
        let error = rerouted::refusal(request).unwrap_or_else(|| match allowed_methods(request) {
            Some(allow) => Error::method_not_allowed(allow),
            None => not_found(),
        });
        Outcome::Error(fail(request, error))
    }
}

/// Addresses that answer without credentials, and so say without them what they do not answer.
fn is_public(request: &Request<'_>) -> bool {
    const PUBLIC: [&str; 5] =
        ["/api", "/api/auth/login", "/api/auth/refresh", "/api/auth/logout", "/api/openapi.json"];
    PUBLIC.contains(&request.uri().path().as_str().trim_end_matches('/'))
}

pub(super) fn not_found() -> Error {
    Error::new(
        Status::NotFound,
        "NOT_FOUND",
        message("refused-nothing-here", "There is nothing at this address."),
    )
}

/// The methods that this path answers to, or nothing for an unknown path.
pub(super) fn allowed_methods(request: &Request<'_>) -> Option<String> {
    let path = request.uri().path();
    let segments: Vec<&str> = path.as_str().split('/').filter(|s| !s.is_empty()).collect();
    let real = |route: &&Route| route.name.as_deref() != Some(FALLBACK);
    let fitting = request.rocket().routes().filter(real);
    let fitting: Vec<&Route> =
        fitting.filter(|route| matches(route.uri.path(), &segments)).collect();
    let is_named = fitting.iter().any(|route| !route.uri.path().contains('<'));
    let fitting = fitting.iter().filter(|route| !is_named || !route.uri.path().contains('<'));
    let mut methods: Vec<&str> = fitting.map(|route| route.method.as_str()).collect();
    if methods.contains(&"GET") {
        methods.push("HEAD");
    }
    methods.sort_unstable();
    methods.dedup();
    (!methods.is_empty()).then(|| methods.join(", "))
}

fn matches(pattern: &str, path: &[&str]) -> bool {
    let pattern: Vec<&str> = pattern.split('/').filter(|s| !s.is_empty()).collect();
    let takes_rest = pattern.last().is_some_and(|last| last.ends_with("..>"));
    let fixed = if takes_rest { pattern.len() - 1 } else { pattern.len() };
    let length_fits = if takes_rest { path.len() >= fixed } else { path.len() == fixed };
    length_fits && pattern[..fixed].iter().zip(path).all(|(p, s)| p.starts_with('<') || p == s)
}
