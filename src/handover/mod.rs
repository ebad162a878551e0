//! Handing over: the visits to come and the patients of somebody who leaves, changes their role or
//! is away go to others in one act. Nothing changes hands that nobody named.
//!
//! `input` reads what goes to whom, `service` moves it with the audit rows of every record, in the
//! transaction of the deactivation or of the change of role where it comes with one.

mod api;
mod input;
pub(crate) mod service;
pub(crate) mod store;

use rocket::fairing::AdHoc;

pub(crate) use input::{Clashes, Handover};

/// The routes of this feature.
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("handover", |rocket| async { rocket.mount("/api/users", api::routes()) })
}
