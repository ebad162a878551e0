//! `/audit`: the rows with filters, one row with before and after, and whether the chain holds.

use askama::Template;
use rocket::http::Status;
use rocket::{Route, State, get, routes};
use rusqlite::types::Value as Stored;
use serde_json::Value;

use super::store::{self, Named};
use crate::audit::ReadLog;
use crate::audit::store::{AuditLogs, told_of};
use crate::audit::verification::Verification;
use crate::auth::may;
use crate::clock::Zone;
use crate::db::Db;
use crate::error::{Error, Result, Thing};
use crate::http::{Parameters, PathId};
use crate::list::{Clauses, ListQuery, Listed, fetch};
use crate::settings::InForce;
use crate::shown::{Discloses, Shows};
use crate::shows_no_record;
use crate::ui::form::{Field, Html, Kind, html};
use crate::ui::language::{Language, say};
use crate::ui::list::{Cell, Heading, ListPage, Listing, Row, Wanted};
use crate::ui::staff::{Shell, Staff};

const ROOM: &str = "/audit";
const ORDER: (&str, &str) = ("timestamp", "DESC");
/// The kinds of records that the trail is asked about.
const RECORDS: [&str; 8] =
    ["patient", "visit", "billing", "document", "user", "report", "settings", "session"];

pub fn routes() -> Vec<Route> {
    routes![all, verify, read]
}

#[get("/audit")]
async fn all(
    caller: Staff<may::AuditLogsRead>,
    parameters: Parameters,
    settings: InForce,
    reads: &State<ReadLog>,
    db: Db,
) -> Result<Html> {
    reads.flush().await;
    let wanted = Wanted::read(ROOM, parameters);
    let query = wanted.query(AuditLogs::SPEC, &settings.0.zone, ORDER)?;
    let scope = caller.scope();
    let (page, people, named) = db
        .read_much(move |sql| {
            let fetched = fetch(sql, AuditLogs::SPEC, &query, &Clauses::default())?;
            let named = store::named(sql, &fetched.ids_json(), scope)?;
            Ok((fetched.into_json(), store::people(sql)?, named))
        })
        .await?;
    let found = Listing::of_json(&page, "logs")?;
    let language = caller.look.language;
    let told = |log: &Value| named.get(log["id"].as_str()?);
    let rows = found.rows.iter().map(|log| row(log, told(log), language, &settings.0.zone));
    let rows = rows.collect();
    let shows = Shows::names("patient", named.values().filter_map(|named| named.patient));
    let shell = Shell::new(&caller, caller.look, &settings, ROOM);
    let mut page = ListPage::new(shell, say("Audit"), &wanted, (rows, found.total), shows);
    page.search_label = say("User, action or address");
    page.new = Some(("/audit/verify", say("Check the chain")));
    let view = |label, action: &str, status: &str| {
        wanted.preset(label, &[("action", action), ("status", status)])
    };
    page.presets = vec![
        view(say("All"), "", ""),
        view(say("Created"), "CREATE", ""),
        view(say("Changed"), "UPDATE", ""),
        view(say("Deleted"), "DELETE", ""),
        view(say("Read"), "READ", ""),
        view(say("Logins"), "LOGIN", ""),
        view(say("Refused"), "", "FAILURE"),
    ];
    page.headings = headings(&wanted);
    page.narrowed_by(
        &wanted,
        vec![
            Field::new("user_id", say("Who"), Kind::Choice(people)),
            Field::codes("resource_type", say("What"), &RECORDS),
            Field::new("from_date", say("From day"), Kind::Line("date")),
            Field::new("to_date", say("To day"), Kind::Line("date")),
            Field::line("ip_address", say("From address")),
        ],
    );
    html(Status::Ok, &page)
}

/// The columns of rows of the trail.
pub fn headings(wanted: &Wanted) -> Vec<Heading> {
    let columns = [
        (say("When"), "timestamp"),
        (say("Who"), ""),
        (say("Action"), ""),
        (say("What"), ""),
        (say("Of whom"), ""),
        (say("From"), ""),
        (say("Outcome"), ""),
    ];
    columns.map(|(label, sort)| wanted.heading(label, sort, ORDER)).into()
}

