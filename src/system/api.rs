//! `/api`, `/api/system/status` and `/metrics`.

use std::collections::BTreeMap;
use std::sync::Arc;

use rocket::http::ContentType;
use rocket::request::{FromRequest, Outcome};
use rocket::{Request, Route, State, async_trait, get, routes};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::exposition::expose;
use super::integrity::Integrity;
use super::status::Status;
use super::{Traffic, Vitals};
use crate::auth::{May, may};
use crate::config::Config;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::http::{Answer, Parameters, fail};
use crate::server;

pub(super) fn public_routes() -> Vec<Route> {
    routes![index]
}

pub(super) fn routes() -> Vec<Route> {
    routes![status]
}

pub(super) fn metrics_routes() -> Vec<Route> {
    routes![metrics]
}

/// What answers here. The endpoints are those that are mounted.
#[get("/")]
fn index(traffic: &State<Arc<Traffic>>) -> Answer {
    let mut endpoints = BTreeMap::new();
    for (_, path, _) in traffic.by_route() {
        let mut segments = path.split('/').skip(1);
        let area = segments.next().filter(|first| *first == "api").and_then(|_| segments.next());
        if let Some(area) = area.filter(|area| !area.is_empty() && !area.starts_with('<')) {
            endpoints.insert(area.to_owned(), format!("/api/{area}"));
        }
    }
    let version = env!("CARGO_PKG_VERSION");
    Answer::data(json!({ "name": "NutriVault", "version": version, "endpoints": endpoints }))
}

/// How the system does.
#[get("/status")]
async fn status(
    _caller: May<may::SystemRead>,
    parameters: Parameters,
    vitals: Vitals,
    integrity: &State<Integrity>,
    db: Db,
) -> Result<Answer> {
    parameters.finish()?;
    Ok(Answer::data(Status::now(vitals, integrity, &db).await?))
}

/// The figures for Prometheus.
#[get("/")]
fn metrics(_scraper: Scraper, vitals: Vitals) -> (ContentType, String) {
    let kind =
        ContentType::new("text", "plain").with_params([("version", "0.0.4"), ("charset", "utf-8")]);
    (kind, expose(&vitals))
}

/// Who may read the metrics: the bearer of the token, or this machine itself by its own name and
/// without a proxy between, for a proxy would make everybody local, and so would a foreign page
/// whose name leads here.
struct Scraper;

#[async_trait]
impl<'r> FromRequest<'r> for Scraper {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        if has_token(request) || is_this_machine(request) {
            return Outcome::Success(Scraper);
        }
        let message = "Metrics need the metrics token, or a request from this machine.";
        let error = Error::unauthorized("AUTHENTICATION_REQUIRED", message);
        Outcome::Error((fail(request, error), ()))
    }
}

fn has_token(request: &Request<'_>) -> bool {
    let config = request.rocket().state::<Config>();
    let Some(token) = config.and_then(|config| config.metrics_token.as_deref()) else {
        return false;
    };
    let header = request.headers().get_one("Authorization").unwrap_or_default();
    let given = header.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("Bearer"));
    given.is_some_and(|(_, given)| !token.is_empty() && is_same(given.trim(), token))
}

/// Compares digests: how long that takes tells nothing about the token.
fn is_same(given: &str, token: &str) -> bool {
    let (given, token) = (Sha256::digest(given), Sha256::digest(token));
    given.iter().zip(token).fold(0, |differences, (a, b)| differences | (a ^ b)) == 0
}

fn is_this_machine(request: &Request<'_>) -> bool {
    let was_forwarded = ["X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "X-Real-IP", "Via"]
        .iter()
        .any(|header| request.headers().contains(header));
    let is_local = request.remote().is_some_and(|peer| peer.ip().to_canonical().is_loopback());
    let is_so_called = request.headers().get_one("Host").is_some_and(server::is_loopback);
    is_local && is_so_called && !was_forwarded
}

#[cfg(test)]
#[path = "api_tests.rs"]
mod tests;
