//! `/system/examination`: what the doctor of the command line finds, each with what to do.

use std::sync::Arc;

use askama::Template;
use parking_lot::Mutex;
use rocket::http::Status;
use rocket::{Route, State, get, routes};

use crate::auth::may;
use crate::clock::Zone;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::message::message;
use crate::settings::InForce;
use crate::shows_no_record;
use crate::system::doctor::{self, Finding, Level, Said, Value};
use crate::ui::form::{Html, html};
use crate::ui::language::{Language, say};
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

shows_no_record!(ExaminationPage);

#[get("/system/examination")]
async fn examine(
    caller: Staff<may::SystemRead>,
    settings: InForce,
    config: &State<Config>,
) -> Result<Html> {
    let config = Arc::new(Config::clone(config));
    let examined = tokio::task::spawn_blocking(move || {
        let message = message(
            "refused-examining",
            "Somebody else is having the system examined. Try again in a moment.",
        );
        let _turn = EXAMINING.try_lock().ok_or_else(|| Error::busy(message))?;
        Ok::<_, Error>(doctor::examine(&config))
    });
    let mut findings = examined.await.map_err(Error::internal)??;
    // What wants to be done stands first.
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.level));
    let page = ExaminationPage {
        is_sound: findings.iter().all(|finding| finding.level == Level::Fine),
        rows: findings
            .iter()
            .map(|finding| row(finding, caller.look.language, &settings.0.zone))
            .collect(),
        shell: Shell::new(&caller, caller.look, &settings, "/system"),
    };
    html(Status::Ok, &page)
}

fn row(finding: &Finding, language: Language, zone: &Zone) -> Row {
    let state = match finding.level {
        Level::Fine => (say("As it should be"), "green"),
        Level::Warning => (say("To check"), "amber"),
        Level::Damage => (say("Damaged"), "red"),
    };
    Row {
        check: title(finding.check),
        state,
        what: in_words(&finding.what, language, zone),
        todo: finding.todo.as_ref().map(|todo| in_words(todo, language, zone)),
    }
}

/// A finding's sentence in that language, its instants on the clinic's clock.
fn in_words(said: &Said, language: Language, zone: &Zone) -> String {
    let value = |value: &Value| match value {
        Value::Text(text) => language.said(text),
        Value::Number(number) => language.number(&number.to_string()),
        Value::At(at) => language.moment(*at, zone),
        Value::Several(sentences, between) => {
            let all = sentences.iter().map(|said| in_words(said, language, zone));
            all.collect::<Vec<_>>().join(between)
        }
    };
    let values: Vec<String> = said.values.iter().map(value).collect();
    let values: Vec<&str> = values.iter().map(String::as_str).collect();
    language.fill(said.english, &values)
}

fn title(check: &'static str) -> &'static str {
    match check {
        "file" => say("Database file"),
        "permissions" => say("Permissions of the files"),
        "owner" => say("Owner of the files"),
        "write-ahead log" => say("Write-ahead log"),
        "disk space" => say("Disk space"),
        "configuration" => say("Configuration"),
        "network" => say("Network"),
        "certificate" => say("Certificate"),
        "schema version" => say("Schema version"),
        "integrity" => say("Integrity"),
        "references" => say("References"),
        "schema" => say("Tables and indexes"),
        "settings" => say("Settings"),
        "passwords" => say("Passwords"),
        "documents" => say("Documents"),
        "ledger" => say("Sums of the invoices"),
        "numbering" => say("Numbers of the invoices"),
        "audit chain" => say("Audit trail"),
        "audit memory" => say("Audit trail in the backups"),
        "indexes" => say("Use of the indexes"),
        "clock" => say("Clock"),
        "backup" => say("Backup"),
        "list totals" => say("Totals of the lists"),
        "SQLite" => say("SQLite"),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::db::{Database, Meter};

    #[test]
    fn every_finding_of_a_clinic_has_a_title_and_speaks_french() {
        let folder = tempfile::tempdir().unwrap();
        let config = Config::default().with_data(folder.path());
        let (database, _) = Database::open(&config, Clock::default()).unwrap();
        let settings = crate::settings::store::ensure;
        database.write_here(&Meter::default(), |tx| settings(tx, &config.clinic)).unwrap();
        for finding in doctor::examine(&config) {
            let words = |language| row(&finding, language, &Zone::utc());
            let (english, french) = (words(Language::English), words(Language::French));
            assert_ne!(english.what, french.what, "{finding:?}");
            assert_eq!(english.todo == french.todo, english.todo.is_none(), "{finding:?}");
            assert!(english.check == "SQLite" || english.check != finding.check, "{finding:?}");
        }
    }

    #[test]
    fn sentences_within_a_sentence_are_said_in_the_language_too() {
        let folder = tempfile::tempdir().unwrap();
        let config = Config::default().with_data(folder.path());
        let finding = doctor::examine(&config).remove(0);
        let french = row(&finding, Language::French, &Zone::utc());
        assert!(french.what.starts_with("Il n’y a pas de base "), "{}", french.what);
    }
}