/// A row of the trail in words: who did what to which record of whom.
pub fn row(log: &Value, named: Option<&Named>, language: Language, zone: &Zone) -> Row {
    let text = |name: &str| log[name].as_str().unwrap_or_default();
    let good = text("status") == "SUCCESS";
    let who = named.and_then(|named| named.who.as_deref());
    let whom = named.and_then(|named| named.whom.as_deref());
    Row {
        href: format!("{ROOM}/{}", text("id")),
        cells: vec![
            Cell::styled(language.moment_text(text("timestamp"), zone), "figures"),
            Cell::plain(who.unwrap_or_else(|| text("username"))),
            Cell::plain(language.code(text("action"))),
            Cell::styled(language.code(text("resource_type")), "quiet"),
            Cell::plain(whom.unwrap_or_default()),
            Cell::styled(text("ip_address"), "quiet figures"),
            Cell::status(language.code(text("status")), if good { "green" } else { "red" }),
        ],
    }
}

/// A field before and after.
struct Change {
    field: String,
    before: String,
    after: String,
}

/// The page of one row.
#[derive(Template)]
#[template(path = "ui/audit/log.html", config = "src/ui/askama.toml")]
struct LogPage {
    shell: Shell,
    title: String,
    facts: Vec<(&'static str, String)>,
    changes: Vec<Change>,
    shows: Shows,
}

impl Discloses for LogPage {
    fn shows(&self) -> Shows {
        self.shows.clone()
    }
}

#[get("/audit/<id>", rank = 2)]
async fn read(
    caller: Staff<may::AuditLogsRead>,
    id: PathId,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let id = id.get()?;
    let none = Parameters::of(vec![("count".into(), "none".into())]);
    let query = ListQuery::read(AuditLogs::SPEC, none, &Zone::utc())?;
    let mut only = Clauses::default();
    only.and_with("l.id = ?", [Stored::Text(id.to_string())]);
    let (found, shows) = db
        .read_much(move |sql| {
            let fetched = fetch(sql, AuditLogs::SPEC, &query, &only)?;
            let shows = told_of(sql, &query, &fetched)?;
            Ok((fetched, shows))
        })
        .await?;
    let row = found.into_first().ok_or_else(|| Error::not_found(Thing::AuditLog))?;
    let log: Value = serde_json::from_slice(&row).map_err(Error::internal)?;
    let (language, zone) = (caller.look.language, &settings.0.zone);
    let text = |name: &str| log[name].as_str().unwrap_or_default().to_owned();
    let plain = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Null => "–".into(),
        other => other.to_string(),
    };
    let changes = log["changes"].as_object().map(|changes| {
        let change = |(field, both): (&String, &Value)| Change {
            field: language.code(field),
            before: plain(&both["old"]),
            after: plain(&both["new"]),
        };
        changes.iter().map(change).collect()
    });
    let facts = [
        (say("Who"), text("username")),
        (say("From"), text("ip_address")),
        (say("Program"), text("user_agent")),
        (say("Request"), format!("{} {}", text("request_method"), text("request_path"))),
        (
            say("Record"),
            format!("{} {}", language.code(&text("resource_type")), text("resource_id")),
        ),
        (say("Outcome"), format!("{} {}", language.code(&text("status")), text("error_message"))),
        (say("Number in the chain"), log["seq"].to_string()),
        (say("Seal"), text("hash")),
    ];
    let page = LogPage {
        title: format!(
            "{}, {}",
            language.code(&text("action")),
            language.moment_text(&text("timestamp"), zone)
        ),
        facts: facts.into_iter().filter(|(_, value)| !value.trim().is_empty()).collect(),
        changes: changes.unwrap_or_default(),
        shows,
        shell: Shell::new(&caller, caller.look, &settings, ROOM),
    };
    html(Status::Ok, &page)
}

/// The page of the chain's verdict.
#[derive(Template)]
#[template(path = "ui/audit/verdict.html", config = "src/ui/askama.toml")]
struct VerdictPage {
    shell: Shell,
    ok: Option<bool>,
    checked: String,
    total: String,
    detail: String,
}

shows_no_record!(VerdictPage);

#[get("/audit/verify")]
async fn verify(
    caller: Staff<may::AuditLogsRead>,
    settings: InForce,
    verification: &State<Verification>,
    db: Db,
) -> Result<Html> {
    let verdict = verification.ask(db.database()).await?;
    let number = |name: &str| caller.look.language.figure(&verdict[name]);
    let page = VerdictPage {
        ok: verdict["ok"].as_bool(),
        checked: number("checked"),
        total: number("total"),
        detail: match &verdict["first_bad"] {
            Value::Null => String::new(),
            bad => {
                let text = |name: &str| bad[name].as_str().unwrap_or_default();
                let row = [text("copy"), &bad["seq"].to_string()].join(" ");
                let words = [row.trim(), text("reason")];
                caller.look.language.fill(say("Row {}: {}."), &words)
            }
        },
        shell: Shell::new(&caller, caller.look, &settings, ROOM),
    };
    html(Status::Ok, &page)
}
