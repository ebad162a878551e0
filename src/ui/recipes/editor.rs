//! `/recipes/new` and `/recipes/<id>/edit`: a recipe as it is written down, an ingredient a line:
//! "150 g rice", "2 tbsp olive oil".

use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};
use serde_json::{Map, Value, json};

use super::ROOM;
use super::reading::name;
use crate::auth::may;
use crate::db::{Db, Sql};
use crate::error::{Error, Result};
use crate::http::{Fields, PathId, Precondition};
use crate::message::message;
use crate::nutrition::plans::finding::Typist;
use crate::nutrition::plans::meaning::understand;
use crate::nutrition::recipes::input::{Changes, NewRecipe};
use crate::nutrition::recipes::service;
use crate::nutrition::recipes::view::{RecipeView, read};
use crate::patients::Author;
use crate::settings::InForce;
use crate::shown::Shows;
use crate::ui::form::{Field, FormPage, Group, Html, Kind, Sent, again, html};
use crate::ui::language::{Language, say};
use crate::ui::staff::{Shell, Staff};

pub(super) fn routes() -> Vec<Route> {
    routes![new, add, edit, save]
}

type Act = std::result::Result<Redirect, Html>;
type Cook = Staff<may::NutritionManage>;
const NUMBERS: [&str; 3] = ["servings", "yield_g", "version"];

fn form(shell: Shell) -> FormPage {
    let yes_no = [("false", say("No")), ("true", say("Yes"))]
        .map(|(value, words)| (value.to_owned(), shell.t(words).to_owned()))
        .into();
    let fields = vec![
        Field::line("name", say("Name")).required(),
        Field::number("servings", say("Servings")).required().with("4"),
        Field::number("yield_g", say("Cooked weight, g"))
            .hint(say("Left empty, as much as goes in.")),
        Field::text("items", say("Ingredients, one per line")).required().hint(say(
            "Raw, as in “150 g rice” or “2 tbsp olive oil”. A recipe can be an ingredient too.",
        )),
        Field::text("steps", say("Preparation")),
        Field::new("is_archived", say("Archived|recipe"), Kind::Choice(yes_no))
            .required()
            .with("false"),
    ];
    let groups = vec![Group { title: "", fields }];
    FormPage::new(shell, say("New recipe"), ROOM, (ROOM, say("Recipes")), say("Save"), groups)
}

/// The body that the form is: every line is looked up.
fn body_of(sql: &Sql<'_>, sent: &Sent, language: Language) -> Result<Map<String, Value>> {
    let mut body = sent.body(&NUMBERS);
    if let Some(put_away) = body.get_mut("is_archived") {
        *put_away = json!(put_away == "true");
    }
    let typist = Typist { by: None, language: language.tag() };
    let mut items = Vec::new();
    let lines = sent.raw("items").lines().map(str::trim).filter(|line| !line.is_empty());
    for line in lines.take(crate::nutrition::recipes::MOST_ITEMS + 1) {
        let item = understand(sql, line, None, typist, "items")?;
        match (item.food_id, item.recipe_id) {
            (Some(food), _) => items.push(json!({ "food_id": food, "grams": item.grams })),
            (None, Some(recipe)) => items.push(json!({ "recipe_id": recipe, "grams": item.grams })),
            (None, None) => {
                let must = message(
                    "ingredient-unknown",
                    "has “{line}”, which is neither in the food tables nor a recipe",
                );
                return Err(Error::field("items", must.name("line", line)));
            }
        }
    }
    if items.is_empty() {
        return Err(Error::field("items", message("required", "is required")));
    }
    body.insert("items".into(), json!(items));
    Ok(body)
}

#[get("/recipes/new")]
fn new(caller: Cook, settings: InForce) -> Result<Html> {
    html(Status::Ok, &form(Shell::new(&caller, caller.look, &settings, "/plans")))
}

