//! Food: tables of foods and what is in them; how much of what somebody eats.

pub mod energy;
mod energy_api;
pub mod exact;
pub(crate) mod exchanges;
pub mod foods;
pub(crate) mod frequencies;
mod input;
pub(crate) mod intakes;
mod naming;
pub mod nutrients;
pub mod pantry;
pub mod plans;
pub mod portions;
pub mod recipes;
pub(crate) mod references;
pub(crate) mod target_sets;
pub mod totals;

use rocket::fairing::AdHoc;

use crate::config::Config;
use crate::db::Database;

pub(crate) use energy_api::{NUMBERS as ENERGY_NUMBERS, SEXES, worked_out};
pub(crate) use intakes::KINDS as INTAKE_KINDS;
pub use plans::PlanList;
pub(crate) use plans::copying::WHAT as COPIED;
pub(crate) use plans::model::MOST_GRAMS as MOST_PLAN_GRAMS;
pub(crate) use recipes::MOST_GRAMS as MOST_RECIPE_GRAMS;
pub use recipes::RecipeList;

/// The routes of recipes, exchanges, plans, intakes and energy needs.
pub fn planning() -> AdHoc {
    AdHoc::on_ignite("planning", |rocket| async {
        rocket
            .mount("/api/energy", energy_api::routes())
            .mount("/api/exchange-systems", exchanges::api::routes())
            .mount("/api/recipes", recipes::api::routes())
            .mount("/api/reference-intakes", references::api::routes())
            .mount("/api/target-sets", target_sets::api::routes())
            .mount("/api/plans", plans::api::routes())
            .mount("/api/patients", intakes::api::routes())
            .mount("/api/patients", frequencies::api::routes())
    })
}

/// The routes of foods and their tables. The starter table is brought in where it is not.
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("nutrition", |rocket| async {
        if let (Some(config), Some(database)) =
            (rocket.state::<Config>(), rocket.state::<Database>().cloned())
        {
            foods::upload::tidy(&config.data);
            let brought = move || foods::import::ensure_starter(&database);
            match tokio::task::spawn_blocking(brought).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => log::error!("the starter foods are not in: {}", error.said()),
                Err(error) => log::error!("the starter foods are not in: {error}"),
            }
        }
        rocket
            .manage(foods::import::Jobs::default())
            .mount("/api/foods", foods::foods())
            .mount("/api/food-sources", foods::source_routes())
    })
}
