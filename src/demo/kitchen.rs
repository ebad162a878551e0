//! The demo clinic's food: recipes, a template, plans of patients, what some of them ate, and foods of
//! the exchange system.

use super::menus::{EATEN, MENUS, Menu, RECIPES, SWAPS, WEEK};
use super::model::{ADMIN, Patient};
use super::random::Random;
use super::scene::Scene;
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;
use crate::nutrition::exchanges::Swap;
use crate::nutrition::exchanges::store as exchanges;
use crate::nutrition::foods::store::compositions;
use crate::nutrition::intakes::store as intakes;
use crate::nutrition::nutrients::Tag;
use crate::nutrition::pantry::load::load;
use crate::nutrition::plans::finding::Typist;
use crate::nutrition::plans::meaning::understand;
use crate::nutrition::plans::model::{Day, Details, Item, Meal, Target};
use crate::nutrition::plans::store as plans;
use crate::nutrition::recipes::{self, store as recipe_store};

/// Every so manyth patient has a plan, up to [`MOST`].
const EVERY: usize = 5;
const MOST: usize = 40;
/// Menus are typed in English.
const TYPIST: Typist = Typist { by: None, language: "en" };

/// Fills the kitchen.
///
/// # Errors
/// What SQLite says.
pub fn stock(scene: &Scene<'_>, random: &mut Random, patients: &[Patient]) -> Result<()> {
    for recipe in RECIPES {
        write_recipe(scene, random, recipe)?;
    }
    fill_exchanges(scene.tx)?;
    let admin = scene.staff.id(ADMIN);
    for (title, language) in [("Mediterranean week", 0), ("Semaine méditerranéenne", 1)] {
        let id = random.id(scene.opened);
        let details = week(scene, random, title, (language, None))?;
        plans::insert(scene.tx, id, None, &details, admin)?;
    }
    let cared = patients.iter().filter_map(|patient| Some((patient, patient.dietitian?)));
    for (number, (patient, dietitian)) in cared.step_by(EVERY).take(MOST).enumerate() {
        let by = scene.staff.id(dietitian);
        plan(scene, random, (number, patient.id), by)?;
        if number % 2 == 0 {
            diary(scene, random, (number, patient.id), by)?;
        }
    }
    Ok(())
}

/// What was typed, with an id of the seed's.
fn item(scene: &Scene<'_>, random: &mut Random, typed: &str) -> Result<Item> {
    let item = understand(scene.tx, typed, None, TYPIST, "typed")?;
    Ok(Item { id: random.id(scene.opened), ..item })
}

fn items(scene: &Scene<'_>, random: &mut Random, typed: &[&str]) -> Result<Vec<Item>> {
    typed.iter().map(|typed| item(scene, random, typed)).collect()
}

fn write_recipe(
    scene: &Scene<'_>,
    random: &mut Random,
    (name, servings, yield_g, lines, steps): (&str, f64, f64, &[&str], &str),
) -> Result<()> {
    let parts = items(scene, random, lines)?;
    let part = |item: Item| {
        let (food_id, grams) = (item.food_id?, item.grams?);
        Some(recipes::Item {
            food_id: Some(food_id),
            recipe_id: None,
            recipe_version: None,
            grams,
            note: None,
        })
    };
    let details = recipes::Details {
        name: name.to_owned(),
        servings,
        yield_g: Some(yield_g),
        steps: Some(steps.to_owned()),
        is_archived: false,
        items: parts.into_iter().filter_map(part).collect(),
    };
    let id = random.id(scene.opened);
    recipe_store::insert(scene.tx, id, &details, scene.staff.id(ADMIN))
}

fn meals(
    scene: &Scene<'_>,
    random: &mut Random,
    (menu, language): (&Menu, usize),
) -> Result<Vec<Meal>> {
    let named = menu.iter().zip(WEEK.meals);
    named
        .map(|(typed, (names, time))| {
            Ok(Meal {
                name: names[language].to_owned(),
                time: Some(time.to_owned()),
                note: None,
                items: items(scene, random, typed)?,
            })
        })
        .collect()
}

