//! Booking a visit, and moving one: the same questions of when, with whom and how long.

use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};
use serde_json::json;

use super::pages::{ROOM, as_map};
use super::store;
use crate::auth::{Scope, may};
use crate::clock::{Moment, Zone, parse_day};
use crate::db::{Db, Sql};
use crate::error::{Error, Result};
use crate::http::{Fields, Parameters, PathId, Precondition};
use crate::ids::Id;
use crate::patients;
use crate::settings::InForce;
use crate::shown::Shows;
use crate::text::full_name;
use crate::ui::dietitians::Dietitians;
use crate::ui::form::{Field, FormPage, Group, Html, Kind, Sent, again, html};
use crate::ui::language::{Language, say};
use crate::ui::staff::{Shell, Staff};
use crate::ui::words::input_moment;
use crate::visits::api::writer_of;
use crate::visits::{Changes, Detail, NewVisit, VISIT_TYPES, change, store as visits};

/// Numbers among the fields.
const NUMBERS: [&str; 2] = ["duration_minutes", "version"];
const USUAL_MINUTES: i64 = 60;

pub fn routes() -> Vec<Route> {
    routes![whose, new, create, moving, moved]
}

/// A visit for whom? The search answers with people to book for.
#[get("/visits/new?<at>&<with>")]
fn whose(_caller: Staff<may::VisitsCreate>, at: Option<&str>, with: Option<&str>) -> Redirect {
    let mut way = "/search?book=yes".to_owned();
    for (name, value) in [("at", at), ("with", with)] {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            way.push_str(&format!("&{name}={}", rocket::http::RawStr::new(value).percent_encode()));
        }
    }
    Redirect::to(way)
}

fn form(shell: Shell, who: &str, patient: Id, people: Vec<(String, String)>) -> FormPage {
    let when = Field::new("visit_date", say("When"), Kind::Line("datetime-local")).required();
    let with = Field::new("dietitian_id", say("With"), Kind::Choice(people)).required();
    let minutes = Field::new("duration_minutes", say("Minutes"), Kind::Line("number")).required();
    let fields = vec![
        when,
        with,
        Field::codes("visit_type", say("Visit"), VISIT_TYPES),
        minutes.with(USUAL_MINUTES.to_string()),
        Field::line("chief_complaint", say("Reason")),
    ];
    let title = shell.look.language.fill(say("Book a visit for {}"), &[who]);
    let (action, back) = (format!("/patients/{patient}/visits"), format!("/patients/{patient}"));
    let groups = vec![Group { title: "", fields }];
    FormPage::new(shell, &title, action, (back, who), say("Book the visit"), groups)
        .showing(Shows::names("patient", [patient]))
}

/// The first free hour of somebody's next working days, on the half hour between 9 and 17.
fn next_free(sql: &Sql<'_>, dietitian: Option<Id>, zone: &Zone, now: Moment) -> Result<Moment> {
    let half_hour = 30 * 60 * 1000;
    let mut at = Moment::from_ms((now.ms() / half_hour + 1) * half_hour);
    for _ in 0..24 * 2 * 21 {
        let clock = zone.wall_clock(at);
        let is_weekday = clock.date().weekday().to_monday_zero_offset() < 5;
        let ends = at.plus_minutes(USUAL_MINUTES);
        let is_open = is_weekday && clock.hour() >= 9 && clock.hour() < 17;
        if is_open && dietitian.map_or(Ok(true), |id| store::is_free(sql, id, at, ends))? {
            break;
        }
        at = at.plus_minutes(30);
    }
    Ok(at)
}

struct Whom {
    name: String,
    assigned: Option<Id>,
}

fn whom(sql: &Sql<'_>, id: Id, scope: Scope, now: Moment) -> Result<Whom> {
    let detail = patients::store::detail(sql, id, now)?;
    let patient = detail.ok_or_else(|| patients::store::unknown(id))?.patient;
    patient.must_be_in(scope)?;
    let name = patient.details.full_name();
    Ok(Whom { name, assigned: patient.details.assigned_dietitian_id })
}

#[get("/patients/<id>/visits/new")]
async fn new(
    caller: Staff<may::VisitsCreate>,
    id: PathId,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let id = id.get()?;
    let (scope, now, zone) = (caller.scope(), db.database().clock().now(), settings.0.zone.clone());
    let language = caller.look.language;
    let asked = |name: &str| parameters.get(name).map(str::to_owned);
    let (at, with) = (asked("at"), asked("with").and_then(|id| id.parse::<Id>().ok()));
    let (whom, people, with, at) = db
        .read(move |sql| {
            let whom = whom(sql, id, scope, now)?;
            let people = Dietitians::read(sql, language)?;
            // Nobody is proposed in place of who has left: somebody has to be chosen.
            let first = people.first().filter(|_| whom.assigned.is_none());
            let with = with.or_else(|| scope.dietitian()).or(whom.assigned).or(first);
            let with = with.filter(|id| people.may_take(*id));
            // A day alone asks for its first free hour.
            let day = at.as_deref().and_then(parse_day).map(|day| zone.start_of(day));
            let at = match at.as_deref().and_then(|at| zone.parse(at).ok()) {
                Some(at) if day.is_none() => at,
                _ => next_free(sql, with, &zone, day.unwrap_or(now).max(now))?,
            };
            Ok((whom, people, with, input_moment(at, &zone)))
        })
        .await?;
    let shell = Shell::new(&caller, caller.look, &settings, ROOM);
    let with = with.map(|id| id.to_string());
    let kind = if parameters.get("first").is_some() { "INITIAL_CONSULTATION" } else { "FOLLOW_UP" };
    let values = json!({ "visit_date": at, "dietitian_id": with, "visit_type": kind });
    let page = form(shell, &whom.name, id, people.choices(None));
    html(Status::Ok, &page.filled(&values, Shows::nothing()))
}

