//! The pantry of a plan or recipe: everything that its sums are made of, in memory.
//!
//! A draft's is read anew; a plan that is given keeps its own, so that neither a new edition of a
//! food table nor a better recipe changes what somebody has on the kitchen door.

mod apart;
#[cfg(test)]
mod derived_tests;
mod kept;
pub mod load;
mod sums;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

pub use sums::{Sums, write_totals};

use crate::ids::Id;
use crate::nutrition::foods::value::Composition;

/// A recipe in one of its versions.
pub type RecipeKey = (Id, i64);

/// Foods and recipes by their ids.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pantry {
    pub foods: HashMap<Id, Food>,
    pub recipes: HashMap<RecipeKey, Recipe>,
    pub exchanges: HashMap<Id, Exchange>,
}

/// A food as sums and pages need it.
#[derive(Clone, Debug, PartialEq)]
pub struct Food {
    /// In its table's language.
    pub name: String,
    /// By the code of the language.
    pub names: std::collections::BTreeMap<String, String>,
    /// From the widest to the narrowest.
    pub group: Vec<String>,
    /// Shown wherever its values are.
    pub citation: String,
    pub composition: Composition,
}

impl Food {
    pub fn name_in(&self, language: &str) -> &str {
        self.names.get(language).map_or(self.name.as_str(), String::as_str)
    }
}

/// A group of exchanges.
#[derive(Clone, Debug, PartialEq)]
pub struct Exchange {
    /// By the code of the language.
    pub names: std::collections::BTreeMap<String, String>,
    /// Of one exchange: the system's own, rounded figures.
    pub composition: Composition,
    /// What one exchange may be: foods by their names, with grams.
    pub swaps: Vec<(std::collections::BTreeMap<String, String>, f64)>,
}

impl Exchange {
    pub fn name_in(&self, language: &str) -> &str {
        let name = self.names.get(language).or_else(|| self.names.values().next());
        name.map_or("", String::as_str)
    }
}

/// A recipe's version.
#[derive(Clone, Debug, PartialEq)]
pub struct Recipe {
    pub name: String,
    pub servings: f64,
    /// Cooked; without it as much as goes in.
    pub yield_g: Option<f64>,
    pub parts: Vec<Part>,
}

/// What goes into a recipe.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    pub what: Ingredient,
    /// Raw.
    pub grams: f64,
}

/// A food, a recipe within a recipe, or exchanges of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ingredient {
    Food(Id),
    Recipe(RecipeKey),
    /// A group of exchanges; recipes have none.
    Exchange(Id),
}

impl Recipe {
    /// Everything that goes in, g.
    pub fn raw_g(&self) -> f64 {
        let parts = self.parts.iter().map(|part| crate::nutrition::exact::Exact::of(part.grams));
        parts.sum::<crate::nutrition::exact::Exact>().nearest()
    }

    /// As it is eaten, g.
    pub fn weight_g(&self) -> f64 {
        self.yield_g.unwrap_or_else(|| self.raw_g())
    }

    /// One serving, g.
    pub fn serving_g(&self) -> f64 {
        self.weight_g() / self.servings
    }
}

impl Pantry {
    /// What of it these are made of.
    pub fn part(&self, wanted: impl IntoIterator<Item = Ingredient>) -> Self {
        let mut part = Self::default();
        let mut left: Vec<Ingredient> = wanted.into_iter().collect();
        while let Some(what) = left.pop() {
            match what {
                Ingredient::Food(id) => {
                    part.foods.extend(self.foods.get(&id).map(|food| (id, food.clone())));
                }
                Ingredient::Exchange(id) => {
                    part.exchanges.extend(self.exchanges.get(&id).map(|one| (id, one.clone())));
                }
                Ingredient::Recipe(key) if part.recipes.contains_key(&key) => {}
                Ingredient::Recipe(key) => {
                    if let Some(recipe) = self.recipes.get(&key) {
                        left.extend(recipe.parts.iter().map(|part| part.what));
                        part.recipes.insert(key, recipe.clone());
                    }
                }
            }
        }
        part
    }

    /// The foods whose values are used, with where they are from: each citation once.
    pub fn citations(&self) -> Vec<String> {
        let mut all: Vec<String> = self
            .foods
            .values()
            .map(|food| food.citation.clone())
            .filter(|c| !c.is_empty())
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}
