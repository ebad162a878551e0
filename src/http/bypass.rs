//! A finished answer on its way out, past what Rocket would make of it: its headers a map of maps
//! again, its body copied.

use std::sync::Arc;

use hyper::HeaderMap;
use hyper::body::Bytes;
use hyper::header::{HeaderName, HeaderValue};
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
pub struct Bypass(Arc<Mutex<Left>>);

#[derive(Default)]
struct Left {
    finished: Option<Finished>,
    /// Whether the body lies on the disk.
    is_file: bool,
    payer: Option<Payer>,
}

impl Bypass {
    /// Leaves it, if somebody takes it; else `response` gets the headers.
    pub fn leave(request: &Request<'_>, finished: Finished, response: &mut Response<'_>) {
        match Self::of(request) {
            Some(bypass) => bypass.0.lock().finished = Some(finished),
            None => set_headers(response, finished.headers.iter()),
        }
    }

    /// Sets headers of an answer: of what was left with it, else of `response`.
    pub(super) fn complete<const N: usize>(
        request: &Request<'_>,
        response: &mut Response<'_>,
        headers: [(HeaderName, HeaderValue); N],
    ) {
        let mut left = Self::of(request).map(|bypass| bypass.0.lock());
        match left.as_mut().and_then(|left| left.finished.as_mut()) {
            Some(finished) => finished.headers.extend(headers),
            None => set_headers(response, headers.iter().map(|(name, value)| (name, value))),
        }
    }

    /// Whether the answer has that header: what was left, or `response`.
    pub(super) fn has(request: &Request<'_>, response: &Response<'_>, name: &HeaderName) -> bool {
        let is_left = Self::of(request).is_some_and(|bypass| {
            let left = bypass.0.lock();
            left.finished.as_ref().is_some_and(|finished| finished.headers.contains_key(name))
        });
        is_left || response.headers().contains(name.as_str())
    }

    /// Takes back what was left: something else is answered instead.
    pub fn withdraw(request: &Request<'_>) {
        if let Some(bypass) = Self::of(request) {
            bypass.0.lock().finished = None;
        }
    }

    /// Tells that the body of the answer lies on the disk.
    pub fn is_of_a_file(request: &Request<'_>) {
        if let Some(bypass) = Self::of(request) {
            bypass.0.lock().is_file = true;
        }
    }

    /// Tells that the request is of somebody with valid credentials.
    pub fn is_of_a_user(request: &Request<'_>, user: Id) {
        if let Some(bypass) = Self::of(request) {
            bypass.0.lock().payer = Some(Payer::Known(user));
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

fn set_headers<'h>(
    response: &mut Response<'_>,
    headers: impl Iterator<Item = (&'h HeaderName, &'h HeaderValue)>,
) {
    for (name, value) in headers {
        // Ours are ASCII.
        let value = value.to_str().unwrap_or_default();
        response.set_raw_header(name.as_str().to_owned(), value.to_owned());
    }
}
