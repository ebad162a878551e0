//! The audit trail: who did what to which record, from where, and what changed.

pub mod chain;
mod diff;
mod reads;
mod record;

pub use diff::diff;
pub use reads::ReadLog;
pub use record::{Action, Actor, Entry, record};

/// The routes of this feature.
pub fn stage() -> rocket::fairing::AdHoc {
    rocket::fairing::AdHoc::on_ignite("audit", |rocket| async { rocket })
}
