//! `/patients/<id>/history`, `/visits/<id>/history`, `/invoices/<id>/history`: what a record was, a field or
//! all of it put back; and a patient's file as it stood at an instant.

mod acts;
mod file;
mod lines;
mod moved;
mod pages;
mod record;
mod rows;
mod words;

use rocket::Route;

/// The routes of these pages.
pub fn routes() -> Vec<Route> {
    [pages::routes(), acts::routes(), file::routes()].concat()
}
