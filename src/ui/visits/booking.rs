//! Booking an appointment: for whom, when, with whom, how long, how often; free times beside it.

use askama::Template;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};
use serde_json::{Map, Value, json};

use super::free::{self, FreeDay};
use super::pages::ROOM;
use super::store;
use super::warnings::{Proposed, Warning, are_answered, sure_of};
use crate::auth::{Scope, may};
use crate::clock::{Moment, parse_day};
use crate::db::{Db, Sql};
use crate::error::{Error, Result};
use crate::http::{Fields, Parameters, PathId};
use crate::ids::Id;
use crate::patients;
use crate::settings::InForce;
use crate::settings::visit_types::VisitType;
use crate::shown::{Discloses, Shows};
use crate::ui::dietitians::Dietitians;
use crate::ui::form::{Html, Sent, html};
use crate::ui::kinds::Kinds;
use crate::ui::language::{Language, say};
use crate::ui::staff::{Shell, Staff};
use crate::ui::words::input_moment;
use crate::visits::api::writer_of;
use crate::visits::{NewVisit, series};

/// Numbers among the fields.
pub(super) const NUMBERS: [&str; 2] = ["duration_minutes", "version"];
/// What an appointment lasts where nothing else says.
const USUAL_MINUTES: i64 = 30;
/// The choices of a repetition, in weeks.
const WEEKS: [i64; 6] = [1, 2, 3, 4, 6, 8];

