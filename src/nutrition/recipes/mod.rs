//! Recipes: foods and recipes by raw weight, cooked to a weight, shared into servings. Saving makes
//! a new version; a plan keeps the one that it was made with, and so does a recipe of what is in it.
//!
//! What cooking destroys is not modelled: the values are those of what goes in.

pub(super) mod api;
pub(crate) mod input;
pub(crate) mod list;
pub(crate) mod renewal;
pub(crate) mod service;
pub(crate) mod store;
pub(crate) mod view;
mod within;

pub use list::RecipeList;

use serde::Serialize;

use crate::ids::Id;

/// Items of a recipe at most.
pub const MOST_ITEMS: usize = 100;
/// Foods of a recipe at most, those of the recipes in it as often as they are in it: a dish of six is
/// thirty, and what a hundred items of a hundred come to nobody cooks.
pub const MOST_FOODS: u64 = 1000;
/// Recipes within recipes: so deep at most, the outermost being the first.
pub const MOST_DEPTH: usize = 5;
/// Grams of an item at most.
pub const MOST_GRAMS: f64 = 100_000.0;

/// What people write of a recipe.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Details {
    pub name: String,
    pub servings: f64,
    /// Cooked; without it as much as goes in.
    pub yield_g: Option<f64>,
    pub steps: Option<String>,
    pub is_archived: bool,
    pub items: Vec<Item>,
}

/// What goes in: a food or a recipe.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Item {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub food_id: Option<Id>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipe_id: Option<Id>,
    /// Of a recipe: which of its versions goes in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipe_version: Option<i64>,
    /// Raw.
    pub grams: f64,
    pub note: Option<String>,
}
