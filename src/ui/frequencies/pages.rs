//! `/patients/<id>/frequencies`: what was answered, the latest beside the ones before, and the form.

use askama::Template;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};

use super::words::{GROUPS, often};
use crate::auth::{Clinical, Permission, may};
use crate::db::Db;
use crate::error::Result;
use crate::http::{Fields, Parameters, PathId};
use crate::ids::Id;
use crate::nutrition::frequencies::{
    Frequency, NewFrequency, OFTEN, PLANTS_ADVISED, RED_MEAT_ADVISED, per_week, service, store,
};
use crate::patients::Author;
use crate::settings::InForce;
use crate::shown::{Discloses, Shows};
use crate::ui::form::{Field, FormPage, Group, Html, Kind, Sent, again, html};
use crate::ui::language::{Language, say};
use crate::ui::patients::ROOM;
use crate::ui::patients::head::Head;
use crate::ui::patients::seen::seen;
use crate::ui::staff::{Shell, Staff};

pub fn routes() -> Vec<Route> {
    routes![all, new, add]
}

/// Days that stand beside each other at most.
const MOST: i64 = 4;

/// A kind of food, what was said of it each day, and what the latest comes to.
struct Row {
    label: &'static str,
    portion: &'static str,
    said: Vec<String>,
    per_week: String,
}

#[derive(Template)]
#[template(path = "ui/frequencies/frequencies.html", config = "src/ui/askama.toml")]
struct FrequenciesPage {
    shell: Shell,
    id: Id,
    head: Head,
    may_plan: bool,
    days: Vec<String>,
    rows: Vec<Row>,
    /// What is usually advised, beside what was said.
    notes: Vec<String>,
    said: Vec<(String, String)>,
    shown: Vec<Id>,
}

impl Discloses for FrequenciesPage {
    fn shows(&self) -> Shows {
        let answers = Shows::texts("food_frequency", self.shown.iter().copied());
        Shows::record("patient", self.id).and(answers)
    }
}

#[get("/patients/<id>/frequencies")]
async fn all(
    caller: Staff<Clinical<may::NutritionRead>>,
    id: PathId,
    settings: InForce,
    parameters: Parameters,
    db: Db,
) -> Result<Html> {
    let (id, now) = (id.get()?, db.database().clock().now());
    let sight = (caller.scope(), caller.notes());
    let (file, found) = db
        .read(move |sql| Ok((seen(sql, id, sight, now)?, store::of_patient(sql, id, MOST)?)))
        .await?;
    let language = caller.look.language;
    let day = |one: &Frequency| language.date(settings.0.zone.day_of(one.created_at));
    let said = |one: &Frequency| Some((day(one), one.notes.clone()?));
    let page = FrequenciesPage {
        id,
        head: Head::of(&file, &caller, (&settings.0.zone, now), language, "/plans"),
        may_plan: caller.may(Permission::NutritionPlan),
        days: found.iter().map(day).collect(),
        rows: rows(&found, language),
        notes: found.first().map_or_else(Vec::new, |latest| notes(latest, language)),
        said: found.iter().filter_map(said).collect(),
        shown: found.iter().map(|one| one.id).collect(),
        shell: Shell::new(&caller, caller.look, &settings, ROOM).saying(parameters.get("done")),
    };
    html(Status::Ok, &page)
}

fn rows(found: &[Frequency], language: Language) -> Vec<Row> {
    let questions = GROUPS.iter().flat_map(|(_, questions)| questions.iter());
    let row = |(kind, label, portion): &(&'static str, &'static str, &'static str)| {
        let said = |one: &Frequency| {
            let code = one.answers.get(*kind);
            code.map_or_else(|| "–".to_owned(), |code| language.t(often(code)).to_owned())
        };
        let portions = found.first().and_then(|one| per_week(&one.answers, kind));
        Row {
            label,
            portion,
            said: found.iter().map(said).collect(),
            per_week: portions.map_or_else(|| "–".to_owned(), |n| language.number(&n.to_string())),
        }
    };
    questions.map(row).collect()
}

/// What is advised where the answers are far from it: words, no judgement.
fn notes(latest: &Frequency, language: Language) -> Vec<String> {
    let number = |value: f64| language.number(&value.to_string());
    let mut notes = Vec::new();
    if let Some(plants) = latest.plants().filter(|plants| *plants < PLANTS_ADVISED) {
        let words = say(
            "Vegetables and fruit: {} portions a week were told; five a day are advised (400 g, WHO).",
        );
        notes.push(language.fill(words, &[&number(plants)]));
    }
    let meat = per_week(&latest.answers, "red_meat").filter(|meat| *meat > RED_MEAT_ADVISED);
    if let Some(meat) = meat {
        let words = say(
            "Red meat: {} portions a week were told; about three at most are advised (World Cancer Research Fund, 2018).",
        );
        notes.push(language.fill(words, &[&number(meat)]));
    }
    notes
}

type Writer = Staff<Clinical<may::NutritionPlan>>;

#[get("/patients/<id>/frequencies/new")]
async fn new(caller: Writer, id: PathId, settings: InForce, db: Db) -> Result<Html> {
    html(Status::Ok, &form(&caller, id.get()?, &settings, &db).await?)
}

async fn form(caller: &Writer, id: Id, settings: &InForce, db: &Db) -> Result<FormPage> {
    let (sight, now) = ((caller.scope(), caller.notes()), db.database().clock().now());
    let file = db.read(move |sql| seen(sql, id, sight, now)).await?;
    let language = caller.look.language;
    let choices: Vec<(String, String)> =
        OFTEN.iter().map(|code| ((*code).to_owned(), language.t(often(code)).to_owned())).collect();
    let mut groups: Vec<Group> = GROUPS
        .iter()
        .map(|(title, questions)| {
            let field = |(kind, label, portion): &(&'static str, &'static str, &'static str)| {
                Field::new(kind, label, Kind::Choice(choices.clone())).hint(portion)
            };
            Group { title, fields: questions.iter().map(field).collect() }
        })
        .collect();
    groups.push(Group { title: "", fields: vec![Field::text("notes", say("Notes"))] });
    let shell = Shell::new(caller, caller.look, settings, ROOM);
    let action = format!("{ROOM}/{id}/frequencies");
    let back = (action.clone(), say("Food frequency"));
    let mut page = FormPage::new(shell, "", action, back, say("Save"), groups);
    page.is_of_new = true;
    page.title = file.patient.details.full_name();
    page.about =
        say("How often in the last months, in portions. What is left empty was not asked.");
    Ok(page.showing(Shows::names("patient", [id])))
}

#[post("/patients/<id>/frequencies", data = "<sent>")]
async fn add(
    caller: Writer,
    id: PathId,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<std::result::Result<Redirect, Html>> {
    let id = id.get()?;
    let author = Author::from(&*caller);
    let body = sent.filled(&[]);
    let added = match NewFrequency::of_form(Fields::of(body.clone())) {
        Ok(new) => db.write(move |tx| service::create(tx, &author, id, new, &body)).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(_) => Ok(Ok(Redirect::to(format!("{ROOM}/{id}/frequencies?done=saved-frequencies")))),
        Err(error) => again(form(&caller, id, &settings, &db).await?, &sent, error).map(Err),
    }
}
