//! Booking an appointment: for whom, when, with whom, how long, how often; free times beside it.

use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};
use serde_json::{Map, Value, json};

use super::booking_page::{Asked, Filled};
use super::pages::ROOM;
use super::waits::served;
use super::warnings::{Proposed, Warning, are_answered};
use crate::auth::may;
use crate::db::{Db, is_claimed};
use crate::error::{Error, Result};
use crate::http::{Fields, Parameters, PathId};
use crate::ids::Id;
use crate::settings::InForce;
use crate::ui::form::{Html, Sent, html};
use crate::ui::language::say;
use crate::ui::rooms::guard;
use crate::ui::staff::{Shell, Staff};
use crate::visits::writer::writer_of;
use crate::visits::{NewVisit, series};

/// Numbers among the fields.
pub(super) const NUMBERS: [&str; 4] =
    ["duration_minutes", "repeat_weeks", "repeat_times", "version"];

pub fn routes() -> Vec<Route> {
    routes![whose, new, create]
}

/// A visit for whom? The search answers with people to book for.
#[get("/visits/new?<at>&<with>")]
fn whose(_caller: Staff<guard::NewVisit>, at: Option<&str>, with: Option<&str>) -> Redirect {
    let mut way = "/search?book=yes".to_owned();
    for (name, value) in [("at", at), ("with", with)] {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            way.push_str(&format!("&{name}={}", rocket::http::RawStr::new(value).percent_encode()));
        }
    }
    Redirect::to(way)
}

#[get("/patients/<id>/visits/new")]
async fn new(
    caller: Staff<may::VisitsCreate>,
    id: PathId,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let given = |name: &str| parameters.get(name).unwrap_or_default().to_owned();
    let mut filled = Filled::of(given);
    // A free time that was pressed, what was typed, what the calendar said.
    let at = ["pick", "visit_date", "at"].map(given).into_iter().find(|text| !text.is_empty());
    filled.visit_date = at.unwrap_or_default();
    if filled.dietitian_id.is_empty() {
        filled.dietitian_id = given("with");
    }
    if filled.visit_type.is_empty() && parameters.get("first").is_some() {
        let first = settings.0.visit_types.usual(true);
        filled.visit_type = first.map_or_else(String::new, |one| one.code.clone());
    }
    let shell = Shell::new(&caller, caller.look, &settings, ROOM);
    let shell = shell.saying(parameters.get("done"));
    let asked = asked(&caller, id.get()?, settings, &db);
    let page = db.read_much(move |sql| asked.page(sql, shell, filled, true)).await?;
    html(Status::Ok, &page)
}

fn asked(caller: &Staff<may::VisitsCreate>, id: Id, settings: InForce, db: &Db) -> Asked {
    let (scope, notes, language) = (caller.scope(), caller.notes(), caller.look.language);
    Asked { id, scope, notes, now: db.database().clock().now(), language, settings }
}

/// The API's body of what was typed.
fn body_of(sent: &Sent, id: Id, settings: &InForce) -> Map<String, Value> {
    let mut body = sent.filled(&NUMBERS);
    body.insert("patient_id".into(), json!(id));
    for name in ["sure", "not_before", "not_after", "note", "waiting", "entry_id"] {
        body.remove(name);
    }
    for name in ["allow_overlap", "skip_conflicts"] {
        if body.remove(name).is_some() {
            body.insert(name.into(), json!(true));
        }
    }
    let (every, times) = (body.remove("repeat_weeks"), body.remove("repeat_times"));
    if let Some(every) = every {
        let times = times.unwrap_or_else(|| json!(2));
        body.insert("repeat".into(), json!({ "every_weeks": every, "times": times }));
    }
    if !body.contains_key("duration_minutes") {
        let filled = Filled::of(|name| sent.get(name).to_owned());
        body.insert("duration_minutes".into(), json!(filled.usual_minutes(settings)));
    }
    body
}

