//! `/system`: what the status of the API knows, in words.

use std::sync::Arc;

use askama::Template;
use rocket::http::Status;
use rocket::{Route, State, get, routes};

use crate::audit::ReadLog;
use crate::auth::may;
use crate::cache::Responses;
use crate::db::Db;
use crate::error::Result;
use crate::settings::InForce;
use crate::system::integrity::Integrity;
use crate::system::status::{Files, Tiers};
use crate::system::{Traffic, last_backup};
use crate::ui::form::{Html, html};
use crate::ui::language::{Language, say};
use crate::ui::staff::{Shell, Staff};

pub fn routes() -> Vec<Route> {
    routes![show]
}

/// A tier of the cache, in words.
struct Tier {
    name: &'static str,
    entries: String,
    size: String,
    share: String,
    invalidations: String,
}

/// The page.
#[derive(Template)]
#[template(path = "ui/system/system.html", config = "src/ui/askama.toml")]
struct SystemPage {
    shell: Shell,
    is_sound: bool,
    integrity: String,
    backup: Option<(String, String, bool)>,
    facts: Vec<(&'static str, String)>,
    tiers: Vec<Tier>,
    slow: Vec<(String, String)>,
}

/// Bytes as people read them.
pub fn size(bytes: u64, language: Language) -> String {
    let (value, unit) = match bytes {
        0..1_000 => return format!("{bytes} B"),
        1_000..1_000_000 => (bytes as f64 / 1e3, "kB"),
        1_000_000..1_000_000_000 => (bytes as f64 / 1e6, "MB"),
        _ => (bytes as f64 / 1e9, "GB"),
    };
    format!("{} {unit}", language.number(&format!("{value:.1}")))
}

fn lasting(seconds: u64, language: Language) -> String {
    let number = |value: u64| value.to_string();
    match seconds {
        0..3600 => language.fill("{} min", &[&number(seconds / 60)]),
        3600..172_800 => language.fill("{} h", &[&number(seconds / 3600)]),
        _ => language.fill("{} days", &[&number(seconds / 86_400)]),
    }
}

#[get("/system")]
async fn show(
    caller: Staff<may::SystemRead>,
    settings: InForce,
    integrity: &State<Integrity>,
    responses: &State<Responses>,
    traffic: &State<Arc<Traffic>>,
    reads: &State<ReadLog>,
    db: Db,
) -> Result<Html> {
    let pool = db.database().pool_state();
    let verdict = integrity.verdict(db.database()).await;
    let path = db.database().path().to_owned();
    let (backup, files) =
        db.read(move |sql| Ok((last_backup(sql)?, Files::of(&path, verdict)))).await?;
    let (language, zone) = (caller.look.language, &settings.0.zone);
    let number = |value: u64| language.number(&value.to_string());
    let tier = |(name, state): (&'static str, &crate::cache::TierState)| Tier {
        name,
        entries: number(state.entries as u64),
        size: size(state.bytes as u64, language),
        share: language.number(&format!("{:.0}", state.hit_rate * 100.0)),
        invalidations: number(state.invalidations),
    };
    let queue = reads.state();
    let page = SystemPage {
        is_sound: files.integrity == "ok",
        integrity: files.integrity.clone(),
        backup: backup.map(|backup| {
            let at = language.moment_text(&backup.started_at, zone);
            (at, backup.file, backup.error.is_none() && backup.verified)
        }),
        facts: vec![
            (say("Running for"), lasting(traffic.uptime().as_secs(), language)),
            (say("Version"), env!("CARGO_PKG_VERSION").to_owned()),
            (say("Database"), size(files.size, language)),
            (say("Write-ahead log"), size(files.wal_size, language)),
            (say("SQLite"), files.sqlite_version.to_owned()),
            (
                say("Connections in use"),
                format!("{} / {}", pool.using, pool.using.max(pool.available)),
            ),
            (say("Waiting for a connection"), pool.waiting.to_string()),
            (say("Audit rows waiting"), queue.waiting.to_string()),
        ],
        tiers: Tiers::of(responses).each().into_iter().map(tier).collect(),
        slow: db
            .database()
            .query_log()
            .slowest()
            .into_iter()
            .map(|query| {
                let told = serde_json::to_value(&query).unwrap_or_default();
                let text = told["sql"].as_str().unwrap_or_default().to_owned();
                (text, language.figure(&told["duration_ms"]))
            })
            .collect(),
        shell: Shell::new(&caller, caller.look, &settings, "/system"),
    };
    html(Status::Ok, &page)
}
