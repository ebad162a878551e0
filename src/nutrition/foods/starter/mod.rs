//! The starter table in the executable: common foods with figures in the public domain, so that a new
//! clinic can plan in its first minute. Names, groups and portions are our own words. A start: a
//! national table replaces it.

use super::tables::{Entry, Facts, Food, Portion, Refusal, Report, Table, cell_number};
use super::value::Value;
use super::view::CarbohydrateBasis;
use crate::message::message;
use crate::nutrition::nutrients::Tag;
use crate::nutrition::portions::density;

/// Made by scripts/starter-foods.py.
const TABLE: &str = include_str!("table.tsv");
/// What it is made of.
const EDITION: &str = "1";
/// Columns before the nutrients.
const HEADS: usize = 7;

/// Groups by their short names in the table. Pages say them in the reader's language.
pub const GROUPS: [(&str, &str); 15] = [
    ("veg", "Vegetables"),
    ("starch", "Bread, cereals, potatoes"),
    ("fruit", "Fruit"),
    ("sweet", "Sweets"),
    ("dairy", "Milk and cheese"),
    ("meat", "Meat"),
    ("fish", "Fish"),
    ("fat", "Fats and oils"),
    ("drink", "Drinks"),
    ("nut", "Nuts and seeds"),
    ("pulse", "Pulses"),
    ("egg", "Eggs"),
    ("sauce", "Sauces and spices"),
    ("dish", "Dishes"),
    ("other", "Other foods"),
];

/// The digest of the table.
pub fn digest() -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(TABLE).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The table.
///
/// # Errors
/// None but by a mistake of whoever made it.
pub fn table() -> Result<Table, Refusal> {
    let mut lines = TABLE.lines();
    let heads = lines.next().unwrap_or_default().split('\t').skip(HEADS);
    let tags: Option<Vec<Tag>> = heads.map(|tag| tag.parse().ok()).collect();
    let foods: Option<Vec<Food>> =
        tags.and_then(|tags| lines.map(|line| food(line, &tags)).collect());
    let foods = foods.ok_or_else(|| message("", "The starter table is damaged."))?;
    let mut report = Report::default();
    (report.rows, report.foods) = (foods.len(), foods.len());
    for entry in foods.iter().flat_map(|food| &food.values) {
        report.states.add(entry.value);
    }
    Ok(Table { facts: facts(), foods, report })
}

fn food(line: &str, tags: &[Tag]) -> Option<Food> {
    let cells: Vec<&str> = line.split('\t').collect();
    let [code, english, french, group, checked, _, portions] = *cells.first_chunk::<HEADS>()?;
    let mut food = Food::new(code.to_owned(), CarbohydrateBasis::ByDifference);
    food.names = vec![("en", english.to_owned()), ("fr", french.to_owned())];
    let names: Vec<_> = food.names.iter().map(|(of, name)| (*of, name.as_str())).collect();
    food.density = density(&names);
    let (_, group) = GROUPS.iter().find(|(short, _)| *short == group)?;
    food.group = vec![(*group).to_owned()];
    food.portions =
        portions.split(';').filter(|text| !text.is_empty()).map(portion).collect::<Option<_>>()?;
    for (tag, text) in tags.iter().zip(&cells[HEADS..]) {
        if text.is_empty() {
            continue;
        }
        let value = Value::Amount(cell_number(text)?);
        food.values.push(match checked {
            "fndds" => Entry::by_rule(*tag, value, "US survey value (FNDDS)"),
            _ => Entry::plain(*tag, value),
        });
    }
    Some(food)
}

/// `cup=tasse=160`: one measure in both languages, or in the one that has it.
fn portion(text: &str) -> Option<Portion> {
    let mut parts = text.split('=');
    let names = [("en", parts.next()?), ("fr", parts.next()?)];
    let names = names.into_iter().filter(|(_, name)| !name.is_empty());
    let names = names.map(|(language, name)| (language, name.to_owned())).collect();
    Some(Portion { names, grams: cell_number(parts.next()?)? })
}

fn facts() -> Facts {
    Facts {
        family: super::view::SourceView::STARTER.into(),
        name: "Starter table",
        edition: EDITION.into(),
        language: "en",
        licence: "US public domain (CC0)",
        citation:
            "U.S. Department of Agriculture, Agricultural Research Service. FoodData Central, SR \
                   Legacy and FNDDS. fdc.nal.usda.gov"
                .into(),
        url: "https://fdc.nal.usda.gov",
        note: "carbohydrate by difference, fibre included; a start: replace it by your national table",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_starter_table_is_whole_and_small() {
        let table = table().unwrap();
        assert_eq!(table.foods.len(), 266);
        assert!(TABLE.len() < 1_000_000);
        for food in &table.foods {
            let kcal = food.value(Tag::ENERC_KCAL).amount().unwrap();
            assert!((0.0..=902.0).contains(&kcal), "{}: {kcal}", food.code);
            assert_eq!(food.value(Tag::WATER), Value::Missing, "{}", food.code);
            assert!(food.portions.iter().all(|portion| portion.grams > 0.0));
        }
        let apple = table.foods.iter().find(|food| food.names[1].1.starts_with("Pomme")).unwrap();
        assert!(apple.value(Tag::CHOCDF).amount().is_some());
        // nutrition.md §6; what it does not have weighs what its portions say.
        for (code, density) in [
            ("olive-oil", Some(0.92)),
            ("honey", Some(1.42)),
            ("whole-milk", Some(1.03)),
            ("milk-2-fat", Some(1.03)),
            ("wheat-flour", Some(0.55)),
            ("sugar", Some(0.85)),
            ("whipping-cream", Some(1.0)),
            ("condensed-milk-sweetened", None),
            ("cream-cheese", None),
            ("vanilla-ice-cream", None),
            ("milk-chocolate", None),
            ("apple-raw", None),
        ] {
            let food = table.foods.iter().find(|food| food.code == code).unwrap();
            assert_eq!(food.density, density, "{code}");
        }
    }
}
