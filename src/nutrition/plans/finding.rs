//! What somebody means who types a food's name into a meal: a recipe of the clinic or a food in use,
//! shorter names first; or exchanges, where that word is typed: "3 starch exchanges".

use super::model::Item;
use crate::db::Sql;
use crate::error::{Error, Result};
use crate::ids::Id;
use crate::nutrition::exchanges::Group;
use crate::nutrition::exchanges::store::all as systems;
use crate::nutrition::foods::store::briefs;
use crate::nutrition::portions::{Amount, Measure, Portion, Weighed, read};
use crate::nutrition::recipes::store as recipes;
use crate::text::letters;

/// What fits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Found {
    pub kind: FoundKind,
    pub id: Id,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FoundKind {
    Food,
    Recipe,
    Exchange,
}

/// The words for [`FoundKind`], in its order.
const KINDS: [&str; 3] = ["food", "recipe", "exchange"];

impl FoundKind {
    pub fn name(self) -> &'static str {
        KINDS[self as usize]
    }

    pub fn named(name: &str) -> Option<Self> {
        let at = KINDS.iter().position(|kind| *kind == name)?;
        Some([Self::Food, Self::Recipe, Self::Exchange][at])
    }
}

/// The words that ask for exchanges, folded.
const EXCHANGE: [&str; 4] = ["exchange", "exchanges", "echange", "echanges"];

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
    if words.iter().any(|word| EXCHANGE.contains(word)) {
        return exchanges(sql, &words, most);
    }
    let statement = "SELECT id FROM recipes WHERE is_archived = 0 AND NOT EXISTS (SELECT 1 FROM \
                     json_each(?1) word WHERE instr(' ' || fold(name), ' ' || word.value) = 0) \
                     ORDER BY length(name), id LIMIT ?2";
    let asked = serde_json::to_string(&words).map_err(Error::internal)?;
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let of = |kind| move |id| Found { kind, id };
    let found: Vec<Id> = sql.all(statement, rusqlite::params![asked, most], |row| row.get(0))?;
    let mut found: Vec<Found> = found.into_iter().map(of(FoundKind::Recipe)).collect();
    // Terms are the beginnings of words; a word of letters and digits needs no further quoting.
    let asked: Vec<String> = words.iter().map(|word| format!("\"{word}\"*")).collect();
    let statement = include_str!("../../../sql/queries/foods/named.sql");
    let foods: Vec<Id> =
        sql.all(statement, rusqlite::params![asked.join(" "), most], |row| row.get(0))?;
    found.extend(foods.into_iter().map(of(FoundKind::Food)));
    Ok(found)
}

/// The groups in use whose names have these words, but for that of exchanges itself.
fn exchanges(sql: &Sql<'_>, words: &[&str], most: usize) -> Result<Vec<Found>> {
    let words: Vec<&&str> = words.iter().filter(|word| !EXCHANGE.contains(word)).collect();
    let fits = |group: &Group| {
        group.names.values().any(|name| {
            let key = letters::key(name);
            let begins = |word: &&&str| letters::words(&key).any(|own| own.starts_with(**word));
            words.iter().all(begins)
        })
    };
    let systems = systems(sql)?.into_iter().filter(|system| !system.details.is_archived);
    let groups = systems.flat_map(|system| system.details.groups);
    let found = groups.filter(fits).take(most);
    Ok(found.map(|group| Found { kind: FoundKind::Exchange, id: group.id }).collect())
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
    let item = match found.kind {
        FoundKind::Recipe => recipe_item(sql, found.id, read.amount)?,
        FoundKind::Food => food_item(sql, found.id, read.amount)?,
        FoundKind::Exchange => Some(exchange_item(found.id, read.amount)),
    };
    let is_eaten = |item: &Item| match item.exchange_id {
        Some(_) => item.count.is_some_and(|count| count <= 1000.0),
        None => item.grams.is_some_and(|grams| grams <= super::model::MOST_GRAMS),
    };
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
    if let Some(group) = item.exchange_id {
        let Item { id, note, alternative_of, is_chosen, .. } = item.clone();
        let new = exchange_item(group, Some(amount));
        return Ok(Some(Item { id, note, alternative_of, is_chosen, ..new }));
    }
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
        exchange_id: None,
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

fn exchange_item(group: Id, amount: Option<Amount>) -> Item {
    let count = amount.map_or(1.0, |amount| amount.count);
    Item { exchange_id: Some(group), count: Some(count), ..blank(None) }
}

fn food_item(sql: &Sql<'_>, id: Id, amount: Option<Amount>) -> Result<Option<Item>> {
    let Some(food) = briefs(sql, &[id])?.remove(&id) else { return Ok(None) };
    let of_one = food.portions.iter().flat_map(|portion| {
        let one = |name| Portion { name, grams: portion.grams, is_default: portion.is_default };
        portion.names.values().map(move |name| one(name.as_str()))
    });
    let names = food.names.iter().map(|(language, name)| (language.as_str(), name.as_str()));
    let scales =
        Weighed { names: names.collect(), portions: of_one.collect(), density: food.density };
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
            let grams = amount.and_then(|amount| amount.grams(&scales));
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
    match weighed.and_then(|amount| amount.grams(&Weighed::default())) {
        Some(grams) => item.grams = Some(grams),
        None => {
            item.count = Some(count);
            item.grams = Some((count * recipe.serving_g() * 1000.0).round() / 1000.0);
        }
    }
    Ok(Some(item))
}
