//! Users.

/// The routes of this feature.
pub fn stage() -> rocket::fairing::AdHoc {
    rocket::fairing::AdHoc::on_ignite("users", |rocket| async { rocket })
}