#[post("/patients/<id>/visits", data = "<sent>")]
async fn create(
    caller: Staff<may::VisitsCreate>,
    id: PathId,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<std::result::Result<Redirect, Html>> {
    let id = id.get()?;
    let body = body_of(&sent, id, &settings);
    let writer = writer_of(&caller, &settings);
    let read = {
        let own = caller.scope().dietitian();
        NewVisit::read(Fields::of(body.clone()), &settings.0, own, caller.notes())
    };
    let mut open = Vec::new();
    let booked = match read {
        Ok(new) => {
            let made = sent.made();
            let is_again = db.read(move |sql| is_claimed(sql, made)).await?;
            if !is_again {
                open = questions(&caller, id, &new, &settings, &db).await?;
            }
            match are_answered(&open, sent.get("sure")) {
                true => {
                    let waiting = sent.get("waiting").to_owned();
                    let booked = db.write(move |tx| {
                        let booked = series::create(tx, &writer, new, &body)?;
                        served(tx, &writer.author, &waiting, &booked.first.visit)?;
                        Ok(booked)
                    });
                    booked.await.map(Some)
                }
                false => Ok(None),
            }
        }
        Err(error) => Err(error),
    };
    match booked {
        Ok(Some(booked)) => {
            Ok(Ok(Redirect::to(format!("{ROOM}/{}/booked?done=booked", booked.first.visit.id))))
        }
        Ok(None) => again(&caller, id, (settings, &db), &sent, None, open).await.map(Err),
        Err(error) if !matches!(error.status().code, 400 | 409) => Err(error),
        Err(error) => again(&caller, id, (settings, &db), &sent, Some(error), open).await.map(Err),
    }
}

/// What is to be asked about an appointment that is valid.
async fn questions(
    caller: &Staff<may::VisitsCreate>,
    id: Id,
    new: &NewVisit,
    settings: &InForce,
    db: &Db,
) -> Result<Vec<Warning>> {
    let proposed = Proposed {
        patient: id,
        dietitian: new.details.dietitian_id,
        begins: new.details.visit_date,
        minutes: new.details.duration_minutes,
        moved: None,
    };
    let (clinic, language) = (settings.0.clone(), caller.look.language);
    let now = db.database().clock().now();
    db.read(move |sql| proposed.warnings(sql, &clinic, now, language)).await
}

/// The fields that say themselves what is wrong with them.
const FIELDS: [&str; 9] = [
    "visit_date",
    "dietitian_id",
    "visit_type",
    "duration_minutes",
    "repeat_times",
    "chief_complaint",
    "not_before",
    "not_after",
    "note",
];

/// The field of the form that a member of the body was typed into.
fn field_of(member: &str) -> &str {
    if member == "repeat.times" { "repeat_times" } else { member }
}

/// The form as it was typed, with what is asked or what was wrong.
pub(super) async fn again(
    caller: &Staff<may::VisitsCreate>,
    id: Id,
    (settings, db): (InForce, &Db),
    sent: &Sent,
    error: Option<Error>,
    warnings: Vec<Warning>,
) -> Result<Html> {
    let language = caller.look.language;
    let filled = Filled::of(|name| sent.raw(name).to_owned());
    let shell = Shell::new(caller, caller.look, &settings, ROOM);
    let zone = settings.0.zone.clone();
    let asked = asked(caller, id, settings, db);
    let mut page = db.read_much(move |sql| asked.page(sql, shell, filled, false)).await?;
    page.warnings = warnings;
    let Some(error) = error else {
        page.submit = say("Book anyway");
        return html(Status::Conflict, &page);
    };
    for detail in error.details() {
        page.wrong.push((field_of(&detail.field).to_owned(), language.told_of_field(detail)));
    }
    page.problem = Some(language.in_full(&error, |name| !FIELDS.contains(&field_of(name))));
    match error.code() {
        "VISIT_OVERLAP" => {
            page.hidden.push(("allow_overlap", "true".into()));
            page.submit = say("Double-book anyway");
        }
        "SERIES_CONFLICT" => {
            let taken = series::taken_times(&error).into_iter();
            page.conflicts = taken.map(|at| language.moment(at, &zone)).collect();
            page.hidden.push(("skip_conflicts", "true".into()));
            page.submit = say("Book the others");
        }
        _ => {}
    }
    html(error.status(), &page)
}
