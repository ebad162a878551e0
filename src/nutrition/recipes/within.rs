//! What stands within recipes: how many floors, how many foods, and whether one of them is there. Each is
//! looked at once, however many hold it.

use std::collections::HashMap;

use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;
use crate::nutrition::pantry::load::recipes;
use crate::nutrition::pantry::{Ingredient, Recipe, RecipeKey};

/// Recipes with all that is in them, and the one that is looked for there.
pub(super) struct Within {
    recipes: HashMap<RecipeKey, Recipe>,
    sought: Id,
    known: HashMap<RecipeKey, Size>,
}

/// What a recipe comes to with what is in it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Size {
    /// Itself included.
    pub floors: usize,
    /// Each as often as it is in it.
    pub foods: u64,
    /// Whether it is the recipe that is looked for, or has it in it.
    pub is_sought: bool,
}

impl Within {
    /// # Errors
    /// What SQLite says.
    pub fn of(
        sql: &Sql<'_>,
        keys: impl IntoIterator<Item = RecipeKey>,
        sought: Id,
    ) -> Result<Self> {
        let recipes = recipes(sql, keys.into_iter().collect())?;
        Ok(Self { recipes, sought, known: HashMap::new() })
    }

    /// What a recipe comes to; of one that is not there nothing is in it.
    pub fn size(&mut self, key: RecipeKey) -> Size {
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let parts = self.recipes.get(&key).map(|recipe| recipe.parts.clone()).unwrap_or_default();
        let mut size = Size { floors: 1, foods: 0, is_sought: key.0 == self.sought };
        for part in parts {
            let Ingredient::Recipe(inner) = part.what else {
                size.foods = size.foods.saturating_add(1);
                continue;
            };
            let inner = self.size(inner);
            size.floors = size.floors.max(inner.floors + 1);
            size.foods = size.foods.saturating_add(inner.foods);
            size.is_sought |= inner.is_sought;
        }
        self.known.insert(key, size);
        size
    }
}
