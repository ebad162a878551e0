//! What somebody means who types a food's name into a meal: a recipe of the clinic or a food in use,
//! shorter names first.

use super::model::Item;
use crate::db::Sql;
use crate::error::{Error, Result};
use crate::ids::Id;
use crate::nutrition::foods::store::briefs;
use crate::nutrition::portions::{Amount, Measure, Portion, read};
use crate::nutrition::recipes::store as recipes;
use crate::text::letters;

/// A food or recipe that fits.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Found {
    pub id: Id,
    pub is_recipe: bool,
}

/// Those that fit these words, each word the beginning of one of theirs.
///
/// # Errors
/// What SQLite says.
pub(crate) fn find(sql: &Sql<'_>, name: &str, most: usize) -> Result<Vec<Found>> {
    let key = letters::key(name);
    let words: Vec<&str> = letters::words(&key).take(8).collect();
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let statement = "SELECT id FROM recipes WHERE is_archived = 0 AND NOT EXISTS (SELECT 1 FROM \
                     json_each(?1) word WHERE instr(' ' || fold(name), ' ' || word.value) = 0) \
                     ORDER BY length(name), id LIMIT ?2";
    let asked = serde_json::to_string(&words).map_err(Error::internal)?;
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let of = |is_recipe| move |id| Found { id, is_recipe };
    let found: Vec<Id> = sql.all(statement, rusqlite::params![asked, most], |row| row.get(0))?;
    let mut found: Vec<Found> = found.into_iter().map(of(true)).collect();
    // Terms are the beginnings of words; a word of letters and digits needs no further quoting.
    let asked: Vec<String> = words.iter().map(|word| format!("\"{word}\"*")).collect();
    let statement = include_str!("../../../sql/queries/foods/named.sql");
    let foods: Vec<Id> =
        sql.all(statement, rusqlite::params![asked.join(" "), most], |row| row.get(0))?;
    found.extend(foods.into_iter().map(of(false)));
    Ok(found)
}

/// Grams of what nobody has said a portion of.
const UNSAID: f64 = 100.0;

/// An item out of what was typed: of the food chosen, else of the first that fits; words alone where
/// nothing does. They are kept as they are, and not counted.
///
/// # Errors
/// What SQLite says.
pub(crate) fn understand(
    sql: &Sql<'_>,
    typed: &str,
    chosen: Option<Found>,
    comma_groups: bool,
) -> Result<Item> {
    let read = read(typed, comma_groups);
    let found = match chosen {
        Some(found) => Some(found),
        None => find(sql, &read.food, 1)?.into_iter().next(),
    };
    let words = || blank(Some(typed.trim().chars().take(300).collect()));
    let Some(found) = found else { return Ok(words()) };
    let item = match found.is_recipe {
        true => recipe_item(sql, found.id, read.amount)?,
        false => food_item(sql, found.id, read.amount)?,
    };
    let is_eaten = |item: &Item| item.grams.is_some_and(|grams| grams <= super::model::MOST_GRAMS);
    Ok(item.filter(is_eaten).unwrap_or_else(words))
}

/// So much of the item that there is already.
///
/// # Errors
/// What SQLite says.
pub(crate) fn measured(
    sql: &Sql<'_>,
    item: &Item,
    typed: &str,
    comma_groups: bool,
) -> Result<Option<Item>> {
    let Some(amount) = read(typed, comma_groups).amount else { return Ok(None) };
    let new = match (item.food_id, item.recipe_id) {
        (Some(food), _) => food_item(sql, food, Some(amount))?,
        (None, Some(recipe)) => recipe_item(sql, recipe, Some(amount))?,
        (None, None) => None,
    };
    let new = new.filter(|new| new.grams.is_some_and(|grams| grams <= super::model::MOST_GRAMS));
    Ok(new.map(|new| Item {
        id: item.id,
        recipe_version: item.recipe_version,
        note: item.note.clone(),
        alternative_of: item.alternative_of,
        is_chosen: item.is_chosen,
        ..new
    }))
}

fn blank(text: Option<String>) -> Item {
    Item {
        id: Id::new(),
        food_id: None,
        recipe_id: None,
        recipe_version: None,
        text,
        grams: None,
        count: None,
        portion_id: None,
        portion: None,
        note: None,
        alternative_of: None,
        is_chosen: true,
    }
}

fn food_item(sql: &Sql<'_>, id: Id, amount: Option<Amount>) -> Result<Option<Item>> {
    let Some(food) = briefs(sql, &[id])?.remove(&id) else { return Ok(None) };
    let of_one: Vec<Portion<'_>> = food
        .portions
        .iter()
        .flat_map(|portion| {
            let one = |name| Portion { name, grams: portion.grams, is_default: portion.is_default };
            portion.names.values().map(move |name| one(name.as_str()))
        })
        .collect();
    let usual = food.portions.iter().find(|portion| portion.is_default).or(food.portions.first());
    let mut item = Item { food_id: Some(id), ..blank(None) };
    let is_counted = amount.is_none_or(|amount| amount.measure == Measure::Piece);
    let count = amount.map_or(1.0, |amount| amount.count);
    match usual.filter(|_| is_counted) {
        Some(usual) => {
            item.count = Some(count);
            item.portion_id = Some(usual.id);
            item.portion = Some(usual.names.clone());
            item.grams = Some((count * usual.grams * 1000.0).round() / 1000.0);
        }
        None => {
            let grams = amount.and_then(|amount| amount.grams(&of_one, food.density));
            item.grams = Some(grams.unwrap_or(UNSAID * count));
        }
    }
    Ok(Some(item))
}

fn recipe_item(sql: &Sql<'_>, id: Id, amount: Option<Amount>) -> Result<Option<Item>> {
    let version = recipes::newest(sql, id)?;
    let pantry = crate::nutrition::pantry::load::load(
        sql,
        [crate::nutrition::pantry::Ingredient::Recipe((id, version))],
    )?;
    let Some(recipe) = pantry.recipes.get(&(id, version)) else { return Ok(None) };
    let mut item = Item { recipe_id: Some(id), recipe_version: Some(version), ..blank(None) };
    let count = amount.map_or(1.0, |amount| amount.count);
    let weighed =
        amount.filter(|amount| matches!(amount.measure, Measure::Mass(_) | Measure::Volume(_)));
    match weighed.and_then(|amount| amount.grams(&[], None)) {
        Some(grams) => item.grams = Some(grams),
        None => {
            item.count = Some(count);
            item.grams = Some((count * recipe.serving_g() * 1000.0).round() / 1000.0);
        }
    }
    Ok(Some(item))
}
