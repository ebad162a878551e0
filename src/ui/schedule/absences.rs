//! `/calendar/absences`: who is away and when the clinic is closed.

use askama::Template;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};
use serde_json::{Map, Value, json};

use super::words;
use crate::auth::may;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::http::{Fields, Parameters, PathId};
use crate::ids::Id;
use crate::patients::Author;
use crate::schedule::input::NewAbsence;
use crate::schedule::view::AbsenceView;
use crate::schedule::{service, store};
use crate::settings::InForce;
use crate::shows_no_record;
use crate::ui::dietitians::Dietitians;
use crate::ui::form::{Field, Html, Kind, Sent, html};
use crate::ui::language::{Language, say};
use crate::ui::staff::{Shell, Staff};
use crate::ui::typed::Quantity;

const PATH: &str = "/calendar/absences";
/// The room whose place is marked.
const ROOM: &str = "/calendar";
/// How far ahead the page looks, in days.
const AHEAD: i32 = 3660;

pub fn routes() -> Vec<Route> {
    routes![all, add, remove, restore]
}

/// An absence of the list.
struct Row {
    id: Id,
    who: String,
    when: String,
    reason: String,
    /// Whether the reader may take it away.
    is_own: bool,
}

/// The page.
#[derive(Template)]
#[template(path = "ui/schedule/absences.html", config = "src/ui/askama.toml")]
struct AbsencesPage {
    shell: Shell,
    rows: Vec<Row>,
    may_set_hours: bool,
    problem: Option<String>,
    fields: Vec<Field>,
}

shows_no_record!(AbsencesPage);

impl AbsencesPage {
    /// The fields that were refused, for the summary above the form.
    fn wrong(&self) -> Vec<&Field> {
        self.fields.iter().filter(|field| field.problem.is_some()).collect()
    }
}

async fn page(
    caller: &Staff<may::VisitsUpdate>,
    settings: &InForce,
    db: &Db,
    said: &Parameters,
) -> Result<AbsencesPage> {
    let (scope, language, zone) = (caller.scope(), caller.look.language, settings.0.zone.clone());
    let now = db.database().clock().now();
    let (found, people) = db
        .read(move |sql| {
            let last = zone.day_of(now).saturating_add(jiff::Span::new().days(AHEAD));
            let mut stretch = store::days_between(last, last, &zone);
            stretch.from = now;
            let found = store::absences(sql, None, stretch, scope)?;
            Ok((found, Dietitians::read(sql, language)?))
        })
        .await?;
    let clinic = language.t(say("The whole clinic")).to_owned();
    let own = scope.dietitian();
    let row = |absence: AbsenceView| Row {
        id: absence.id,
        who: absence
            .dietitian_id
            .map_or_else(|| clinic.clone(), |id| people.name(&id.to_string(), String::new())),
        when: words::stretch(absence.from, absence.to, &settings.0.zone, language),
        reason: absence.reason.unwrap_or_default(),
        is_own: own.is_none_or(|own| absence.dietitian_id == Some(own)),
    };
    let rows = found.into_iter().map(row).collect();
    let mut whose = people.choices(None);
    match own {
        Some(own) => whose.retain(|(id, _)| *id == own.to_string()),
        None => whose.insert(0, (CLOSED.to_owned(), clinic.clone())),
    }
    let first = whose.first().map(|(id, _)| id.clone()).filter(|_| whose.len() == 1);
    let fields = vec![
        Field::new("dietitian_id", say("Who"), Kind::Choice(whose))
            .required()
            .with(first.unwrap_or_default()),
        Field::new("from", say("From"), Kind::Line("date")).required(),
        Field::new("to", say("To"), Kind::Line("date")).hint(say("Blank: that day only.")),
        Field::new("from_time", say("From what time"), Kind::Line("time"))
            .hint(say("Blank: the whole day.")),
        Field::new("to_time", say("To what time"), Kind::Line("time")),
        Field::line("reason", say("Reason")),
    ];
    let shell = Shell::new(caller, caller.look, settings, ROOM);
    let shell = shell.saying(said.get("done")).undoing(said.get("undo"));
    let may_set_hours = caller.may(crate::auth::Permission::SystemSettings);
    Ok(AbsencesPage { shell, rows, may_set_hours, problem: None, fields })
}

