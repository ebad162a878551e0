//! Forms that would choose the method of their own request.
//!
//! Rocket takes the first field of a form for the request's method when it is called `_method`, and
//! does so before any fairing: a page elsewhere could so turn its plain form into a DELETE. Nothing
//! here sends such a form, so nobody's is followed.

use rocket::form::Form;
use rocket::http::{Method, Status};
use rocket::{Data, Request};

use super::failure::fail;
use super::passage::{Passage, Refused};
use super::wants_json;
use crate::error::Error;
use crate::message::{Message, message};

/// How many bytes of a body Rocket looks at for the field.
const SEEN_BY_ROCKET: usize = "_method=delete".len();

/// Keeps a request whose form names a method away from every route. What it was sent as cannot be
/// told any more; Rocket does this to POST alone.
pub(super) async fn refuse(request: &mut Request<'_>, data: &mut Data<'_>) {
    let is_form = request.content_type().is_some_and(|kind| kind.is_form());
    if is_form && names_a_method(data.peek(SEEN_BY_ROCKET).await) {
        let _ = Passage::of(request).refused.set(Refused { method: Method::Post, is_form: true });
        // No route has this method but the fallback, which asks for credentials first.
        request.set_method(Method::Connect);
    }
}

/// Answers a request with this error whatever it asks for. It was sent with that method, and is
/// dispatched with CONNECT, which only the fallback has.
pub fn refuse_whole(request: &Request<'_>, method: Method, error: Error) {
    let _ = Passage::of(request).refused.set(Refused { method, is_form: false });
    fail(request, error);
}

/// The error of a request that was kept from its route, if this is one.
pub(super) fn refusal(request: &Request<'_>) -> Option<Error> {
    const TOLD: Message = message(
        "refused-rerouted",
        "A form cannot choose the method of its request. Nothing was changed.",
    );
    let is_form = refused(request).is_some_and(|refused| refused.is_form);
    is_form.then(|| match wants_json(request) {
        true => {
            let message = format!("{TOLD} Send JSON, by the method itself.");
            Error::new(Status::UnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE", message)
        }
        false => Error::bad("VALIDATION_ERROR", TOLD),
    })
}

/// Remembers how a method is called that has no name among ours; as much of it as an answer repeats.
pub fn keep_unknown_method(request: &Request<'_>, name: &str) {
    const MOST: usize = 32;
    let _ = Passage::of(request).unknown_method.set(name.chars().take(MOST).collect());
}

/// The method that the request was sent with, as far as it is known.
pub(super) fn method_of<'r>(request: &'r Request<'_>) -> &'r str {
    if let Some(name) = Passage::of(request).unknown_method.get() {
        return name;
    }
    refused(request).map_or(request.method(), |refused| refused.method).as_str()
}

fn refused<'r>(request: &'r Request<'_>) -> Option<&'r Refused> {
    Passage::of(request).refused.get()
}

/// Read as Rocket reads it.
fn names_a_method(body: &[u8]) -> bool {
    let first = std::str::from_utf8(body).ok().and_then(|form| Form::values(form).next());
    first.is_some_and(|field| field.name == "_method")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_first_field_of_that_very_name_counts() {
        for (body, counts) in [
            ("_method=DELETE", true),
            ("_method=put&a=b", true),
            ("&&_method=PUT", true),
            ("_method=nonsens", true),
            ("_methods=PUT", false),
            ("a=b&_method=PU", false),
            ("username=admin", false),
            ("", false),
        ] {
            assert_eq!(names_a_method(body.as_bytes()), counts, "{body}");
        }
    }
}
