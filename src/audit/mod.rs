//! The audit trail: who did what to which record, from where, and what changed.

mod api;
pub mod chain;
mod denials;
mod diff;
mod gathering;
mod journal;
mod openings;
mod reads;
mod recent;
mod record;
pub(crate) mod store;
pub(crate) mod verification;
mod walk;

pub use diff::diff;
pub use reads::{QueueState, ReadLog};
pub use record::{Action, Actor, Entry, KINDS, record};
pub use store::AuditLogs;
pub use walk::{Bad, Progress, Walk, verify_here};

/// The routes of this feature, and the fairings that note openings and denials.
pub fn stage() -> rocket::fairing::AdHoc {
    rocket::fairing::AdHoc::on_ignite("audit", |rocket| async {
        rocket
            .manage(verification::Verification::default())
            .attach(denials::Denials::default())
            .attach(openings::Openings)
            .mount("/api/audit-logs", api::routes())
    })
}
