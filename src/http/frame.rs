//! The frame of every request: an id, a stopwatch, and the headers that all answers carry.

use std::time::Duration;

use hyper::header::{CACHE_CONTROL, HeaderName, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use rocket::fairing::{Fairing, Info, Kind};
use rocket::http::Header;
use rocket::{Data, Request, Response, async_trait};

use super::client::may_insist_on_tls;
use super::passage::{Passage, took};
use super::request_id::RequestId;
use super::{Bypass, is_for_programs, rerouted};
use crate::config::Config;
use crate::db::{Db, Meter};

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
        stamp(request, response);
        let path = request.uri().path();
        // Under /api/auth the time would tell unknown users from known ones.
        let is_timed = path.as_str().starts_with("/api") && !path.as_str().starts_with("/api/auth");
        if is_timed && is_for_programs(request) {
            let meter = Db::of(request).map(Db::meter);
            if let Ok(timing) = HeaderValue::try_from(timing(took, meter)) {
                Bypass::complete(request, response, [(SERVER_TIMING, timing)]);
            }
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

/// Sets the headers that all answers carry, and those of pages: also of an answer that takes the place of
/// one that has them.
pub fn stamp(request: &Request<'_>, response: &mut Response<'_>) {
    let id = RequestId::of(request).header();
    let sniffing = (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    Bypass::complete(request, response, [(X_REQUEST_ID, id), sniffing]);
    let hsts_s = request.rocket().state::<Config>().map_or(0, |config| config.tls.hsts_s);
    if hsts_s > 0 && may_insist_on_tls(request) {
        let policy = format!("max-age={hsts_s}");
        response.set_header(Header::new("Strict-Transport-Security", policy));
    }
    // By what is answered and where, whatever the request says that it takes: the scripts of our own
    // pages ask for parts of pages with `*/*`.
    // Read as the text that it is: to parse it costs a kept answer a hundredth.
    let kind = response.headers().get_one("Content-Type");
    let is_page = kind.is_some_and(|kind| kind.starts_with("text/html"));
    // A style or a picture that everybody may keep is no document, and obeys none of a page's rules.
    let is_asset = response.headers().get_one("Cache-Control") == Some("no-cache");
    if is_page || !is_for_programs(request) && !is_asset {
        page_headers(response);
    }
    // What does not say for itself who may keep it is kept by nobody.
    if !Bypass::has(request, response, &CACHE_CONTROL) {
        response.set_header(Header::new("Cache-Control", "no-store"));
    }
}

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

/// `app;dur=0.021, db;dur=0.000;desc="0 queries"`, milliseconds. Written figure by figure: a
/// formatter costs more than the rest of the header.
fn timing(app: Duration, meter: Option<&Meter>) -> String {
    let (db, queries) = meter.map_or((Duration::ZERO, 0), |m| (m.time(), m.queries()));
    let mut text = String::with_capacity(64);
    for (name, took) in [("app;dur=", app), (", db;dur=", db)] {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        text.push_str(name);
        push_digits(&mut text, micros / 1000, 1);
        text.push('.');
        push_digits(&mut text, micros % 1000, 3);
    }
    text.push_str(";desc=\"");
    push_digits(&mut text, queries.into(), 1);
    text.push_str(" queries\"");
    text
}

/// Adds a number of at least so many digits.
fn push_digits(text: &mut String, number: u64, least: u32) {
    if number >= 10 || least > 1 {
        push_digits(text, number / 10, least.saturating_sub(1));
    }
    text.push(char::from_digit((number % 10) as u32, 10).unwrap_or('0'));
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_milliseconds_to_the_microsecond() {
        for (micros, text) in
            [(12_045, "12.045"), (7, "0.007"), (100_000, "100.000"), (1_010, "1.010")]
        {
            assert_eq!(
                timing(Duration::from_micros(micros), None),
                format!("app;dur={text}, db;dur=0.000;desc=\"0 queries\"")
            );
        }
    }
}
