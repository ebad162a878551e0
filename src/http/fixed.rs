//! Answers that never change: made once, compressed once, and never copied for whoever asks.

use std::io::Cursor;

use hyper::HeaderMap;
use hyper::body::Bytes;
use rocket::Request;
use rocket::http::{Header, Status};
use rocket::response::{Responder, Response, Result as Responded};

use super::etag_of;
use super::{Bypass, Finished, accepts_gzip, etag_matches, gzip, mark_encoded};

/// A part of the executable that anybody may fetch.
pub struct Fixed {
    kind: &'static str,
    plain: Bytes,
    gzip: Bytes,
    etag: String,
}

impl Fixed {
    /// These bytes, of that content type.
    pub fn new(kind: &'static str, plain: impl Into<Bytes>) -> Self {
        let plain = plain.into();
        Self { kind, gzip: gzip(&plain, 9).into(), etag: etag_of(None, &plain), plain }
    }
}

impl<'r> Responder<'r, 'static> for &'static Fixed {
    fn respond_to(self, request: &'r Request<'_>) -> Responded<'static> {
        let mut response = Response::build();
        response.header(Header::new("ETag", self.etag.clone()));
        response.header(Header::new("Cache-Control", "no-cache"));
        response.header(Header::new("Vary", "Accept-Encoding"));
        if etag_matches(request, &self.etag) {
            return response.status(Status::NotModified).ok();
        }
        response.header(Header::new("Content-Type", self.kind));
        let body = match accepts_gzip(request) {
            true => {
                response.header(Header::new("Content-Encoding", "gzip"));
                mark_encoded(request);
                self.gzip.clone()
            }
            false => self.plain.clone(),
        };
        response.sized_body(body.len(), Cursor::new(body.clone()));
        let mut response = response.finalize();
        let finished = Finished { headers: HeaderMap::new(), body: Some(body) };
        Bypass::leave(request, finished, &mut response);
        Ok(response)
    }
}
