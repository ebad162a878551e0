//! What a plan is made of.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

use crate::ids::Id;
use crate::nutrition::energy::Energy;
use crate::nutrition::nutrients::Tag;
use crate::nutrition::pantry::Ingredient;

/// Days of a plan at most: four weeks.
pub const MOST_DAYS: usize = 28;
/// Meals of a day at most.
pub const MOST_MEALS: usize = 12;
/// Items of a meal at most.
pub const MOST_ITEMS: usize = 60;
/// Items of a plan at most: four weeks of six meals of ten.
pub const MOST_ITEMS_IN_ALL: usize = 1700;
/// Grams of an item at most.
pub const MOST_GRAMS: f64 = 5000.0;

/// What has become of a plan.
pub const STATUSES: &[&str] = &["draft", "given", "ended"];
pub const DRAFT: &str = "draft";

/// Everything of a plan that a body may change.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Details {
    pub title: String,
    /// Civil days as `YYYY-MM-DD`, both inclusive.
    pub from_date: Option<String>,
    pub to_date: Option<String>,
    pub notes: Option<String>,
    pub targets: Vec<Target>,
    /// How the energy was found: equation, inputs, result.
    pub energy: Option<Energy>,
    pub days: Vec<Day>,
}

/// What a day shall have of a nutrient, in that nutrient's unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Target {
    #[serde(deserialize_with = "tag")]
    pub nutrient: Tag,
    pub min: Option<f64>,
    pub aim: Option<f64>,
    pub max: Option<f64>,
    pub source: Option<String>,
}

fn tag<'de, D: Deserializer<'de>>(from: D) -> Result<Tag, D::Error> {
    let name = String::deserialize(from)?;
    name.parse().map_err(|()| serde::de::Error::custom("no nutrient"))
}

/// A day: of the week, of a date, or every day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Day {
    pub label: String,
    #[serde(default)]
    pub date: Option<String>,
    /// Of a day that somebody told of: whether that is all.
    #[serde(default = "all_of_it")]
    pub is_complete: bool,
    pub meals: Vec<Meal>,
}

fn all_of_it() -> bool {
    true
}

impl Default for Day {
    fn default() -> Self {
        Self { label: String::new(), date: None, is_complete: true, meals: Vec::new() }
    }
}

/// A meal of a day.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Meal {
    pub name: String,
    /// As it is written: 07:30.
    pub time: Option<String>,
    pub note: Option<String>,
    pub items: Vec<Item>,
}

/// A food, a recipe, exchanges or words, and how much.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    pub id: Id,
    pub food_id: Option<Id>,
    pub recipe_id: Option<Id>,
    pub recipe_version: Option<i64>,
    /// A group of exchanges, of which `count` are eaten.
    #[serde(default)]
    pub exchange_id: Option<Id>,
    /// Words alone have no values, and are not counted.
    pub text: Option<String>,
    pub grams: Option<f64>,
    pub count: Option<f64>,
    pub portion_id: Option<Id>,
    /// The portion's name by language.
    pub portion: Option<BTreeMap<String, String>>,
    pub note: Option<String>,
    /// The item of the same meal that this one may be eaten instead of.
    pub alternative_of: Option<Id>,
    /// Of an item and its alternatives the one that counts.
    pub is_chosen: bool,
}

impl Item {
    /// Where its values are from, and how much of it: grams, or exchanges of a group.
    pub fn eaten(&self) -> Option<(Ingredient, f64)> {
        if let Some(group) = self.exchange_id {
            return Some((Ingredient::Exchange(group), self.count?));
        }
        let what = match (self.food_id, self.recipe_id, self.recipe_version) {
            (Some(food), _, _) => Ingredient::Food(food),
            (None, Some(recipe), Some(version)) => Ingredient::Recipe((recipe, version)),
            _ => return None,
        };
        Some((what, self.grams?))
    }
}

/// Every item of these days.
pub fn items_of(days: &[Day]) -> impl Iterator<Item = &Item> {
    days.iter().flat_map(|day| &day.meals).flat_map(|meal| &meal.items)
}

impl Details {
    /// Every item.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        items_of(&self.days)
    }

    /// Everything that its values are from.
    pub fn ingredients(&self) -> impl Iterator<Item = Ingredient> {
        self.items().filter_map(|item| Some(item.eaten()?.0))
    }
}

impl Day {
    /// Whether nothing is planned.
    pub fn is_empty(&self) -> bool {
        self.meals.iter().all(|meal| meal.items.is_empty())
    }
}

impl Meal {
    /// The items of a meal, each followed by what may be eaten instead of it.
    pub fn groups(&self) -> Vec<Vec<&Item>> {
        let first = self.items.iter().filter(|item| item.alternative_of.is_none());
        let with_others = |item| {
            let id: &Item = item;
            let others = self.items.iter().filter(|other| other.alternative_of == Some(id.id));
            std::iter::once(id).chain(others).collect()
        };
        first.map(with_others).collect()
    }
}
