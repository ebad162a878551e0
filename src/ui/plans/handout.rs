//! `/plans/<id>/handout`: the plan as a sheet for the kitchen door. What to do in household measures,
//! what to buy; nothing clinical.

use std::collections::HashSet;

use askama::Template;
use rocket::http::Status;
use rocket::{Route, get, routes};

use super::ROOM;
use super::day::capital;
use super::shopping::{self, Shelf};
use super::week::read_in;
use super::words::{amount_in_full, grams_of, name};
use crate::auth::{Clinical, may};
use crate::db::Db;
use crate::error::Result;
use crate::http::{Parameters, PathId};
use crate::ids::Id;
use crate::nutrition::pantry::{Exchange, Pantry};
use crate::nutrition::plans::model::{Day, Meal};
use crate::nutrition::plans::store::{Patient, Stored, load};
use crate::settings::InForce;
use crate::shown::{Discloses, Shows};
use crate::text::fold;
use crate::ui::form::{Html, html};
use crate::ui::language::{Language, say};
use crate::ui::letterhead::Letterhead;
use crate::ui::staff::{Shell, Staff};

pub fn routes() -> Vec<Route> {
    routes![sheet]
}

#[derive(Template)]
#[template(path = "ui/plans/handout.html", config = "src/ui/askama.toml")]
struct Handout {
    shell: Shell,
    /// The reader's: the patient's, not that of whoever prints it.
    language: Language,
    id: Id,
    title: String,
    patient: String,
    about: String,
    is_letter: bool,
    letterhead: Letterhead,
    notes: Option<String>,
    allergies: Option<String>,
    /// Days that are the same stand there once, with all of their names.
    days: Vec<DaySheet>,
    shelves: Vec<Shelf>,
    /// What one exchange of each group of the plan may be.
    swaps: Vec<Swaps>,
    citations: Vec<String>,
    choices: Vec<(&'static str, String, bool)>,
}

/// What of a plan is printed, worked out where it keeps nobody waiting.
struct Printed {
    days: Vec<DaySheet>,
    shelves: Vec<Shelf>,
    swaps: Vec<Swaps>,
    citations: Vec<String>,
}

impl Printed {
    fn of(days: &[Day], pantry: &Pantry, language: Language) -> Self {
        Self {
            days: sheets(days, pantry, language),
            shelves: shopping::list(days, pantry, language),
            swaps: swaps(days, pantry, language),
            citations: pantry.citations(),
        }
    }
}

/// A group of exchanges, with the foods that one may be and how much of each.
type Swaps = (String, Vec<(String, String)>);

struct DaySheet {
    label: String,
    meals: Vec<MealSheet>,
}

struct MealSheet {
    name: String,
    time: String,
    note: String,
    /// What is eaten; each with what may be eaten instead.
    lines: Vec<Vec<String>>,
}

impl Discloses for Handout {
    fn shows(&self) -> Shows {
        Shows::record("meal_plan", self.id)
    }
}

impl Handout {
    fn say<'a>(&self, english: &'a str) -> &'a str {
        self.language.t(english)
    }

    fn grams(&self, grams: &f64) -> String {
        grams_of(*grams, self.language)
    }
}

#[get("/plans/<id>/handout")]
async fn sheet(
    caller: Staff<Clinical<may::NutritionRead>>,
    id: PathId,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let (id, scope, own) = (id.get()?, caller.scope(), caller.look.language);
    let asked = parameters.get("language").and_then(Language::tagged);
    let (plan, printed, language) = db
        .read(move |sql| {
            let plan = load(sql, id, scope)?;
            let theirs = plan.patient.as_ref().and_then(|patient| patient.language.as_deref());
            let language = asked.or_else(|| theirs.and_then(Language::tagged)).unwrap_or(own);
            let printed = Printed::of(&plan.details.days, &plan.pantry(sql)?, language);
            Ok((plan, printed, language))
        })
        .await?;
    let is_letter = parameters.get("paper") == Some("letter");
    let now = db.database().clock().now();
    let day = language.date(settings.0.zone.day_of(plan.given_at.unwrap_or(now)));
    let shell = Shell::new(&caller, caller.look, &settings, ROOM).saying(parameters.get("done"));
    let page = handout(shell, plan, printed, language, (is_letter, day), &settings);
    html(Status::Ok, &page)
}

