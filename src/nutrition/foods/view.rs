//! What is answered about a food.

use std::collections::BTreeMap;

use serde::Serialize;

use super::value::{Composition, State, Value};
use crate::clock::Moment;
use crate::ids::Id;
use crate::nutrition::nutrients::Tag;

/// What carbohydrate means in a table: the bases are never added up as they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CarbohydrateBasis {
    /// Available carbohydrate, polyols included (`CHOAVL`).
    Available,
    /// The same as monosaccharides: up to 1.1 times as much where it is starch (`CHOAVL`).
    MonosaccharideEquivalents,
    /// What is left when all else is taken off, fibre included (`CHOCDF`).
    ByDifference,
}

impl CarbohydrateBasis {
    const ALL: [Self; 3] = [Self::Available, Self::MonosaccharideEquivalents, Self::ByDifference];

    /// As the API and the database write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::MonosaccharideEquivalents => "monosaccharide_equivalents",
            Self::ByDifference => "by_difference",
        }
    }

    /// The basis of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|basis| basis.name() == name)
    }
}

impl Serialize for CarbohydrateBasis {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// Names by the code of their language.
pub type Names = BTreeMap<String, String>;

/// The table that a food stands in, as far as its values need it beside them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SourceView {
    pub id: Id,
    pub family: String,
    pub name: String,
    /// The edition.
    pub version: String,
    pub licence: String,
    pub citation: String,
    pub url: Option<String>,
    pub note: Option<String>,
    pub state: String,
    pub imported_at: Moment,
}

impl SourceView {
    /// The clinic's own foods.
    pub const CLINIC: &str = "clinic";
    /// The table that comes with the program.
    pub const STARTER: &str = "starter";

    /// Whether the clinic may edit its foods.
    pub fn is_own(&self) -> bool {
        self.family == Self::CLINIC
    }

    /// Whether it came with the program: its codes say nothing to anybody else.
    pub fn is_starter(&self) -> bool {
        self.family == Self::STARTER
    }
}

/// A household measure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PortionView {
    pub id: Id,
    pub name: String,
    pub names: Names,
    /// Of one.
    pub grams: f64,
    pub is_default: bool,
}

/// What is known of a nutrient in a food, with what the table says beside it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NutrientView {
    pub nutrient: Tag,
    pub unit: &'static str,
    pub state: State,
    pub amount: Option<f64>,
    /// What it is less than.
    pub upper: Option<f64>,
    pub min: Option<f64>,
    pub max: Option<f64>,
    pub confidence: Option<String>,
    /// How it was converted or computed, where it was.
    pub derived: Option<String>,
    /// What the table says there, where the value does not say it.
    pub source_text: Option<String>,
}

impl NutrientView {
    /// What is known of it.
    pub fn value(&self) -> Value {
        Value::of_columns(self.state.name(), self.amount, self.upper)
    }

    /// A nutrient that the table says nothing of.
    pub fn missing(tag: Tag) -> Self {
        Self {
            nutrient: tag,
            unit: tag.nutrient().unit.symbol(),
            state: State::Missing,
            amount: None,
            upper: None,
            min: None,
            max: None,
            confidence: None,
            derived: None,
            source_text: None,
        }
    }
}

/// A food: the `food` of every answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FoodView {
    pub id: Id,
    pub source_id: Id,
    pub source: SourceView,
    pub code: String,
    /// In the language of its source.
    pub name: String,
    pub names: Names,
    pub scientific_name: Option<String>,
    /// From the widest group to the narrowest.
    pub group: Vec<String>,
    /// Percent of what is bought.
    pub edible_share: Option<f64>,
    /// g/ml.
    pub density: Option<f64>,
    pub carbohydrate_basis: CarbohydrateBasis,
    pub is_average: bool,
    pub is_archived: bool,
    /// The food that this is a copy of.
    pub derived_from: Option<Id>,
    pub portions: Vec<PortionView>,
    /// Every nutrient, in the order of display.
    pub nutrients: Vec<NutrientView>,
    pub created_at: Moment,
    pub updated_at: Moment,
    pub version: i64,
}

impl FoodView {
    /// The name in that language, or that of its source.
    pub fn name_in(&self, language: &str) -> &str {
        name_in(&self.names, &self.name, language)
    }

    /// What is in it.
    pub fn composition(&self) -> Composition {
        let mut composition = Composition::default();
        for nutrient in &self.nutrients {
            composition.set(nutrient.nutrient, nutrient.value());
        }
        composition
    }
}

/// The name in that language, or the one that stands for all.
pub fn name_in<'n>(names: &'n Names, name: &'n str, language: &str) -> &'n str {
    names.get(language).map_or(name, String::as_str)
}

/// What lists, recipes and plans show of a food, without its values.
#[derive(Clone, Debug, PartialEq)]
pub struct FoodBrief {
    pub id: Id,
    pub source_id: Id,
    pub name: String,
    pub names: Names,
    pub group: Vec<String>,
    pub edible_share: Option<f64>,
    pub density: Option<f64>,
    pub carbohydrate_basis: CarbohydrateBasis,
    pub portions: Vec<PortionView>,
}
