//! `/settings/hours`: the hours of the clinic and of each dietitian.

use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};
use serde_json::{Value, json};

use super::words;
use crate::auth::may;
use crate::db::{Db, Sql};
use crate::error::{Error, FieldError, Result};
use crate::http::{Fields, Parameters};
use crate::ids::Id;
use crate::message::message;
use crate::patients::Author;
use crate::schedule::input::NewTimetable;
use crate::schedule::store::HoursInForce;
use crate::schedule::view::Source;
use crate::schedule::{Opening, Week, service, store};
use crate::settings::InForce;
use crate::shown::Shows;
use crate::ui::dietitians::Dietitians;
use crate::ui::form::{Field, FormPage, Group, Html, Kind, Sent, again, html};
use crate::ui::language::{Language, say};
use crate::ui::list::{Cell, Heading, ListPage, Row, Wanted};
use crate::ui::settings::tabs::tabs;
use crate::ui::staff::{Shell, Staff};
use crate::ui::typed::hours::hours as read;

const ROOM: &str = "/settings";
const PATH: &str = "/settings/hours";
/// The choice that takes hours away again.
const WITHOUT: &str = "without";
/// The address of the clinic's own hours.
const CLINIC: &str = "clinic";
/// The fields of a week, and what they are called.
const DAYS: [(&str, &str); 7] = [
    ("monday", say("Monday")),
    ("tuesday", say("Tuesday")),
    ("wednesday", say("Wednesday")),
    ("thursday", say("Thursday")),
    ("friday", say("Friday")),
    ("saturday", say("Saturday")),
    ("sunday", say("Sunday")),
];

pub fn routes() -> Vec<Route> {
    routes![all, one, save]
}

#[get("/settings/hours")]
async fn all(
    caller: Staff<may::SystemSettings>,
    settings: InForce,
    parameters: Parameters,
    db: Db,
) -> Result<Html> {
    let language = caller.look.language;
    let clinic = caller.t(say("The clinic")).to_owned();
    let rows = db
        .read(move |sql| {
            let mut rows = vec![row(sql, CLINIC, clinic, None, language)?];
            for (id, name) in Dietitians::read(sql, language)?.choices(None) {
                let whose = id.parse().ok();
                rows.push(row(sql, &id, name, whose, language)?);
            }
            Ok(rows)
        })
        .await?;
    let count = rows.len() as u64;
    let shell = Shell::new(&caller, caller.look, &settings, ROOM).saying(parameters.get("done"));
    let wanted = Wanted::all(PATH);
    let (title, none) = (say("Opening hours"), Shows::nothing());
    let shell = shell.among(tabs(PATH));
    let mut page = ListPage::new(shell, title, &wanted, (rows, count), none);
    page.has_search = false;
    page.range = String::new();
    page.further = vec![("/calendar/absences", say("Absences"))];
    page.note = say(
        "Free times and the calendar follow these hours. Where none are set, those of the clinic hold, and before that Monday to Friday from 8 to 19.",
    );
    let heading = |label| Heading { label, href: None, order: "", style: "" };
    page.headings = vec![
        heading(say("Whose")).middle(),
        heading(say("Hours")).wide(),
        heading(say("State")).middle(),
    ];
    page.answer()
}

fn row(
    sql: &Sql<'_>,
    address: &str,
    name: String,
    whose: Option<Id>,
    language: Language,
) -> Result<Row> {
    let HoursInForce { week, source, .. } = store::hours_in_force(sql, whose)?;
    let (state, colour) = match (source, whose) {
        (Source::Own, None) => (say("Set"), "green"),
        (Source::Own, Some(_)) => (say("Own hours"), "green"),
        (Source::Clinic, _) => (say("As the clinic"), "grey"),
        (Source::Usual, _) => (say("Not set yet"), "amber"),
    };
    Ok(Row {
        href: format!("{PATH}/{address}"),
        cells: vec![
            Cell::plain(name),
            Cell::plain(words::week(&week, language)),
            Cell::status(language.t(state), colour),
        ],
    })
}

/// Whose hours an address names: the clinic's, or a dietitian's with their name.
struct Whose {
    id: Option<Id>,
    address: String,
    name: String,
    week: Week,
    source: Source,
    version: i64,
}

impl Whose {
    fn read(sql: &Sql<'_>, address: &str, shell_clinic: &str, language: Language) -> Result<Self> {
        let (id, name) = match address {
            CLINIC => (None, shell_clinic.to_owned()),
            address => {
                let people = Dietitians::read(sql, language)?;
                let id = address.parse().ok().filter(|id| people.may_take(*id));
                let none = || Error::not_found(crate::error::Thing::Dietitian);
                let id: Id = id.ok_or_else(none)?;
                (Some(id), people.name(address, String::new()))
            }
        };
        let HoursInForce { week, source, version } = store::hours_in_force(sql, id)?;
        Ok(Self { id, address: address.to_owned(), name, week, source, version })
    }

