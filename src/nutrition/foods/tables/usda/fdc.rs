//! FoodData Central in CSV: foods, their nutrients, their portions, joined by ids. Columns are found by
//! name: releases differ in their order and number.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use super::super::report::{Kind, Place};
use super::super::{
    Detail, Entry, Facts, Food, Foods, MOST_NAMES, MOST_PORTIONS, Members, Portion, Refusal,
    Report, Table, cell, too_wide,
};
use super::ids::{self, Meaning};
use super::sheet::Sheet;
use super::{DIALECT, LICENCE, NOTE, URL};
use crate::nutrition::foods::value::Value;
use crate::nutrition::foods::view::CarbohydrateBasis;
use crate::nutrition::nutrients::{Tag, Unit};

/// What a food is; all else are samples, lots and brands.
const KINDS: [(&str, &str); 3] = [
    ("sr_legacy_food", "SR Legacy"),
    ("foundation_food", "Foundation"),
    ("survey_fndds_food", "FNDDS"),
];

/// A food with what decides which of its rows is the newest.
struct Listed {
    place: usize,
    published: String,
}

pub fn read(members: &Members, foods: &Path, values: &Path) -> Result<Table, Refusal> {
    let mut report = Report::default();
    let groups = names(members.named("food_category.csv"), "description")?;
    let (mut table, listed, kinds) = foods_of(foods, &groups, members.room(), &mut report)?;
    let nutrients = nutrients_of(members.named("nutrient.csv"))?;
    fill(values, &nutrients, &mut table, &listed, &mut report)?;
    table.foods.iter_mut().for_each(choose_energy);
    if let Some(path) = members.named("food_portion.csv") {
        let units = names(members.named("measure_unit.csv"), "name")?;
        portions(path, &units, &mut table, &listed, &mut report)?;
    }
    let newest = listed.values().map(|listed| listed.published.clone()).max().unwrap_or_default();
    table.into_table(facts(&kinds, &newest), report)
}

/// A small file of names by id.
fn names(path: Option<&Path>, column: &str) -> Result<HashMap<u32, String>, Refusal> {
    let mut names = HashMap::new();
    let Some(path) = path else { return Ok(names) };
    let mut sheet = Sheet::open(path)?;
    while sheet.next()?.is_some() {
        if let Some(id) = sheet.number("id") {
            must_be_few(names.len())?;
            names.insert(id, sheet.text(column));
        }
    }
    Ok(names)
}

type ByFood = HashMap<u64, Listed>;

fn foods_of(
    path: &Path,
    groups: &HashMap<u32, String>,
    room: usize,
    report: &mut Report,
) -> Result<(Foods, ByFood, BTreeSet<&'static str>), Refusal> {
    let (mut foods, mut listed, mut kinds) = (Foods::within(room), ByFood::new(), BTreeSet::new());
    let mut sheet = Sheet::open(path)?;
    sheet.must_have(&["fdc_id", "data_type", "description"])?;
    while let Some(line) = sheet.next()? {
        let kind = sheet.text("data_type");
        let Some((_, kind)) = KINDS.iter().find(|(known, _)| *known == kind) else {
            report.remark(Kind::OtherKind, &kind, Place::new(line, &sheet.text("fdc_id")));
            continue;
        };
        report.rows += 1;
        let name = sheet.text("description");
        let Some(id) = sheet.number::<u64>("fdc_id") else {
            report.remark(Kind::NoCode, "", Place::new(line, &name));
            continue;
        };
        if name.is_empty() {
            report.remark(Kind::NoName, "", Place::new(line, &id.to_string()));
            continue;
        }
        kinds.insert(*kind);
        let mut food = Food::new(id.to_string(), CarbohydrateBasis::ByDifference);
        food.names = vec![("en", name)];
        let group = sheet.number::<u32>("food_category_id").and_then(|id| groups.get(&id));
        food.group = group.cloned().into_iter().collect();
        let published = sheet.text("publication_date");
        match listed.get_mut(&id) {
            None => {
                listed.insert(id, Listed { place: foods.foods.len(), published });
                foods.add(food, line, report)?;
            }
            Some(known) => {
                report.remark(Kind::Older, "", Place::new(line, &id.to_string()));
                if published > known.published {
                    foods.foods[known.place] = food;
                    known.published = published;
                }
            }
        }
    }
    Ok((foods, listed, kinds))
}

