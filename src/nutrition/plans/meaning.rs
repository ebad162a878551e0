//! What was typed as an item: of the food that is meant, so much as its portions, its density and the
//! measures weigh. What nobody can weigh, or has two readings, is asked back; it is never taken for
//! another amount in silence.

use super::finding::{Found, FoundKind, Typist, is_of_exchanges};
use super::lookup::Lookup;
use super::model::{Item, MOST_GRAMS};
use crate::db::Sql;
use crate::error::{Error, Result};
use crate::ids::Id;
use crate::message::message;
use crate::nutrition::foods::store::briefs;
use crate::nutrition::foods::view::{FoodBrief, PortionView};
use crate::nutrition::naming::{Name, typed as words_of};
use crate::nutrition::pantry::{Ingredient, load::load};
use crate::nutrition::portions::{Amount, Measure, Portion, Typed, Weighed, is_liquid, read};
use crate::nutrition::recipes::store as recipes;
use crate::text::plural::is_same;

/// Grams of what nobody has said a portion nor an amount of.
const UNSAID: f64 = 100.0;
/// Words of a portion's name before a food at most: "2 small bags crisps".
const MOST_OF_PORTION: usize = 3;
/// Exchanges of an item at most.
const MOST_EXCHANGES: f64 = 1000.0;

/// An item out of what was typed: of the food chosen, else of the one that is named; words alone where
/// nothing is. They are kept as they are, and not counted.
///
/// # Errors
/// 400 at that field for an amount that cannot be weighed, or has two readings; what SQLite says.
pub(crate) fn understand(
    sql: &Sql<'_>,
    typed: &str,
    chosen: Option<Found>,
    typist: Typist,
    field: &str,
) -> Result<Item> {
    line(&Lookup::new(sql, typist), typed, chosen, field)
}

/// The same for one line of many.
///
/// # Errors
/// As [`understand`]; 400 at that field for too many lines.
pub(crate) fn line(
    lookup: &Lookup<'_, '_>,
    typed: &str,
    chosen: Option<Found>,
    field: &str,
) -> Result<Item> {
    lookup.count(field)?;
    let Lookup { sql, typist, .. } = *lookup;
    let words = || blank(Some(typed.trim().chars().take(300).collect()));
    let asked_back = || {
        let must = message(
            "ask-line",
            "has “{line}”, of which it is not clear how much is meant: write it like 150 g or 2 tbsp",
        );
        Error::field(field, must.name("line", typed.trim()))
    };
    let read = read(typed, typist.comma_groups());
    let (read, found) = match chosen {
        Some(found) => (read, Some(found)),
        None => {
            let read = read.named();
            let found = lookup.meant(&read.food)?;
            (read, found)
        }
    };
    let Some(found) = found else {
        if let Some(item) = by_portion(lookup, &read)? {
            return Ok(item);
        }
        let is_group = read.amount.is_some() && is_of_exchanges(&read.food);
        return if is_group { Err(asked_back()) } else { Ok(words()) };
    };
    let item = item_of(sql, found, &read)?;
    // More than anybody eats is a slip of the fingers.
    item.filter(is_eaten).ok_or_else(asked_back)
}

/// So much of what was found; none where that is not clear.
///
/// # Errors
/// What SQLite says.
pub(crate) fn item_of(sql: &Sql<'_>, found: Found, read: &Typed) -> Result<Option<Item>> {
    if !read.is_clear {
        return Ok(None);
    }
    match found.kind {
        FoundKind::Recipe => recipe_item(sql, found.id, read.amount),
        FoundKind::Food => food_item(sql, found.id, read),
        FoundKind::Exchange => Ok(exchange_item(found.id, read.amount)),
    }
}

