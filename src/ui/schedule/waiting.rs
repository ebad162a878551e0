//! `/calendar/waiting`: who waits for an earlier appointment, and whom a time that came free suits.

use askama::Template;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};

use crate::auth::{Scope, may};
use crate::db::Db;
use crate::error::Result;
use crate::http::{Parameters, PathId};
use crate::ids::Id;
use crate::patients::Author;
use crate::schedule::waiting::store::Sought;
use crate::schedule::waiting::{WaitingView, service, store};
use crate::settings::InForce;
use crate::shown::{Discloses, Shows};
use crate::text::full_name;
use crate::ui::dietitians::Dietitians;
use crate::ui::form::{Html, Sent, html};
use crate::ui::language::{Language, say};
use crate::ui::rooms;
use crate::ui::staff::{Shell, Staff};
use crate::ui::words::input_moment;

const PATH: &str = "/calendar/waiting";
/// The room whose place is marked.
const ROOM: &str = "/calendar";

pub fn routes() -> Vec<Route> {
    routes![all, remove, restore]
}

/// Somebody who waits.
struct Row {
    id: Id,
    patient: Id,
    name: String,
    born: String,
    phone: String,
    with: String,
    when: String,
    note: String,
    /// Where the booking leads, with the time that is offered: for those to whom the file is open.
    book: Option<String>,
    /// Whose patient it is, where that is a colleague.
    colleague: Option<String>,
}

/// The page.
#[derive(Template)]
#[template(path = "ui/schedule/waiting.html", config = "src/ui/askama.toml")]
struct WaitingPage {
    shell: Shell,
    rows: Vec<Row>,
    /// The time that came free, in words.
    offered: Option<String>,
    /// Whether they may book for whoever is found, and for whom they see here.
    may_find: bool,
    may_book: bool,
    may_remove: bool,
}

impl Discloses for WaitingPage {
    fn shows(&self) -> Shows {
        Shows::names("patient", self.rows.iter().map(|row| row.patient))
    }
}

#[get("/calendar/waiting")]
async fn all(
    caller: Staff<may::VisitsList>,
    settings: InForce,
    parameters: Parameters,
    db: Db,
) -> Result<Html> {
    let (scope, language, zone) = (caller.scope(), caller.look.language, &settings.0.zone);
    let at = parameters.get("at").and_then(|at| zone.parse(at).ok());
    let with = parameters.get("with").and_then(|id| id.parse::<Id>().ok());
    let sought = Sought {
        dietitian: with.filter(|_| at.is_some()),
        day: at.map(|at| zone.day_of(at).to_string()),
        minutes: parameters.get("minutes").and_then(|n| n.parse().ok()).filter(|_| at.is_some()),
        is_to_call: false,
    };
    let (found, people) = db
        .read(move |sql| Ok((store::list(sql, &sought, scope)?, Dietitians::read(sql, language)?)))
        .await?;
    let offered = at.map(|at| {
        let time = zone.wall_clock(at).strftime("%H:%M");
        format!("{}, {time}", language.weekday(zone.day_of(at)))
    });
    let slot = Slot {
        at: at.map(|at| format!("&at={}", input_moment(at, zone))).unwrap_or_default(),
        with: with.filter(|_| at.is_some()),
    };
    let row = |entry: WaitingView| row(entry, &slot, &people, (scope, language));
    let shell = Shell::new(&caller, caller.look, &settings, ROOM);
    let page = WaitingPage {
        rows: found.into_iter().map(row).collect(),
        offered,
        may_find: rooms::books(&caller),
        may_book: caller.may(crate::auth::Permission::VisitsCreate),
        may_remove: caller.may(crate::auth::Permission::VisitsUpdate),
        shell: shell.saying(parameters.get("done")).undoing(parameters.get("undo")),
    };
    html(Status::Ok, &page)
}

/// The time that came free, and with whom; empty where none is offered.
struct Slot {
    at: String,
    with: Option<Id>,
}

fn row(
    entry: WaitingView,
    slot: &Slot,
    people: &Dietitians,
    (scope, language): (Scope, Language),
) -> Row {
    let name = |id: Id| people.name(&id.to_string(), String::new());
    let is_open = entry.patient.is_open_to(scope);
    let colleague = entry.patient.assigned_dietitian_id.filter(|_| !is_open);
    let with = slot.with.or(entry.dietitian_id).map(|id| format!("&with={id}"));
    let (id, patient, minutes, at) = (entry.id, entry.patient_id, entry.minutes, &slot.at);
    let with = with.unwrap_or_default();
    Row {
        id: entry.id,
        patient,
        name: full_name(entry.patient.first_name.as_deref(), &entry.patient.last_name),
        born: language.day(&entry.patient.date_of_birth),
        phone: entry.patient.phone.clone().unwrap_or_default(),
        with: entry.dietitian_id.map_or_else(|| language.t(say("Anybody")).to_owned(), name),
        when: when(&entry, language),
        note: entry.note.clone().unwrap_or_default(),
        book: is_open.then(|| {
            format!(
                "/patients/{patient}/visits/new?duration_minutes={minutes}{at}{with}&waiting={id}"
            )
        }),
        colleague: colleague.map(|id| language.fill(say("File of {}"), &[&name(id)])),
    }
}

/// When somebody could come, and for how long.
fn when(entry: &WaitingView, language: Language) -> String {
    let days = match (&entry.not_before, &entry.not_after) {
        (None, None) => language.t(say("Any day")).to_owned(),
        (Some(first), None) => language.fill(say("from {}"), &[&language.day(first)]),
        (None, Some(last)) => language.fill(say("by {}"), &[&language.day(last)]),
        (Some(first), Some(last)) => {
            format!("{} – {}", language.day(first), language.day(last))
        }
    };
    format!("{days} · {} min", entry.minutes)
}

#[post("/calendar/waiting/<id>/remove", data = "<_sent>")]
async fn remove(
    caller: Staff<may::VisitsUpdate>,
    id: PathId,
    db: Db,
    _sent: Sent,
) -> Result<Redirect> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    db.write(move |tx| service::remove(tx, &author, id)).await?;
    Ok(Redirect::to(format!("{PATH}?done=waits-no-more&undo={id}")))
}

#[post("/calendar/waiting/<id>/restore", data = "<_sent>")]
async fn restore(
    caller: Staff<may::VisitsUpdate>,
    id: PathId,
    db: Db,
    _sent: Sent,
) -> Result<Redirect> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    db.write(move |tx| service::restore(tx, &author, id)).await?;
    Ok(Redirect::to(format!("{PATH}?done=waits-again")))
}
