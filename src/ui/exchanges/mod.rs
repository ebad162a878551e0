//! The pages of exchange systems: the systems, one with its groups and foods, the forms of both.

mod group;
mod page;
mod system;
mod typed;

use rocket::Route;

/// Where the systems are.
const ROOM: &str = "/exchanges";

pub fn routes() -> Vec<Route> {
    [page::routes(), system::routes(), group::routes()].into_iter().flatten().collect()
}
