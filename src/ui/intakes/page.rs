//! `/intakes/<id>`: what somebody ate, its sums a day, and the mean with its range beside the plan.

use askama::Template;
use rocket::http::Status;
use rocket::{Route, get, routes};

use super::reading::told;
use crate::auth::{Clinical, Permission, may};
use crate::db::Db;
use crate::error::Result;
use crate::http::{Parameters, PathId};
use crate::ids::Id;
use crate::nutrition::intakes::store::{Stored, seen};
use crate::nutrition::intakes::{Analysis, USUAL_DAYS};
use crate::nutrition::nutrients::Tag;
use crate::nutrition::plans::model::{Day, Item, Meal};
use crate::patients::store::{detail, unknown};
use crate::settings::InForce;
use crate::shown::{Discloses, Shows};
use crate::ui::form::{Html, html};
use crate::ui::language::{Language, say};
use crate::ui::plans::day::{TotalLine, lines_with};
use crate::ui::plans::words::energy;
use crate::ui::staff::{Shell, Staff};

pub(super) fn routes() -> Vec<Route> {
    routes![one]
}

#[derive(Template)]
#[template(path = "ui/intakes/intake.html", config = "src/ui/askama.toml")]
struct IntakePage {
    shell: Shell,
    id: Id,
    patient: Id,
    name: String,
    is_recall: bool,
    about: String,
    may_plan: bool,
    notes: Option<String>,
    days: Vec<DayShown>,
    /// Each line with the least and the most of a day.
    totals: Vec<(TotalLine, String)>,
    counted: String,
    is_too_few_days: bool,
    /// Energy eaten over energy at rest, where it is low.
    ratio: Option<String>,
    /// Whether nobody can say if it is, for the energy of something eaten is not known.
    is_not_judged: bool,
    has_targets: bool,
    citations: Vec<String>,
}

struct DayShown {
    label: String,
    sum: String,
    is_complete: bool,
    /// Whether something of it has values.
    counts: bool,
    meals: Vec<MealShown>,
}

struct MealShown {
    name: String,
    /// Food and amount, and whether it is words alone.
    items: Vec<(String, String, bool)>,
}

impl Discloses for IntakePage {
    fn shows(&self) -> Shows {
        Shows::names("patient", [self.patient]).and(Shows::record("intake", self.id))
    }
}

#[get("/intakes/<id>", rank = 2)]
async fn one(
    caller: Staff<Clinical<may::NutritionRead>>,
    id: PathId,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let (id, scope, now) = (id.get()?, caller.scope(), db.database().clock().now());
    let (stored, analysis, name) = db
        .read(move |sql| {
            let stored = seen(sql, id, scope)?;
            let analysis = Analysis::of(sql, &stored)?;
            let patient = stored.patient_id;
            let file = detail(sql, patient, now)?.ok_or_else(|| unknown(patient))?;
            Ok((stored, analysis, file.patient.details.full_name()))
        })
        .await?;
    let shell =
        Shell::new(&caller, caller.look, &settings, "/patients").saying(parameters.get("done"));
    let taken = caller.look.language.date(settings.0.zone.day_of(stored.created_at));
    let may_plan = caller.may(Permission::NutritionPlan);
    html(Status::Ok, &page(shell, stored, &analysis, name, (taken, may_plan)))
}

fn page(
    shell: Shell,
    stored: Stored,
    analysis: &Analysis,
    name: String,
    (about, may_plan): (String, bool),
) -> IntakePage {
    let language = shell.look.language;
    let counted = analysis.counted.len();
    let days = stored.days.iter().zip(&analysis.days);
    let days = days.map(|(day, sums)| DayShown {
        label: label(day, language),
        sum: energy(&sums.sums, language),
        is_complete: day.is_complete,
        counts: sums.counts() || day.is_empty(),
        meals: meals(day, analysis, language),
    });
    let totals = lines_with(&analysis.mean, &analysis.beside.targets, language);
    let is_low = analysis.may_be_under_reported() == Some(true);
    let ratio = analysis.energy_over_bmr.filter(|_| is_low);
    IntakePage {
        id: stored.id,
        patient: stored.patient_id,
        name,
        is_recall: stored.kind == "recall",
        about,
        may_plan,
        notes: stored.notes.clone(),
        days: days.collect(),
        totals: totals
            .into_iter()
            .map(|(tag, line)| (line, range(tag, analysis, language)))
            .collect(),
        counted: counted.to_string(),
        is_too_few_days: counted < USUAL_DAYS,
        ratio: ratio.map(|ratio| language.number(&format!("{ratio:.2}"))),
        is_not_judged: analysis.energy_over_bmr.is_some() && !analysis.knows_all_energy(),
        has_targets: !analysis.beside.targets.is_empty(),
        citations: analysis.pantry.citations(),
        shell,
    }
}

fn label(day: &Day, language: Language) -> String {
    let date = day.date.as_deref().and_then(|date| date.parse().ok());
    date.map_or_else(|| day.label.clone(), |date| language.date(date))
}

fn meals(day: &Day, analysis: &Analysis, language: Language) -> Vec<MealShown> {
    let item = |item: &Item| {
        let (name, amount) = told(item, &analysis.pantry, language);
        (name, amount, item.text.is_some())
    };
    let meal = |meal: &Meal| MealShown {
        name: meal.name.clone(),
        items: meal.items.iter().map(item).collect(),
    };
    day.meals.iter().filter(|meal| !meal.items.is_empty()).map(meal).collect()
}

/// "from 48 to 81" over the days that count; nothing of one day.
fn range(tag: Tag, analysis: &Analysis, language: Language) -> String {
    let found = analysis.range(tag).filter(|_| analysis.counted.len() > 1);
    let decimals = usize::from(tag.nutrient().decimals);
    let number = |value: f64| language.number(&format!("{value:.decimals$}"));
    found
        .and_then(|range| Some((range.least?, range.most)))
        .map(|(least, most)| language.fill(say("{} to {}"), &[&number(least), &number(most)]))
        .unwrap_or_default()
}
