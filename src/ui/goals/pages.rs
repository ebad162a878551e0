//! The list of a patient's goals and their form.

use askama::Template;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};
use serde_json::{Map, Value, json};

use super::weights::{VALUES, is_difference, must_be_weights};
use super::words::{GoalLine, MEASURES, state_words, told};
use crate::auth::{Clinical, Permission, may};
use crate::db::Db;
use crate::error::Result;
use crate::goals::{Changes, Goal, NewGoal, STATES, service, store};
use crate::http::{ASK_GOAL_WEIGHT, Fields, Parameters, PathId, Precondition, asked_back};
use crate::ids::Id;
use crate::patients::store::name;
use crate::patients::{Author, beside};
use crate::settings::InForce;
use crate::shown::{Discloses, Shows};
use crate::ui::form::{Field, FormPage, Group, Html, Kind, Sent, again, html};
use crate::ui::language::{Language, say};
use crate::ui::patients::head::Head;
use crate::ui::patients::seen::seen;
use crate::ui::staff::{Shell, Staff};
use crate::ui::typed::Quantity;

/// The room of the sidebar that the pages belong to.
const HERE: &str = "/patients";
const NUMBERS: [&str; 4] = ["start_value", "target_value", "current_value", "version"];

pub fn routes() -> Vec<Route> {
    routes![all, new, add, edit, save, take_off, bring_back]
}

type Act = std::result::Result<Redirect, Html>;

#[get("/patients/<id>/goals")]
async fn all(
    caller: Staff<Clinical<may::VisitsRead>>,
    id: PathId,
    settings: InForce,
    parameters: Parameters,
    db: Db,
) -> Result<Html> {
    let (id, language) = (id.get()?, caller.look.language);
    let (sight, now) = ((caller.scope(), caller.notes()), db.database().clock().now());
    let (file, goals) =
        db.read(move |sql| Ok((seen(sql, id, sight, now)?, store::of_patient(sql, id)?))).await?;
    let mut shell =
        Shell::new(&caller, caller.look, &settings, HERE).saying(parameters.get("done"));
    if let (Some("goal-removed"), Some(gone)) = (parameters.get("done"), parameters.get("undo")) {
        let gone = gone.parse::<Id>().ok();
        shell.undo = gone.map(|gone| format!("/goals/{gone}/restore"));
    }
    let shows = Shows::texts("goal", goals.iter().map(|goal| goal.id));
    let page = GoalsPage {
        id,
        head: Head::of(&file, &caller, (&settings.0.zone, now), language, "/goals"),
        may_edit: caller.may(Permission::VisitsUpdate),
        goals: goals.iter().map(|goal| told(goal, language)).collect(),
        shows: shows.and(Shows::record("patient", id)),
        shell,
    };
    html(Status::Ok, &page)
}

/// The page of all of them.
#[derive(Template)]
#[template(path = "ui/goals/goals.html", config = "src/ui/askama.toml")]
struct GoalsPage {
    shell: Shell,
    id: Id,
    head: Head,
    may_edit: bool,
    goals: Vec<GoalLine>,
    shows: Shows,
}

impl Discloses for GoalsPage {
    fn shows(&self) -> Shows {
        self.shows.clone()
    }
}

fn form(shell: Shell, patient: Id, name: &str, shows: Shows) -> FormPage {
    let language = shell.look.language;
    let measures = MEASURES
        .map(|(code, words, unit)| (code.to_owned(), format!("{}, {unit}", language.t(words))));
    let fields = vec![
        Field::line("title", say("Goal")).required().hint(say("As the patient reads it.")),
        Field::new("measure", say("Measure"), Kind::Choice(measures.into()))
            .hint(say("Blank: a habit.")),
        Field::number("start_value", say("Starting value")).hint(say("Blank: as measured last.")),
        Field::new("start_date", say("From"), Kind::Line("date")),
        Field::number("target_value", say("Target")),
        Field::new("target_date", say("Until"), Kind::Line("date")),
        Field::number("current_value", say("Now"))
            .hint(say("For a habit, for example 3 days out of 5.")),
    ];
    let path = format!("/patients/{patient}/goals");
    let groups = vec![Group { title: "", fields }];
    let back = (path.clone(), name);
    FormPage::new(shell, say("New goal"), path, back, say("Save"), groups).making().showing(shows)
}

/// A goal with a measure is one of it, and without one a habit. Its values are typed as those of the
/// measure are: with their units.
fn body_of(sent: &Sent, typed: &Sent, language: Language) -> Map<String, Value> {
    let mut body = typed.body(&NUMBERS);
    let measure = sent.get("measure");
    if !measure.is_empty() {
        for name in VALUES.iter().filter(|name| !typed.get(name).is_empty()) {
            let value = match typed.get(name) {
                typed if is_difference(measure, typed) => asked_back(ASK_GOAL_WEIGHT),
                typed => Quantity::of(measure, "").value(language, typed),
            };
            body.insert((*name).to_owned(), value);
        }
    }
    // A form that says nothing of a measure leaves the kind as it is.
    if body.contains_key("measure") { kind_of(body) } else { body }
}

fn kind_of(mut body: Map<String, Value>) -> Map<String, Value> {
    let is_measured = body.get("measure").is_some_and(|measure| !measure.is_null());
    body.insert("kind".into(), json!(if is_measured { "measure" } else { "habit" }));
    body
}

