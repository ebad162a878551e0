//! What is answered about a recipe.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::value::RawValue;

use super::store;
use crate::clock::Moment;
use crate::db::Sql;
use crate::error::{Error, Result};
use crate::ids::Id;
use crate::nutrition::exact::Exact;
use crate::nutrition::nutrients::Tag;
use crate::nutrition::pantry::load::load;
use crate::nutrition::pantry::{Ingredient, Pantry, Recipe, Sums, write_totals};
use crate::nutrition::totals::Part;

/// A recipe: the `recipe` of every answer.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct RecipeView {
    pub id: Id,
    pub name: String,
    pub servings: f64,
    pub yield_g: Option<f64>,
    pub steps: Option<String>,
    pub is_archived: bool,
    pub items: Vec<ItemView>,
    /// Everything that goes in, and what one serving weighs, g.
    pub raw_g: f64,
    pub serving_g: f64,
    pub per_100g: Box<RawValue>,
    pub per_serving: Box<RawValue>,
    pub energy_shares: Option<SharesView>,
    /// How the tables whose values these are want to be cited.
    pub citations: Vec<String>,
    pub created_by: Option<Id>,
    pub updated_by: Option<Id>,
    pub created_at: Moment,
    pub updated_at: Moment,
    pub version: i64,
    #[serde(skip)]
    pub one_serving: Sums,
    #[serde(skip)]
    pub one_hundred: Sums,
}

/// What goes in, with its name.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ItemView {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub food_id: Option<Id>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipe_id: Option<Id>,
    /// Of an inner recipe the version that goes in, and the newest that there is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipe_version: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub newest_version: Option<i64>,
    pub name: String,
    pub names: std::collections::BTreeMap<String, String>,
    pub grams: f64,
    pub note: Option<String>,
}

/// Percent of the energy by part, and whether the table's own energy lies far from their sum.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct SharesView {
    pub protein: f64,
    pub carbohydrate: f64,
    pub polyols: f64,
    pub fat: f64,
    pub alcohol: f64,
    pub fibre: f64,
    pub organic_acids: f64,
    /// The sum of the parts.
    pub kcal: f64,
    pub has_gap: bool,
}

impl SharesView {
    /// None where nothing gives energy.
    pub fn of(sums: &Sums) -> Option<Self> {
        let shares = sums.shares();
        Some(Self {
            protein: shares.percent(Part::Protein)?,
            carbohydrate: shares.percent(Part::Carbohydrate)?,
            polyols: shares.percent(Part::Polyols)?,
            fat: shares.percent(Part::Fat)?,
            alcohol: shares.percent(Part::Alcohol)?,
            fibre: shares.percent(Part::Fibre)?,
            organic_acids: shares.percent(Part::OrganicAcids)?,
            kcal: shares.kcal().nearest(),
            has_gap: shares.has_gap(sums.get(Tag::ENERC_KCAL)),
        })
    }
}

/// A recipe in its newest version.
///
/// # Errors
/// 404.
pub(crate) fn read(sql: &Sql<'_>, id: Id) -> Result<RecipeView> {
    let stored = store::load(sql, id)?;
    let key = (id, stored.version);
    let pantry = load(sql, [Ingredient::Recipe(key)])?;
    let recipe =
        pantry.recipes.get(&key).ok_or_else(|| Error::internal("a recipe without its version"))?;
    let whole = pantry.whole(key, &mut Default::default());
    let part = |grams: f64| whole.scaled(Exact::of(grams) / Exact::of(recipe.weight_g()));
    // A serving is the whole by its number, not by a weight that was divided already.
    let one_serving = whole.scaled(Exact::of(1.0) / Exact::of(recipe.servings));
    let one_hundred = part(100.0);
    let tags = pantry.known();
    let details = stored.details;
    let inner: Vec<Id> = details.items.iter().filter_map(|item| item.recipe_id).collect();
    let known = store::known_as(sql, &inner)?;
    let items = details.items.iter().map(|item| item_view(item, &pantry, &known)).collect();
    Ok(RecipeView {
        id,
        items,
        raw_g: recipe.raw_g(),
        serving_g: serving_g(recipe),
        per_100g: totals(&one_hundred, &tags)?,
        per_serving: totals(&one_serving, &tags)?,
        energy_shares: SharesView::of(&one_hundred),
        citations: pantry.citations(),
        name: details.name,
        servings: details.servings,
        yield_g: details.yield_g,
        steps: details.steps,
        is_archived: details.is_archived,
        created_by: stored.created_by,
        updated_by: stored.updated_by,
        created_at: stored.created_at,
        updated_at: stored.updated_at,
        version: stored.version,
        one_serving,
        one_hundred,
    })
}

fn serving_g(recipe: &Recipe) -> f64 {
    (Exact::of(recipe.weight_g()) / Exact::of(recipe.servings)).nearest()
}

/// An ingredient; an inner recipe by the name that it has now.
fn item_view(item: &super::Item, pantry: &Pantry, known: &HashMap<Id, (String, i64)>) -> ItemView {
    let food = item.food_id.and_then(|id| pantry.foods.get(&id));
    let inner = item.recipe_id.and_then(|id| known.get(&id));
    ItemView {
        food_id: item.food_id,
        recipe_id: item.recipe_id,
        recipe_version: item.recipe_version,
        newest_version: inner.map(|(_, newest)| *newest),
        name: food
            .map(|food| food.name.clone())
            .or_else(|| inner.map(|(name, _)| name.clone()))
            .unwrap_or_default(),
        names: food.map(|food| food.names.clone()).unwrap_or_default(),
        grams: item.grams,
        note: item.note.clone(),
    }
}

/// Totals as JSON.
///
/// # Errors
/// None that is foreseen.
pub(crate) fn totals(sums: &Sums, tags: &[Tag]) -> Result<Box<RawValue>> {
    let mut json = Vec::with_capacity(tags.len() * 96);
    write_totals(&mut json, sums, tags);
    RawValue::from_string(String::from_utf8(json).map_err(Error::internal)?)
        .map_err(Error::internal)
}
