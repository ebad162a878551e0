//! When patients can be received: opening hours a weekday and dietitian, absences and closures, and
//! the free times that are left beside the visits.
//!
//! `hours` and `free` are arithmetic and know no database; `input` reads a body, `service` writes it
//! with its audit row.

mod api;
pub mod free;
pub mod hours;
pub(crate) mod input;
pub(crate) mod service;
pub mod store;
pub mod view;
pub mod waiting;

#[cfg(test)]
mod free_tests;
#[cfg(test)]
mod tests;

use rocket::fairing::AdHoc;

pub use free::Stretch;
pub use hours::{Opening, Week};

/// The years that an appointment can lie in: a century in which people live.
pub const YEARS: std::ops::RangeInclusive<i16> = 1900..=2199;
/// No visit lasts longer, in minutes: what lasts into a time has begun so long before it at most, which bounds
/// the range of an index.
pub const LONGEST_VISIT_MINUTES: i64 = 24 * 60;
/// The days that free times can be asked for at once.
pub const MOST_DAYS: i32 = 92;

/// The routes of this feature.
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("schedule", |rocket| async {
        rocket.mount("/api", api::routes()).mount("/api", waiting::api::routes())
    })
}
