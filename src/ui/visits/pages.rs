//! `/visits`: the list, and the acts of one press.

use rocket::response::Redirect;
use rocket::{Route, get, post, routes};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::way_back::{From, to_the_day};
use crate::auth::{Permission, Scope, may};
use crate::clock::{Moment, Zone};
use crate::db::{Db, Sql};
use crate::error::Result;
use crate::http::{Fields, Parameters, PathId};
use crate::ids::Id;
use crate::list::{Embedded, Listed as _, UserName, list_row};
use crate::message::message;
use crate::notes::Notes;
use crate::schedule::waiting::offers::{self, Freed};
use crate::schedule::waiting::store::waits_again;
use crate::settings::InForce;
use crate::shown::Shows;
use crate::ui::dietitians::Dietitians;
use crate::ui::form::{Field, Html, Kind, Sent};
use crate::ui::kinds::Kinds;
use crate::ui::language::{Language, say};
use crate::ui::list::{Cell, Heading, ListPage, Row, Wanted};
use crate::ui::rooms::{self, guard};
use crate::ui::staff::{Shell, Staff};
use crate::ui::words::input_moment;
use crate::visits::writer::writer_of;
use crate::visits::{Changes, VisitList, change, list};

pub const ROOM: &str = "/visits";
const ORDER: (&str, &str) = ("visit_date", "DESC");

pub fn routes() -> Vec<Route> {
    routes![all, mark]
}

#[get("/visits")]
async fn all(
    caller: Staff<guard::Visits>,
    settings: InForce,
    parameters: Parameters,
    db: Db,
) -> Result<Html> {
    let now = db.database().clock().now();
    let zone = settings.0.zone.clone();
    let today = zone.day_of(now).to_string();
    let said = parameters.get("done").map(str::to_owned);
    let undo = parameters.get("undo").map(str::to_owned);
    let reader = (caller.look.language, settings.0.currency.as_str());
    let mut wanted = Wanted::read(ROOM, parameters, reader);
    let query = wanted.query(VisitList::SPEC, &zone, ORDER, caller.notes())?;
    let known = settings.0.visit_types.must_know(&query.codes);
    let query = wanted.checked(query, known)?;
    let scope = caller.scope();
    let language = caller.look.language;
    let (found, people) = db
        .read_much(move |sql| {
            let people = Dietitians::read(sql, language)?;
            Ok((list::rows::<Listed>(sql, &query, scope)?, people))
        })
        .await?;
    let notes = caller.notes();
    let row = |visit: &Listed| row(visit, notes, &people, language, &settings);
    let rows = found.rows.iter().map(row).collect();
    let shell = Shell::new(&caller, caller.look, &settings, ROOM);
    let shell = shell.saying(said.as_deref()).undoing(undo.as_deref());
    let shows = Shows::texts("visit", found.ids());
    let mut page = ListPage::new(shell, say("Consultations"), &wanted, (rows, found.total), shows);
    let reads_notes = caller.notes().are_shown();
    page.search_label = if reads_notes { say("Patient or reason") } else { say("Patient") };
    page.empty =
        say("No consultation yet. Book an appointment from a patient's file or in the calendar.");
    let view = |label, status: &str, day: &str| {
        wanted.preset(label, &[("status", status), ("from_date", day), ("to_date", day)])
    };
    page.presets = vec![
        view(say("All"), "", ""),
        view(say("Today"), "", &today),
        view(say("Scheduled"), "SCHEDULED", ""),
        view(say("Completed"), "COMPLETED", ""),
        view(say("No-show|several"), "NO_SHOW", ""),
    ];
    if caller.may(Permission::ExportVisits) {
        page.exports = wanted.exports("/export/visits", ORDER);
    }
    page.headings = headings(&wanted, reads_notes);
    page.new = rooms::books(&caller).then_some(("/visits/new", say("Book an appointment")));
    page.narrowed_by(&wanted, narrowing(&people, Kinds::of(&settings, language)));
    page.answer()
}

/// What the list can be narrowed to.
fn narrowing(people: &Dietitians, kinds: Kinds<'_>) -> Vec<Field> {
    vec![
        Field::new("dietitian_id", say("Dietitian"), Kind::Choice(people.all())),
        Field::new("visit_type", say("Type"), Kind::Choice(kinds.all())),
        Field::new("from_date", say("From"), Kind::Line("date")),
        Field::new("to_date", say("To"), Kind::Line("date")),
    ]
}

/// The columns; why they come stands there for who reads notes.
fn headings(wanted: &Wanted, reads_notes: bool) -> Vec<Heading> {
    let all = [
        Some(wanted.heading(say("When"), "visit_date", ORDER).middle()),
        Some(wanted.heading(say("Patient"), "", ORDER)),
        Some(wanted.heading(say("Type"), "", ORDER).middle()),
        reads_notes.then(|| wanted.heading(say("Reason"), "", ORDER)),
        Some(wanted.heading(say("Dietitian"), "", ORDER)),
        Some(wanted.heading(say("Status"), "status", ORDER).narrow()),
    ];
    all.into_iter().flatten().collect()
}

