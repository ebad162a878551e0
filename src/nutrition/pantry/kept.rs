//! A pantry as a given plan keeps it: JSON, read back as the same.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Exchange, Food, Ingredient, Pantry, Part, Recipe};
use crate::error::{Error, Result};
use crate::ids::Id;
use crate::nutrition::foods::value::{Composition, State, Value};
use crate::nutrition::nutrients::Tag;

#[derive(Serialize, Deserialize)]
struct Kept {
    foods: Vec<KeptFood>,
    recipes: Vec<KeptRecipe>,
    #[serde(default)]
    exchanges: Vec<KeptExchange>,
}

#[derive(Serialize, Deserialize)]
struct KeptExchange {
    id: Id,
    names: BTreeMap<String, String>,
    values: Values,
    swaps: Vec<(BTreeMap<String, String>, f64)>,
}

#[derive(Serialize, Deserialize)]
struct KeptFood {
    id: Id,
    name: String,
    names: BTreeMap<String, String>,
    group: Vec<String>,
    citation: String,
    /// State, then the amount or the bound, by tag. What is not there is missing.
    values: Values,
}

#[derive(Serialize, Deserialize)]
struct KeptRecipe {
    id: Id,
    version: i64,
    name: String,
    servings: f64,
    yield_g: Option<f64>,
    parts: Vec<KeptPart>,
}

#[derive(Serialize, Deserialize)]
struct KeptPart {
    id: Id,
    /// Of a recipe.
    version: Option<i64>,
    grams: f64,
}

impl Pantry {
    /// # Errors
    /// None that is foreseen.
    pub fn to_json(&self) -> Result<String> {
        let mut foods: Vec<KeptFood> =
            self.foods.iter().map(|(id, food)| kept_food(*id, food)).collect();
        foods.sort_by_key(|food| food.id);
        let mut recipes: Vec<KeptRecipe> =
            self.recipes.iter().map(|(key, recipe)| kept_recipe(*key, recipe)).collect();
        recipes.sort_by_key(|recipe| (recipe.id, recipe.version));
        let mut exchanges: Vec<KeptExchange> =
            self.exchanges.iter().map(|(id, group)| kept_exchange(*id, group)).collect();
        exchanges.sort_by_key(|group| group.id);
        serde_json::to_string(&Kept { foods, recipes, exchanges }).map_err(Error::internal)
    }

    /// # Errors
    /// 500 for what was not written by [`Self::to_json`].
    pub fn of_json(json: &str) -> Result<Self> {
        let kept: Kept = serde_json::from_str(json).map_err(Error::internal)?;
        let foods = kept.foods.into_iter().map(|food| (food.id, food_of(food))).collect();
        let recipes = kept.recipes.into_iter().map(|recipe| {
            let key = (recipe.id, recipe.version);
            (key, recipe_of(recipe))
        });
        let exchanges = kept.exchanges.into_iter().map(|kept| {
            let KeptExchange { id, names, values, swaps } = kept;
            (id, Exchange { names, composition: composition_of(values), swaps })
        });
        Ok(Self { foods, recipes: recipes.collect(), exchanges: exchanges.collect() })
    }
}

type Values = BTreeMap<String, (String, Option<f64>)>;

fn values_of(composition: &Composition) -> Values {
    let known = Tag::all().filter_map(|tag| {
        let value = composition.get(tag);
        let amount = value.amount().or(value.upper());
        (value != Value::Missing)
            .then(|| (tag.name().to_owned(), (value.state().name().to_owned(), amount)))
    });
    known.collect()
}

fn composition_of(values: Values) -> Composition {
    let mut composition = Composition::default();
    for (tag, (state, amount)) in values {
        let Ok(tag) = tag.parse::<Tag>() else { continue };
        let is_bound = State::named(&state) == Some(State::LessThan);
        let (amount, upper) = if is_bound { (None, amount) } else { (amount, None) };
        composition.set(tag, Value::of_columns(&state, amount, upper));
    }
    composition
}

fn kept_exchange(id: Id, group: &Exchange) -> KeptExchange {
    KeptExchange {
        id,
        names: group.names.clone(),
        values: values_of(&group.composition),
        swaps: group.swaps.clone(),
    }
}

fn kept_food(id: Id, food: &Food) -> KeptFood {
    KeptFood {
        id,
        name: food.name.clone(),
        names: food.names.clone(),
        group: food.group.clone(),
        citation: food.citation.clone(),
        values: values_of(&food.composition),
    }
}

fn food_of(kept: KeptFood) -> Food {
    let KeptFood { name, names, group, citation, values, .. } = kept;
    Food { name, names, group, citation, composition: composition_of(values) }
}

fn kept_recipe((id, version): (Id, i64), recipe: &Recipe) -> KeptRecipe {
    let part = |part: &Part| match part.what {
        Ingredient::Food(id) | Ingredient::Exchange(id) => {
            KeptPart { id, version: None, grams: part.grams }
        }
        Ingredient::Recipe((id, version)) => {
            KeptPart { id, version: Some(version), grams: part.grams }
        }
    };
    KeptRecipe {
        id,
        version,
        name: recipe.name.clone(),
        servings: recipe.servings,
        yield_g: recipe.yield_g,
        parts: recipe.parts.iter().map(part).collect(),
    }
}

fn recipe_of(kept: KeptRecipe) -> Recipe {
    let part = |part: KeptPart| Part {
        what: match part.version {
            Some(version) => Ingredient::Recipe((part.id, version)),
            None => Ingredient::Food(part.id),
        },
        grams: part.grams,
    };
    Recipe {
        name: kept.name,
        servings: kept.servings,
        yield_g: kept.yield_g,
        parts: kept.parts.into_iter().map(part).collect(),
    }
}
