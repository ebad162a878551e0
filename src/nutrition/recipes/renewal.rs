//! The inner recipes of a recipe in their newest versions: first looked at, then taken by an act. Until then
//! a recipe stays what it was saved as, and so do the plans of it.

use super::input::Changes;
use super::store::{self, Stored};
use super::{Details, service};
use crate::db::{Sql, Tx};
use crate::error::Result;
use crate::http::Precondition;
use crate::ids::Id;
use crate::nutrition::exact::Exact;
use crate::nutrition::pantry::load::load;
use crate::nutrition::pantry::{Ingredient, Part, Recipe, Sums};
use crate::patients::Author;

/// The name of an inner recipe, the version that is held and the newest.
type Newer = (String, i64, i64);

/// What the newest versions would make of a recipe.
#[derive(Clone, Debug)]
pub(crate) struct Renewal {
    pub inner: Vec<Newer>,
    pub one_serving: Sums,
}

/// The recipe with its inner recipes in their newest versions; none where it holds those.
///
/// # Errors
/// 404.
pub(crate) fn renewal(sql: &Sql<'_>, id: Id) -> Result<Option<Renewal>> {
    let details = store::load(sql, id)?.details;
    let (newest, inner) = newest_of(sql, &details)?;
    if inner.is_empty() {
        return Ok(None);
    }
    let part = |item: &super::Item| {
        let what = match (item.food_id, item.recipe_id.zip(item.recipe_version)) {
            (Some(food), _) => Ingredient::Food(food),
            (None, inner) => Ingredient::Recipe(inner?),
        };
        Some(Part { what, grams: item.grams })
    };
    let parts: Vec<Part> = newest.items.iter().filter_map(part).collect();
    let mut pantry = load(sql, parts.iter().map(|part| part.what))?;
    // A version that nothing is saved as.
    let key = (id, 0);
    let (servings, yield_g) = (newest.servings, newest.yield_g);
    pantry.recipes.insert(key, Recipe { name: newest.name, servings, yield_g, parts });
    let whole = pantry.whole(key, &mut Default::default());
    let one_serving = whole.scaled(Exact::of(1.0) / Exact::of(servings));
    Ok(Some(Renewal { inner, one_serving }))
}

/// Takes the newest versions: a new version of the recipe. Where it holds those nothing changes.
///
/// # Errors
/// 404; 409 for a stale version; 400 where the newest would hold this recipe, or stand too deep.
pub(crate) fn renew(
    tx: &Tx<'_>,
    author: &Author,
    id: Id,
    precondition: Precondition,
) -> Result<()> {
    let Stored { details, .. } = store::load(tx, id)?;
    let (newest, _) = newest_of(tx, &details)?;
    service::update(tx, author, id, Changes::of_items(newest.items), precondition)?;
    Ok(())
}

fn newest_of(sql: &Sql<'_>, held: &Details) -> Result<(Details, Vec<Newer>)> {
    let ids: Vec<Id> = held.items.iter().filter_map(|item| item.recipe_id).collect();
    let known = store::known_as(sql, &ids)?;
    let mut newest = held.clone();
    let mut inner = Vec::new();
    for item in &mut newest.items {
        let Some((name, version)) = item.recipe_id.and_then(|id| known.get(&id)) else { continue };
        let held = item.recipe_version.replace(*version).unwrap_or(*version);
        if held != *version {
            inner.push((name.clone(), held, *version));
        }
    }
    inner.sort();
    inner.dedup();
    Ok((newest, inner))
}