/// What each nutrient of the file is, and its unit there; none where it is none of ours.
type Nutrients = HashMap<u32, Option<(Meaning, Unit)>>;

fn nutrients_of(path: Option<&Path>) -> Result<Nutrients, Refusal> {
    let mut nutrients = Nutrients::new();
    let Some(path) = path else { return Ok(nutrients) };
    let mut sheet = Sheet::open(path)?;
    while sheet.next()?.is_some() {
        let Some(id) = sheet.number::<u32>("id") else { continue };
        must_be_few(nutrients.len())?;
        let number = sheet.text("nutrient_nbr");
        let meaning = ids::of_id(id).or_else(|| ids::of_number(&number));
        let unit = sheet.text("unit_name");
        let known = meaning.and_then(|known| Some((known, ids::unit_of(known.tag, &unit)?)));
        nutrients.insert(id, known);
    }
    Ok(nutrients)
}

/// What a row's nutrient is: by its id, or by the number that it had before.
fn meaning(nutrients: &Nutrients, id: u32) -> Option<(Meaning, Unit)> {
    match nutrients.get(&id) {
        Some(known) => *known,
        None => {
            let meaning = ids::of_id(id).or_else(|| ids::of_number(&id.to_string()))?;
            Some((meaning, meaning.tag.nutrient().unit))
        }
    }
}

fn fill(
    path: &Path,
    nutrients: &Nutrients,
    foods: &mut Foods,
    listed: &ByFood,
    report: &mut Report,
) -> Result<(), Refusal> {
    let mut sheet = Sheet::open(path)?;
    sheet.must_have(&["fdc_id", "nutrient_id", "amount"])?;
    while let Some(line) = sheet.next()? {
        let Some(listed) = sheet.number::<u64>("fdc_id").and_then(|id| listed.get(&id)) else {
            continue;
        };
        let id = sheet.text("nutrient_id");
        let Some((meaning, unit)) = id.parse().ok().and_then(|id| meaning(nutrients, id)) else {
            report.remark(Kind::Nutrient, &id, Place::new(line, &sheet.text("amount")));
            continue;
        };
        let text = sheet.text("amount");
        let read = cell::read(&text, DIALECT);
        let value = read.and_then(|value| value.convert(unit, meaning.tag.nutrient().unit));
        report.states.add(value.unwrap_or_default());
        if value.is_none() {
            report.states.unreadable += 1;
            report.remark(Kind::Unreadable, meaning.tag.name(), Place::new(line, &text));
        }
        let mut entry = Entry::plain(meaning.tag, value.unwrap_or_default());
        entry.detail = detail(&sheet, meaning, value.is_none().then_some(text));
        foods.hold(entry.weight())?;
        put(&mut foods.foods[listed.place], entry);
    }
    Ok(())
}

/// Holds what a table counts by numbers of its own to be few: they are held.
fn must_be_few(known: usize) -> Result<(), Refusal> {
    if known < MOST_NAMES { Ok(()) } else { Err(too_wide()) }
}

/// Least, most and how it is marked, where there is any of it.
fn detail(sheet: &Sheet, meaning: Meaning, text: Option<String>) -> Option<Box<Detail>> {
    let (least, most) = (sheet.amount("min"), sheet.amount("max"));
    let rule = meaning.rule.map(str::to_owned);
    if least.is_none() && most.is_none() && rule.is_none() && text.is_none() {
        return None;
    }
    let text = text.map(|text| text.chars().take(40).collect());
    Some(Box::new(Detail { least, most, rule, text, confidence: None }))
}

