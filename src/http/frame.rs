//! The frame of every request: an id, a stopwatch, and the headers that all answers carry.

use std::fmt::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rocket::fairing::{Fairing, Info, Kind};
use rocket::http::Header;
use rocket::{Data, Request, Response, async_trait};

use super::client::may_insist_on_tls;
use super::request_id::RequestId;
use super::{rerouted, wants_json};
use crate::config::Config;
use crate::db::{Db, Meter};

/// What is noted of a request while it passes.
struct Passage {
    begun: Instant,
    is_encoded: AtomicBool,
}

impl Passage {
    fn of<'r>(request: &'r Request<'_>) -> &'r Self {
        request.local_cache(|| Self { begun: Instant::now(), is_encoded: AtomicBool::new(false) })
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

/// Stamps requests and finishes answers.
pub struct Frame;

#[async_trait]
impl Fairing for Frame {
    fn info(&self) -> Info {
        Info { name: "frame", kind: Kind::Request | Kind::Response }
    }

    async fn on_request(&self, request: &mut Request<'_>, data: &mut Data<'_>) {
        Passage::of(request);
        // Notes the generation that dates this request's answer, before any guard reads anything.
        Db::of(request);
        rerouted::refuse(request, data).await;
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        let took = took(request);
        response.set_header(Header::new("X-Request-Id", RequestId::of(request).to_string()));
        response.set_header(Header::new("X-Content-Type-Options", "nosniff"));
        let hsts_s = request.rocket().state::<Config>().map_or(0, |config| config.tls.hsts_s);
        if hsts_s > 0 && may_insist_on_tls(request) {
            let policy = format!("max-age={hsts_s}");
            response.set_header(Header::new("Strict-Transport-Security", policy));
        }
        let path = request.uri().path();
        if wants_json(request) {
            // Under /api/auth the time would tell unknown users from known ones.
            if path.as_str().starts_with("/api") && !path.as_str().starts_with("/api/auth") {
                let meter = Db::of(request).map(Db::meter);
                response.set_header(Header::new("Server-Timing", timing(took, meter)));
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

/// `app;dur=0.021, db;dur=0.000;desc="0 queries"`, milliseconds.
fn timing(app: Duration, meter: Option<&Meter>) -> String {
    let (db, queries) = meter.map_or((Duration::ZERO, 0), |m| (m.time(), m.queries()));
    let mut text = String::with_capacity(64);
    let mut add = |name: &str, took: Duration| {
        let micros = took.as_micros();
        // Whole numbers: a float's digits cost more than the rest of the header.
        let _ = write!(text, "{name};dur={}.{:03}", micros / 1000, micros % 1000);
    };
    add("app", app);
    add(", db", db);
    let _ = write!(text, ";desc=\"{queries} queries\"");
    text
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_milliseconds_to_the_microsecond() {
        assert_eq!(
            timing(Duration::from_micros(12_045), None),
            "app;dur=12.045, db;dur=0.000;desc=\"0 queries\""
        );
    }
}
