//! `/audit`: what was done, a sentence a row, with filters and by patient; one row with before and
//! after; and whether the chain holds.

use askama::Template;
use rocket::http::Status;
use rocket::{Route, State, get, routes};
use rusqlite::types::Value as Stored;
use serde_json::Value;

use super::store::{self, Person, Told};
use super::whose::{self, Whose};
use crate::audit::ReadLog;
use crate::audit::store::AuditLogs;
use crate::audit::store::sets::OF_PATIENT;
use crate::audit::verification::Verification;
use crate::auth::may;
use crate::clock::Zone;
use crate::db::Db;
use crate::error::{Error, Result, Thing};
use crate::http::{Parameters, PathId};
use crate::list::{Clauses, Listed, fetch};
use crate::settings::InForce;
use crate::shown::{Discloses, Shows};
use crate::shows_no_record;
use crate::ui::form::{Field, Html, Kind, html};
use crate::ui::language::{Language, say};
use crate::ui::list::{Cell, Heading, ListPage, Preset, Row, Wanted};
use crate::ui::rooms::guard;
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
    caller: Staff<guard::Audit>,
    parameters: Parameters,
    settings: InForce,
    reads: &State<ReadLog>,
    db: Db,
) -> Result<Html> {
    reads.flush().await;
    let wanted = Wanted::read(ROOM, parameters, (caller.look.language, &settings.0.currency));
    let mut wanted = whose::latest(wanted).apart(whose::TYPED);
    let query = wanted.query(AuditLogs::SPEC, &settings.0.zone, ORDER, caller.notes())?;
    let query = wanted.checked(query, whose::Asked::fits(&wanted, &settings.0.zone))?;
    let asked = whose::Asked::read(&wanted, caller.scope(), &settings.0.zone, &db)?;
    let scope = caller.scope();
    let (whose, page, people) = db
        .read_much(move |sql| {
            let whose = asked.answer(sql)?;
            let mut only = Clauses::default();
            if let Whose::Typed(Person { id, .. }) = &whose {
                let patient = || Stored::Text(id.to_string());
                only.and_with(OF_PATIENT, [patient(), patient()]);
            }
            let people = store::people(sql)?;
            if let Whose::OneOf(_) = whose {
                return Ok((whose, (Vec::new(), 0), people));
            }
            let fetched = fetch(sql, AuditLogs::SPEC, &query, &only)?;
            let rows = store::told(sql, &fetched.ids_json(), scope)?;
            let total = fetched.total();
            Ok((whose, (rows, total), people))
        })
        .await?;
    let (language, zone) = (caller.look.language, &settings.0.zone);
    let shell = Shell::new(&caller, caller.look, &settings, ROOM);
    let mut page = match &whose {
        Whose::OneOf(matches) => whose::choice(shell, &wanted, matches),
        _ => {
            let (told, total) = page;
            let rows = told.iter().map(|told| row(told, language, zone)).collect();
            let patients = told.iter().filter_map(|told| told.patient).chain(whose.person());
            let shows = Shows::names("patient", patients);
            let mut page = ListPage::new(shell, say("Audit trail"), &wanted, (rows, total), shows);
            page.headings = headings(&wanted);
            page
        }
    };
    page.search_label = say("User, action or IP address");
    page.new = Some(("/audit/verify", say("Verify audit trail")));
    page.presets = presets(&wanted);
    page.narrowed_by(&wanted, fields(people, &whose, language));
    page.answer()
}

fn presets(wanted: &Wanted) -> Vec<Preset> {
    let view = |label, action: &str, status: &str| {
        wanted.preset(label, &[("action", action), ("status", status)])
    };
    vec![
        view(say("All|whole"), "", ""),
        view(say("Created|deeds"), "CREATE", ""),
        view(say("Changed|deeds"), "UPDATE", ""),
        view(say("Deleted|deeds"), "DELETE", ""),
        view(say("Read|deeds"), "READ", ""),
        view(say("Exports"), "EXPORT", ""),
        view(say("Logins"), "LOGIN", ""),
        view(say("Refused|deeds"), "", "FAILURE"),
    ]
}

/// A kind of record; a document of the trail is a file, not a voucher of the journal.
fn record(kind: &str, language: Language) -> String {
    match kind {
        "document" => language.t(say("Document")).to_owned(),
        other => language.code(other),
    }
}

