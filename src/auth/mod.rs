//! Who may do what: passwords, sessions, API keys, permissions, guards.

mod caller;
mod credentials;
mod permission;

pub use caller::{Account, Anybody, Caller, May, Scope, Via, actor_of, caller_of};
pub use permission::{Permission, PermissionSet, Required, may};

/// The routes of this feature.
pub fn stage() -> rocket::fairing::AdHoc {
    rocket::fairing::AdHoc::on_ignite("auth", |rocket| async { rocket })
}
