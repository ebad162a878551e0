//! The pages of plans: a patient's plans, the plan itself, and the sheet for the kitchen door.

mod acts;
mod beginning;
mod board;
mod counted;
pub(in crate::ui) mod day;
mod desk;
mod finder;
mod giving;
mod handout;
mod listing;
mod meal_line;
mod page;
mod pages;
mod panel;
mod period;
mod shopping;
mod week;
pub(in crate::ui) mod words;

use rocket::Route;

/// Where the plans are.
const ROOM: &str = "/plans";

pub fn routes() -> Vec<Route> {
    let parts = [
        acts::routes(),
        beginning::routes(),
        finder::routes(),
        giving::routes(),
        handout::routes(),
        listing::routes(),
        pages::routes(),
    ];
    parts.into_iter().flatten().collect()
}
