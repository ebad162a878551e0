//! `/visits`: the list, and the acts of one press.

use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Request, Route, get, post, request, routes};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::auth::{Permission, may};
use crate::clock::Moment;
use crate::db::Db;
use crate::error::Result;
use crate::http::{Fields, Parameters, PathId, WayOn};
use crate::ids::Id;
use crate::list::{Embedded, Listed as _, UserName, list_row};
use crate::message::message;
use crate::schedule::waiting::store::{self as waiting, Sought};
use crate::settings::InForce;
use crate::shown::Shows;
use crate::ui::dietitians::Dietitians;
use crate::ui::form::{Field, Html, Kind, Sent, html};
use crate::ui::kinds::Kinds;
use crate::ui::language::{Language, say};
use crate::ui::list::{Cell, Heading, ListPage, Row, Wanted};
use crate::ui::staff::{Shell, Staff};
use crate::ui::words::input_moment;
use crate::visits::api::writer_of;
use crate::visits::{Changes, VisitList, change, list};

pub const ROOM: &str = "/visits";
const ORDER: (&str, &str) = ("visit_date", "DESC");

pub fn routes() -> Vec<Route> {
    routes![all, mark, delete, restore]
}

#[get("/visits")]
async fn all(
    caller: Staff<may::VisitsList>,
    settings: InForce,
    parameters: Parameters,
    db: Db,
) -> Result<Html> {
    let now = db.database().clock().now();
    let zone = settings.0.zone.clone();
    let today = zone.day_of(now).to_string();
    let said = parameters.get("done").map(str::to_owned);
    let undo = parameters.get("undo").map(str::to_owned);
    let wanted = Wanted::read(ROOM, parameters);
    let query = wanted.query(VisitList::SPEC, &zone, ORDER)?;
    settings.0.visit_types.must_know(&query.codes)?;
    let scope = caller.scope();
    let language = caller.look.language;
    let (found, people) = db
        .read_much(move |sql| {
            let people = Dietitians::read(sql, language)?;
            Ok((list::rows::<Listed>(sql, &query, scope)?, people))
        })
        .await?;
    let rows = found.rows.iter().map(|visit| row(visit, &people, language, &settings)).collect();
    let shell = Shell::new(&caller, caller.look, &settings, ROOM);
    let shell = shell.saying(said.as_deref()).undoing(undo.as_deref());
    let shows = Shows::texts("visit", found.ids());
    let mut page = ListPage::new(shell, say("Visits"), &wanted, (rows, found.total), shows);
    page.search_label = say("Patient or reason");
    page.empty = say("No visit here. Book one from a patient's file or in the calendar.");
    let view = |label, status: &str, day: &str| {
        wanted.preset(label, &[("status", status), ("from_date", day), ("to_date", day)])
    };
    page.presets = vec![
        view(say("All"), "", ""),
        view(say("Today"), "", &today),
        view(say("Scheduled"), "SCHEDULED", ""),
        view(say("Completed"), "COMPLETED", ""),
        view(say("Missed"), "NO_SHOW", ""),
    ];
    if caller.may(Permission::ExportVisits) {
        page.exports = wanted.exports("/export/visits", ORDER);
    }
    page.headings = headings(&wanted);
    page.new = caller.may(Permission::VisitsCreate).then_some(("/visits/new", say("Book a visit")));
    page.narrowed_by(
        &wanted,
        vec![
            Field::new("dietitian_id", say("Dietitian"), Kind::Choice(people.all())),
            Field::new(
                "visit_type",
                say("Visit"),
                Kind::Choice(Kinds::of(&settings, language).all()),
            ),
            Field::new("from_date", say("From"), Kind::Line("date")),
            Field::new("to_date", say("To"), Kind::Line("date")),
        ],
    );
    html(Status::Ok, &page)
}

