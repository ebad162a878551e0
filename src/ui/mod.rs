//! The built-in pages.

mod account;
mod assets;
mod attention;
mod audit_log;
mod backups;
mod bases;
mod calendar;
mod charts;
mod currency;
mod days;
mod dietitians;
mod documents;
mod drafts;
mod exports;
mod field;
mod foods;
mod form;
mod invoices;
mod kinds;
mod language;
mod list;
mod look;
mod merge;
mod pages;
mod patients;
mod plans;
mod recipes;
mod reports;
mod retyped;
mod schedule;
mod sent;
mod sessionless;
mod settings;
pub mod setup;
mod staff;
mod system;
mod table;
mod tile;
mod today;
mod trust;
mod typed;
mod users;
mod visits;
mod waiting;
mod wanted;
mod words;

use askama::Template;
use rocket::Request;
use rocket::http::{Method, RawStr, Status};

use self::staff::Look;
use crate::error::Error;
use crate::http::{RequestId, WayOn};
use crate::network::{HostName, host_and_port};
use crate::server;

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
    // A reader of pages knows addresses, not ids.
    let message = match misdirected(error, request) {
        Some(name) => look.language.fill(server::NOT_OURS, &[&name, &name]),
        None => look.language.in_full(error, |_| true),
    };
    let page = ErrorPage {
        look,
        code: status.code,
        title: look.t(status.reason_lossy()),
        message: &message,
        request_id: RequestId::of(request),
    };
    page.render().unwrap_or_else(|_| error.message().to_owned())
}

/// The name that a request asked for and that is not ours.
fn misdirected(error: &Error, request: &Request<'_>) -> Option<String> {
    let host = request.headers().get_one("Host")?;
    let name = host_and_port(host)?.0.parse::<HostName>().ok()?;
    (error.status() == Status::MisdirectedRequest).then(|| name.to_string())
}

/// The login form that leads back: to the page itself, or to the one whose form was sent.
pub fn way_back_in(request: &Request<'_>) -> String {
    let here = match request.method() {
        Method::Get | Method::Head => WayOn::or_start(&request.uri().to_string()),
        _ => WayOn::back(request),
    };
    format!("/login?next={}", RawStr::new(here.as_str()).percent_encode())
}

/// The routes of the pages.
pub fn stage() -> rocket::fairing::AdHoc {
    rocket::fairing::AdHoc::on_ignite("ui", |rocket| async {
        setup::manage(rocket)
            .manage(crate::exports::desk::Readers(exports::pages::reader_of))
            .mount("/assets", assets::asset_routes())
            .mount("/", pages::routes())
            .mount("/", account::pages::routes())
            .mount("/", attention::pages::routes())
            .mount("/", audit_log::pages::routes())
            .mount("/", backups::pages::routes())
            .mount("/", backups::planning::routes())
            .mount("/", backups::restoring::routes())
            .mount("/", backups::upload::routes())
            .mount("/", calendar::pages::routes())
            .mount("/", calendar::sheet::routes())
            .mount("/", documents::pages::routes())
            .mount("/", drafts::pages::routes())
            .mount("/", exports::pages::routes())
            .mount("/", foods::routes())
            .mount("/", patients::measurements_page::routes())
            .mount("/", patients::access::routes())
            .mount("/", patients::pages::routes())
            .mount("/", patients::summary::routes())
            .mount("/", plans::routes())
            .mount("/", recipes::routes())
            .mount("/", reports::files::routes())
            .mount("/", reports::journal::routes())
            .mount("/", reports::pages::routes())
            .mount("/", schedule::absences::routes())
            .mount("/", schedule::hours::routes())
            .mount("/", schedule::waiting::routes())
            .mount("/", settings::accounts::routes())
            .mount("/", settings::first::routes())
            .mount("/", settings::pages::routes())
            .mount("/", settings::prices::routes())
            .mount("/", settings::visit_types::routes())
            .mount("/", setup::routes())
            .mount("/", trust::pages::routes())
            .mount("/", system::pages::routes())
            .mount("/", system::examination::routes())
            .mount("/", users::pages::routes())
            .mount("/", invoices::pages::routes())
            .mount("/", invoices::editor::routes())
            .mount("/", invoices::totals::routes())
            .mount("/", invoices::payments::routes())
            .mount("/", invoices::receipt::routes())
            .mount("/", invoices::note::routes())
            .mount("/", invoices::owing::routes())
            .mount("/", invoices::received::routes())
            .mount("/", visits::pages::routes())
            .mount("/", visits::booked::routes())
            .mount("/", visits::booking::routes())
            .mount("/", visits::moving::routes())
            .mount("/", visits::editor::routes())
            .mount("/", visits::saving::routes())
            .mount("/", waiting::routes())
    })
}
