//! The Standard Reference in its ASCII form: fields between `^`, texts between `~`, no heads.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use super::super::members::unreadable;
use super::super::report::{Kind, Place};
use super::super::{
    Entry, Facts, Food, Foods, MOST_PORTIONS, Members, Portion, Refusal, Report, Table, cell,
    one_line,
};
use super::{DIALECT, LICENCE, NOTE, URL, decoded};
use crate::leisure::let_pass;
use crate::nutrition::foods::value::Value;
use crate::nutrition::foods::view::CarbohydrateBasis;
use crate::nutrition::nutrients::Tag;

/// Bytes of a line at most.
const LONGEST_LINE: u64 = 16 * 1024;
/// Fields of a line of FOOD_DES, ABBREV, WEIGHT.
const FIELDS: [usize; 3] = [14, 53, 7];

/// The nutrients of ABBREV from its third field on; none where it is none of ours.
const NUTRIENTS: [Option<Tag>; 46] = [
    Some(Tag::WATER),
    Some(Tag::ENERC_KCAL),
    Some(Tag::PROCNT),
    Some(Tag::FAT),
    Some(Tag::ASH),
    Some(Tag::CHOCDF),
    Some(Tag::FIBTG),
    Some(Tag::SUGAR),
    Some(Tag::CA),
    Some(Tag::FE),
    Some(Tag::MG),
    Some(Tag::P),
    Some(Tag::K),
    Some(Tag::NA),
    Some(Tag::ZN),
    Some(Tag::CU),
    Some(Tag::MN),
    Some(Tag::SE),
    Some(Tag::VITC),
    Some(Tag::THIA),
    Some(Tag::RIBF),
    Some(Tag::NIA),
    Some(Tag::PANTAC),
    Some(Tag::VITB6),
    Some(Tag::FOL),
    Some(Tag::FOLAC),
    Some(Tag::FOLFD),
    Some(Tag::FOLDFE),
    Some(Tag::CHOLN),
    Some(Tag::VITB12),
    None, // vitamin A in IU
    Some(Tag::VITA_RAE),
    Some(Tag::RETOL),
    None, // alpha-carotene
    Some(Tag::CARTB),
    None, // beta-cryptoxanthin
    None, // lycopene
    None, // lutein and zeaxanthin
    Some(Tag::TOCPHA),
    Some(Tag::VITD),
    None, // vitamin D in IU
    Some(Tag::VITK1),
    Some(Tag::FASAT),
    Some(Tag::FAMS),
    Some(Tag::FAPU),
    Some(Tag::CHOLE),
];

/// Groups by their number.
const GROUPS: [(&str, &str); 25] = [
    ("0100", "Dairy and Egg Products"),
    ("0200", "Spices and Herbs"),
    ("0300", "Baby Foods"),
    ("0400", "Fats and Oils"),
    ("0500", "Poultry Products"),
    ("0600", "Soups, Sauces, and Gravies"),
    ("0700", "Sausages and Luncheon Meats"),
    ("0800", "Breakfast Cereals"),
    ("0900", "Fruits and Fruit Juices"),
    ("1000", "Pork Products"),
    ("1100", "Vegetables and Vegetable Products"),
    ("1200", "Nut and Seed Products"),
    ("1300", "Beef Products"),
    ("1400", "Beverages"),
    ("1500", "Finfish and Shellfish Products"),
    ("1600", "Legumes and Legume Products"),
    ("1700", "Lamb, Veal, and Game Products"),
    ("1800", "Baked Products"),
    ("1900", "Sweets"),
    ("2000", "Cereal Grains and Pasta"),
    ("2100", "Fast Foods"),
    ("2200", "Meals, Entrees, and Side Dishes"),
    ("2500", "Snacks"),
    ("3500", "American Indian/Alaska Native Foods"),
    ("3600", "Restaurant Foods"),
];

