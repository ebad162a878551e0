//! `/patients/<id>/intakes/new` and `/intakes/<id>/edit`: what was eaten, taken down as it is told.
//!
//! A recall goes through the day several times (USDA's multiple-pass method): first what comes to
//! mind, then what is often forgotten, then when and where, then how much, then once more.

use askama::Template;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};

use super::reading::{DayForm, Kept, MOST_DAYS};
use crate::auth::{Clinical, may};
use crate::db::{Db, Sql};
use crate::error::{Error, Result};
use crate::http::{Fields, Parameters, PathId};
use crate::ids::Id;
use crate::message::message;
use crate::nutrition::intakes::store::seen;
use crate::nutrition::intakes::{Analysis, service};
use crate::nutrition::plans::finding::Typist;
use crate::nutrition::plans::lookup::Lookup;
use crate::nutrition::plans::model::Day;
use crate::patients::Author;
use crate::patients::store::{detail, must_see, unknown};
use crate::settings::InForce;
use crate::shown::{Discloses, Shows};
use crate::ui::form::{Html, Sent, html};
use crate::ui::language::{Language, say};
use crate::ui::staff::{Shell, Staff};

pub(super) fn routes() -> Vec<Route> {
    routes![new, add, edit, save]
}

type Act = std::result::Result<Redirect, Html>;
type Writer = Staff<Clinical<may::NutritionPlan>>;

/// What people often do not think of at first.
const FORGOTTEN: [&str; 6] = [
    say("Water, coffee, tea, juice, soft drinks, alcohol"),
    say("Sugar, honey, milk in drinks"),
    say("Bread, butter, spreads, cheese"),
    say("Oil, sauces, dressings, mayonnaise"),
    say("Fruit, vegetables, salad beside the meal"),
    say("Sweets, biscuits, nuts, crisps, what was tasted while cooking"),
];

#[derive(Template)]
#[template(path = "ui/intakes/form.html", config = "src/ui/askama.toml")]
struct IntakeForm {
    shell: Shell,
    patient: Id,
    name: String,
    action: String,
    back: String,
    is_recall: bool,
    version: i64,
    days: Vec<DayForm>,
    notes: String,
    problem: Option<String>,
    /// What is wrong with what was eaten, by the name of the field.
    wrong: Vec<(String, String)>,
    intake: Option<Id>,
}

impl Discloses for IntakeForm {
    fn shows(&self) -> Shows {
        let patient = Shows::names("patient", [self.patient]);
        match self.intake {
            Some(intake) => patient.and(Shows::record("intake", intake)),
            None => patient,
        }
    }
}

impl IntakeForm {
    fn title(&self) -> &'static str {
        match (self.is_recall, self.intake.is_some()) {
            (_, true) => say("Correct what was eaten"),
            (true, false) => say("Recall of a day"),
            (false, false) => say("Food diary"),
        }
    }

    fn forgotten(&self) -> [&'static str; 6] {
        FORGOTTEN
    }

    fn label(&self, at: &usize) -> String {
        self.shell.look.language.fill(say("Day {}"), &[&(at + 1).to_string()])
    }

    fn refused(mut self, sent: &Sent, error: &Error) -> Self {
        for (at, day) in self.days.iter_mut().enumerate() {
            day.retype(sent, at);
        }
        self.notes = sent.raw("notes").to_owned();
        let language = self.shell.look.language;
        let is_marked = |name: &str| name.starts_with("ate.");
        let marked = error.details().iter().filter(|detail| is_marked(&detail.field));
        let told = marked.map(|detail| (detail.field.clone(), language.told_of_field(detail)));
        self.wrong = told.collect();
        self.problem = Some(language.in_full(error, |name| !is_marked(name)));
        self
    }

    /// What is wrong with that occasion of that day.
    fn wrong(&self, day: &usize, occasion: &usize) -> Option<&str> {
        let name = format!("ate.{day}.{occasion}");
        self.wrong.iter().find(|(known, _)| *known == name).map(|(_, why)| why.as_str())
    }
}

#[get("/patients/<id>/intakes/new")]
async fn new(
    caller: Writer,
    id: PathId,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let days = parameters.get("days").and_then(|days| days.parse().ok()).unwrap_or(1);
    html(Status::Ok, &blank(&caller, id.get()?, days, &settings, &db).await?)
}

async fn blank(
    caller: &Writer,
    patient: Id,
    days: usize,
    settings: &InForce,
    db: &Db,
) -> Result<IntakeForm> {
    let (scope, now) = (caller.scope(), db.database().clock().now());
    let name = db
        .read(move |sql| {
            must_see(sql, patient, scope)?;
            let file = detail(sql, patient, now)?.ok_or_else(|| unknown(patient))?;
            Ok(file.patient.details.full_name())
        })
        .await?;
    let days = days.clamp(1, MOST_DAYS);
    Ok(IntakeForm {
        shell: Shell::new(caller, caller.look, settings, "/patients"),
        patient,
        name,
        action: format!("/patients/{patient}/intakes"),
        back: format!("/patients/{patient}/plans"),
        is_recall: days == 1,
        version: 0,
        days: (0..days).map(|_| DayForm::blank(caller.look.language)).collect(),
        notes: String::new(),
        problem: None,
        wrong: Vec::new(),
        intake: None,
    })
}

/// How many days were sent, none left out.
fn days_sent(sent: &Sent) -> usize {
    (0..MOST_DAYS).take_while(|day| !sent.raw(&format!("complete.{day}")).is_empty()).count().max(1)
}

