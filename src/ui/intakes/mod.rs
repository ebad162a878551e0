//! The pages of what somebody eats: a recall of yesterday, a diary of several days, and what they come
//! to beside the plan.

mod form;
mod page;
mod reading;

use rocket::Route;

pub fn routes() -> Vec<Route> {
    [page::routes(), form::routes()].into_iter().flatten().collect()
}
