//! `/system`: what the status of the API knows, in words.

use askama::Template;
use rocket::http::Status as Answered;
use rocket::{Route, State, get, routes};

use crate::cache::TierState;
use crate::clock::Zone;
use crate::config::Config;
use crate::db::Db;
use crate::error::Result;
use crate::settings::InForce;
use crate::shows_no_record;
use crate::system::Vitals;
use crate::system::integrity::Integrity;
use crate::system::status::Status;
use crate::ui::form::{Html, html};
use crate::ui::language::{Language, say};
use crate::ui::rooms::guard;
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

/// Figures that belong together.
struct Figures {
    title: &'static str,
    facts: Vec<(&'static str, String)>,
}

/// What the check of the file came to.
struct Verdict {
    is_sound: bool,
    is_known: bool,
    words: String,
}

/// The page.
#[derive(Template)]
#[template(path = "ui/system/system.html", config = "src/ui/askama.toml")]
struct SystemPage {
    shell: Shell,
    verdict: Verdict,
    backup: Option<(String, String, bool)>,
    figures: Vec<Figures>,
    tiers: Vec<Tier>,
    slow: Vec<(String, String)>,
}

shows_no_record!(SystemPage);

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
    caller: Staff<guard::System>,
    settings: InForce,
    vitals: Vitals,
    integrity: &State<Integrity>,
    config: &State<Config>,
    db: Db,
) -> Result<Html> {
    let status = Status::now(vitals, integrity, &db).await?;
    let (language, zone) = (caller.look.language, &settings.0.zone);
    let verdict = &status.database.integrity;
    let page = SystemPage {
        verdict: Verdict {
            is_sound: verdict == "ok",
            is_known: verdict != Integrity::PENDING,
            words: language.said(verdict),
        },
        backup: status.last_backup.as_ref().map(|backup| {
            let at = language.moment_text(&backup.started_at, zone);
            (at, backup.file.clone(), backup.error.is_none() && backup.verified)
        }),
        figures: figures(&status, config.documents_quota_mib << 20, language, zone),
        tiers: status
            .cache
            .each()
            .into_iter()
            .map(|(name, tier)| told(name, tier, language))
            .collect(),
        slow: status
            .slow_queries
            .iter()
            .map(|query| (query.sql.clone(), milliseconds(query.ms, language)))
            .collect(),
        shell: Shell::new(&caller, caller.look, &settings, "/system"),
    };
    html(Answered::Ok, &page)
}

fn told(name: &'static str, tier: &TierState, language: Language) -> Tier {
    let number = |value: u64| language.number(&value.to_string());
    Tier {
        name,
        entries: number(tier.entries as u64),
        size: language.size(tier.bytes as u64),
        share: language.number(&format!("{:.0}", tier.hit_rate * 100.0)),
        invalidations: number(tier.invalidations),
    }
}

fn milliseconds(ms: f64, language: Language) -> String {
    format!("{}\u{a0}ms", language.number(&format!("{ms:.1}")))
}

fn figures(status: &Status, quota: u64, language: Language, zone: &Zone) -> Vec<Figures> {
    let number = |value: u64| language.number(&value.to_string());
    let decimal = |value: f64| language.number(&format!("{value:.2}"));
    let percent = |share: f64| language.percent(&format!("{:.1}", share * 100.0));
    let ms = |value: f64| milliseconds(value, language);
    // What this system's kernel does not tell stays away.
    let known = |label, value: Option<String>| value.map(|value| (label, value));
    let (files, pool, process) = (&status.database, &status.pool, &status.process);
    let (minute, latency, queue) = (&status.last_minute, &status.latency, &status.audit_queue);
    let documents = format!("{} / {}", language.size(files.documents_size), language.size(quota));
    let checkpoint = files.last_checkpoint.map(|at| language.moment(at, zone));
    let server = [
        known(say("Running for"), Some(lasting(status.uptime, language))),
        known(say("Version"), Some(status.version.to_owned())),
        known(say("Sessions"), Some(number(status.sessions as u64))),
        known(say("Memory"), process.resident_bytes.map(|bytes| language.size(bytes))),
        known(say("Threads"), process.threads.map(number)),
        known(say("Open files"), process.open_files.map(|open| number(open as u64))),
    ];
    let database = [
        known(say("Database"), Some(language.size(files.size))),
        known(say("Write-ahead log"), Some(language.size(files.wal_size))),
        known(say("Documents, of what is set aside for them"), Some(documents)),
        known(say("Last folded in"), checkpoint),
        known(say("SQLite"), Some(files.sqlite_version.to_owned())),
        known(
            say("Connections in use"),
            Some(format!("{} / {}", pool.using, pool.using + pool.available)),
        ),
        known(say("Waiting for a connection"), Some(number(u64::from(pool.waiting)))),
        known(say("Audit rows waiting"), Some(number(queue.waiting as u64))),
        known(say("Audit rows lost"), Some(number(queue.lost))),
    ];
    let facts = |all: &[Option<(&'static str, String)>]| all.iter().flatten().cloned().collect();
    vec![
        Figures { title: say("The server"), facts: facts(&server) },
        Figures { title: say("The database"), facts: facts(&database) },
        Figures {
            title: say("The last minute"),
            facts: vec![
                (say("Answers a second"), decimal(minute.requests_per_second)),
                (say("Failed answers"), percent(minute.error_rate)),
                (say("Processors kept busy"), decimal(minute.cpu)),
                (say("Connections that read"), decimal(minute.database_reading)),
                (say("Time spent writing"), percent(minute.database_writing)),
            ],
        },
        Figures {
            title: say("Response times (p95)"),
            facts: vec![
                (say("An answer"), ms(latency.answers_p95_ms)),
                (say("The wait for a connection"), ms(latency.pool_wait_p95_ms)),
                (say("The wait to write"), ms(latency.write_wait_p95_ms)),
                (say("The wait for a processor"), ms(latency.scheduler_delay_p95_ms)),
            ],
        },
    ]
}
