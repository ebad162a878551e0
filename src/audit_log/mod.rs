//! The audit trail as people read it, and the fairings that tell it what answers show and refuse.

mod api;
mod denials;
mod openings;

use rocket::fairing::{Fairing, Info, Kind};
use rocket::http::Status;
use rocket::{Request, Response, async_trait};

use crate::audit::verification::Verification;

/// Notes what the answers of all routes show and refuse, so that no handler can forget to. One fairing
/// for both: each costs every request a future of its own.
#[derive(Default)]
struct Trail {
    denials: denials::Denials,
}

#[async_trait]
impl Fairing for Trail {
    fn info(&self) -> Info {
        Info { name: "audit trail", kind: Kind::Response }
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        if response.status() == Status::Forbidden {
            Box::pin(self.denials.note(request, response)).await;
        }
        openings::note(request, response).await;
    }
}

/// The routes of this feature, and the fairing that notes openings and denials.
pub fn stage() -> rocket::fairing::AdHoc {
    rocket::fairing::AdHoc::on_ignite("audit", |rocket| async {
        rocket
            .manage(Verification::default())
            .attach(Trail::default())
            .mount("/api/audit-logs", api::routes())
    })
}
