//! The shopping list of a plan: every food of its days, recipes taken apart, summed and put under its
//! group. Of alternatives the one that counts is bought.

use std::collections::BTreeMap;

use crate::nutrition::pantry::Pantry;
use crate::nutrition::plans::model::Day;
use crate::ui::language::{Language, say};

/// Foods of one group, each with its grams.
pub(super) struct Shelf {
    pub group: String,
    pub foods: Vec<(String, f64)>,
}

/// What is to be bought for these days.
pub(super) fn list(days: &[Day], pantry: &Pantry, language: Language) -> Vec<Shelf> {
    let items = days.iter().flat_map(|day| &day.meals).flat_map(|meal| &meal.items);
    let eaten = items.filter(|item| item.is_chosen).filter_map(|item| item.eaten());
    let grams = pantry.apart(eaten);
    let mut shelves: BTreeMap<String, Vec<(String, f64)>> = BTreeMap::new();
    for (id, weight) in grams.into_iter().filter(|(_, weight)| *weight > 0.0) {
        let Some(food) = pantry.foods.get(&id) else { continue };
        let group = food
            .group
            .first()
            .map_or_else(|| language.t(say("Other foods")), |group| language.t(group))
            .to_owned();
        shelves.entry(group).or_default().push((food.name_in(language.tag()).to_owned(), weight));
    }
    let sorted = |(group, mut foods): (String, Vec<(String, f64)>)| {
        foods.sort_by_cached_key(|(name, _)| crate::text::fold(name));
        Shelf { group, foods }
    };
    shelves.into_iter().map(sorted).collect()
}
