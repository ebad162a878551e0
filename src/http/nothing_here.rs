//! What is said of an address or a method that no route has.

use rocket::Request;
use rocket::http::Status;
use rocket::route::Route;

use super::rerouted;
use crate::error::Error;
use crate::message::message;

/// What routes are called that answer where no other does: no method of theirs is one to offer.
pub const FALLBACK: &str = "fallback";
/// The refusal of a request that no route answers: 405 with the methods of its path, or 404.
pub fn nothing_here(request: &Request<'_>) -> Error {
    rerouted::refusal(request).unwrap_or_else(|| match allowed_methods(request) {
        Some(allow) => Error::method_not_allowed(allow),
        None => not_found(),
    })
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