/// A substitute stays out where the nutrient itself is known, and goes when it comes.
fn put(food: &mut Food, entry: Entry) {
    let is_substitute =
        |entry: &Entry| entry.detail.as_ref().is_some_and(|detail| detail.rule.is_some());
    match food.values.iter_mut().find(|known| known.tag == entry.tag) {
        None => food.values.push(entry),
        Some(known) if is_substitute(known) && !is_substitute(&entry) => *known = entry,
        Some(_) => {}
    }
}

/// Energy in kcal: by specific factors, by general ones, as given, and last from kJ.
fn choose_energy(food: &mut Food) {
    let chosen = [Tag::ENERC_SPECIFIC, Tag::ENERC_GENERAL].into_iter().find_map(|tag| {
        food.value(tag)
            .amount()
            .map(|kcal| Entry::by_rule(Tag::ENERC_KCAL, Value::Amount(kcal), tag.name()))
    });
    let given = food.value(Tag::ENERC_KCAL).amount().is_some();
    let from_kj = || {
        let kj = food.value(Tag::ENERC_KJ).amount()?;
        let kcal = Unit::Kj.convert(kj, Unit::Kcal)?;
        Some(Entry::by_rule(Tag::ENERC_KCAL, Value::Amount(kcal), format!("{kj} kJ / 4.184")))
    };
    let chosen = chosen.or_else(|| if given { None } else { from_kj() });
    if let Some(entry) = chosen {
        food.values.retain(|known| known.tag != Tag::ENERC_KCAL);
        food.values.push(entry);
    }
}

fn portions(
    path: &Path,
    units: &HashMap<u32, String>,
    foods: &mut Foods,
    listed: &ByFood,
    report: &mut Report,
) -> Result<(), Refusal> {
    let mut sheet = Sheet::open(path)?;
    sheet.must_have(&["fdc_id", "gram_weight"])?;
    while let Some(line) = sheet.next()? {
        let Some(listed) = sheet.number::<u64>("fdc_id").and_then(|id| listed.get(&id)) else {
            continue;
        };
        let taken = sheet.text("portion_description").len() + sheet.text("modifier").len();
        foods.hold(size_of::<Portion>() + taken)?;
        let food = &mut foods.foods[listed.place];
        // What nobody has measured is no portion.
        let name = portion_name(&sheet, units);
        if name == "Quantity not specified" || food.portions.len() >= MOST_PORTIONS {
            continue;
        }
        let amount = sheet.amount("amount").filter(|amount| *amount > 0.0).unwrap_or(1.0);
        match sheet.amount("gram_weight").filter(|grams| *grams > 0.0) {
            Some(grams) if !name.is_empty() => {
                food.portions.push(Portion { names: vec![("en", name)], grams: grams / amount });
            }
            _ => {
                report.remark(Kind::Portion, "", Place::new(line, &format!("{} {name}", food.code)))
            }
        }
    }
    Ok(())
}

/// The unit with what qualifies it; where there is no unit, the text that stands for it. A modifier of
/// digits alone is a code.
fn portion_name(sheet: &Sheet, units: &HashMap<u32, String>) -> String {
    let unit = sheet.number::<u32>("measure_unit_id").filter(|id| *id != 9999);
    let unit = unit.and_then(|id| units.get(&id)).cloned().unwrap_or_default();
    let is_code = |text: &String| text.bytes().all(|byte| byte.is_ascii_digit());
    let modifier = Some(sheet.text("modifier")).filter(|text| !is_code(text)).unwrap_or_default();
    let parts = [unit, sheet.text("portion_description"), modifier];
    let parts: Vec<&str> =
        parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

fn facts(kinds: &BTreeSet<&str>, newest: &str) -> Facts {
    let kinds = kinds.iter().copied().collect::<Vec<_>>().join(", ");
    let release = format!("{kinds}, {newest}");
    Facts {
        family: format!("usda-fdc {}", kinds.to_lowercase()),
        name: "USDA FoodData Central",
        citation: format!(
            "U.S. Department of Agriculture, Agricultural Research Service. FoodData Central, {release}. \
             fdc.nal.usda.gov"
        ),
        edition: release,
        language: "en",
        licence: LICENCE,
        url: URL,
        note: NOTE,
    }
}
