//! What is noted of a request on its way: all of it in one place, since each place that Rocket keeps
//! for a request costs a hundredth of a kept answer.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use rocket::Request;
use rocket::http::Method;

use super::bypass::Bypass;
use super::request_id::RequestId;
use crate::error::Error;
use crate::shown::Shows;

/// The notes of one request, each of which has its meaning where it is written.
pub(super) struct Passage {
    begun: Instant,
    pub id: RequestId,
    pub is_encoded: AtomicBool,
    pub is_over_tls: AtomicBool,
    /// A method that HTTP does not know, by the name that it came with.
    pub unknown_method: OnceLock<String>,
    pub refused: OnceLock<Refused>,
    pub failure: OnceLock<Error>,
    pub bypass: OnceLock<Bypass>,
    /// What the answer shows, until the audit has taken it.
    pub shown: Mutex<Vec<Arc<Shows>>>,
}

impl Passage {
    /// The notes of this request; the same at every call.
    pub fn of<'r>(request: &'r Request<'_>) -> &'r Self {
        request.local_cache(|| Self {
            begun: Instant::now(),
            id: RequestId::next(),
            is_encoded: AtomicBool::new(false),
            is_over_tls: AtomicBool::new(false),
            unknown_method: OnceLock::new(),
            refused: OnceLock::new(),
            failure: OnceLock::new(),
            bypass: OnceLock::new(),
            shown: Mutex::default(),
        })
    }
}

/// A request that reaches no route, with the method that it was sent with.
pub(super) struct Refused {
    pub method: Method,
    pub is_form: bool,
}

impl RequestId {
    /// The id of this request; the same at every call.
    pub fn of(request: &Request<'_>) -> Self {
        Passage::of(request).id
    }
}

impl Bypass {
    /// Offers it to the responder of this request: before the request is dispatched.
    pub fn offered_to(request: &Request<'_>) -> Self {
        Passage::of(request).bypass.get_or_init(Self::default).clone()
    }

    /// What was offered to the responder of this request.
    pub(super) fn of<'r>(request: &'r Request<'_>) -> Option<&'r Self> {
        Passage::of(request).bypass.get()
    }
}

/// How long this request has been here.
pub fn took(request: &Request<'_>) -> Duration {
    Passage::of(request).begun.elapsed()
}

/// Says that the answer comes in the encoding that the client takes: nothing is left to compress.
pub fn mark_encoded(request: &Request<'_>) {
    Passage::of(request).is_encoded.store(true, Ordering::Relaxed);
}

/// Whether [`mark_encoded`] was said of this request's answer.
pub(super) fn is_encoded(request: &Request<'_>) -> bool {
    Passage::of(request).is_encoded.load(Ordering::Relaxed)
}