/// The choice of the whole clinic.
const CLOSED: &str = "clinic";

#[get("/calendar/absences")]
async fn all(
    caller: Staff<may::VisitsUpdate>,
    settings: InForce,
    parameters: Parameters,
    db: Db,
) -> Result<Html> {
    html(Status::Ok, &page(&caller, &settings, &db, &parameters).await?)
}

/// The API's body of what was typed: a day alone counts whole, with a time it is that instant.
///
/// # Errors
/// 400 naming what cannot be read as a day or a time.
fn body_of(sent: &Sent, language: Language) -> Result<Map<String, Value>> {
    let quantities = [
        ("from", Quantity::Day),
        ("to", Quantity::Day),
        ("from_time", Quantity::Time),
        ("to_time", Quantity::Time),
    ];
    let typed = quantities.into_iter().filter(|(name, _)| !sent.get(name).is_empty());
    let read = typed.map(|(name, of)| (name.to_owned(), of.value(language, sent.get(name))));
    let mut fields = Fields::of(read.collect());
    let mut text = |name: &str| fields.secret(name).value();
    let [from, to, from_time, to_time] = quantities.map(|(name, _)| text(name));
    fields.finish()?;
    let at = |day: Option<String>, time: Option<String>| match (day, time) {
        (Some(day), Some(time)) => json!(format!("{day}T{time}")),
        (day, _) => json!(day),
    };
    let mut body = sent.only(&["id"]).filled(&[]);
    if sent.get("dietitian_id") != CLOSED {
        body.insert("dietitian_id".into(), json!(sent.get("dietitian_id")));
    }
    let last = to.or_else(|| from.clone());
    body.insert("from".into(), at(from, from_time));
    body.insert("to".into(), at(last, to_time));
    body.insert("reason".into(), json!(sent.get("reason")));
    Ok(body)
}

#[post("/calendar/absences", data = "<sent>")]
async fn add(
    caller: Staff<may::VisitsUpdate>,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<std::result::Result<Redirect, Html>> {
    let author = Author::from(&*caller);
    let read = body_of(&sent, caller.look.language).and_then(|body| {
        let new = NewAbsence::read(Fields::of(body.clone()), &settings.0.zone)?;
        Ok((new, body))
    });
    let added = match read {
        Ok((new, body)) => db.write(move |tx| service::add_absence(tx, &author, &new, &body)).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(_) => Ok(Ok(Redirect::to(format!("{PATH}?done=absence-entered")))),
        Err(error) => refused(&caller, &settings, &db, (&sent, error)).await.map(Err),
    }
}

/// The page again with what was typed and what was wrong with it.
async fn refused(
    caller: &Staff<may::VisitsUpdate>,
    settings: &InForce,
    db: &Db,
    (sent, error): (&Sent, Error),
) -> Result<Html> {
    if !matches!(error.status().code, 400 | 409) {
        return Err(error);
    }
    let mut page = page(caller, settings, db, &Parameters::of(Vec::new())).await?;
    let language = caller.look.language;
    for field in &mut page.fields {
        field.value = sent.get(field.name).to_owned();
        let found = error.details().iter().find(|detail| detail.field == field.name);
        field.problem = found.map(|detail| language.told_of_field(detail));
    }
    let named = |name: &str| page.fields.iter().any(|field| field.name == name);
    page.problem = Some(language.in_full(&error, |name| !named(name)));
    html(error.status(), &page)
}

#[post("/calendar/absences/<id>/remove", data = "<_sent>")]
async fn remove(
    caller: Staff<may::VisitsUpdate>,
    id: PathId,
    db: Db,
    _sent: Sent,
) -> Result<Redirect> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    db.write(move |tx| service::remove_absence(tx, &author, id)).await?;
    Ok(Redirect::to(format!("{PATH}?done=absence-removed&undo={id}")))
}

#[post("/calendar/absences/<id>/restore", data = "<_sent>")]
async fn restore(
    caller: Staff<may::VisitsUpdate>,
    id: PathId,
    db: Db,
    _sent: Sent,
) -> Result<Redirect> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    db.write(move |tx| service::restore_absence(tx, &author, id)).await?;
    Ok(Redirect::to(format!("{PATH}?done=absence-restored")))
}