pub fn read(members: &Members, foods: &Path, values: &Path) -> Result<Table, Refusal> {
    let (mut table, mut report) = (Foods::within(members.room()), Report::default());
    each(foods, FIELDS[0], &mut report, &mut |number, fields, report| {
        report.rows += 1;
        match food_of(fields) {
            Some(food) => table.add(food, number, report),
            None => {
                report.remark(Kind::NoCode, "", Place::new(number, &fields.join("^")));
                Ok(())
            }
        }
    })?;
    each(values, FIELDS[1], &mut report, &mut |number, fields, report| {
        table.hold(NUTRIENTS.len() * size_of::<Entry>())?;
        match table.get(&fields[0]) {
            Some(food) if food.values.is_empty() => fill(food, fields, number, report),
            Some(_) => report.remark(Kind::Twice, "ABBREV", Place::new(number, &fields[0])),
            None => report.remark(Kind::Stray, "ABBREV", Place::new(number, &fields[0])),
        }
        Ok(())
    })?;
    if let Some(path) = members.named("weight.txt") {
        each(path, FIELDS[2], &mut report, &mut |number, fields, report| {
            table.hold(size_of::<Portion>() + fields[3].len())?;
            match (table.get(&fields[0]), portion_of(fields)) {
                (None, _) => report.remark(Kind::Stray, "WEIGHT", Place::new(number, &fields[0])),
                (_, None) => report.remark(Kind::Portion, "", Place::new(number, &fields[3])),
                (Some(food), Some(portion)) if food.portions.len() < MOST_PORTIONS => {
                    food.portions.push(portion);
                }
                _ => {}
            }
            Ok(())
        })?;
    }
    table.into_table(facts(), report)
}

type Each<'e> = dyn FnMut(usize, &[String], &mut Report) -> Result<(), Refusal> + 'e;

/// Hands over the fields of each line; one with more or fewer is left out and remarked.
fn each(
    path: &Path,
    width: usize,
    report: &mut Report,
    each: &mut Each<'_>,
) -> Result<(), Refusal> {
    let mut reader = BufReader::new(File::open(path).map_err(|error| unreadable(&error))?);
    let (mut line, mut number) = (Vec::new(), 0);
    loop {
        line.clear();
        let read = (&mut reader).take(LONGEST_LINE).read_until(b'\n', &mut line);
        if read.map_err(|error| unreadable(&error))? == 0 {
            return Ok(());
        }
        number += 1;
        let_pass();
        let text = decoded(&line);
        let text = text.trim_end_matches(['\r', '\n', '\u{1a}']);
        if text.is_empty() {
            continue;
        }
        let fields: Vec<String> =
            text.split('^').map(|field| one_line(field.trim().trim_matches('~'))).collect();
        match fields.len() == width {
            true => each(number, &fields, report)?,
            false => report.remark(Kind::Width, "", Place::new(number, text)),
        }
    }
}

fn food_of(fields: &[String]) -> Option<Food> {
    let (code, name) = (&fields[0], &fields[2]);
    if code.is_empty() || name.is_empty() {
        return None;
    }
    let mut food = Food::new(code.clone(), CarbohydrateBasis::ByDifference);
    food.names = vec![("en", name.clone())];
    let group = GROUPS.iter().find(|(number, _)| *number == fields[1]);
    food.group = group.map(|(_, name)| (*name).to_owned()).into_iter().collect();
    food.scientific_name = Some(fields[9].clone()).filter(|name| !name.is_empty());
    let refuse = cell::number(&fields[8], DIALECT).filter(|percent| *percent <= 100.0);
    food.edible_share = refuse.map(|percent| 100.0 - percent);
    Some(food)
}

fn fill(food: &mut Food, fields: &[String], number: usize, report: &mut Report) {
    for (tag, text) in NUTRIENTS.iter().zip(&fields[2..]) {
        let Some(tag) = *tag else { continue };
        let read = cell::read(text, DIALECT);
        report.states.add(read.unwrap_or_default());
        food.values.push(match read {
            Some(value) => {
                report.states.empty += usize::from(value == Value::Missing);
                Entry::plain(tag, value)
            }
            None => {
                report.states.unreadable += 1;
                report.remark(Kind::Unreadable, tag.name(), Place::new(number, text));
                Entry::saying(tag, Value::Missing, text)
            }
        });
    }
}

/// Grams of one.
fn portion_of(fields: &[String]) -> Option<Portion> {
    let amount = cell::number(&fields[2], DIALECT).filter(|amount| *amount > 0.0)?;
    let grams = cell::number(&fields[4], DIALECT).filter(|grams| *grams > 0.0)?;
    let name = Some(&fields[3]).filter(|name| !name.is_empty())?;
    Some(Portion { names: vec![("en", name.clone())], grams: grams / amount })
}

fn facts() -> Facts {
    Facts {
        family: "usda-sr".into(),
        name: "USDA SR",
        edition: "26".into(),
        language: "en",
        licence: LICENCE,
        citation:
            "U.S. Department of Agriculture, Agricultural Research Service. USDA National Nutrient \
                   Database for Standard Reference, Release 26"
                .into(),
        url: URL,
        note: NOTE,
    }
}
