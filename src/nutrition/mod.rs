//! Food: tables of foods and what is in them; how much of what somebody eats.

mod energy_api;
pub mod exact;
pub mod foods;
mod input;
pub mod nutrients;
pub mod pantry;
pub mod plans;
pub mod portions;
pub mod recipes;
pub mod totals;

pub(crate) use energy_api::{NUMBERS as ENERGY_NUMBERS, SEXES};
pub use plans::PlanList;
pub(crate) use plans::copying::WHAT as COPIED;
pub(crate) use plans::model::MOST_GRAMS as MOST_PLAN_GRAMS;
pub(crate) use recipes::MOST_GRAMS as MOST_RECIPE_GRAMS;
pub use recipes::RecipeList;

/// The routes of recipes, plans and energy needs.
pub fn planning() -> rocket::fairing::AdHoc {
    rocket::fairing::AdHoc::on_ignite("planning", |rocket| async {
        rocket
            .mount("/api/energy", energy_api::routes())
            .mount("/api/recipes", recipes::api::routes())
            .mount("/api/plans", plans::api::routes())
    })
}