#[post("/recipes", data = "<sent>")]
async fn add(caller: Cook, settings: InForce, db: Db, sent: Sent) -> Result<Act> {
    let (author, language, typed) = (Author::from(&*caller), caller.look.language, sent.clone());
    let added = db
        .write(move |tx| {
            let mut body = body_of(tx, &typed, language)?;
            body.retain(|_, value| !value.is_null());
            let new = NewRecipe::read(Fields::of(body.clone()))?;
            service::create(tx, &author, new, &body)
        })
        .await;
    match added {
        Ok(recipe) => Ok(Ok(Redirect::to(format!("{ROOM}/{}?done=saved-recipe", recipe.id)))),
        Err(error) => {
            let page = form(Shell::new(&caller, caller.look, &settings, "/plans"));
            again(page, &sent, parted(error)).map(Err)
        }
    }
}

/// An error about one of the ingredients, told at their field.
fn parted(error: Error) -> Error {
    let is_inner = error.details().iter().any(|detail| detail.field.starts_with("items["));
    match error.details().first().filter(|_| is_inner) {
        Some(detail) => Error::field("items", detail.message.clone()),
        None => error,
    }
}

async fn opened(
    caller: &Cook,
    id: crate::ids::Id,
    settings: &InForce,
    db: &Db,
) -> Result<FormPage> {
    let recipe = db.read(move |sql| read(sql, id)).await?;
    let mut page = form(Shell::new(caller, caller.look, settings, "/plans"));
    page.title = caller.t(say("Edit recipe")).to_owned();
    page.action = format!("{ROOM}/{id}");
    (page.back, page.back_name) = (format!("{ROOM}/{id}"), recipe.name.clone());
    page.version = recipe.version;
    Ok(page.filled(&values(&recipe, caller.look.language), Shows::nothing()).merging())
}

/// The foods of a recipe as they are typed, one a line.
fn lines_of(recipe: &RecipeView, language: Language) -> String {
    let line = |item: &crate::nutrition::recipes::view::ItemView| {
        format!("{} g {}", language.decimal(&item.grams.to_string()), name(item, language))
    };
    recipe.items.iter().map(line).collect::<Vec<String>>().join("\n")
}

fn values(recipe: &RecipeView, language: Language) -> Value {
    json!({
        "name": recipe.name, "servings": recipe.servings, "yield_g": recipe.yield_g,
        "items": lines_of(recipe, language), "steps": recipe.steps, "is_archived": recipe.is_archived.to_string(),
    })
}

#[get("/recipes/<id>/edit")]
async fn edit(caller: Cook, id: PathId, settings: InForce, db: Db) -> Result<Html> {
    html(Status::Ok, &opened(&caller, id.get()?, &settings, &db).await?)
}

#[post("/recipes/<id>", data = "<sent>")]
async fn save(caller: Cook, id: PathId, settings: InForce, db: Db, sent: Sent) -> Result<Act> {
    let (id, author, language) = (id.get()?, Author::from(&*caller), caller.look.language);
    let typed = sent.clone();
    let saved = db
        .write(move |tx| {
            // Who sends the lines as they were means the same foods, by whatever name they begin.
            let known = read(tx, id)?;
            let sent_lines = typed.raw("items").replace("\r\n", "\n");
            let mut body = match lines_of(&known, language) == sent_lines.trim() {
                true => {
                    let mut body = typed
                        .only(&["name", "servings", "yield_g", "steps", "version", "is_archived"])
                        .body(&NUMBERS);
                    if let Some(put_away) = body.get_mut("is_archived") {
                        *put_away = json!(put_away == "true");
                    }
                    body
                }
                false => body_of(tx, &typed, language)?,
            };
            body.retain(|name, value| {
                !value.is_null() || ["yield_g", "steps"].contains(&name.as_str())
            });
            let mut fields = Fields::of(body);
            let changes = Changes::read(&mut fields);
            let precondition = Precondition::read(None, &mut fields);
            fields.finish()?;
            service::update(tx, &author, id, changes, precondition)
        })
        .await;
    match saved {
        Ok(_) => Ok(Ok(Redirect::to(format!("{ROOM}/{id}?done=saved-recipe")))),
        Err(error) => {
            let page = opened(&caller, id, &settings, &db).await?;
            again(page, &sent, parted(error)).map(Err)
        }
    }
}
