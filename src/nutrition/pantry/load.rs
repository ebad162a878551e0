//! Filling a pantry: the versions asked for, what they are made of, and the values of every food.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Exchange, Food, Ingredient, Pantry, Part, Recipe, RecipeKey};
use crate::db::Sql;
use crate::error::{Error, Result};
use crate::ids::Id;
use crate::nutrition::exchanges::store::groups;
use crate::nutrition::exchanges::{Group, Swap};
use crate::nutrition::foods::store as foods;
use crate::nutrition::recipes::MOST_DEPTH;

/// Everything that these foods and recipes are made of: two statements for foods, one for each depth
/// of recipes.
///
/// # Errors
/// What SQLite says.
pub fn load(sql: &Sql<'_>, wanted: impl IntoIterator<Item = Ingredient>) -> Result<Pantry> {
    let mut pantry = Pantry::default();
    let (mut foods, mut asked) = (HashSet::new(), HashSet::new());
    let mut of_groups = HashSet::new();
    for what in wanted {
        match what {
            Ingredient::Food(id) => foods.insert(id),
            Ingredient::Recipe(key) => asked.insert(key),
            Ingredient::Exchange(id) => of_groups.insert(id),
        };
    }
    pantry.recipes = recipes(sql, asked)?;
    let parts = pantry.recipes.values().flat_map(|recipe| &recipe.parts);
    foods.extend(parts.filter_map(|part| match part.what {
        Ingredient::Food(id) => Some(id),
        _ => None,
    }));
    let ids: Vec<Id> = foods.into_iter().collect();
    if !ids.is_empty() {
        pantry.foods = read_foods(sql, &ids)?;
    }
    let of_groups: Vec<Id> = of_groups.into_iter().collect();
    if !of_groups.is_empty() {
        pantry.exchanges = exchanges(sql, &of_groups)?;
    }
    Ok(pantry)
}

/// Groups with the names of their foods.
fn exchanges(sql: &Sql<'_>, ids: &[Id]) -> Result<HashMap<Id, Exchange>> {
    let groups = groups(sql, ids)?;
    let foods: Vec<Id> =
        groups.iter().flat_map(|group| &group.foods).map(|swap| swap.food_id).collect();
    let briefs = if foods.is_empty() { HashMap::new() } else { foods::briefs(sql, &foods)? };
    let read = |group: Group| {
        let swap = |swap: &Swap| {
            let food = briefs.get(&swap.food_id)?;
            let own = || BTreeMap::from([("en".to_owned(), food.name.clone())]);
            let names = if food.names.is_empty() { own() } else { food.names.clone() };
            Some((names, swap.grams))
        };
        let exchange = Exchange {
            composition: group.composition(),
            swaps: group.foods.iter().filter_map(swap).collect(),
            names: group.names,
        };
        (group.id, exchange)
    };
    Ok(groups.into_iter().map(read).collect())
}

fn read_foods(sql: &Sql<'_>, ids: &[Id]) -> Result<HashMap<Id, Food>> {
    let mut compositions = foods::compositions(sql, ids)?;
    let citations = citations(sql, ids)?;
    let briefs = foods::briefs(sql, ids)?;
    let read = |(id, brief): (Id, crate::nutrition::foods::view::FoodBrief)| {
        let food = Food {
            name: brief.name,
            names: brief.names,
            group: brief.group,
            citation: citations.get(&brief.source_id).cloned().unwrap_or_default(),
            composition: compositions.remove(&id).unwrap_or_default(),
        };
        (id, food)
    };
    Ok(briefs.into_iter().map(read).collect())
}

/// How each of their tables is to be cited.
fn citations(sql: &Sql<'_>, ids: &[Id]) -> Result<HashMap<Id, String>> {
    let statement = "SELECT DISTINCT s.id, s.citation FROM json_each(?1) asked \
                     CROSS JOIN foods f ON f.id = asked.value \
                     CROSS JOIN food_sources s ON s.rowno = f.source_no";
    let ids = serde_json::to_string(ids).map_err(Error::internal)?;
    let rows = sql.all(statement, [ids], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.into_iter().collect())
}

/// Recipes of these versions and those within them, each with its inner recipes in the versions that it
/// holds; one statement a floor.
///
/// # Errors
/// What SQLite says.
pub fn recipes(sql: &Sql<'_>, mut asked: HashSet<RecipeKey>) -> Result<HashMap<RecipeKey, Recipe>> {
    let mut all = HashMap::new();
    for _ in 0..=MOST_DEPTH {
        if asked.is_empty() {
            break;
        }
        let found = floor(sql, &asked)?;
        asked.clear();
        for (key, recipe) in found {
            asked.extend(recipe.parts.iter().filter_map(|part| match part.what {
                Ingredient::Recipe(key) => Some(key),
                _ => None,
            }));
            all.insert(key, recipe);
        }
        asked.retain(|key| !all.contains_key(key));
    }
    Ok(all)
}

fn floor(sql: &Sql<'_>, keys: &HashSet<RecipeKey>) -> Result<HashMap<RecipeKey, Recipe>> {
    let asked: Vec<(String, i64)> =
        keys.iter().map(|(id, version)| (id.to_string(), *version)).collect();
    let statement = include_str!("../../../sql/queries/recipes/parts.sql");
    let mut found: HashMap<RecipeKey, Recipe> = HashMap::new();
    let asked = serde_json::to_string(&asked).map_err(Error::internal)?;
    sql.each(statement, [asked], |row| {
        let key = (row.get("id")?, row.get("version")?);
        if let std::collections::hash_map::Entry::Vacant(new) = found.entry(key) {
            new.insert(Recipe {
                name: row.get("name")?,
                servings: row.get("servings")?,
                yield_g: row.get("yield_g")?,
                parts: Vec::new(),
            });
        }
        let (food, inner): (Option<Id>, Option<Id>) = (row.get("food_id")?, row.get("inner_id")?);
        let what = match (food, inner) {
            (Some(food), _) => Ingredient::Food(food),
            (None, Some(inner)) => Ingredient::Recipe((inner, row.get("inner_version")?)),
            (None, None) => return Ok(()),
        };
        let part = Part { what, grams: row.get("grams")? };
        if let Some(recipe) = found.get_mut(&key) {
            recipe.parts.push(part);
        }
        Ok(())
    })?;
    Ok(found)
}
