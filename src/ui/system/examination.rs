//! `/system/examination`: what the doctor of the command line finds, each with what to do.

use std::sync::Arc;

use askama::Template;
use parking_lot::Mutex;
use rocket::http::Status;
use rocket::{Route, State, get, routes};

use crate::auth::may;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::settings::InForce;
use crate::system::doctor::{self, Finding, Level};
use crate::ui::form::{Html, html};
use crate::ui::language::say;
use crate::ui::staff::{Shell, Staff};

pub fn routes() -> Vec<Route> {
    routes![examine]
}

/// One examination at a time: it reads the whole database.
static EXAMINING: Mutex<()> = Mutex::new(());

/// A finding in words.
struct Row {
    check: &'static str,
    state: (&'static str, &'static str),
    what: String,
    todo: Option<String>,
}

/// The page.
#[derive(Template)]
#[template(path = "ui/system/examination.html", config = "src/ui/askama.toml")]
struct ExaminationPage {
    shell: Shell,
    is_sound: bool,
    rows: Vec<Row>,
}

#[get("/system/examination")]
async fn examine(
    caller: Staff<may::SystemRead>,
    settings: InForce,
    config: &State<Config>,
) -> Result<Html> {
    let config = Arc::new(Config::clone(config));
    let examined = tokio::task::spawn_blocking(move || {
        let message = "Somebody else is having the system examined. Try again in a moment.";
        let _turn = EXAMINING.try_lock().ok_or_else(|| Error::busy(message))?;
        Ok::<_, Error>(doctor::examine(&config))
    });
    let mut findings = examined.await.map_err(Error::internal)??;
    // What wants to be done stands first.
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.level));
    let page = ExaminationPage {
        is_sound: findings.iter().all(|finding| finding.level == Level::Fine),
        rows: findings.into_iter().map(row).collect(),
        shell: Shell::new(&caller, caller.look, &settings, "/system"),
    };
    html(Status::Ok, &page)
}

fn row(finding: Finding) -> Row {
    let state = match finding.level {
        Level::Fine => (say("As it should be"), "green"),
        Level::Warning => (say("Look into it"), "amber"),
        Level::Damage => (say("Damaged"), "red"),
    };
    Row { check: title(finding.check), state, what: finding.what, todo: finding.todo }
}

fn title(check: &'static str) -> &'static str {
    match check {
        "file" => say("Database file"),
        "permissions" => say("Permissions of the files"),
        "write-ahead log" => say("Write-ahead log"),
        "disk space" => say("Disk space"),
        "configuration" => say("Configuration"),
        "schema version" => say("Schema version"),
        "integrity" => say("Integrity"),
        "references" => say("References"),
        "schema" => say("Tables and indexes"),
        "settings" => say("Settings"),
        "ledger" => say("Sums of the invoices"),
        "numbering" => say("Numbers of the invoices"),
        "audit chain" => say("Audit trail"),
        "indexes" => say("Use of the indexes"),
        "clock" => say("Clock"),
        "backup" => say("Backup"),
        other => other,
    }
}
