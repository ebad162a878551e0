//! A finished answer on its way out, past what Rocket would make of it: its headers a map of maps
//! again, its body copied.

use std::sync::Arc;

use hyper::HeaderMap;
use hyper::body::Bytes;
use parking_lot::Mutex;
use rocket::Request;
use rocket::response::Response;

/// What a responder hands over: the headers that are not in its response, and the whole body, where
/// there is one.
#[derive(Default)]
pub struct Finished {
    pub headers: HeaderMap,
    pub body: Option<Bytes>,
}

/// Where a responder leaves what stays in memory anyway, for the server to send as it is.
#[derive(Clone, Default)]
pub struct Handover(Arc<Mutex<Option<Finished>>>);

impl Handover {
    /// Offers it to the responder of this request: before the request is dispatched.
    pub fn offered_to(request: &Request<'_>) -> Self {
        let handover = Self::default();
        request.local_cache(|| Some(handover.clone()));
        handover
    }

    /// Leaves it, if somebody takes it; else `response` gets the headers.
    pub fn leave(request: &Request<'_>, finished: Finished, response: &mut Response<'_>) {
        if let Some(handover) = request.local_cache(|| None::<Self>) {
            *handover.0.lock() = Some(finished);
            return;
        }
        for (name, value) in &finished.headers {
            // Ours are ASCII.
            let value = value.to_str().unwrap_or_default();
            response.set_raw_header(name.as_str().to_owned(), value.to_owned());
        }
    }

    /// Takes back what was left: something else is answered instead.
    pub fn withdraw(request: &Request<'_>) {
        if let Some(handover) = request.local_cache(|| None::<Self>) {
            *handover.0.lock() = None;
        }
    }

    /// What was left.
    pub fn take(&self) -> Option<Finished> {
        self.0.lock().take()
    }
}