/// Seven days of five meals, with an aim for the energy.
fn week(
    scene: &Scene<'_>,
    random: &mut Random,
    title: &str,
    (language, kcal): (usize, Option<f64>),
) -> Result<Details> {
    let mut days = Vec::with_capacity(WEEK.days.len());
    for (place, names) in WEEK.days.iter().enumerate() {
        let menu = &MENUS[place % MENUS.len()];
        days.push(Day {
            label: names[language].to_owned(),
            meals: meals(scene, random, (menu, language))?,
            ..Day::default()
        });
    }
    let target = |nutrient, min, aim| Target { nutrient, min, aim, max: None, source: None };
    let targets = kcal.map(|kcal| {
        vec![
            target(Tag::ENERC_KCAL, None, Some(kcal)),
            target(Tag::PROCNT, Some(70.0), None),
            target(Tag::FIBTG, Some(25.0), None),
        ]
    });
    Ok(Details {
        title: title.to_owned(),
        from_date: None,
        to_date: None,
        notes: None,
        targets: targets.unwrap_or_default(),
        energy: None,
        days,
    })
}

fn plan(
    scene: &Scene<'_>,
    random: &mut Random,
    (number, patient): (usize, Id),
    by: Id,
) -> Result<()> {
    let language = number % 2;
    let title = ["Four weeks, three meals and two snacks", "Quatre semaines, cinq repas par jour"];
    let kcal = 1500.0 + 50.0 * random.between(0, 14) as f64;
    let mut details = week(scene, random, title[language], (language, Some(kcal)))?;
    let note = ["Drink water with every meal.", "De l'eau à chaque repas."];
    details.notes = Some(note[language].to_owned());
    let id = random.id(scene.opened);
    plans::insert(scene.tx, id, Some(patient), &details, by)?;
    // Of three plans one is still being written.
    if number % 3 != 2 {
        let pantry = load(scene.tx, details.ingredients())?;
        plans::give(scene.tx, id, &pantry, by)?;
    }
    Ok(())
}

fn diary(
    scene: &Scene<'_>,
    random: &mut Random,
    (number, patient): (usize, Id),
    by: Id,
) -> Result<()> {
    let language = number % 2;
    let count = if number % 4 == 0 { 3 } else { 1 };
    let mut days = Vec::with_capacity(count);
    for place in 0..count {
        let menu = &EATEN[(number + place) % EATEN.len()];
        days.push(Day {
            label: format!("{} {}", ["Day", "Jour"][language], place + 1),
            meals: meals(scene, random, (menu, language))?,
            ..Day::default()
        });
    }
    let kind = if count == 1 { "recall" } else { "diary" };
    intakes::insert(scene.tx, random.id(scene.opened), patient, (kind, None, &days), by)
}

/// Foods of the first system's groups, each with the amount that is proposed.
fn fill_exchanges(tx: &crate::db::Tx<'_>) -> Result<()> {
    let sql: &Sql<'_> = tx;
    let Some(mut system) =
        exchanges::all(sql)?.into_iter().find(|one| !one.details.groups.is_empty())
    else {
        return Ok(());
    };
    for (name, foods) in SWAPS {
        let group = system.details.groups.iter_mut().find(|group| group.name_in("en") == *name);
        let Some(group) = group else { continue };
        for typed in *foods {
            let Some(food_id) = understand(sql, typed, None, TYPIST, "typed")?.food_id else {
                continue;
            };
            let composition = compositions(sql, &[food_id])?.remove(&food_id).unwrap_or_default();
            let grams = group.proposed(&composition);
            group.foods.extend(grams.map(|grams| Swap { food_id, grams }));
        }
    }
    let admin = tx.maybe("SELECT id FROM users ORDER BY rowno LIMIT 1", [], |row| row.get(0))?;
    match admin {
        Some(admin) => exchanges::rewrite(tx, system.id, &system.details, admin),
        None => Ok(()),
    }
}