fn handout(
    shell: Shell,
    plan: Stored,
    printed: Printed,
    language: Language,
    (is_letter, day): (bool, String),
    settings: &InForce,
) -> Handout {
    let paper = |is_letter: bool| if is_letter { "letter" } else { "a4" };
    let choice = |label, language: Language, letter: bool, is_on| {
        (label, format!("?language={}&paper={}", language.tag(), paper(letter)), is_on)
    };
    let choices = vec![
        choice("English", Language::English, is_letter, language == Language::English),
        choice("Français", Language::French, is_letter, language == Language::French),
        choice("A4", language, false, !is_letter),
        choice("Letter", language, true, is_letter),
    ];
    let patient = plan.patient.as_ref().map(|patient| {
        let first = patient.first_name.as_deref().unwrap_or_default();
        format!("{first} {}", patient.last_name).trim().to_owned()
    });
    Handout {
        shell,
        language,
        id: plan.id,
        title: plan.details.title.clone(),
        patient: patient.unwrap_or_default(),
        about: day,
        is_letter,
        letterhead: Letterhead::of(settings),
        notes: plan.details.notes.clone(),
        allergies: plan.patient.as_ref().and_then(Patient::known_allergies),
        days: printed.days,
        shelves: printed.shelves,
        swaps: printed.swaps,
        citations: printed.citations,
        choices,
    }
}

/// The swap list: the groups of which the plan has exchanges, each with its foods by name.
fn swaps(days: &[Day], pantry: &Pantry, language: Language) -> Vec<Swaps> {
    let tag = language.tag();
    let items = days.iter().flat_map(|day| &day.meals).flat_map(|meal| &meal.items);
    let planned: HashSet<Id> = items.filter_map(|item| item.exchange_id).collect();
    let is_listed =
        |(id, group): &(&Id, &Exchange)| !group.swaps.is_empty() && planned.contains(id);
    let list = |(_, group): (&Id, &Exchange)| {
        let food = |(names, grams): &(std::collections::BTreeMap<String, String>, f64)| {
            let name = names.get(tag).or_else(|| names.values().next());
            (capital(name.map_or("", String::as_str)), grams_of(*grams, language))
        };
        let mut foods: Vec<(String, String)> = group.swaps.iter().map(food).collect();
        foods.sort_by_cached_key(|(name, _)| fold(name));
        (group.name_in(tag).to_owned(), foods)
    };
    let mut lists: Vec<Swaps> = pantry.exchanges.iter().filter(is_listed).map(list).collect();
    lists.sort_by_cached_key(|(name, _)| fold(name));
    lists
}

/// Days of the same food are one, named by all of them.
fn sheets(days: &[Day], pantry: &Pantry, language: Language) -> Vec<DaySheet> {
    let mut sheets: Vec<(Vec<String>, Vec<MealSheet>)> = Vec::new();
    for day in days.iter().filter(|day| !day.is_empty()) {
        let planned = day.meals.iter().filter(|meal| !meal.items.is_empty());
        let meals: Vec<MealSheet> =
            planned.map(|meal| meal_sheet(meal, pantry, language)).collect();
        let is_same = |other: &[MealSheet]| {
            other.len() == meals.len()
                && other
                    .iter()
                    .zip(&meals)
                    .all(|(one, two)| one.name == two.name && one.lines == two.lines)
        };
        match sheets.iter_mut().find(|(_, other)| is_same(other)) {
            Some((labels, _)) => labels.push(read_in(language, &day.label).to_owned()),
            None => sheets.push((vec![read_in(language, &day.label).to_owned()], meals)),
        }
    }
    let joined = |(labels, meals): (Vec<String>, Vec<MealSheet>)| {
        let label =
            labels.into_iter().filter(|label| !label.is_empty()).collect::<Vec<_>>().join(", ");
        let label =
            if label.is_empty() { language.t(say("A typical day")).to_owned() } else { label };
        DaySheet { label, meals }
    };
    sheets.into_iter().map(joined).collect()
}

fn meal_sheet(meal: &Meal, pantry: &Pantry, language: Language) -> MealSheet {
    let line = |item: &crate::nutrition::plans::model::Item| {
        let amount = amount_in_full(item, language);
        let name = name(item, pantry, language);
        let note = item.note.as_ref().map(|note| format!(" – {note}")).unwrap_or_default();
        match amount.is_empty() {
            true => format!("{}{note}", capital(&name)),
            false => format!("{}, {amount}{note}", capital(&name)),
        }
    };
    MealSheet {
        name: read_in(language, &meal.name).to_owned(),
        time: meal.time.clone().unwrap_or_default(),
        note: meal.note.clone().unwrap_or_default(),
        lines: meal
            .groups()
            .iter()
            .map(|group| group.iter().map(|item| line(item)).collect())
            .collect(),
    }
}
