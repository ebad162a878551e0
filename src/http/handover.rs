//! A finished answer on its way out, past what Rocket would make of it: its headers a map of maps
//! again, its body copied.

use std::sync::Arc;

use hyper::HeaderMap;
use hyper::body::Bytes;
use parking_lot::Mutex;
use rocket::Request;
use rocket::response::Response;

use super::Payer;
use crate::ids::Id;

/// What a responder hands over: the headers that are not in its response, and the whole body, where
/// there is one.
#[derive(Default)]
pub struct Finished {
    pub headers: HeaderMap,
    pub body: Option<Bytes>,
}

/// Where a responder leaves what stays in memory anyway, for the server to send as it is, and where
/// the server learns whose the answer is.
#[derive(Clone, Default)]
pub struct Handover(Arc<Mutex<Left>>);

#[derive(Default)]
struct Left {
    finished: Option<Finished>,
    /// Whether the body lies on the disk.
    is_file: bool,
    payer: Option<Payer>,
}

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
            handover.0.lock().finished = Some(finished);
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
            handover.0.lock().finished = None;
        }
    }

    /// Tells that the body of the answer lies on the disk.
    pub fn is_of_a_file(request: &Request<'_>) {
        if let Some(handover) = request.local_cache(|| None::<Self>) {
            handover.0.lock().is_file = true;
        }
    }

    /// Tells that the request is of somebody with valid credentials.
    pub fn is_of_a_user(request: &Request<'_>, user: Id) {
        if let Some(handover) = request.local_cache(|| None::<Self>) {
            handover.0.lock().payer = Some(Payer::Known(user));
        }
    }

    /// Whether the body lies on the disk.
    pub fn is_file(&self) -> bool {
        self.0.lock().is_file
    }

    /// Who asked, if they have valid credentials.
    pub fn payer(&self) -> Option<Payer> {
        self.0.lock().payer
    }

    /// What was left.
    pub fn take(&self) -> Option<Finished> {
        self.0.lock().finished.take()
    }
}
