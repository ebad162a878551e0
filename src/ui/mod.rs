//! The built-in pages.

mod assets;
mod pages;
mod today;

use askama::Template;

use crate::error::Error;
use crate::http::RequestId;

/// The page of a failure: what happened, what was kept, what to do next.
#[derive(Template)]
#[template(path = "ui/error.html", config = "src/ui/askama.toml")]
struct ErrorPage<'a> {
    code: u16,
    title: &'a str,
    message: &'a str,
    request_id: RequestId,
}

/// Renders the page of a failure.
pub fn error_page(error: &Error, request_id: RequestId) -> String {
    let status = error.status();
    let page = ErrorPage {
        code: status.code,
        title: status.reason_lossy(),
        message: error.message(),
        request_id,
    };
    page.render().unwrap_or_else(|_| error.message().to_owned())
}

/// The routes of the pages.
pub fn stage() -> rocket::fairing::AdHoc {
    rocket::fairing::AdHoc::on_ignite("ui", |rocket| async {
        rocket.mount("/assets", assets::asset_routes()).mount("/", pages::routes())
    })
}
