//! Whether the server lives, and whether it can work.

use std::time::Instant;

use rocket::fairing::AdHoc;
use rocket::http::Status;
use rocket::{State, get, routes};
use serde_json::json;

use crate::clock::Clock;
use crate::config::Config;
use crate::db::Db;
use crate::disk::Shortage;
use crate::http::Answer;

/// When this process began to serve.
struct Since(Instant);

/// `GET /health` and `GET /health/ready`.
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("health", |rocket| async {
        let since = Since(Instant::now());
        rocket.manage(since).mount("/health", routes![alive, ready])
    })
}

/// Alive: answers without the database.
#[get("/")]
fn alive(since: &State<Since>, clock: &State<Clock>) -> Answer {
    // Not by the clock, which may be set meanwhile.
    let (now, uptime) = (clock.now(), since.0.elapsed().as_secs());
    let version = env!("CARGO_PKG_VERSION");
    let body = json!({ "status": "ok", "timestamp": now, "uptime": uptime, "version": version });
    Answer::of(Status::Ok, &body)
}

/// Ready: the database answers a question, its files are those that were opened, and there is room
/// for what is stored next.
#[get("/ready")]
async fn ready(db: Db, config: &State<Config>) -> Answer {
    if let Some(displaced) = db.database().displaced() {
        let why = displaced.sentence(db.database().path());
        let body = json!({ "status": "unavailable", "database": why });
        return Answer::of(Status::ServiceUnavailable, &body);
    }
    if Shortage::at(&config.data) == Some(Shortage::Full) {
        let body =
            json!({ "status": "unavailable", "disk": Shortage::Full.sentence(&config.data) });
        return Answer::of(Status::ServiceUnavailable, &body);
    }
    match db
        .read(|sql| sql.one("SELECT count(*) FROM settings", [], |row| row.get::<_, i64>(0)))
        .await
    {
        Ok(_) => Answer::of(Status::Ok, &json!({ "status": "ok" })),
        Err(error) => {
            let body = json!({ "status": "unavailable", "database": error.message() });
            Answer::of(Status::ServiceUnavailable, &body)
        }
    }
}
