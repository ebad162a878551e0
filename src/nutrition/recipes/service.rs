//! The acts on a recipe: each with its audit row and the answers that it makes untrue.

use serde_json::{Map, Value, json};

use super::input::{Changes, NewRecipe};
use super::store::{self, Stored};
use super::view::{self, RecipeView};
use super::within::Within;
use super::{Details, Item, MOST_DEPTH, MOST_FOODS};
use crate::audit::{Action, Entry, diff, record};
use crate::cache::Tag;
use crate::db::{Creation, Tx, claim_id};
use crate::error::{Error, Result, Thing};
use crate::http::Precondition;
use crate::ids::Id;
use crate::message::message;
use crate::patients::Author;
use crate::shown::Shows;

/// # Errors
/// 400 for an id in use or too deep a recipe; 404 for an unknown food or recipe.
pub(crate) fn create(
    tx: &Tx<'_>,
    author: &Author,
    new: NewRecipe,
    body: &Map<String, Value>,
) -> Result<RecipeView> {
    let id = match claim_id(tx, author.id, "recipe", new.id, body)? {
        Creation::New(id) => id,
        Creation::Again(id) => return view::read(tx, id),
    };
    let details = pinned(tx, id, new.details, &[])?;
    may_hold(tx, id, &details)?;
    store::insert(tx, id, &details, author.id)?;
    record_and_invalidate(tx, author, Action::Create, id, diff(&Value::Null, &details))?;
    view::read(tx, id)
}

/// Makes a new version of what the body changes; none of what changes nothing.
///
/// # Errors
/// 404; 409 for a stale version; 400 for a recipe that would hold itself, or too deep a one.
pub(crate) fn update(
    tx: &Tx<'_>,
    author: &Author,
    id: Id,
    changes: Changes,
    precondition: Precondition,
) -> Result<RecipeView> {
    let Stored { details: old, version, .. } = store::load(tx, id)?;
    precondition.check(version, || {
        let current = view::read(tx, id)?;
        Ok((json!({ "recipe": current }).to_string(), Shows::nothing()))
    })?;
    let new = pinned(tx, id, changes.apply_to(&old), &old.items)?;
    if new != old {
        // What it has already was looked at when it came in: it can be called otherwise, or put away.
        if new.items != old.items {
            may_hold(tx, id, &new)?;
        }
        store::renew(tx, id, version + 1, &new, author.id)?;
        record_and_invalidate(tx, author, Action::Update, id, diff(&old, &new))?;
    }
    view::read(tx, id)
}

/// The same with a version of each inner recipe: as asked for, else as the recipe holds it already, else
/// the newest.
///
/// # Errors
/// 404 for an unknown recipe; 400 for a version that there is not, or the recipe itself.
fn pinned(tx: &Tx<'_>, id: Id, mut details: Details, held: &[Item]) -> Result<Details> {
    for (place, item) in details.items.iter_mut().enumerate() {
        let Some(inner) = item.recipe_id else { continue };
        if inner == id {
            return Err(holds_itself(&format!("items[{place}].recipe_id")));
        }
        let newest = store::newest(tx, inner)?;
        let held = held.iter().find(|known| known.recipe_id == Some(inner));
        let version = item.recipe_version.or(held.and_then(|known| known.recipe_version));
        let version = version.unwrap_or(newest);
        if !store::is_version(tx, (inner, version))? {
            let must = message("not-offered", "must be a version of this recipe");
            let field = format!("items[{place}].recipe_version");
            return Err(Error::field(&field, must).and_nothing_changed());
        }
        item.recipe_version = Some(version);
    }
    Ok(details)
}

/// # Errors
/// 404 for what is not there; 400 for a recipe that would hold itself, by whatever way, that would come
/// to more foods than anybody cooks, or that would stand too deep: also for the recipes that hold it.
fn may_hold(tx: &Tx<'_>, id: Id, details: &Details) -> Result<()> {
    let foods: Vec<Id> = details.items.iter().filter_map(|item| item.food_id).collect();
    if let Some(unknown) = store::unknown_food(tx, &foods)? {
        return Err(Error::not_found(Thing::Food).about("food", unknown));
    }
    let (above, outer) = store::above(tx, id)?;
    let held = |item: &Item| item.recipe_id.zip(item.recipe_version);
    let mut within = Within::of(tx, details.items.iter().filter_map(held), id)?;
    let mut all = foods.len() as u64;
    for (place, item) in details.items.iter().enumerate() {
        let Some(key) = held(item) else { continue };
        let field = format!("items[{place}].recipe_id");
        let inner = within.size(key);
        if inner.is_sought || outer.contains(&key.0) {
            return Err(holds_itself(&field));
        }
        if above + inner.floors > MOST_DEPTH {
            let must = message(
                "recipe-too-deep",
                "goes too deep: at most {most} recipes within one another",
            );
            return Err(Error::field(&field, must.count("most", MOST_DEPTH)).and_nothing_changed());
        }
        all = all.saturating_add(inner.foods);
    }
    if all > MOST_FOODS {
        let must = message(
            "recipe-too-many-foods",
            "come to {foods} foods with those of the recipes among them: at most {most}",
        );
        let must = must.count("foods", all).count("most", MOST_FOODS);
        return Err(Error::field("items", must).and_nothing_changed());
    }
    Ok(())
}

fn holds_itself(field: &str) -> Error {
    Error::field(field, message("recipe-holds-itself", "holds this recipe itself"))
        .and_nothing_changed()
}

fn record_and_invalidate(
    tx: &Tx<'_>,
    author: &Author,
    action: Action,
    id: Id,
    changes: Map<String, Value>,
) -> Result<()> {
    record(tx, &author.actor, &Entry::new(action, "recipe").on(id).changing(changes))?;
    tx.touch(Tag::Recipes);
    Ok(())
}