pub fn routes() -> Vec<Route> {
    routes![whose, new, create]
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

/// Who the appointment is for.
struct Whom {
    name: String,
    /// What tells people of one name apart: born, file.
    about: String,
    assigned: Option<Id>,
    /// Whether nobody has seen them yet.
    is_new: bool,
}

impl Whom {
    fn read(sql: &Sql<'_>, id: Id, scope: Scope, now: Moment, language: Language) -> Result<Self> {
        let detail = patients::store::detail(sql, id, now)?;
        let patient = detail.ok_or_else(|| patients::store::unknown(id))?.patient;
        patient.must_be_in(scope)?;
        let details = &patient.details;
        let born = language.date(details.date_of_birth);
        let mut about = language.fill(say("born {}"), &[&born]);
        if let Some(number) = &details.file_number {
            about.push_str(&format!(" · {}", language.fill(say("file {}"), &[number])));
        }
        Ok(Self {
            name: details.full_name(),
            about,
            assigned: details.assigned_dietitian_id,
            is_new: store::is_new(sql, id)?,
        })
    }
}

/// What the form has: as it was typed, or as it is proposed.
#[derive(Clone, Default)]
struct Filled {
    visit_date: String,
    dietitian_id: String,
    visit_type: String,
    duration_minutes: String,
    repeat_weeks: String,
    repeat_times: String,
    chief_complaint: String,
}

impl Filled {
    /// By the names of the fields, in a form or in an address.
    fn of(get: impl Fn(&str) -> String) -> Self {
        Self {
            visit_date: get("visit_date"),
            dietitian_id: get("dietitian_id"),
            visit_type: get("visit_type"),
            duration_minutes: get("duration_minutes"),
            repeat_weeks: get("repeat_weeks"),
            repeat_times: get("repeat_times"),
            chief_complaint: get("chief_complaint"),
        }
    }

    fn minutes(&self, settings: &InForce) -> i64 {
        let typed = self.duration_minutes.trim().parse().ok().filter(|n| (5..=480).contains(n));
        let usual = settings.0.visit_types.get(&self.visit_type).map(|one| one.minutes);
        typed.or(usual).unwrap_or(USUAL_MINUTES)
    }
}

/// An entry of the choice of types.
struct TypeChoice {
    code: String,
    name: String,
    minutes: i64,
}

/// The page.
#[derive(Template)]
#[template(path = "ui/visits/booking.html", config = "src/ui/askama.toml")]
struct BookingPage {
    shell: Shell,
    id: Id,
    who: String,
    about: String,
    filled: Filled,
    people: Vec<(String, String)>,
    types: Vec<TypeChoice>,
    weeks: Vec<(String, String)>,
    free: Vec<FreeDay>,
    /// The day from which free times are shown next.
    later: String,
    problem: Option<String>,
    /// What is wrong with single fields, by name.
    wrong: Vec<(String, String)>,
    warnings: Vec<Warning>,
    /// Times of a series that are taken.
    conflicts: Vec<String>,
    hidden: Vec<(&'static str, String)>,
    submit: &'static str,
    /// The day that the calendar shows.
    day: String,
}

impl Discloses for BookingPage {
    fn shows(&self) -> Shows {
        Shows::names("patient", [self.id])
    }
}

impl BookingPage {
    /// What a press of the button answers.
    fn sure(&self) -> String {
        sure_of(&self.warnings)
    }

    fn wrong(&self, name: &str) -> Option<&str> {
        self.wrong.iter().find(|(known, _)| known == name).map(|(_, why)| why.as_str())
    }
}

/// What the page is made of, read at once.
struct Asked {
    id: Id,
    scope: Scope,
    now: Moment,
    language: Language,
    settings: InForce,
}

impl Asked {
    /// The page, with `filled` completed by what is proposed: the type of a first or further
    /// appointment, its minutes, who treats the patient, and the first free time.
    fn page(
        self,
        sql: &Sql<'_>,
        shell: Shell,
        mut filled: Filled,
        is_fresh: bool,
    ) -> Result<BookingPage> {
        let Self { id, scope, now, language, settings } = self;
        let zone = &settings.0.zone;
        let whom = Whom::read(sql, id, scope, now, language)?;
        let people = Dietitians::read(sql, language)?;
        if is_fresh {
            if filled.visit_type.is_empty() {
                let usual = settings.0.visit_types.usual(whom.is_new);
                filled.visit_type = usual.map_or_else(String::new, |one| one.code.clone());
            }
            if filled.duration_minutes.is_empty() {
                filled.duration_minutes = filled.minutes(&settings).to_string();
            }
            // Nobody is proposed in place of who has left: somebody has to be chosen.
            let first = people.first().filter(|_| whom.assigned.is_none());
            let typed = filled.dietitian_id.parse::<Id>().ok();
            let with = typed.or_else(|| scope.dietitian()).or(whom.assigned).or(first);
            let with = with.filter(|id| people.may_take(*id));
            filled.dietitian_id = with.map_or_else(String::new, |id| id.to_string());
        }
        let minutes = filled.minutes(&settings);
        let with = filled.dietitian_id.parse::<Id>().ok().filter(|id| people.may_take(*id));
        // A day alone asks for its first free time.
        let day = parse_day(filled.visit_date.trim()).map(|day| zone.start_of(day));
        let typed = zone.parse(filled.visit_date.trim()).ok().filter(|_| day.is_none());
        let at = match (typed, with) {
            (Some(at), _) => at,
            (None, Some(with)) => {
                let from = day.unwrap_or(now).max(now);
                free::first_free(sql, (with, minutes), from, zone)?.unwrap_or(from)
            }
            (None, None) => day.unwrap_or(now),
        };
        if is_fresh {
            filled.visit_date = input_moment(at, zone);
        }
        let (shown, today) = (zone.day_of(at), zone.day_of(now));
        let first = shown.max(today);
        let (mut free, mut warnings) = (Vec::new(), Vec::new());
        if let Some(with) = with {
            free = free::week(sql, (with, minutes), first, (zone, now, at), language)?;
            let proposed =
                Proposed { patient: id, dietitian: with, begins: at, minutes, moved: None };
            warnings = proposed.warnings(sql, &settings.0, now, language)?;
        }
        let kinds = Kinds::of(&settings, language);
        let choice = |one: &VisitType| TypeChoice {
            code: one.code.clone(),
            name: kinds.word(Some(&one.code)),
            minutes: one.minutes,
        };
        let weeks = WEEKS.map(|weeks| {
            let words = match weeks {
                1 => language.t(say("Every week")).to_owned(),
                weeks => language.fill(say("Every {} weeks"), &[&weeks.to_string()]),
            };
            (weeks.to_string(), words)
        });
        Ok(BookingPage {
            shell,
            id,
            who: whom.name,
            about: whom.about,
            people: people.choices(None),
            types: settings.0.visit_types.offered(None).map(choice).collect(),
            weeks: weeks.into(),
            free,
            later: first.saturating_add(jiff::Span::new().days(7)).to_string(),
            problem: None,
            wrong: Vec::new(),
            hidden: Vec::new(),
            submit: if warnings.is_empty() { say("Book") } else { say("Book anyway") },
            warnings,
            conflicts: Vec::new(),
            day: shown.to_string(),
            filled,
        })
    }
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
    let (scope, language) = (caller.scope(), caller.look.language);
    Asked { id, scope, now: db.database().clock().now(), language, settings }
}

/// The API's body of what was typed.
fn body_of(sent: &Sent, id: Id, settings: &InForce) -> Map<String, Value> {
    let mut body = sent.filled(&NUMBERS);
    body.insert("patient_id".into(), json!(id));
    body.remove("sure");
    for name in ["allow_overlap", "skip_conflicts"] {
        if body.remove(name).is_some() {
            body.insert(name.into(), json!(true));
        }
    }
    let number = |text: &str| text.trim().parse::<i64>().map_or_else(|_| json!(text), Value::from);
    body.remove("repeat_weeks");
    body.remove("repeat_times");
    if !sent.get("repeat_weeks").is_empty() {
        let times = Some(sent.get("repeat_times")).filter(|text| !text.is_empty()).unwrap_or("2");
        let every = number(sent.get("repeat_weeks"));
        body.insert("repeat".into(), json!({ "every_weeks": every, "times": number(times) }));
    }
    if !body.contains_key("duration_minutes") {
        let filled = Filled::of(|name| sent.get(name).to_owned());
        body.insert("duration_minutes".into(), json!(filled.minutes(settings)));
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
    let read = NewVisit::read(Fields::of(body.clone()), &settings.0, caller.scope().dietitian());
    let mut open = Vec::new();
    let booked = match read {
        Ok(new) => {
            open = questions(&caller, id, &new, &settings, &db).await?;
            match are_answered(&open, sent.get("sure")) {
                true => db.write(move |tx| series::create(tx, &writer, new, &body)).await.map(Some),
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

/// The form as it was typed, with what is asked or what was wrong.
async fn again(
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
        page.wrong.push((detail.field.clone(), language.told_of_field(detail)));
    }
    let fields =
        ["visit_date", "dietitian_id", "visit_type", "duration_minutes", "chief_complaint"];
    page.problem = Some(language.in_full(&error, |name| !fields.contains(&name)));
    match error.code() {
        "VISIT_OVERLAP" => {
            page.hidden.push(("allow_overlap", "true".into()));
            page.submit = say("Double-book anyway");
        }
        "SERIES_CONFLICT" => {
            page.conflicts = conflicts(&error, |at| language.moment(at, &zone));
            page.hidden.push(("skip_conflicts", "true".into()));
            page.submit = say("Book the others");
        }
        _ => {}
    }
    html(error.status(), &page)
}

/// The times of a series that are taken, in words.
fn conflicts(error: &Error, word: impl Fn(Moment) -> String) -> Vec<String> {
    let data: Value = error.data().and_then(|d| serde_json::from_str(d).ok()).unwrap_or_default();
    let all = data["conflicts"].as_array().cloned().unwrap_or_default();
    all.iter().filter_map(|one| one["visit_date"].as_str()?.parse().ok()).map(word).collect()
}
