//! Amounts and sums of a plan as its page and its sheet write them.

use super::counted::measure;
use crate::nutrition::nutrients::Tag;
use crate::nutrition::pantry::{Pantry, Sums};
use crate::nutrition::plans::model::Item;
use crate::nutrition::totals::{Shown, Tally};
use crate::ui::language::{Language, say};

/// What an item is called.
pub(in crate::ui) fn name(item: &Item, pantry: &Pantry, language: Language) -> String {
    if let Some(food) = item.food_id.and_then(|id| pantry.foods.get(&id)) {
        return food.name_in(language.tag()).to_owned();
    }
    if let Some(group) = item.exchange_id.and_then(|id| pantry.exchanges.get(&id)) {
        return group.name_in(language.tag()).to_owned();
    }
    let recipe = item.recipe_id.zip(item.recipe_version).and_then(|key| pantry.recipes.get(&key));
    recipe.map(|recipe| recipe.name.clone()).or_else(|| item.text.clone()).unwrap_or_default()
}

/// How much of it: "2 slices", "1 portion", "150 g"; nothing of words.
pub(in crate::ui) fn amount(item: &Item, language: Language) -> String {
    let count = item.count.map(|count| count_of(count, language));
    let portion = item
        .portion
        .as_ref()
        .and_then(|names| names.get(language.tag()).or_else(|| names.values().next()));
    match (count, portion, item.grams) {
        (Some(count), Some(portion), _) => {
            let many = item.count.unwrap_or(1.0);
            format!("{count} {}", measure(portion, many, language))
        }
        (Some(count), None, _) if item.recipe_id.is_some() => {
            let many = item.count.unwrap_or(1.0);
            format!("{count} {}", measure("portion", many, language))
        }
        (Some(count), None, _) if item.exchange_id.is_some() => {
            let is_one = item.count.is_some_and(|count| count <= 1.0);
            let word = if is_one { say("exchange") } else { say("exchanges") };
            format!("{count} {}", language.t(word))
        }
        (_, _, Some(grams)) => grams_of(grams, language),
        _ => String::new(),
    }
}

/// The same with its grams, where it is counted in something else.
pub(in crate::ui) fn amount_in_full(item: &Item, language: Language) -> String {
    let amount = amount(item, language);
    match (item.grams, item.count) {
        (Some(grams), Some(_)) => format!("{amount} ({})", grams_of(grams, language)),
        _ => amount,
    }
}

pub(in crate::ui) fn grams_of(grams: f64, language: Language) -> String {
    let rounded = if grams >= 10.0 { grams.round() } else { (grams * 10.0).round() / 10.0 };
    format!("{}\u{a0}g", language.number(&rounded.to_string()))
}

/// Halves and quarters as they are cut.
pub(in crate::ui) fn count_of(count: f64, language: Language) -> String {
    let whole = count.trunc();
    let part = match count - whole {
        0.25 => "¼",
        0.5 => "½",
        0.75 => "¾",
        _ => return language.number(&((count * 100.0).round() / 100.0).to_string()),
    };
    if whole > 0.0 { format!("{whole}{part}") } else { part.to_owned() }
}

/// A sum with its unit and the signs of what it does not know.
pub(in crate::ui) fn figure(tally: &Tally, tag: Tag, language: Language) -> String {
    let nutrient = tag.nutrient();
    with_decimals(tally, nutrient.decimals, language)
        .map(|figures| format!("{figures}\u{a0}{}", nutrient.unit.symbol()))
        .unwrap_or_else(|| language.t(say("unknown")).to_owned())
}

/// The same without its unit; none where nothing is known.
pub(in crate::ui) fn with_decimals(
    tally: &Tally,
    decimals: u8,
    language: Language,
) -> Option<String> {
    let number = |value: f64| language.number(&format!("{value:.*}", usize::from(decimals)));
    Shown::of(tally, decimals).figures(number)
}

/// The energy of some foods; nothing where there are none.
pub(in crate::ui) fn energy(sums: &Sums, language: Language) -> String {
    let tally = sums.get(Tag::ENERC_KCAL);
    if tally.of == 0 { String::new() } else { figure(tally, Tag::ENERC_KCAL, language) }
}