/// The notes, which are a text of some length.
fn notes_of(sent: &Sent) -> Result<Option<String>> {
    let mut fields = Fields::of(sent.only(&["notes"]).filled(&[]));
    let notes = fields.text("notes", 5000).value();
    fields.finish()?;
    Ok(notes)
}

fn days_of(
    sql: &Sql<'_>,
    sent: &Sent,
    (count, old): (usize, &[Day]),
    (by, language): (Id, Language),
) -> Result<Vec<Day>> {
    let lookup = Lookup::new(sql, Typist { by: Some(by), language: language.tag() });
    let kept = match old.is_empty() {
        true => Kept::default(),
        false => {
            let items = old.iter().flat_map(|day| &day.meals).flat_map(|meal| &meal.items);
            let eaten = items.filter_map(|item| Some(item.eaten()?.0));
            let pantry = crate::nutrition::pantry::load::load(sql, eaten)?;
            Kept::of(old, &pantry, language)
        }
    };
    let day = |at: usize| {
        let before = old.get(at);
        DayForm::sent(sent, at, before, language).day(&lookup, (at, before), &kept, language)
    };
    let days = (0..count).map(day).collect::<Result<Vec<Day>>>()?;
    match days.iter().all(Day::is_empty) {
        true => Err(Error::field("ate.0.0", message("required", "is required"))),
        false => Ok(days),
    }
}

#[post("/patients/<id>/intakes", data = "<sent>")]
async fn add(caller: Writer, id: PathId, settings: InForce, db: Db, sent: Sent) -> Result<Act> {
    let (patient, author, language) = (id.get()?, Author::from(&*caller), caller.look.language);
    let count = days_sent(&sent);
    let kind = if count == 1 { "recall" } else { "diary" };
    let page = blank(&caller, patient, count, &settings, &db).await?;
    let typed = sent.clone();
    let kept = match notes_of(&sent) {
        Ok(notes) => {
            let by = author.id;
            let (said, whose) = (typed.filled(&[]), (typed.made(), patient));
            let days = db.read(move |sql| days_of(sql, &typed, (count, &[]), (by, language)));
            match days.await {
                Ok(days) => {
                    db.write(move |tx| {
                        service::keep_once(tx, &author, whose, kind, (notes, days), &said)
                    })
                    .await
                }
                Err(error) => Err(error),
            }
        }
        Err(error) => Err(error),
    };
    answer(kept.map(|kept| kept.id), page, &sent)
}

/// To the page of what was kept, or the form again.
fn answer(kept: Result<Id>, page: IntakeForm, sent: &Sent) -> Result<Act> {
    match kept {
        Ok(id) => Ok(Ok(Redirect::to(format!("/intakes/{id}?done=saved-intake")))),
        Err(error) if matches!(error.status().code, 400 | 409) => {
            html(error.status(), &page.refused(sent, &error)).map(Err)
        }
        Err(error) => Err(error),
    }
}

async fn opened(caller: &Writer, id: Id, settings: &InForce, db: &Db) -> Result<IntakeForm> {
    let (scope, now, language) =
        (caller.scope(), db.database().clock().now(), caller.look.language);
    let (stored, name, days) = db
        .read(move |sql| {
            let stored = seen(sql, id, scope)?;
            let patient = stored.patient_id;
            let file = detail(sql, patient, now)?.ok_or_else(|| unknown(patient))?;
            let pantry = Analysis::of(sql, &stored)?.pantry;
            let days = stored.days.iter().map(|day| DayForm::of(day, &pantry, language));
            let days: Vec<DayForm> = days.collect();
            Ok((stored, file.patient.details.full_name(), days))
        })
        .await?;
    Ok(IntakeForm {
        shell: Shell::new(caller, caller.look, settings, "/patients"),
        patient: stored.patient_id,
        name,
        action: format!("/intakes/{id}"),
        back: format!("/intakes/{id}"),
        is_recall: stored.kind == "recall",
        version: stored.version,
        days,
        notes: stored.notes.unwrap_or_default(),
        problem: None,
        wrong: Vec::new(),
        intake: Some(id),
    })
}

#[get("/intakes/<id>/edit")]
async fn edit(caller: Writer, id: PathId, settings: InForce, db: Db) -> Result<Html> {
    html(Status::Ok, &opened(&caller, id.get()?, &settings, &db).await?)
}

#[post("/intakes/<id>", data = "<sent>")]
async fn save(caller: Writer, id: PathId, settings: InForce, db: Db, sent: Sent) -> Result<Act> {
    let (id, author, language) = (id.get()?, Author::from(&*caller), caller.look.language);
    let page = opened(&caller, id, &settings, &db).await?;
    let (typed, count) = (sent.clone(), page.days.len());
    let version = sent.get("version").parse().unwrap_or(0);
    let saved = match notes_of(&sent) {
        Ok(notes) => {
            let (by, scope) = (author.id, author.scope);
            let days = db.read(move |sql| {
                let old = seen(sql, id, scope)?.days;
                days_of(sql, &typed, (count, &old), (by, language))
            });
            match days.await {
                // What was corrected meanwhile has another version than was sent, and stays.
                Ok(days) => {
                    let of = (id, version);
                    db.write(move |tx| service::correct(tx, &author, of, (notes, days))).await
                }
                Err(error) => Err(error),
            }
        }
        Err(error) => Err(error),
    };
    answer(saved.map(|saved| saved.id), page, &sent)
}
