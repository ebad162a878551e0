//! What is answered about an exchange system.

use std::collections::HashMap;

use serde::Serialize;

use super::store::Stored;
use super::{Carrier, Group};
use crate::clock::Moment;
use crate::db::Sql;
use crate::error::{Error, Result, Thing};
use crate::ids::Id;
use crate::nutrition::foods::store::{briefs, compositions};
use crate::nutrition::foods::view::{FoodBrief, Names};

/// A system: the `exchange_system` of every answer.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct SystemView {
    pub id: Id,
    pub name: String,
    pub source: Option<String>,
    pub is_archived: bool,
    pub groups: Vec<GroupView>,
    pub created_at: Moment,
    pub updated_at: Moment,
    pub version: i64,
}

/// A group with the figures of one exchange, g and kcal.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct GroupView {
    pub id: Id,
    pub names: Names,
    pub carried_by: Carrier,
    pub carbohydrate: Option<f64>,
    pub protein: Option<f64>,
    pub fat: Option<f64>,
    pub alcohol: Option<f64>,
    pub kcal: Option<f64>,
    pub foods: Vec<SwapView>,
}

/// So much of that food is one exchange.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct SwapView {
    pub food_id: Id,
    pub name: String,
    pub names: Names,
    pub grams: f64,
}

/// What one exchange of a food would be in a group.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Proposal {
    pub exchange_id: Id,
    pub names: Names,
    /// None where the food's table does not say.
    pub grams: Option<f64>,
}

/// A system with the names of its foods.
///
/// # Errors
/// What SQLite says.
pub(crate) fn view(sql: &Sql<'_>, stored: Stored) -> Result<SystemView> {
    let foods = stored.details.groups.iter().flat_map(|group| &group.foods);
    let mut ids: Vec<Id> = foods.map(|swap| swap.food_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let known = if ids.is_empty() { HashMap::new() } else { briefs(sql, &ids)? };
    Ok(SystemView {
        id: stored.id,
        name: stored.details.name,
        source: stored.details.source,
        is_archived: stored.details.is_archived,
        groups: stored.details.groups.into_iter().map(|group| shown(group, &known)).collect(),
        created_at: stored.created_at,
        updated_at: stored.updated_at,
        version: stored.version,
    })
}

fn shown(group: Group, known: &HashMap<Id, FoodBrief>) -> GroupView {
    let swap = |swap: super::Swap| {
        let food = known.get(&swap.food_id);
        SwapView {
            food_id: swap.food_id,
            name: food.map(|food| food.name.clone()).unwrap_or_default(),
            names: food.map(|food| food.names.clone()).unwrap_or_default(),
            grams: swap.grams,
        }
    };
    GroupView {
        id: group.id,
        names: group.names,
        carried_by: group.carried_by,
        carbohydrate: group.carbohydrate,
        protein: group.protein,
        fat: group.fat,
        alcohol: group.alcohol,
        kcal: group.kcal,
        foods: group.foods.into_iter().map(swap).collect(),
    }
}

/// What one exchange of that food would be in each group.
///
/// # Errors
/// 404 for an unknown food.
pub(super) fn proposals(sql: &Sql<'_>, system: Stored, food: Id) -> Result<Vec<Proposal>> {
    if !briefs(sql, &[food])?.contains_key(&food) {
        return Err(Error::not_found(Thing::Food).about("food", food));
    }
    let composition = compositions(sql, &[food])?.remove(&food).unwrap_or_default();
    let of = |group: Group| Proposal {
        exchange_id: group.id,
        grams: group.proposed(&composition),
        names: group.names,
    };
    Ok(system.details.groups.into_iter().map(of).collect())
}
