//! The built-in pages.

mod account;
mod assets;
mod audit;
mod calendar;
mod charts;
mod documents;
mod drafts;
mod exports;
mod form;
mod invoices;
mod language;
mod list;
mod pages;
mod patients;
mod reports;
mod settings;
mod staff;
mod system;
mod today;
mod users;
mod visits;
mod words;

use askama::Template;
use rocket::Request;
use rocket::http::{Method, RawStr};

use self::staff::Look;
use crate::error::Error;
use crate::http::RequestId;

/// The page of a failure: what happened, what was kept, what to do next.
#[derive(Template)]
#[template(path = "ui/error.html", config = "src/ui/askama.toml")]
struct ErrorPage<'a> {
    look: Look,
    code: u16,
    title: &'a str,
    message: &'a str,
    request_id: RequestId,
}

/// Renders the page of a failure.
pub fn error_page(error: &Error, request: &Request<'_>) -> String {
    let look = Look::of(request);
    let status = error.status();
    let message = look.language.said(error.message());
    let page = ErrorPage {
        look,
        code: status.code,
        title: look.t(status.reason_lossy()),
        message: &message,
        request_id: RequestId::of(request),
    };
    page.render().unwrap_or_else(|_| error.message().to_owned())
}

/// The login form that leads back: to the page itself, or to the one whose form was sent.
pub fn way_back_in(request: &Request<'_>) -> String {
    let here = match request.method() {
        Method::Get | Method::Head => request.uri().to_string(),
        _ => {
            let from = request.headers().get_one("Referer").unwrap_or_default();
            let path = from.splitn(4, '/').nth(3).unwrap_or_default();
            format!("/{path}")
        }
    };
    format!("/login?next={}", RawStr::new(&here).percent_encode())
}

/// The routes of the pages.
pub fn stage() -> rocket::fairing::AdHoc {
    rocket::fairing::AdHoc::on_ignite("ui", |rocket| async {
        rocket
            .mount("/assets", assets::asset_routes())
            .mount("/", pages::routes())
            .mount("/", account::pages::routes())
            .mount("/", audit::pages::routes())
            .mount("/", calendar::pages::routes())
            .mount("/", documents::pages::routes())
            .mount("/", drafts::pages::routes())
            .mount("/", exports::pages::routes())
            .mount("/", patients::measured::routes())
            .mount("/", patients::pages::routes())
            .mount("/", reports::pages::routes())
            .mount("/", settings::pages::routes())
            .mount("/", settings::prices::routes())
            .mount("/", system::pages::routes())
            .mount("/", users::pages::routes())
            .mount("/", invoices::pages::routes())
            .mount("/", invoices::drawing::routes())
            .mount("/", invoices::money::routes())
            .mount("/", visits::pages::routes())
            .mount("/", visits::booking::routes())
            .mount("/", visits::editor::routes())
            .mount("/", visits::saving::routes())
    })
}
