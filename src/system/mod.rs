//! How the system does: status, metrics, the pool's watch, and the doctor of the command line.

mod api;
mod disk_watch;
pub mod doctor;
mod exposition;
mod file_watch;
mod holders;
pub(crate) mod integrity;
mod log_watch;
mod process;
mod pulse;
pub(crate) mod sizes;
pub(crate) mod status;
pub(crate) mod store;
mod tiers;
mod traffic;
mod vitals;
mod watch;

use std::sync::Arc;

use rocket::fairing::AdHoc;

pub use store::{Backup, last_backup};
pub use traffic::Traffic;
pub use vitals::Vitals;

/// The routes of this feature, the counting of requests, and the watch over the pool and the log.
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("system", |rocket| async {
        let traffic = Arc::new(Traffic::default());
        rocket
            .attach(Arc::clone(&traffic))
            .attach(watch::pool())
            .attach(log_watch::over_the_log())
            .attach(file_watch::over_the_files())
            .attach(disk_watch::over_the_disk())
            .attach(pulse::feel())
            .manage(traffic)
            .manage(Arc::<pulse::Pulse>::default())
            .manage(Arc::<log_watch::LogWatch>::default())
            .manage(integrity::Integrity::default())
            .mount("/api", api::public_routes())
            .mount("/api/system", api::routes())
            .mount("/metrics", api::metrics_routes())
    })
}