/// So much of the item that there is already; none where what was typed is not an amount of it to the
/// last word.
///
/// # Errors
/// What SQLite says.
pub(crate) fn measured(
    sql: &Sql<'_>,
    item: &Item,
    typed: &str,
    typist: Typist,
) -> Result<Option<Item>> {
    let read = read(typed, typist.comma_groups());
    if read.amount.is_none() || !read.is_clear {
        return Ok(None);
    }
    let is_all = read.food.is_empty();
    let new = match (item.exchange_id, item.food_id, item.recipe_id) {
        (Some(group), ..) if is_all || is_of_exchanges(&read.food) => {
            exchange_item(group, read.amount)
        }
        (_, Some(food), _) => match brief(sql, food)? {
            Some(brief) => portioned(&brief, &read.behind, &read).or_else(|| {
                let is_it = is_all || is_name_of(&brief, &read.food);
                let one = usual_of(&brief).map_or(0.0, |portion| portion.grams);
                let amount = read.amount.map(|amount| amount.beside(item.count.is_none(), one));
                is_it.then(|| weighed(&brief, amount)).flatten()
            }),
            None => None,
        },
        (_, _, Some(recipe)) if is_all => recipe_item(sql, recipe, read.amount)?,
        _ => None,
    };
    Ok(new.filter(is_eaten).map(|new| Item {
        id: item.id,
        recipe_version: item.recipe_version,
        note: item.note.clone(),
        alternative_of: item.alternative_of,
        is_chosen: item.is_chosen,
        ..new
    }))
}

/// Whether that is no slip of the fingers.
fn is_eaten(item: &Item) -> bool {
    match item.exchange_id {
        Some(_) => item.count.is_some_and(|count| count <= MOST_EXCHANGES),
        None => item.grams.is_some_and(|grams| grams <= MOST_GRAMS),
    }
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

/// Exchanges are counted, never weighed.
fn exchange_item(group: Id, amount: Option<Amount>) -> Option<Item> {
    let is_counted = amount.is_none_or(|amount| amount.measure == Measure::Piece);
    let count = amount.map_or(1.0, |amount| amount.count);
    is_counted.then(|| Item { exchange_id: Some(group), count: Some(count), ..blank(None) })
}

fn brief(sql: &Sql<'_>, id: Id) -> Result<Option<FoodBrief>> {
    Ok(briefs(sql, &[id])?.remove(&id))
}

fn food_item(sql: &Sql<'_>, id: Id, read: &Typed) -> Result<Option<Item>> {
    let Some(food) = brief(sql, id)? else { return Ok(None) };
    let is_bare = read.amount.is_some_and(|amount| amount.measure == Measure::Piece);
    let by_portion = || parted(read).find_map(|(name, _)| portioned(&food, &name, read));
    let item = if is_bare { by_portion() } else { None };
    Ok(item.or_else(|| weighed(&food, read.amount)))
}

/// The food as it is weighed: its names and portions in every language.
fn scales(food: &FoodBrief) -> Weighed<'_> {
    let names = food.names.iter().map(|(language, name)| (language.as_str(), name.as_str()));
    let of_one = food.portions.iter().flat_map(|portion| {
        let one = |name| Portion { name, grams: portion.grams, is_default: portion.is_default };
        portion.names.values().map(move |name| one(name.as_str()))
    });
    let mut names: Vec<(&str, &str)> = names.collect();
    if names.is_empty() {
        names = vec![("en", food.name.as_str()), ("fr", food.name.as_str())];
    }
    Weighed { names, portions: of_one.collect(), density: food.density }
}

fn weighed(food: &FoodBrief, amount: Option<Amount>) -> Option<Item> {
    let usual = usual_of(food);
    let blank = Item { food_id: Some(food.id), ..blank(None) };
    let Some(amount) = amount else {
        return Some(match usual {
            Some(usual) => counted(food.id, usual, 1.0),
            None => Item { grams: Some(UNSAID), ..blank },
        });
    };
    let grams = amount.grams(&scales(food))?;
    Some(match usual.filter(|_| amount.measure == Measure::Piece) {
        Some(usual) => counted(food.id, usual, amount.count),
        None => Item { grams: Some(grams), ..blank },
    })
}

