//! The ingredients of a recipe as lines of a form: what stays as it was keeps its food and its note,
//! by whatever name another food is found first.

use serde_json::{Map, Value, json};

use super::reading::name;
use crate::db::Sql;
use crate::error::{Error, Result};
use crate::ids::Id;
use crate::message::message;
use crate::nutrition::plans::finding::{Found, FoundKind, Typist};
use crate::nutrition::plans::lookup::Lookup;
use crate::nutrition::plans::meaning::line as understood;
use crate::nutrition::portions::read;
use crate::nutrition::recipes::MOST_ITEMS;
use crate::nutrition::recipes::view::{ItemView, RecipeView};
use crate::text::fold;
use crate::ui::language::Language;

/// The foods of a recipe as they are typed, one a line.
pub(super) fn lines_of(recipe: &RecipeView, language: Language) -> String {
    let lines = recipe.items.iter().map(|item| line(item, language));
    lines.collect::<Vec<String>>().join("\n")
}

fn line(item: &ItemView, language: Language) -> String {
    format!("{} g {}", language.decimal(&item.grams.to_string()), name(item, language))
}

/// The ingredients that were typed, as the API's body has them. Lines that are as the recipe has them
/// mean the same; another amount of what it has is of the same food.
///
/// # Errors
/// 400 for a line that is no ingredient, or not clear, and for none at all.
pub(super) fn items_of(
    sql: &Sql<'_>,
    typed: &str,
    old: &[ItemView],
    (by, language): (Id, Language),
) -> Result<Value> {
    let lines = typed.lines().map(str::trim).filter(|line| !line.is_empty());
    let lines: Vec<&str> = lines.take(MOST_ITEMS + 1).collect();
    if lines.is_empty() {
        return Err(Error::field("items", message("required", "is required")));
    }
    let typist = Typist { by: Some(by), language: language.tag() };
    let lookup = Lookup::new(sql, typist);
    // Folded once, and not for each line again.
    let known = |item| (line(item, language), fold(&name(item, language)), item);
    let mut left: Vec<(String, String, &ItemView)> = old.iter().map(known).collect();
    let mut take = |is_it: &dyn Fn(&str, &str) -> bool| {
        let at = left.iter().position(|(line, named, _)| is_it(line, named));
        at.map(|at| left.remove(at).2)
    };
    let kept: Vec<Option<&ItemView>> =
        lines.iter().map(|typed| take(&|line, _| line == *typed)).collect();
    let mut items = Vec::with_capacity(lines.len());
    for (typed, kept) in lines.into_iter().zip(kept) {
        items.push(match kept {
            Some(item) => ingredient((item.food_id, item.recipe_id), item.grams, &item.note),
            None => {
                let named = fold(&read(typed, typist.comma_groups()).food);
                let old = take(&|_, known| known == named);
                looked_up(&lookup, typed, old)?
            }
        });
    }
    Ok(Value::Array(items))
}

fn looked_up(lookup: &Lookup<'_, '_>, typed: &str, old: Option<&ItemView>) -> Result<Value> {
    let chosen = old.and_then(|old| match (old.food_id, old.recipe_id) {
        (Some(id), _) => Some(Found { kind: FoundKind::Food, id }),
        (None, Some(id)) => Some(Found { kind: FoundKind::Recipe, id }),
        (None, None) => None,
    });
    let item = understood(lookup, typed, chosen, "items")?;
    let note = old.and_then(|old| old.note.clone());
    let grams = item.grams.unwrap_or_default();
    match (item.food_id, item.recipe_id) {
        (None, None) => {
            let must = message(
                "ingredient-unknown",
                "has “{line}”, which is neither in the food tables nor a recipe",
            );
            Err(Error::field("items", must.name("line", typed)))
        }
        of => Ok(ingredient(of, grams, &note)),
    }
}

fn ingredient(of: (Option<Id>, Option<Id>), grams: f64, note: &Option<String>) -> Value {
    let id = match of {
        (Some(food), _) => ("food_id", json!(food)),
        (None, recipe) => ("recipe_id", json!(recipe)),
    };
    let mut item = Map::from_iter([(id.0.to_owned(), id.1), ("grams".to_owned(), json!(grams))]);
    item.extend(note.as_ref().map(|note| ("note".to_owned(), json!(note))));
    Value::Object(item)
}
