//! `/recipes/<id>`: a recipe as it is cooked and printed, with what is in a serving and in 100 g.

use askama::Template;
use rocket::http::Status;
use rocket::{Route, get, routes};

use super::newest::Newer;
use crate::auth::{Permission, may};
use crate::db::Db;
use crate::error::Result;
use crate::http::{Parameters, PathId};
use crate::ids::Id;
use crate::nutrition::recipes::renewal::renewal;
use crate::nutrition::recipes::view::{ItemView, RecipeView, read};
use crate::settings::InForce;
use crate::shows_no_record;
use crate::ui::form::{Html, html};
use crate::ui::language::{Language, say};
use crate::ui::plans::day::{TotalLine, lines};
use crate::ui::plans::words::grams_of;
use crate::ui::staff::{Shell, Staff};

pub(super) fn routes() -> Vec<Route> {
    routes![recipe]
}

#[derive(Template)]
#[template(path = "ui/recipes/recipe.html", config = "src/ui/askama.toml")]
struct RecipePage {
    shell: Shell,
    id: Id,
    name: String,
    about: String,
    is_archived: bool,
    may_manage: bool,
    items: Vec<(String, String, String)>,
    steps: Option<String>,
    serving: Vec<TotalLine>,
    hundred: Vec<TotalLine>,
    citations: Vec<String>,
    version: i64,
    /// Where what is in it has newer versions.
    newer: Option<Newer>,
}

shows_no_record!(RecipePage);

#[get("/recipes/<id>", rank = 2)]
async fn recipe(
    caller: Staff<may::NutritionRead>,
    id: PathId,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let id = id.get()?;
    let (recipe, renewal) = db.read(move |sql| Ok((read(sql, id)?, renewal(sql, id)?))).await?;
    let language = caller.look.language;
    let newer = renewal.map(|renewal| Newer::of(&recipe, &renewal, language));
    let item = |item: &ItemView| {
        (
            name(item, language),
            grams_of(item.grams, language),
            item.note.clone().unwrap_or_default(),
        )
    };
    let page = RecipePage {
        shell: Shell::new(&caller, caller.look, &settings, "/plans").saying(parameters.get("done")),
        id,
        about: about(&recipe, language),
        is_archived: recipe.is_archived,
        may_manage: caller.may(Permission::NutritionManage),
        items: recipe.items.iter().map(item).collect(),
        serving: lines(&recipe.one_serving, &[], language),
        hundred: lines(&recipe.one_hundred, &[], language),
        version: recipe.version,
        newer,
        steps: recipe.steps,
        citations: recipe.citations,
        name: recipe.name,
    };
    html(Status::Ok, &page)
}

/// An ingredient in the reader's language.
pub(super) fn name(item: &ItemView, language: Language) -> String {
    item.names.get(language.tag()).unwrap_or(&item.name).clone()
}

/// "4 servings of 180 g, cooked to 720 g".
fn about(recipe: &RecipeView, language: Language) -> String {
    let serving = grams_of(recipe.serving_g, language);
    let servings = language.number(&recipe.servings.to_string());
    let is_one = match language {
        Language::English => recipe.servings == 1.0,
        Language::French => recipe.servings < 2.0,
    };
    let words = if is_one { say("{} serving of {}") } else { say("{} servings of {}") };
    let mut parts = vec![language.fill(words, &[&servings, &serving])];
    parts.push(match recipe.yield_g {
        Some(cooked) => language.fill(say("cooked to {}"), &[&grams_of(cooked, language)]),
        None => {
            language.fill(say("{} in all, as it goes in"), &[&grams_of(recipe.raw_g, language)])
        }
    });
    parts.join(" · ")
}
