//! `/calendar/visits/<id>`: a visit's card, what the desk needs of it and does with it. A script shows
//! it beside the visit's block; without one it is a page.

use askama::Template;
use rocket::http::Status;
use rocket::{Route, get, routes};

use super::ROOM;
use super::shown::shown;
use super::store::Event;
use crate::auth::{Caller, Permission, may};
use crate::clinical::Age;
use crate::clock::Moment;
use crate::db::{Db, Sql};
use crate::error::Result;
use crate::http::{Parameters, PathId};
use crate::ids::Id;
use crate::patients::{self, PatientView};
use crate::settings::InForce;
use crate::shown::{Discloses, Shows};
use crate::ui::dietitians::Dietitians;
use crate::ui::form::{Html, html};
use crate::ui::kinds::Kinds;
use crate::ui::language::{Language, say};
use crate::ui::staff::{Shell, Staff};
use crate::visits::{VisitRecord, store as visits};

pub fn routes() -> Vec<Route> {
    routes![show]
}

/// The page.
#[derive(Template)]
#[template(path = "ui/calendar/card.html", config = "src/ui/askama.toml")]
struct CardPage {
    shell: Shell,
    id: Id,
    patient: Id,
    who: String,
    /// Age, birth date, file number.
    about: String,
    state: String,
    class: &'static str,
    when: String,
    kind: String,
    colour: String,
    phone: Option<String>,
    last_seen: Option<String>,
    /// What is owed, by currency.
    balances: Vec<String>,
    allergies: Option<String>,
    day: String,
    /// Whether the file itself is open to the reader.
    is_own: bool,
    is_open: bool,
    has_arrived: bool,
    has_started: bool,
    is_completed: bool,
    may_mark: bool,
    may_bill: bool,
}

impl Discloses for CardPage {
    fn shows(&self) -> Shows {
        Shows::record("visit", self.id)
    }
}

/// What the card is made of.
struct Found {
    detail: VisitRecord,
    file: PatientView,
    people: Dietitians,
}

fn read(sql: &Sql<'_>, id: Id, caller: &Caller, now: Moment, language: Language) -> Result<Found> {
    let detail = visits::detail(sql, id, false)?.ok_or_else(|| visits::unknown(id))?;
    detail.must_be_in(caller.scope())?;
    let patient = detail.visit.patient_id;
    let file = patients::store::detail(sql, patient, now)?
        .ok_or_else(|| patients::store::unknown(patient))?;
    Ok(Found { detail, file, people: Dietitians::read(sql, language)? })
}

#[get("/calendar/visits/<id>")]
async fn show(
    caller: Staff<may::VisitsRead>,
    id: PathId,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let (id, now, language) = (id.get()?, db.database().clock().now(), caller.look.language);
    let reader = Caller::clone(&caller);
    let found = db.read(move |sql| read(sql, id, &reader, now, language)).await?;
    let shell = Shell::new(&caller, caller.look, &settings, ROOM)
        .saying(parameters.get("done"))
        .undoing(parameters.get("undo"))
        .undoing_a_move(parameters.get("was"));
    html(Status::Ok, &card(shell, &caller, found, &settings, now))
}

fn card(shell: Shell, caller: &Caller, found: Found, settings: &InForce, now: Moment) -> CardPage {
    let Found { detail, file, people } = found;
    let (language, zone) = (shell.look.language, &settings.0.zone);
    let kinds = Kinds::of(settings, language);
    let (visit, of_file) = (&detail.visit, &file.patient.details);
    let event = Event::of(&detail, of_file);
    let day = zone.day_of(event.begins);
    let shown = shown(&event, day, now, zone, kinds);
    // Whoever stands in for a colleague sees the visit, and not the file.
    let is_own = file.patient.must_be_in(caller.scope()).is_ok();
    let owes_shown = is_own && caller.may(Permission::BillingList);
    let state = match (shown.state.is_empty(), visit.details.arrived_at, shown.class) {
        (true, ..) => language.appointment(&event.status),
        (false, Some(at), "here") => {
            format!("{} {}", shown.state, zone.wall_clock(at).strftime("%H:%M"))
        }
        _ => shown.state,
    };
    CardPage {
        id: visit.id,
        patient: visit.patient_id,
        who: event.patient.clone(),
        about: about(&file, zone.day_of(now), language),
        state,
        class: match shown.class {
            "over" | "here" | "inside" => "green",
            "late" => "amber",
            "gone" => "red",
            _ => "blue",
        },
        when: format!(
            "{}, {}–{} · {}",
            language.weekday(day),
            zone.wall_clock(event.begins).strftime("%H:%M"),
            zone.wall_clock(event.ends()).strftime("%H:%M"),
            people.name(&event.dietitian.to_string(), event.dietitian_name.clone()),
        ),
        kind: language.fill(say("{}, {} min"), &[&shown.kind, &event.minutes.to_string()]),
        colour: shown.colour,
        phone: of_file.texts.phone.clone().filter(|_| is_own),
        last_seen: last_seen(&file, zone, language).filter(|_| is_own),
        balances: if owes_shown { owed(&file, language) } else { Vec::new() },
        allergies: of_file.texts.known_allergies(),
        day: day.to_string(),
        is_own,
        is_open: event.status == "SCHEDULED",
        has_arrived: event.arrived.is_some(),
        has_started: event.started.is_some(),
        is_completed: event.status == "COMPLETED",
        may_mark: caller.may(Permission::VisitsUpdate),
        may_bill: is_own && caller.may(Permission::BillingCreate),
        shell,
    }
}

/// What tells people of one name apart.
fn about(file: &PatientView, today: jiff::civil::Date, language: Language) -> String {
    let details = &file.patient.details;
    let years = language.age(Age::on(details.date_of_birth, today));
    let born = language.fill(say("born {}"), &[&language.date(details.date_of_birth)]);
    let number = details.file_number.as_ref();
    let number = number.map(|number| language.fill(say("file {}"), &[number]));
    [Some(years), Some(born), number].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// When the patient was here last.
fn last_seen(file: &PatientView, zone: &crate::clock::Zone, language: Language) -> Option<String> {
    file.summary.last_visit_date.map(|at| language.date(zone.day_of(at)))
}

fn owed(file: &PatientView, language: Language) -> Vec<String> {
    let owing =
        file.summary.balances.iter().flatten().filter(|balance| balance.outstanding.minor > 0);
    owing
        .map(|balance| {
            let amount = language.money_of(&balance.outstanding);
            language.fill(say("{} outstanding"), &[&amount])
        })
        .collect()
}
