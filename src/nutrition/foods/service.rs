//! A clinic's own foods: written anew, or as a copy of an official one, which itself never changes.

use serde_json::{Map, Value as Json, json};

use super::input::{FoodChanges, NewFood, NutrientChange};
use super::own::{self, Written};
use super::store;
use super::value::Value;
use super::view::{CarbohydrateBasis, FoodView, NutrientView};
use crate::audit::{Action, Entry, diff, record};
use crate::cache::Tag as Area;
use crate::db::{Creation, Tx, claim_id};
use crate::error::{Error, Result};
use crate::http::Precondition;
use crate::ids::Id;
use crate::message::message;
use crate::patients::Author;
use crate::shown::Shows;

/// Adds a food of the clinic's own, or answers with the one that the same request has added.
///
/// # Errors
/// 400 for an id in use; 404 for an unknown food to copy.
pub fn create(
    tx: &Tx<'_>,
    author: &Author,
    new: NewFood,
    body: &Map<String, Json>,
) -> Result<FoodView> {
    let id = match claim_id(tx, author.id, "food", new.id, body)? {
        Creation::New(id) => id,
        Creation::Again(id) => return store::view(tx, id),
    };
    let original = new.derived_from.map(|id| store::view(tx, id)).transpose()?;
    let written = written(original.as_ref(), new.changes)?;
    own::insert(tx, id, &written, new.derived_from, author.id)?;
    let created = store::view(tx, id)?;
    record_and_invalidate(tx, author, Action::Create, id, diff(&Json::Null, &facts(&created)))?;
    Ok(created)
}

/// Changes a food of the clinic's own.
///
/// # Errors
/// 404; 400 for a food of a table; 409 for a stale version.
pub fn update(
    tx: &Tx<'_>,
    author: &Author,
    id: Id,
    changes: FoodChanges,
    precondition: Precondition,
) -> Result<FoodView> {
    let old = store::view(tx, id)?;
    if !old.source.is_own() {
        return Err(Error::bad(
            "VALIDATION_ERROR",
            message(
                "foods-official",
                "This food belongs to a table, which never changes: make a copy of it and change \
                 that. Nothing was changed.",
            ),
        ));
    }
    precondition.check(old.version, || {
        Ok((json!({ "food": store::view(tx, id)? }).to_string(), Shows::nothing()))
    })?;
    let written = written(Some(&old), changes)?;
    let changed = diff(&facts(&old), &written_facts(&written));
    if changed.is_empty() {
        return Ok(old);
    }
    own::rewrite(tx, id, &written, author.id)?;
    let new = store::view(tx, id)?;
    record_and_invalidate(tx, author, Action::Update, id, diff(&facts(&old), &facts(&new)))?;
    Ok(new)
}

/// Stars a food for somebody, or takes the star off. It is their own affair: no row of the audit.
///
/// # Errors
/// 404.
pub fn star(tx: &Tx<'_>, by: Id, id: Id, is_favourite: bool) -> Result<()> {
    store::view(tx, id)?;
    own::star(tx, by, id, is_favourite)
}

/// What a food is once the changes are made.
fn written(old: Option<&FoodView>, changes: FoodChanges) -> Result<Written> {
    let name = changes.name.clone().value();
    let names = match (changes.names, &name, old) {
        (Some(names), ..) => names,
        // A new name stands for all languages until others are given.
        (None, Some(_), _) | (None, None, None) => Default::default(),
        (None, None, Some(old)) => old.names.clone(),
    };
    let basis = changes.basis.value().and_then(CarbohydrateBasis::named);
    let mut nutrients: Vec<NutrientView> = old.map(|old| old.nutrients.clone()).unwrap_or_default();
    changes.nutrients.iter().for_each(|change| apply(change, &mut nutrients));
    nutrients
        .retain(|nutrient| nutrient.value() != Value::Missing || nutrient.source_text.is_some());
    let kept = || old.map(|old| old.portions.iter().map(|p| (p.names.clone(), p.grams)).collect());
    Ok(Written {
        name: name.or_else(|| old.map(|old| old.name.clone())).unwrap_or_default(),
        names,
        scientific_name: old.and_then(|old| old.scientific_name.clone()),
        group: changes.group.or_else(|| old.map(|old| old.group.clone())).unwrap_or_default(),
        edible_share: changes.edible_share.or(old.and_then(|old| old.edible_share)),
        density: changes.density.or(old.and_then(|old| old.density)),
        basis: basis
            .or(old.map(|old| old.carbohydrate_basis))
            .unwrap_or(CarbohydrateBasis::Available),
        is_archived: changes
            .is_archived
            .unwrap_or(old.is_some_and(|old| old.is_archived && old.source.is_own())),
        portions: changes.portions.or_else(kept).unwrap_or_default(),
        nutrients,
    })
}

fn apply(change: &NutrientChange, nutrients: &mut Vec<NutrientView>) {
    nutrients.retain(|known| known.nutrient != change.tag);
    let value = change.value;
    nutrients.push(NutrientView {
        state: value.state(),
        amount: value.amount(),
        upper: value.upper(),
        ..NutrientView::missing(change.tag)
    });
}

/// What is said of a food in the audit.
fn facts(food: &FoodView) -> Json {
    let portions: Vec<Json> = food.portions.iter().map(|p| json!([p.names, p.grams])).collect();
    let mut facts = json!({
        "name": food.name, "names": food.names, "group": food.group, "edible_share": food.edible_share,
        "density": food.density, "carbohydrate_basis": food.carbohydrate_basis,
        "is_archived": food.is_archived, "portions": portions,
    });
    add_values(&mut facts, &food.nutrients);
    facts
}

fn written_facts(food: &Written) -> Json {
    let portions: Vec<Json> =
        food.portions.iter().map(|(names, grams)| json!([names, grams])).collect();
    let mut facts = json!({
        "name": food.name, "names": food.names, "group": food.group, "edible_share": food.edible_share,
        "density": food.density, "carbohydrate_basis": food.basis,
        "is_archived": food.is_archived, "portions": portions,
    });
    add_values(&mut facts, &food.nutrients);
    facts
}

fn add_values(facts: &mut Json, nutrients: &[NutrientView]) {
    for nutrient in nutrients {
        let said = match nutrient.value() {
            Value::Missing => continue,
            Value::Amount(amount) => json!(amount),
            Value::LessThan(upper) => json!(format!("< {upper}")),
            Value::Trace => json!("trace"),
        };
        facts[nutrient.nutrient.name()] = said;
    }
}

fn record_and_invalidate(
    tx: &Tx<'_>,
    author: &Author,
    action: Action,
    id: Id,
    changes: Map<String, Json>,
) -> Result<()> {
    record(tx, &author.actor, &Entry::new(action, "food").on(id).changing(changes))?;
    tx.touch(Area::Foods);
    Ok(())
}
