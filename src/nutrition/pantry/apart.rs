//! What is eaten taken apart into its foods: each recipe once, however many others hold it.

use std::collections::{BTreeMap, HashSet};

use super::{Ingredient, Pantry, RecipeKey};
use crate::ids::Id;

impl Pantry {
    /// Grams of every food in what is eaten, recipes taken apart. An exchange is none of them: it may be
    /// whatever is chosen of its list.
    pub fn apart(&self, eaten: impl IntoIterator<Item = (Ingredient, f64)>) -> BTreeMap<Id, f64> {
        let (mut foods, mut wanted) = (BTreeMap::new(), BTreeMap::new());
        eaten.into_iter().for_each(|(what, grams)| put(what, grams, &mut foods, &mut wanted));
        let outermost: Vec<RecipeKey> = wanted.keys().copied().collect();
        for key in self.inwards(&outermost) {
            let (Some(grams), Some(recipe)) = (wanted.remove(&key), self.recipes.get(&key)) else {
                continue;
            };
            let weight = recipe.weight_g();
            let share = if weight > 0.0 { grams / weight } else { 0.0 };
            for part in &recipe.parts {
                put(part.what, part.grams * share, &mut foods, &mut wanted);
            }
        }
        foods
    }

    /// These recipes and those in them, each before what is in it.
    fn inwards(&self, outermost: &[RecipeKey]) -> Vec<RecipeKey> {
        let (mut seen, mut order) = (HashSet::new(), Vec::new());
        outermost.iter().for_each(|key| self.visit(*key, &mut seen, &mut order));
        order.reverse();
        order
    }

    fn visit(&self, key: RecipeKey, seen: &mut HashSet<RecipeKey>, order: &mut Vec<RecipeKey>) {
        if !seen.insert(key) {
            return;
        }
        for part in self.recipes.get(&key).into_iter().flat_map(|recipe| &recipe.parts) {
            if let Ingredient::Recipe(inner) = part.what {
                self.visit(inner, seen, order);
            }
        }
        order.push(key);
    }
}

fn put(
    what: Ingredient,
    grams: f64,
    foods: &mut BTreeMap<Id, f64>,
    recipes: &mut BTreeMap<RecipeKey, f64>,
) {
    match what {
        Ingredient::Food(id) => *foods.entry(id).or_default() += grams,
        Ingredient::Recipe(key) => *recipes.entry(key).or_default() += grams,
        Ingredient::Exchange(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::super::{Part, Recipe};
    use super::*;

    fn recipe(parts: Vec<(Ingredient, f64)>) -> Recipe {
        let parts = parts.into_iter().map(|(what, grams)| Part { what, grams }).collect();
        Recipe { name: String::new(), servings: 1.0, yield_g: None, parts }
    }

    fn key(floor: u128) -> RecipeKey {
        (Id::at(1_700_000_000_000, floor), 1)
    }

    fn food(bits: u128) -> Ingredient {
        Ingredient::Food(Id::at(1_600_000_000_000, bits))
    }

    #[test]
    fn the_deepest_and_widest_recipes_are_taken_apart_at_once() {
        let mut pantry = Pantry::default();
        pantry.recipes.insert(key(0), recipe((0..100).map(|n| (food(n), 1.0)).collect()));
        for floor in 1..10 {
            let inner = Ingredient::Recipe(key(floor - 1));
            pantry.recipes.insert(key(floor), recipe(vec![(inner, 100.0); 100]));
        }
        let begun = Instant::now();
        // 10²⁰ foods by name, and every item of the widest plan has them.
        let foods = pantry.apart(vec![(Ingredient::Recipe(key(9)), 50.0); 1700]);
        assert!(begun.elapsed() < Duration::from_millis(500), "{:?}", begun.elapsed());
        assert_eq!(foods.len(), 100);
        let weight: f64 = foods.values().sum();
        assert!((weight - 50.0 * 1700.0).abs() < 1e-6, "{weight}");
    }

    #[test]
    fn a_recipe_by_two_ways_is_bought_for_both() {
        let mut pantry = Pantry::default();
        let sauce = Ingredient::Recipe(key(1));
        pantry.recipes.insert(key(1), recipe(vec![(food(1), 80.0), (food(2), 20.0)]));
        let dish = recipe(vec![(sauce, 50.0), (food(2), 50.0)]);
        pantry.recipes.insert(key(2), Recipe { yield_g: Some(50.0), ..dish });
        let eaten = [(Ingredient::Recipe(key(2)), 25.0), (sauce, 10.0), (food(3), 5.0)];
        let grams: Vec<f64> = pantry.apart(eaten).into_values().collect();
        assert_eq!(grams, [28.0, 32.0, 5.0]);
        let nothing = recipe(vec![(food(1), 0.0)]);
        pantry.recipes.insert(key(3), nothing);
        assert_eq!(
            pantry.apart([(Ingredient::Recipe(key(3)), 5.0)]).into_values().sum::<f64>(),
            0.0
        );
    }
}
