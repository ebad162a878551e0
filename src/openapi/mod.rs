//! The machine-readable contract at `/api/openapi.json`, and a page to read it at `/api-docs`.

mod document;
mod failures;
mod lists;
mod operations;
mod pages;
mod parameter;
mod parameters;
mod planning;
mod query;
mod rooms;
mod shape;
mod words;

use std::sync::LazyLock;

use rocket::fairing::AdHoc;
use rocket::{get, routes};
use serde_json::Value;

use crate::error::Result;
use crate::http::{Fixed, Parameters};

static DOCUMENT: LazyLock<Value> = LazyLock::new(document::document);
static ANSWER: LazyLock<Fixed> = LazyLock::new(|| {
    Fixed::new("application/json", serde_json::to_vec(&*DOCUMENT).unwrap_or_default())
});

/// `GET /api/openapi.json` and `GET /api-docs`.
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("openapi", |rocket| async {
        rocket.mount("/api", routes![machine_readable]).mount("/api-docs", pages::routes())
    })
}

/// The OpenAPI document of this server.
pub fn openapi() -> &'static Value {
    &DOCUMENT
}

#[get("/openapi.json")]
fn machine_readable(parameters: Parameters) -> Result<&'static Fixed> {
    parameters.finish()?;
    Ok(&ANSWER)
}