    fn form(&self, shell: Shell) -> FormPage {
        let day = |(place, (name, label)): (usize, &(&'static str, &'static str))| {
            let weekday = place as i64 + 1;
            let field = Field::line(name, label).with(words::day(self.week.on(weekday)));
            match place {
                0 => {
                    field.hint(say("As in 9:00–12:30, 14:00–18:00. A day without hours is closed."))
                }
                _ => field,
            }
        };
        let days = DAYS.iter().enumerate().map(day).collect();
        let mut groups = vec![Group { title: say("Hours"), fields: days }];
        // Only what is set already can go back.
        if self.source == Source::Own {
            groups.push(Group { title: "", fields: vec![self.way_back(&shell)] });
        }
        let title = shell.look.language.fill(say("Opening hours: {}"), &[&self.name]);
        let (action, back) = (format!("{PATH}/{}", self.address), (PATH, say("Opening hours")));
        let mut page = FormPage::new(shell, &title, action, back, say("Save"), groups);
        page.version = self.version;
        if self.version == 0 {
            // Nothing is set: that is what somebody else may change meanwhile.
            page.hidden.push(("version", "0".to_owned()));
        }
        if self.source == Source::Usual {
            page.about = say("Nothing is set yet: Monday to Friday from 8 to 19 hold.");
        }
        page
    }

    /// The choice between these hours and those that would hold without them.
    fn way_back(&self, shell: &Shell) -> Field {
        let without = match self.id {
            None => say("Monday to Friday from 8 to 19"),
            Some(_) => say("As the clinic"),
        };
        let choices = [("own", say("The hours above")), (WITHOUT, without)]
            .map(|(value, words)| (value.to_owned(), shell.t(words).to_owned()))
            .into();
        Field::new("hold", say("What holds"), Kind::Choice(choices)).required().with("own")
    }

    /// Whether these are a dietitian's hours that nobody made their own.
    fn is_as_before(&self, hours: &[Opening]) -> bool {
        self.id.is_some() && self.source != Source::Own && self.week.openings() == hours
    }
}

/// The API's body of what was typed.
fn body_of(whose: &Whose, sent: &Sent) -> Result<Value> {
    if sent.get("hold") == WITHOUT {
        return Ok(json!({ "dietitian_id": whose.id, "hours": null }));
    }
    let mut wrong = Vec::new();
    let mut hours = Vec::new();
    for (place, (name, _)) in DAYS.iter().enumerate() {
        let weekday = place as i64 + 1;
        let Some(typed) = read(sent.get(name)) else {
            wrong.push(FieldError::new(
                *name,
                message(
                    "ask-hours",
                    "cannot be read as hours: write them like 9:00–12:30, 14:00–18:00",
                ),
            ));
            continue;
        };
        let day: Vec<Opening> =
            typed.into_iter().map(|(from, to)| Opening { weekday, from, to }).collect();
        match Week::of(day.clone()) {
            Some(_) => hours.extend(day),
            None => wrong.push(FieldError::new(
                *name,
                message("hours-overlap", "must not overlap on a weekday"),
            )),
        }
    }
    if !wrong.is_empty() {
        return Err(Error::invalid(wrong).and_nothing_changed());
    }
    let hours = Some(hours).filter(|hours| !whose.is_as_before(hours));
    Ok(json!({ "dietitian_id": whose.id, "hours": hours }))
}

#[get("/settings/hours/<whose>")]
async fn one(
    caller: Staff<may::SystemSettings>,
    whose: String,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let shell = Shell::new(&caller, caller.look, &settings, ROOM);
    let (clinic, language) = (caller.t(say("The clinic")).to_owned(), caller.look.language);
    let whose = db.read(move |sql| Whose::read(sql, &whose, &clinic, language)).await?;
    html(Status::Ok, &whose.form(shell).merging())
}

#[post("/settings/hours/<whose>", data = "<sent>")]
async fn save(
    caller: Staff<may::SystemSettings>,
    whose: String,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<std::result::Result<Redirect, Html>> {
    let (clinic, language) = (caller.t(say("The clinic")).to_owned(), caller.look.language);
    let whose = db.read(move |sql| Whose::read(sql, &whose, &clinic, language)).await?;
    let author = Author::from(&*caller);
    let written = match body_of(&whose, &sent) {
        Ok(body) => {
            let mut fields = Fields::of(crate::ui::visits::pages::as_map(body));
            let new = NewTimetable::read(&mut fields);
            match fields.finish().and_then(|()| sent.seen()) {
                Ok(seen) => db.write(move |tx| service::set_hours(tx, &author, &new, seen)).await,
                Err(error) => Err(error),
            }
        }
        Err(error) => Err(error),
    };
    match written {
        Ok(_) => Ok(Ok(Redirect::to(format!("{PATH}?done=saved-hours")))),
        Err(error) => {
            let shell = Shell::new(&caller, caller.look, &settings, ROOM);
            again(whose.form(shell).merging(), &sent, error).map(Err)
        }
    }
}