fn usual_of(food: &FoodBrief) -> Option<&PortionView> {
    food.portions.iter().find(|portion| portion.is_default).or(food.portions.first())
}

fn counted(food: Id, portion: &PortionView, count: f64) -> Item {
    Item {
        food_id: Some(food),
        count: Some(count),
        portion_id: Some(portion.id),
        portion: Some(portion.names.clone()),
        grams: Some((count * portion.grams * 1000.0).round() / 1000.0),
        ..blank(None)
    }
}

/// So many of the food's portion that is called so: "2 medium".
fn portioned(food: &FoodBrief, name: &str, read: &Typed) -> Option<Item> {
    let amount = read.amount.filter(|_| read.is_clear)?;
    let typed = words_of(name);
    let is_called = |known: &String| {
        let known = words_of(known);
        let mut pairs = known.iter().zip(&typed);
        known.len() == typed.len() && pairs.all(|(one, other)| is_same(one, other))
    };
    let mut portions = food.portions.iter();
    let portion = portions.find(|portion| portion.names.values().any(is_called))?;
    (!typed.is_empty()).then(|| counted(food.id, portion, amount.count))
}

/// What stands behind the number, parted in two: perhaps a portion's name, and a food's.
fn parted(read: &Typed) -> impl Iterator<Item = (String, String)> {
    let words: Vec<&str> = read.behind.split(' ').collect();
    (1..=MOST_OF_PORTION.min(words.len()))
        .map(move |at| (words[..at].join(" "), words[at..].join(" ")))
}

/// "2 medium apples": a portion's name, and the food that has it.
///
/// # Errors
/// What SQLite says.
pub(crate) fn by_portion(lookup: &Lookup<'_, '_>, read: &Typed) -> Result<Option<Item>> {
    if read.amount.is_none() {
        return Ok(None);
    }
    for (name, rest) in parted(read) {
        let found = lookup.meant(&rest)?.filter(|found| found.kind == FoundKind::Food);
        let Some(food) = found else { continue };
        let item = brief(lookup.sql, food.id)?.and_then(|food| portioned(&food, &name, read));
        if let Some(item) = item.filter(is_eaten) {
            return Ok(Some(item));
        }
    }
    Ok(None)
}

fn is_name_of(food: &FoodBrief, text: &str) -> bool {
    let typed = words_of(text);
    let of = |name: &str, language: &str| Name::of(name, language).fit(&typed);
    let mut names = food.names.iter().map(|(language, name)| of(name, language));
    let fits = |fit: Option<_>| fit.is_some_and(crate::nutrition::naming::Fit::is_sure);
    names.any(fits) || fits(of(&food.name, "en"))
}

/// Servings of a recipe, or its grams: no other measure is one of it.
fn recipe_item(sql: &Sql<'_>, id: Id, amount: Option<Amount>) -> Result<Option<Item>> {
    let version = recipes::newest(sql, id)?;
    let pantry = load(sql, [Ingredient::Recipe((id, version))])?;
    let Some(recipe) = pantry.recipes.get(&(id, version)) else { return Ok(None) };
    let item = Item { recipe_id: Some(id), recipe_version: Some(version), ..blank(None) };
    let count = amount.map_or(1.0, |amount| amount.count);
    Ok(match amount.map_or(Measure::Piece, |amount| amount.measure) {
        Measure::Mass(_) | Measure::Volume(_) => {
            let names = [("en", recipe.name.as_str()), ("fr", recipe.name.as_str())];
            let density = is_liquid(&names).then_some(1.0);
            let pan = Weighed { density, ..Weighed::default() };
            let grams = amount.and_then(|amount| amount.grams(&pan));
            grams.map(|grams| Item { grams: Some(grams), ..item })
        }
        Measure::Household("portion") | Measure::Piece => Some(Item {
            count: Some(count),
            grams: Some((count * recipe.serving_g() * 1000.0).round() / 1000.0),
            ..item
        }),
        Measure::Household(_) => None,
    })
}
