//! `/foods/<id>`: one food, its values with what is not known of them, and where they are from.

use askama::Template;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};

use super::{ROOM, words};
use crate::auth::{Permission, may};
use crate::db::Db;
use crate::error::Result;
use crate::http::{Parameters, PathId};
use crate::ids::Id;
use crate::nutrition::foods::value::{State, Value};
use crate::nutrition::foods::view::{FoodView, NutrientView};
use crate::nutrition::foods::{own, service, store};
use crate::nutrition::nutrients::Group;
use crate::settings::InForce;
use crate::shows_no_record;
use crate::ui::form::{Html, Sent, html};
use crate::ui::language::Language;
use crate::ui::staff::{Shell, Staff};

pub fn routes() -> Vec<Route> {
    routes![read, star]
}

/// A nutrient in words.
struct Row {
    name: &'static str,
    value: String,
    unit: &'static str,
    is_known: bool,
    about: String,
}

/// Nutrients under one heading.
struct Rows {
    heading: &'static str,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "ui/foods/food.html", config = "src/ui/askama.toml")]
struct FoodPage {
    shell: Shell,
    id: Id,
    name: String,
    other_names: String,
    group: String,
    basis: &'static str,
    edible: String,
    portions: Vec<(String, String)>,
    groups: Vec<Rows>,
    /// What the table has no word on.
    unsaid: String,
    food: FoodView,
    imported: String,
    is_starred: bool,
    may_change: bool,
}

shows_no_record!(FoodPage);

#[get("/foods/<id>", rank = 2)]
async fn read(
    caller: Staff<may::NutritionRead>,
    id: PathId,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let (id, by) = (id.get()?, caller.id());
    let (food, is_starred) =
        db.read(move |sql| Ok((store::view(sql, id)?, own::is_starred(sql, by, id)?))).await?;
    let language = caller.look.language;
    let shell = Shell::new(&caller, caller.look, &settings, ROOM);
    let page = FoodPage {
        id,
        name: food.name_in(words::code(language)).to_owned(),
        other_names: other_names(&food, language),
        group: words::group(&food.group, language),
        basis: words::basis(food.carbohydrate_basis),
        edible: food
            .edible_share
            .map(|share| language.percent(&share.to_string()))
            .unwrap_or_default(),
        portions: portions(&food, language),
        groups: Group::ALL.iter().filter_map(|group| rows(&food, *group, language)).collect(),
        unsaid: unsaid(&food, language),
        imported: language.date(settings.0.zone.day_of(food.source.imported_at)),
        is_starred,
        may_change: caller.may(Permission::NutritionManage),
        shell: shell.saying(parameters.get("done")),
        food,
    };
    html(Status::Ok, &page)
}

fn other_names(food: &FoodView, language: Language) -> String {
    let shown = food.name_in(words::code(language));
    let mut others: Vec<&str> = food.names.values().map(String::as_str).collect();
    others.push(&food.name);
    others.retain(|name| *name != shown);
    others.sort_unstable();
    others.dedup();
    others.join(" · ")
}

fn portions(food: &FoodView, language: Language) -> Vec<(String, String)> {
    let code = words::code(language);
    let said = food.portions.iter().filter(|portion| {
        // One of another language says nothing beside those in the reader's.
        portion.names.contains_key(code)
            || food.portions.iter().all(|other| !other.names.contains_key(code))
    });
    said.map(|portion| {
        let name = portion.names.get(code).unwrap_or(&portion.name);
        (name.clone(), words::grams(portion.grams, language))
    })
    .collect()
}

/// Whether the table has a word on it, even that it is unknown.
fn is_said(nutrient: &NutrientView) -> bool {
    nutrient.state != State::Missing || nutrient.source_text.is_some()
}

fn rows(food: &FoodView, group: Group, language: Language) -> Option<Rows> {
    let own = food.nutrients.iter().filter(|known| known.nutrient.nutrient().group == group);
    let rows: Vec<Row> =
        own.filter(|known| is_said(known)).map(|known| row(known, language)).collect();
    (!rows.is_empty()).then_some(Rows { heading: words::heading(group), rows })
}

fn row(known: &NutrientView, language: Language) -> Row {
    let nutrient = known.nutrient.nutrient();
    let mut about: Vec<String> = known.confidence.clone().into_iter().collect();
    about.extend(known.derived.clone());
    if let (Some(least), Some(most)) = (known.min, known.max) {
        about.push(format!(
            "{}–{}",
            language.number(&least.to_string()),
            language.number(&most.to_string())
        ));
    }
    let value = known.value();
    Row {
        name: words::nutrient(nutrient, language),
        value: words::value(value, nutrient, language),
        unit: if matches!(value, Value::Amount(_) | Value::LessThan(_)) {
            words::unit(nutrient.unit)
        } else {
            ""
        },
        is_known: value != Value::Missing,
        about: about.join(" · "),
    }
}

fn unsaid(food: &FoodView, language: Language) -> String {
    let names = food.nutrients.iter().filter(|known| !is_said(known));
    names
        .map(|known| words::nutrient(known.nutrient.nutrient(), language))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Stars the food for its reader, or takes the star off.
#[post("/foods/<id>/star", data = "<sent>")]
async fn star(
    caller: Staff<may::NutritionRead>,
    id: PathId,
    db: Db,
    sent: Sent,
) -> Result<Redirect> {
    let (id, by, is_favourite) = (id.get()?, caller.id(), sent.get("on") == "yes");
    db.write(move |tx| service::star(tx, by, id, is_favourite)).await?;
    Ok(Redirect::to(format!("{ROOM}/{id}")))
}
