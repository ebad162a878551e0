//! `/recipes/new` and `/recipes/<id>/edit`: a recipe as it is written down, an ingredient a line:
//! "150 g rice", "2 tbsp olive oil".

use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};
use serde_json::{Map, Value, json};

use super::ROOM;
use super::lines::{items_of, lines_of};
use crate::auth::may;
use crate::db::{Db, Sql};
use crate::error::{Error, Result};
use crate::http::{Fields, PathId, Precondition};
use crate::ids::Id;
use crate::nutrition::recipes::input::{Changes, NewRecipe};
use crate::nutrition::recipes::service;
use crate::nutrition::recipes::view::{ItemView, RecipeView, read};
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
        .making()
}

/// The body that the form is. `old` is what the recipe has.
fn body_of(
    sql: &Sql<'_>,
    sent: &Sent,
    old: &[ItemView],
    (by, language): (Id, Language),
) -> Result<Map<String, Value>> {
    let mut body = sent.body(&NUMBERS);
    if let Some(put_away) = body.get_mut("is_archived") {
        *put_away = json!(put_away == "true");
    }
    body.insert("items".into(), items_of(sql, sent.raw("items"), old, (by, language))?);
    Ok(body)
}

#[get("/recipes/new")]
fn new(caller: Cook, settings: InForce) -> Result<Html> {
    html(Status::Ok, &form(Shell::new(&caller, caller.look, &settings, "/plans")))
}

#[post("/recipes", data = "<sent>")]
async fn add(caller: Cook, settings: InForce, db: Db, sent: Sent) -> Result<Act> {
    let (author, language, typed) = (Author::from(&*caller), caller.look.language, sent.clone());
    let by = author.id;
    let read = db.read(move |sql| {
        let mut body = body_of(sql, &typed, &[], (by, language))?;
        body.retain(|_, value| !value.is_null());
        Ok((NewRecipe::read(Fields::of(body.clone()))?, body))
    });
    let added = match read.await {
        Ok((new, body)) => db.write(move |tx| service::create(tx, &author, new, &body)).await,
        Err(error) => Err(error),
    };
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

async fn opened(caller: &Cook, id: Id, settings: &InForce, db: &Db) -> Result<FormPage> {
    let recipe = db.read(move |sql| read(sql, id)).await?;
    let mut page = form(Shell::new(caller, caller.look, settings, "/plans"));
    page.title = caller.t(say("Edit recipe")).to_owned();
    page.action = format!("{ROOM}/{id}");
    (page.back, page.back_name) = (format!("{ROOM}/{id}"), recipe.name.clone());
    page.version = recipe.version;
    Ok(page.filled(&values(&recipe, caller.look.language), Shows::nothing()).merging())
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
    let by = author.id;
    let read = db.read(move |sql| {
        let known = read(sql, id)?;
        let mut body = body_of(sql, &typed, &known.items, (by, language))?;
        body.retain(|name, value| {
            !value.is_null() || ["yield_g", "steps"].contains(&name.as_str())
        });
        // Where the form tells no version it is of what was read here.
        body.entry("version").or_insert_with(|| json!(known.version));
        let mut fields = Fields::of(body);
        let changes = Changes::read(&mut fields);
        let precondition = Precondition::read(None, &mut fields);
        fields.finish()?;
        Ok((changes, precondition))
    });
    let saved = match read.await {
        Ok((changes, precondition)) => {
            db.write(move |tx| service::update(tx, &author, id, changes, precondition)).await
        }
        Err(error) => Err(error),
    };
    match saved {
        Ok(_) => Ok(Ok(Redirect::to(format!("{ROOM}/{id}?done=saved-recipe")))),
        Err(error) => {
            let page = opened(&caller, id, &settings, &db).await?;
            again(page, &sent, parted(error)).map(Err)
        }
    }
}