/// What the list is narrowed by.
fn fields(people: Vec<(String, String)>, whose: &Whose, language: Language) -> Vec<Field> {
    let records = RECORDS.map(|kind| (kind.to_owned(), record(kind, language))).into();
    let mut fields = vec![
        Field::line(whose::TYPED, say("Patient")),
        Field::new("user_id", say("Who"), Kind::Choice(people)),
        Field::new("resource_type", say("What"), Kind::Choice(records)),
        Field::new("from_date", say("From day"), Kind::Line("date")),
        Field::new("to_date", say("To day"), Kind::Line("date")),
        Field::line("ip_address", say("IP address")),
    ];
    if let Whose::Chosen(Person { id, name }) = whose {
        let only = Kind::Choice(vec![(id.to_string(), name.clone())]);
        fields.insert(0, Field::new(whose::CHOSEN, say("Only of"), only));
    }
    fields
}

/// The columns of rows of the trail.
pub fn headings(wanted: &Wanted) -> Vec<Heading> {
    let column = |label, sort| wanted.heading(label, sort, ORDER);
    vec![
        column(say("When"), "timestamp").middle(),
        column(say("What happened"), ""),
        column(say("IP address"), "").middle(),
        column(say("Outcome"), "").narrow(),
    ]
}

/// A row of the trail: when, the sentence, from where, and what came of it.
pub fn row(told: &Told, language: Language, zone: &Zone) -> Row {
    let badge = if told.is_good() { "green" } else { "red" };
    Row {
        href: format!("{ROOM}/{}", told.id),
        cells: vec![
            Cell::styled(language.moment_text(&told.at, zone), "figures"),
            Cell::plain(language.told_of_deed(&told.deed())),
            Cell::styled(told.ip_address.clone(), "quiet figures"),
            Cell::status(language.code(&told.status), badge),
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
#[template(path = "ui/audit_log/log.html", config = "src/ui/askama.toml")]
struct LogPage {
    shell: Shell,
    title: String,
    facts: Vec<(&'static str, String)>,
    changes: Vec<Change>,
    /// The patients whom the row names.
    named: Vec<Person>,
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
    let (id, sight) = (id.get()?, (caller.scope(), caller.notes()));
    let found = db.read_much(move |sql| store::log(sql, id, sight)).await?;
    let log = found.ok_or_else(|| Error::not_found(Thing::AuditLog))?;
    let (language, zone) = (caller.look.language, &settings.0.zone);
    let facts = facts(&log, language, zone);
    let change = |(field, both): &(String, store::Change)| Change {
        field: language.code(field),
        before: plain(&both.old),
        after: plain(&both.new),
    };
    let names = log.named.iter().map(|person| person.id).chain(log.told.patient);
    let names = Shows::names("patient", names);
    let page = LogPage {
        title: language.told_of_deed(&log.told.deed()),
        facts: facts.into_iter().filter(|(_, value)| !value.trim().is_empty()).collect(),
        changes: log.changes.iter().map(change).collect(),
        // Old and new values are text of the patient's.
        shows: match log.patient.filter(|_| !log.changes.is_empty()) {
            Some(patient) => Shows::texts("patient", [patient]).and(names),
            None => names,
        },
        named: log.named,
        shell: Shell::new(&caller, caller.look, &settings, ROOM),
    };
    html(Status::Ok, &page)
}

/// What is known of a row beside its sentence; a blank value is none.
fn facts(log: &store::Log, language: Language, zone: &Zone) -> [(&'static str, String); 9] {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let with = |words: String, rest: &Option<String>| {
        format!("{words} {}", rest.as_deref().unwrap_or_default())
    };
    [
        (say("When"), language.moment_text(&log.told.at, zone)),
        (say("Who"), text(&log.username)),
        (say("IP address"), log.told.ip_address.clone()),
        (say("Program"), text(&log.user_agent)),
        (say("Request"), format!("{} {}", text(&log.request_method), text(&log.request_path))),
        (say("Record"), with(record(&log.told.kind, language), &log.resource_id)),
        (say("Outcome"), with(language.code(&log.told.status), &log.error_message)),
        (say("Number in the chain"), log.seq.to_string()),
        (say("Seal"), log.hash.clone()),
    ]
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "–".into(),
        other => other.to_string(),
    }
}

/// The page of the chain's verdict.
#[derive(Template)]
#[template(path = "ui/audit_log/verdict.html", config = "src/ui/askama.toml")]
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
    let language = caller.look.language;
    let number = |count: i64| language.number(&count.to_string());
    let page = VerdictPage {
        ok: verdict.ok,
        checked: number(verdict.checked),
        total: verdict.total.map(number).unwrap_or_default(),
        detail: verdict.first_bad.map_or_else(String::new, |bad| {
            let row = format!("{} {}", bad.copy.as_deref().unwrap_or_default(), bad.seq);
            language.fill(say("Row {}: {}."), &[row.trim(), bad.reason])
        }),
        shell: Shell::new(&caller, caller.look, &settings, ROOM),
    };
    html(Status::Ok, &page)
}
