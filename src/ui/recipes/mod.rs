//! The pages of recipes: the list, one recipe with what is in a serving, and the form that writes it.

mod editor;
mod lines;
mod listing;
mod newest;
mod reading;

use rocket::Route;

const ROOM: &str = "/recipes";

pub fn routes() -> Vec<Route> {
    let mut routes = listing::routes();
    routes.extend(reading::routes());
    routes.extend(editor::routes());
    routes.extend(newest::routes());
    routes
}
