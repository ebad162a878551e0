//! The built-in pages.

mod account;
mod admission;
mod assets;
mod attention;
mod audit_log;
mod backups;
mod bases;
mod calendar;
mod charts;
mod consents;
mod contacts;
mod currency;
mod days;
mod dietitians;
mod documents;
mod done;
mod doubts;
mod drafts;
mod exchanges;
mod expired_session;
mod exports;
mod field;
mod foods;
mod form;
mod frequencies;
pub mod goals;
mod history;
mod intakes;
mod invoices;
mod kinds;
mod language;
mod lateness;
mod letterhead;
mod link;
mod list;
mod look;
mod merge;
mod pages;
mod palette;
mod patients;
mod plans;
mod prescriptions;
mod recipes;
mod reports;
mod retyped;
mod rooms;
mod schedule;
mod sent;
mod sessionless;
mod settings;
pub mod setup;
mod staff;
mod system;
mod table;
mod tabs;
mod tabulation;
mod target_sets;
mod templates;
mod tile;
mod today;
mod trust;
mod typed;
mod understood;
mod users;
mod visits;
mod wanted;
mod words;

use askama::Template;
use rocket::fairing::AdHoc;
use rocket::http::{Method, RawStr, Status};
use rocket::{Request, Route};

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

/// The routes of every page, room by room.
const ROUTES: &[fn() -> Vec<Route>] = &[
    pages::routes,
    account::pages::routes,
    attention::pages::routes,
    audit_log::pages::routes,
    backups::pages::routes,
    backups::planning::routes,
    backups::restoring::routes,
    backups::upload::routes,
    calendar::card::routes,
    calendar::pages::routes,
    calendar::sheet::routes,
    documents::pages::routes,
    drafts::pages::routes,
    exports::pages::routes,
    foods::routes,
    palette::routes,
    patients::measurements_page::routes,
    patients::medical_history::routes,
    patients::access::routes,
    patients::pages::routes,
    patients::summary::routes,
    plans::routes,
    recipes::routes,
    exchanges::routes,
    intakes::routes,
    reports::files::routes,
    reports::journal::routes,
    reports::pages::routes,
    schedule::absences::routes,
    schedule::hours::routes,
    schedule::waiting::routes,
    settings::accounts::routes,
    settings::first::routes,
    settings::logo::routes,
    settings::pages::routes,
    settings::prices::routes,
    settings::visit_types::routes,
    setup::routes,
    trust::pages::routes,
    system::pages::routes,
    system::examination::routes,
    users::pages::routes,
    invoices::pages::routes,
    invoices::editor::routes,
    invoices::totals::routes,
    invoices::payments::routes,
    invoices::cash_up::routes,
    invoices::slip::routes,
    invoices::receipt::routes,
    invoices::note::routes,
    invoices::owing::routes,
    invoices::received::routes,
    visits::pages::routes,
    visits::billing::routes,
    visits::booked::routes,
    visits::deleting::routes,
    visits::booking::routes,
    visits::to_wait::routes,
    visits::moving::routes,
    visits::editor::routes,
    visits::saving::routes,
    visits::signing::routes,
    visits::papers::routes,
    frequencies::routes,
    target_sets::routes,
    templates::routes,
    history::routes,
    goals::routes,
    consents::routes,
    prescriptions::routes,
    contacts::routes,
    expired_session::routes,
];

/// The pages, their routes and what they need.
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("ui", |rocket| async {
        let rocket = setup::manage(rocket)
            .manage(crate::exports::desk::Readers(exports::pages::reader_of))
            .mount("/assets", assets::asset_routes());
        ROUTES.iter().fold(rocket, |rocket, routes| rocket.mount("/", routes()))
    })
}
