//! Recipes in SQL.

use std::collections::{HashMap, HashSet};

use rusqlite::params;

use super::{Details, Item, MOST_DEPTH};
use crate::clock::Moment;
use crate::db::{Sql, Tx};
use crate::error::{Error, Result, Thing};
use crate::ids::Id;
use crate::nutrition::pantry::RecipeKey;

/// A recipe as stored, in its newest version.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub details: Details,
    pub version: i64,
    pub created_by: Option<Id>,
    pub updated_by: Option<Id>,
    pub created_at: Moment,
    pub updated_at: Moment,
}

/// # Errors
/// 404.
pub(crate) fn load(sql: &Sql<'_>, id: Id) -> Result<Stored> {
    let statement = include_str!("../../../sql/queries/recipes/recipe.sql");
    let found = sql.maybe(statement, [id], |row| {
        Ok(Stored {
            details: Details {
                name: row.get("name")?,
                servings: row.get("servings")?,
                yield_g: row.get("yield_g")?,
                steps: row.get("steps")?,
                is_archived: row.get("is_archived")?,
                items: Vec::new(),
            },
            version: row.get("version")?,
            created_by: row.get("created_by")?,
            updated_by: row.get("updated_by")?,
            created_at: row.get("created_at")?,
            updated_at: row.get("updated_at")?,
        })
    })?;
    let mut stored = found.ok_or_else(|| Error::not_found(Thing::Recipe).about("recipe", id))?;
    let items = "SELECT food_id, inner_id, inner_version, grams, note FROM recipe_items \
                 WHERE recipe_id = ?1 AND version = ?2 ORDER BY position";
    stored.details.items = sql.all(items, params![id, stored.version], |row| {
        Ok(Item {
            food_id: row.get(0)?,
            recipe_id: row.get(1)?,
            recipe_version: row.get(2)?,
            grams: row.get(3)?,
            note: row.get(4)?,
        })
    })?;
    Ok(stored)
}

/// The newest version of a recipe.
///
/// # Errors
/// 404.
pub(crate) fn newest(sql: &Sql<'_>, id: Id) -> Result<i64> {
    let found = sql.maybe("SELECT version FROM recipes WHERE id = ?1", [id], |row| row.get(0))?;
    found.ok_or_else(|| Error::not_found(Thing::Recipe).about("recipe", id))
}

/// Inserts a recipe's first version.
///
/// # Errors
/// 400 for an id in use.
pub(crate) fn insert(tx: &Tx<'_>, id: Id, details: &Details, by: Id) -> Result<()> {
    let statement = "INSERT INTO recipes (id, name, is_archived, created_by, updated_by, created_at, \
                     updated_at) VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?5)";
    let row = params![id, details.name, details.is_archived, by, tx.now()];
    match tx.run(statement, row) {
        Ok(_) => add_version(tx, id, 1, details, by),
        Err(error) => Err(Error::of_insert(error, "recipes.id")),
    }
}

/// Makes this the newest version.
///
/// # Errors
/// What SQLite says.
pub(super) fn renew(tx: &Tx<'_>, id: Id, version: i64, details: &Details, by: Id) -> Result<()> {
    let statement = "UPDATE recipes SET name = ?2, is_archived = ?3, updated_by = ?4, \
                     updated_at = ?5, version = ?6 WHERE id = ?1";
    tx.run(statement, params![id, details.name, details.is_archived, by, tx.now(), version])?;
    add_version(tx, id, version, details, by)
}

fn add_version(tx: &Tx<'_>, id: Id, version: i64, details: &Details, by: Id) -> Result<()> {
    let statement = "INSERT INTO recipe_versions (recipe_id, version, name, servings, yield_g, steps, \
                     created_by, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let Details { name, servings, yield_g, steps, .. } = details;
    tx.run(statement, params![id, version, name, servings, yield_g, steps, by, tx.now()])?;
    let statement = "INSERT INTO recipe_items (recipe_id, version, position, food_id, inner_id, \
                     inner_version, grams, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    for (position, item) in details.items.iter().enumerate() {
        let position = i64::try_from(position).unwrap_or(i64::MAX);
        let Item { food_id, recipe_id, recipe_version, grams, note } = item;
        let row = params![id, version, position, food_id, recipe_id, recipe_version, grams, note];
        tx.run(statement, row)?;
    }
    Ok(())
}

/// The first of these foods that there is not.
///
/// # Errors
/// What SQLite says.
pub(crate) fn unknown_food(sql: &Sql<'_>, ids: &[Id]) -> Result<Option<Id>> {
    let statement = "SELECT value FROM json_each(?1) asked WHERE NOT EXISTS \
                     (SELECT 1 FROM foods f WHERE f.id = asked.value) LIMIT 1";
    let ids = serde_json::to_string(ids).map_err(Error::internal)?;
    sql.maybe(statement, [ids], |row| row.get(0))
}

/// Whether there is that version of a recipe.
///
/// # Errors
/// What SQLite says.
pub(super) fn is_version(sql: &Sql<'_>, (id, version): RecipeKey) -> Result<bool> {
    let statement = "SELECT 1 FROM recipe_versions WHERE recipe_id = ?1 AND version = ?2";
    Ok(sql.maybe(statement, params![id, version], |_| Ok(()))?.is_some())
}

/// The names and newest versions of recipes.
///
/// # Errors
/// What SQLite says.
pub(super) fn known_as(sql: &Sql<'_>, ids: &[Id]) -> Result<HashMap<Id, (String, i64)>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let statement = "SELECT r.id, r.name, r.version FROM json_each(?1) asked \
                     CROSS JOIN recipes r ON r.id = asked.value";
    let ids = serde_json::to_string(ids).map_err(Error::internal)?;
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, (row.get(1)?, row.get(2)?)));
    Ok(sql.all(statement, [ids], read)?.into_iter().collect())
}

/// How many floors stand above a recipe, itself included, where each goes into the newest version of the
/// next; and every recipe there. More than [`MOST_DEPTH`] are not counted on.
///
/// # Errors
/// What SQLite says.
pub(super) fn above(sql: &Sql<'_>, id: Id) -> Result<(usize, HashSet<Id>)> {
    let statement = "SELECT DISTINCT i.recipe_id FROM json_each(?1) asked \
                     CROSS JOIN recipe_items i ON i.inner_id = asked.value \
                     CROSS JOIN recipes r ON r.id = i.recipe_id AND r.version = i.version";
    let (mut floors, mut all, mut level) = (0, HashSet::new(), vec![id]);
    while !level.is_empty() && floors <= MOST_DEPTH {
        floors += 1;
        all.extend(level.iter().copied());
        let asked = serde_json::to_string(&level).map_err(Error::internal)?;
        level = sql.all(statement, [asked], |row| row.get(0))?;
    }
    Ok((floors, all))
}
