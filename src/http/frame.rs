//! The frame of every request: an id, a stopwatch, and the headers that all answers carry.

use std::fmt;
use std::time::Instant;

use rocket::fairing::{Fairing, Info, Kind};
use rocket::http::Header;
use rocket::{Data, Request, Response, async_trait};

use super::{rerouted, wants_json};
use crate::db::{Db, Meter};
use crate::ids::Id;

/// The id of a request, in its answer and in the log.
#[derive(Clone, Copy)]
pub struct RequestId(Id);

impl RequestId {
    /// The id of this request; the same at every call.
    pub fn of(request: &Request<'_>) -> RequestId {
        *request.local_cache(|| RequestId(Id::new()))
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

struct Begun(Instant);

/// Stamps requests and finishes answers.
pub struct Frame;

#[async_trait]
impl Fairing for Frame {
    fn info(&self) -> Info {
        Info { name: "frame", kind: Kind::Request | Kind::Response }
    }

    async fn on_request(&self, request: &mut Request<'_>, data: &mut Data<'_>) {
        request.local_cache(|| Begun(Instant::now()));
        // Notes the generation that dates this request's answer, before any guard reads anything.
        Db::of(request);
        rerouted::refuse(request, data).await;
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        let took = request.local_cache(|| Begun(Instant::now())).0.elapsed();
        response.set_header(Header::new("X-Request-Id", RequestId::of(request).to_string()));
        response.set_header(Header::new("X-Content-Type-Options", "nosniff"));
        let path = request.uri().path();
        if wants_json(request) {
            // Under /api/auth the time would tell unknown users from known ones.
            if path.as_str().starts_with("/api") && !path.as_str().starts_with("/api/auth") {
                let meter = Meter::of(request);
                let db_ms = meter.time().as_secs_f64() * 1000.0;
                let app_ms = took.as_secs_f64() * 1000.0;
                let timing = format!(
                    "app;dur={app_ms:.3}, db;dur={db_ms:.3};desc=\"{} queries\"",
                    meter.queries()
                );
                response.set_header(Header::new("Server-Timing", timing));
            }
        } else {
            page_headers(response);
        }
        log::debug!(
            "[{}] {} {} {} {:.2} ms",
            RequestId::of(request),
            rerouted::method_of(request),
            path,
            response.status().code,
            took.as_secs_f64() * 1000.0
        );
    }
}

fn page_headers(response: &mut Response<'_>) {
    const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
                          font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
                          frame-ancestors 'none'";
    // A file that is shown has a stricter one of its own.
    if !response.headers().contains("Content-Security-Policy") {
        response.set_header(Header::new("Content-Security-Policy", POLICY));
    }
    response.set_header(Header::new("Referrer-Policy", "same-origin"));
    response.set_header(Header::new("X-Frame-Options", "DENY"));
    if !response.headers().contains("Cache-Control") {
        response.set_header(Header::new("Cache-Control", "no-store"));
    }
}