#[get("/patients/<id>/goals/new")]
async fn new(
    caller: Staff<Clinical<may::VisitsUpdate>>,
    id: PathId,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let (id, scope) = (id.get()?, caller.scope());
    let whose = db.read(move |sql| name(sql, id, scope)).await?;
    let shell = Shell::new(&caller, caller.look, &settings, HERE);
    html(Status::Ok, &form(shell, id, &whose, Shows::names("patient", [id])))
}

#[post("/patients/<id>/goals", data = "<sent>")]
async fn add(
    caller: Staff<Clinical<may::VisitsUpdate>>,
    id: PathId,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<Act> {
    let (id, scope, author) = (id.get()?, caller.scope(), Author::from(&*caller));
    let whose = db.read(move |sql| name(sql, id, scope)).await?;
    let mut body = body_of(&sent, &sent, caller.look.language);
    body.retain(|_, value| !value.is_null());
    body.insert("patient_id".into(), json!(id));
    let added = match NewGoal::read(Fields::of(body.clone())) {
        Ok(new) => {
            let (typed, zone) = (sent.typed(), settings.0.zone.clone());
            let now = db.database().clock().now();
            db.write(move |tx| {
                must_be_weights(tx, id, (&body, None), (&typed, &zone, now))?;
                service::create(tx, &author, new, &body)
            })
            .await
        }
        Err(error) => Err(error),
    };
    match added {
        Ok(_) => Ok(Ok(Redirect::to(format!("/patients/{id}/goals?done=saved-goal")))),
        Err(error) => {
            let shell = Shell::new(&caller, caller.look, &settings, HERE);
            let page = form(shell, id, &whose, Shows::names("patient", [id]));
            again(page, &sent, error).map(Err)
        }
    }
}

async fn opened(
    caller: &Staff<Clinical<may::VisitsUpdate>>,
    id: Id,
    settings: &InForce,
    db: &Db,
) -> Result<FormPage> {
    let scope = caller.scope();
    let (goal, whose) = db
        .read(move |sql| {
            let goal = store::load(sql, id, false)?;
            let whose = name(sql, goal.patient_id, scope)?;
            Ok((goal, whose))
        })
        .await?;
    let shows = Shows::record("goal", id);
    let shell = Shell::new(caller, caller.look, settings, HERE);
    let mut page = form(shell, goal.patient_id, &whose, shows.clone());
    let language = caller.look.language;
    let states =
        STATES.iter().map(|state| ((*state).to_owned(), language.t(state_words(state)).to_owned()));
    let state = Field::new("state", say("State"), Kind::Choice(states.collect())).required();
    page.groups[0].fields.push(state);
    page.title.clone_from(&goal.details.title);
    page.action = format!("/goals/{id}");
    page.version = goal.version;
    page.removal = Some(format!("/goals/{id}/remove"));
    Ok(page.filled(&json!(goal.details), shows).merging())
}

#[get("/goals/<id>")]
async fn edit(
    caller: Staff<Clinical<may::VisitsUpdate>>,
    id: PathId,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    html(Status::Ok, &opened(&caller, id.get()?, &settings, &db).await?)
}

#[post("/goals/<id>", data = "<sent>")]
async fn save(
    caller: Staff<Clinical<may::VisitsUpdate>>,
    id: PathId,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<Act> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    let typed = sent.typed();
    let body = body_of(&sent, &typed, caller.look.language);
    let mut fields = Fields::of(body.clone());
    let changes = Changes::read(&mut fields);
    let precondition = Precondition::read(None, &mut fields);
    let saved = match fields.finish() {
        Ok(()) => {
            let (zone, now) = (settings.0.zone.clone(), db.database().clock().now());
            db.write(move |tx| {
                let goal = store::load(tx, id, false)?;
                let known = (&body, Some(&goal.details));
                must_be_weights(tx, goal.patient_id, known, (&typed, &zone, now))?;
                service::update(tx, &author, id, changes, precondition)
            })
            .await
        }
        Err(error) => Err(error),
    };
    match saved {
        Ok(goal) => {
            Ok(Ok(Redirect::to(format!("/patients/{}/goals?done=saved-goal", goal.patient_id))))
        }
        Err(error) => again(opened(&caller, id, &settings, &db).await?, &sent, error).map(Err),
    }
}

#[post("/goals/<id>/remove", data = "<_sent>")]
async fn take_off(
    caller: Staff<Clinical<may::VisitsUpdate>>,
    id: PathId,
    db: Db,
    _sent: Sent,
) -> Result<Redirect> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    let gone = db.write(move |tx| beside::remove::<Goal>(tx, &author, id)).await?;
    let patient = gone.patient_id;
    Ok(Redirect::to(format!("/patients/{patient}/goals?done=goal-removed&undo={id}")))
}

#[post("/goals/<id>/restore", data = "<_sent>")]
async fn bring_back(
    caller: Staff<Clinical<may::VisitsUpdate>>,
    id: PathId,
    db: Db,
    _sent: Sent,
) -> Result<Redirect> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    let back = db.write(move |tx| beside::restore::<Goal>(tx, &author, id)).await?;
    Ok(Redirect::to(format!("/patients/{}/goals?done=goal-back", back.patient_id)))
}
