//! Logging in and staying in: passwords against sessions, fresh tokens, one's own sessions and keys.
//!
//! The core of sessions and permissions ([`crate::auth`]) stands below the users; what lets one of
//! them in stands here, above both.

mod api;
mod api_keys;
mod cookie;
mod held;
mod log_in;
mod refresh;
mod service;
mod sessions;

use rocket::fairing::AdHoc;

pub use log_in::LoggedIn;
pub use service::LoginService;

/// The routes of this feature.
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("login", |rocket| async {
        rocket
            .mount("/api/auth", api::routes())
            .mount("/api/auth", sessions::routes())
            .mount("/api/auth", api_keys::routes())
    })
}

#[cfg(test)]
pub(crate) mod tests;
