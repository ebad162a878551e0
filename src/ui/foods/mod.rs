//! The pages of foods: the list, one food, a clinic's own, and the tables they come from.

mod editor;
mod food;
mod listing;
mod report;
mod tables;
mod typed;
mod words;

use rocket::Route;

/// Where this room stands.
const ROOM: &str = "/foods";

pub fn routes() -> Vec<Route> {
    [listing::routes(), tables::routes(), editor::routes(), food::routes()].concat()
}
