//! The audit trail as people read it, and the fairings that tell it what answers show and refuse.

mod api;
mod denials;
mod openings;

use crate::audit::verification::Verification;

/// The routes of this feature, and the fairings that note openings and denials.
pub fn stage() -> rocket::fairing::AdHoc {
    rocket::fairing::AdHoc::on_ignite("audit", |rocket| async {
        rocket
            .manage(Verification::default())
            .attach(denials::Denials::default())
            .attach(openings::Openings)
            .mount("/api/audit-logs", api::routes())
    })
}
