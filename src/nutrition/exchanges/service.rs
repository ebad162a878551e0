//! The acts on an exchange system: each with its audit row and the answers that it makes untrue.

use serde_json::{Map, Value, json};

use super::Details;
use super::input::{Changes, NewSystem};
use super::store::{self, Stored};
use super::view::view;
use crate::audit::{Action, Entry, diff, record};
use crate::cache::Tag;
use crate::db::{Creation, Tx, claim_id};
use crate::error::{Error, Result, Thing};
use crate::http::Precondition;
use crate::ids::Id;
use crate::message::message;
use crate::nutrition::recipes::store::unknown_food;
use crate::patients::Author;
use crate::shown::Shows;

/// # Errors
/// 400 for an id in use; 404 for an unknown food.
pub(crate) fn create(
    tx: &Tx<'_>,
    author: &Author,
    new: NewSystem,
    body: &Map<String, Value>,
) -> Result<Stored> {
    let id = match claim_id(tx, author.id, "exchange_system", new.id, body)? {
        Creation::New(id) => id,
        Creation::Again(id) => return store::load(tx, id),
    };
    must_stand(tx, id, &new.details)?;
    store::insert(tx, id, &new.details, author.id)?;
    record_and_invalidate(
        tx,
        author,
        Action::Create,
        id,
        diff(&Value::Null, &facts(&new.details)),
    )?;
    store::load(tx, id)
}

/// Changes what the body names. A change that changes nothing leaves the version alone. A plan that
/// was given keeps the figures that it was given with.
///
/// # Errors
/// 404; 409 for a stale version.
pub(crate) fn update(
    tx: &Tx<'_>,
    author: &Author,
    id: Id,
    changes: Changes,
    precondition: Precondition,
) -> Result<Stored> {
    let current = store::load(tx, id)?;
    precondition.check(current.version, || {
        let now = view(tx, current.clone())?;
        Ok((json!({ "exchange_system": now }).to_string(), Shows::nothing()))
    })?;
    let new = changes.apply_to(&current.details);
    if new == current.details {
        return Ok(current);
    }
    must_stand(tx, id, &new)?;
    must_not_be_missed(tx, &current.details, &new)?;
    store::rewrite(tx, id, &new, author.id)?;
    record_and_invalidate(
        tx,
        author,
        Action::Update,
        id,
        diff(&facts(&current.details), &facts(&new)),
    )?;
    store::load(tx, id)
}

/// A group that a draft or an intake has stays: their sums are made of it.
fn must_not_be_missed(tx: &Tx<'_>, old: &Details, new: &Details) -> Result<()> {
    let stays = |group: &super::Group| new.groups.iter().any(|other| other.id == group.id);
    for group in old.groups.iter().filter(|group| !stays(group)) {
        if store::is_planned(tx, group.id)? {
            let must = message(
                "exchange-in-use",
                "are in plans or records of what was eaten and stay; the system can be put away",
            );
            return Err(Error::field("groups", must).and_nothing_changed());
        }
    }
    Ok(())
}

/// Every food is known, and no group is another system's.
fn must_stand(tx: &Tx<'_>, id: Id, details: &Details) -> Result<()> {
    let foods: Vec<Id> =
        details.groups.iter().flat_map(|group| &group.foods).map(|swap| swap.food_id).collect();
    if let Some(unknown) = unknown_food(tx, &foods)? {
        return Err(Error::not_found(Thing::Food).about("food", unknown));
    }
    let others: Vec<Id> = store::all(tx)?
        .into_iter()
        .filter(|system| system.id != id)
        .flat_map(|system| system.details.groups)
        .map(|group| group.id)
        .collect();
    match details.groups.iter().position(|group| others.contains(&group.id)) {
        Some(at) => {
            let must = message("taken-by-record", "is taken by another record");
            Err(Error::field(&format!("groups[{at}].id"), must).and_nothing_changed())
        }
        None => Ok(()),
    }
}

/// What the trail tells of a system: its groups one by one, their foods by number.
fn facts(details: &Details) -> Value {
    let mut facts = serde_json::to_value(details).unwrap_or_default();
    let group = |group: &super::Group| {
        let figure = |figure: Option<f64>| figure.map_or("–".to_owned(), |one| one.to_string());
        format!(
            "{}: {} / {} / {} / {}, {} foods",
            group.name_in("en"),
            figure(group.carbohydrate),
            figure(group.protein),
            figure(group.fat),
            figure(group.kcal),
            group.foods.len()
        )
    };
    facts["groups"] = details.groups.iter().map(group).collect();
    facts
}

fn record_and_invalidate(
    tx: &Tx<'_>,
    author: &Author,
    action: Action,
    id: Id,
    changes: Map<String, Value>,
) -> Result<()> {
    record(tx, &author.actor, &Entry::new(action, "exchange_system").on(id).changing(changes))?;
    tx.touch(Tag::Recipes);
    tx.touch(Tag::Plans);
    Ok(())
}