/// The form again, with a way to insist where somebody's time is taken.
fn refused(mut page: FormPage, sent: &Sent, error: Error) -> Result<Html> {
    if error.status() == Status::Conflict && error.code() != "STALE_WRITE" {
        page.hidden.push(("allow_overlap", "true".into()));
        page.submit = say("Book both all the same");
    }
    again(page, sent, error)
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
    let zone = &settings.0.zone;
    let mut body = sent.filled(&NUMBERS);
    body.insert("patient_id".into(), json!(id));
    if body.remove("allow_overlap").is_some() {
        body.insert("allow_overlap".into(), json!(true));
    }
    let writer = writer_of(&caller, &settings);
    let booked = match NewVisit::read(Fields::of(body.clone()), zone, caller.scope().dietitian()) {
        Ok(new) => db.write(move |tx| change::create(tx, &writer, new, &body)).await,
        Err(error) => Err(error),
    };
    match booked {
        Ok(detail) => Ok(Ok(Redirect::to(format!("{ROOM}/{}?done=booked", detail.visit.id)))),
        Err(error) => {
            let (scope, now) = (caller.scope(), db.database().clock().now());
            let language = caller.look.language;
            let read = db.read(move |sql| {
                Ok((whom(sql, id, scope, now)?, Dietitians::read(sql, language)?))
            });
            let (whom, people) = read.await?;
            let shell = Shell::new(&caller, caller.look, &settings, ROOM);
            refused(form(shell, &whom.name, id, people.choices(None)), &sent, error).map(Err)
        }
    }
}

fn moving_form(
    shell: Shell,
    visit: &Detail,
    people: Vec<(String, String)>,
    zone: &Zone,
) -> FormPage {
    let who = full_name(visit.patient.first_name.as_deref(), &visit.patient.last_name);
    let (id, details) = (visit.visit.id, &visit.visit.details);
    let mut page = form(shell, &who, visit.visit.patient_id, people);
    page.title = page.shell.look.language.fill(say("Move the visit of {}"), &[&who]);
    page.action = format!("{ROOM}/{id}/move");
    page.back = format!("{ROOM}/{id}");
    page.back_name = who;
    page.submit = say("Move the visit");
    page.version = visit.visit.version;
    page.groups[0].fields.truncate(4);
    let values = json!({
        "visit_date": input_moment(details.visit_date, zone),
        "dietitian_id": details.dietitian_id,
        "visit_type": details.visit_type,
        "duration_minutes": details.duration_minutes,
    });
    page.filled(&values, Shows::record("visit", id)).merging()
}

async fn visit_and_people(
    db: &Db,
    id: Id,
    (scope, language): (Scope, Language),
) -> Result<(Detail, Vec<(String, String)>)> {
    db.read(move |sql| {
        let detail = visits::detail(sql, id, false)?.ok_or_else(|| visits::unknown(id))?;
        detail.must_be_in(scope)?;
        let choices =
            Dietitians::read(sql, language)?.choices(Some(detail.visit.details.dietitian_id));
        Ok((detail, choices))
    })
    .await
}

#[get("/visits/<id>/move")]
async fn moving(
    caller: Staff<may::VisitsUpdate>,
    id: PathId,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let id = id.get()?;
    let (detail, people) =
        visit_and_people(&db, id, (caller.scope(), caller.look.language)).await?;
    let at = input_moment(detail.visit.details.visit_date, &settings.0.zone);
    let at = parameters.get("at").map_or(at, str::to_owned);
    let shell = Shell::new(&caller, caller.look, &settings, ROOM);
    let mut values = json!({ "visit_date": at });
    // Whoever cannot be chosen is not proposed either: the visit stays whose it is.
    if let Some(with) = parameters.get("with").filter(|with| people.iter().any(|p| p.0 == **with)) {
        values["dietitian_id"] = json!(with);
    }
    let page =
        moving_form(shell, &detail, people, &settings.0.zone).filled(&values, Shows::nothing());
    html(Status::Ok, &page)
}

#[post("/visits/<id>/move", data = "<sent>")]
async fn moved(
    caller: Staff<may::VisitsUpdate>,
    id: PathId,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<std::result::Result<Redirect, Html>> {
    let id = id.get()?;
    let mut body = as_map(sent.typed().body(&NUMBERS).into());
    if body.remove("allow_overlap").is_some() {
        body.insert("allow_overlap".into(), json!(true));
    }
    let mut fields = Fields::of(body);
    let changes = Changes::read(&mut fields, &settings.0.zone);
    let precondition = Precondition::read(None, &mut fields);
    let writer = writer_of(&caller, &settings);
    let moved = match fields.finish() {
        Ok(()) => db.write(move |tx| change::update(tx, &writer, id, changes, precondition)).await,
        Err(error) => Err(error),
    };
    match moved {
        Ok(_) => Ok(Ok(Redirect::to(format!("{ROOM}/{id}?done=moved")))),
        Err(error) => {
            let (detail, people) =
                visit_and_people(&db, id, (caller.scope(), caller.look.language)).await?;
            let shell = Shell::new(&caller, caller.look, &settings, ROOM);
            refused(moving_form(shell, &detail, people, &settings.0.zone), &sent, error).map(Err)
        }
    }
}