/// The patient of a row.
#[derive(Deserialize)]
struct Patient {
    first_name: Option<String>,
    last_name: String,
}

list_row! {
    /// A visit as the list shows it.
    struct Listed {
        id: Id,
        visit_date: Moment,
        visit_type: Option<String>,
        status: String,
        chief_complaint: Option<String>,
        patient: Embedded<Patient>,
        dietitian: Option<UserName>,
    }
}

fn row(
    visit: &Listed,
    notes: Notes,
    people: &Dietitians,
    language: Language,
    settings: &InForce,
) -> Row {
    let Patient { first_name, last_name } = &visit.patient.0;
    let patient = match first_name {
        Some(first) => format!("{first} {last_name}"),
        None => last_name.clone(),
    };
    let reason = || Cell::styled(visit.chief_complaint.as_deref().unwrap_or_default(), "quiet");
    let kind = Kinds::of(settings, language).word(visit.visit_type.as_deref());
    let cells = [
        Some(Cell::styled(language.moment(visit.visit_date, &settings.0.zone), "figures")),
        Some(Cell::plain(patient)),
        Some(Cell::styled(kind, "quiet short")),
        notes.are_shown().then(reason),
        Some(Cell::styled(people.named(visit.dietitian.as_ref()), "quiet")),
        Some(Cell::status(language.appointment(&visit.status), badge(&visit.status))),
    ];
    Row { href: format!("{ROOM}/{}", visit.id), cells: cells.into_iter().flatten().collect() }
}

/// The colour of a status.
pub fn badge(status: &str) -> &'static str {
    match status {
        "COMPLETED" => "green",
        "SCHEDULED" => "blue",
        "NO_SHOW" => "amber",
        _ => "grey",
    }
}

/// Arrived, completed, missed, cancelled, or scheduled again: one press each.
#[post("/visits/<id>/mark/<what>", data = "<_sent>")]
async fn mark(
    caller: Staff<may::VisitsUpdate>,
    id: PathId,
    what: &str,
    from: From,
    settings: InForce,
    db: Db,
    _sent: Sent,
) -> Result<Redirect> {
    let id = id.get()?;
    let now = db.database().clock().now();
    let (body, done) = match what {
        "arrived" => (json!({ "arrived_at": now }), "arrived"),
        "started" => (json!({ "started_at": now }), "started"),
        // Back to the waiting room.
        "waiting" => (json!({ "started_at": null }), "waiting"),
        "completed" => (json!({ "status": "COMPLETED" }), "completed"),
        "missed" => (json!({ "status": "NO_SHOW" }), "missed"),
        "cancelled" => (json!({ "status": "CANCELLED" }), "called-off"),
        "scheduled" => {
            (json!({ "status": "SCHEDULED", "arrived_at": null, "started_at": null }), "reopened")
        }
        _ => {
            return Err(crate::error::Error::bad(
                "VALIDATION_ERROR",
                message("refused-no-mark", "There is no such mark."),
            ));
        }
    };
    let mut fields = Fields::of(as_map(body));
    let changes = Changes::read(&mut fields, &settings.0);
    let precondition = crate::http::Precondition::read(None, &mut fields);
    fields.finish()?;
    let (writer, zone) = (writer_of(&caller, &settings), settings.0.zone.clone());
    let (day, offer, done) = db
        .write(move |tx| {
            let changed = change::update(tx, &writer, id, changes, precondition)?;
            let begins = changed.visit.details.visit_date;
            let free = offers::freed_by(tx, id, begins, now)?;
            let offer = match free {
                Some(free) => offered(tx, &free, writer.author.scope, &zone)?,
                None => None,
            };
            let done = match done == "called-off" && waits_again(tx, id)? {
                true => "called-off-waits",
                false => done,
            };
            Ok((zone.day_of(begins), offer, done))
        })
        .await?;
    // A time that came free is offered to those who wait.
    Ok(match offer {
        Some(to_those) => Redirect::to(format!("{to_those}&done={done}&undo={id}")),
        None => from.saying(done, id, to_the_day(&caller, day)),
    })
}

/// The waiting list of those whom a time that came free would suit, if there is anybody.
fn offered(sql: &Sql<'_>, free: &Freed, scope: Scope, zone: &Zone) -> Result<Option<String>> {
    let is_wanted = !offers::offered_to(sql, free, scope, zone)?.is_empty();
    let (at, with, minutes) = (input_moment(free.at, zone), free.dietitian, free.minutes);
    Ok(is_wanted.then(|| format!("/calendar/waiting?at={at}&with={with}&minutes={minutes}")))
}

/// The members of a JSON object.
pub fn as_map(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