fn headings(wanted: &Wanted) -> Vec<Heading> {
    vec![
        wanted.heading(say("When"), "visit_date", ORDER).middle(),
        wanted.heading(say("Patient"), "", ORDER),
        wanted.heading(say("Visit"), "", ORDER).middle(),
        wanted.heading(say("Reason"), "", ORDER),
        wanted.heading(say("Dietitian"), "", ORDER),
        wanted.heading(say("Status"), "status", ORDER).narrow(),
    ]
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

fn row(visit: &Listed, people: &Dietitians, language: Language, settings: &InForce) -> Row {
    let Patient { first_name, last_name } = &visit.patient.0;
    let patient = match first_name {
        Some(first) => format!("{first} {last_name}"),
        None => last_name.clone(),
    };
    Row {
        href: format!("{ROOM}/{}", visit.id),
        cells: vec![
            Cell::styled(language.moment(visit.visit_date, &settings.0.zone), "figures"),
            Cell::plain(patient),
            Cell::styled(
                Kinds::of(settings, language).word(visit.visit_type.as_deref()),
                "quiet short",
            ),
            Cell::styled(visit.chief_complaint.as_deref().unwrap_or_default(), "quiet"),
            Cell::styled(people.named(visit.dietitian.as_ref()), "quiet"),
            Cell::status(language.code(&visit.status), badge(&visit.status)),
        ],
    }
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

/// The page that a press came from, to return to.
pub struct From(WayOn);

#[rocket::async_trait]
impl<'r> request::FromRequest<'r> for From {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> request::Outcome<Self, Self::Error> {
        request::Outcome::Success(Self(WayOn::back(request)))
    }
}

impl From {
    /// That page, saying what was done.
    pub fn saying(&self, done: &str, record: crate::ids::Id) -> Redirect {
        let (path, query) = self.0.as_str().split_once('?').unwrap_or((self.0.as_str(), ""));
        let mut kept: Vec<&str> = query.split('&').collect();
        kept.retain(|pair| {
            !pair.is_empty() && !pair.starts_with("done=") && !pair.starts_with("undo=")
        });
        let done = format!("done={done}&undo={record}");
        kept.push(&done);
        // Back to the row that was pressed.
        Redirect::to(format!("{path}?{}#visit-{record}", kept.join("&")))
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
    let offer = db
        .write(move |tx| {
            let changed = change::update(tx, &writer, id, changes, precondition)?;
            let details = &changed.visit.details;
            let sought = Sought {
                dietitian: Some(details.dietitian_id),
                day: Some(zone.day_of(details.visit_date).to_string()),
                minutes: Some(details.duration_minutes),
            };
            let is_free = done == "called-off" && details.visit_date > now;
            let waits = is_free && !waiting::list(tx, &sought, writer.author.scope)?.is_empty();
            let at = input_moment(details.visit_date, &zone);
            let (with, minutes) = (details.dietitian_id, details.duration_minutes);
            Ok(waits.then(|| {
                format!(
                    "/calendar/waiting?at={at}&with={with}&minutes={minutes}&done={done}&undo={id}"
                )
            }))
        })
        .await?;
    // A time that came free is offered to those who wait.
    Ok(offer.map_or_else(|| from.saying(done, id), Redirect::to))
}

/// The members of a JSON object.
pub fn as_map(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

#[post("/visits/<id>/delete", data = "<_sent>")]
async fn delete(
    caller: Staff<may::VisitsDelete>,
    id: PathId,
    settings: InForce,
    db: Db,
    _sent: Sent,
) -> Result<Redirect> {
    let (id, writer) = (id.get()?, writer_of(&caller, &settings));
    db.write(move |tx| change::delete(tx, &writer, id)).await?;
    Ok(Redirect::to(format!("{ROOM}?done=deleted&undo={id}")))
}

#[post("/visits/<id>/restore", data = "<_sent>")]
async fn restore(
    caller: Staff<may::VisitsDelete>,
    id: PathId,
    settings: InForce,
    db: Db,
    _sent: Sent,
) -> Result<Redirect> {
    let (id, writer) = (id.get()?, writer_of(&caller, &settings));
    db.write(move |tx| change::restore(tx, &writer, id, false)).await?;
    Ok(Redirect::to(format!("{ROOM}/{id}?done=restored")))
}
