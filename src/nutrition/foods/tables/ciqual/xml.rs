//! The XML set of CIQUAL: foods, groups, and one record a value, the only form with its confidence.

use std::collections::HashMap;
use std::path::Path;

use super::super::cell;
use super::super::report::{Kind, Place};
use super::super::{
    Detail, Entry, Food, Foods, MOST_NAMES, Members, Refusal, Report, Table, too_wide,
};
use super::elements::{self, Record};
use super::{DIALECT, constituents, facts, group};
use crate::nutrition::foods::value::Value;
use crate::nutrition::foods::view::CarbohydrateBasis;

/// Characters of a cell that are kept where it says no value.
const MOST_SAID: usize = 40;

/// Names of groups by the code of the narrowest.
type Groups = HashMap<String, String>;

pub fn read(members: &Members, foods: (&str, &Path), values: &Path) -> Result<Table, Refusal> {
    let mut report = Report::default();
    let groups = match members.xml("alim_grp_") {
        Some((_, path)) => groups_of(path)?,
        None => Groups::new(),
    };
    let mut table = Foods::within(members.room());
    elements::each(foods.1, "ALIM", &mut |record| {
        report.rows += 1;
        match food_of(record, &groups, &mut report) {
            Some(food) => table.add(food, record.number, &mut report),
            None => Ok(()),
        }
    })?;
    let mut is_2025 = foods.0.contains("2025");
    elements::each(values, "COMPO", &mut |record| {
        table.hold(size_of::<Entry>() + size_of::<Detail>() + MOST_SAID)?;
        fill(record, &mut table, &mut report, &mut is_2025);
        Ok(())
    })?;
    table.into_table(facts(is_2025), report)
}

fn groups_of(path: &Path) -> Result<Groups, Refusal> {
    let mut groups = Groups::new();
    elements::each(path, "ALIM_GRP", &mut |record| {
        if groups.len() >= MOST_NAMES {
            return Err(too_wide());
        }
        for level in ["grp", "ssgrp", "ssssgrp"] {
            let code = record.text(&format!("alim_{level}_code")).to_owned();
            groups.insert(code, record.text(&format!("alim_{level}_nom_fr")).to_owned());
        }
        Ok(())
    })?;
    Ok(groups)
}

fn food_of(record: &Record, groups: &Groups, report: &mut Report) -> Option<Food> {
    let (code, name) = (record.text("alim_code"), record.text("alim_nom_fr"));
    if code.is_empty() || name.is_empty() {
        let kind = if code.is_empty() { Kind::NoCode } else { Kind::NoName };
        report.remark(kind, "", Place::new(record.number, &format!("{code} {name}")));
        return None;
    }
    let mut food = Food::new(code.to_owned(), CarbohydrateBasis::Available);
    food.names = vec![("fr", name.to_owned())];
    let english = Some(record.text("alim_nom_eng")).filter(|name| !name.is_empty());
    food.names.extend(english.map(|name| ("en", name.to_owned())));
    let scientific =
        Some(record.text("alim_nom_sci")).filter(|name| !name.is_empty() && *name != "-");
    food.scientific_name = scientific.map(str::to_owned);
    let codes =
        ["alim_grp_code", "alim_ssgrp_code", "alim_ssssgrp_code"].map(|name| record.text(name));
    let named = |code: &&str| groups.get(*code).cloned();
    food.group = group(codes.iter().filter_map(named));
    food.is_average = codes[0] == super::AVERAGE || name.contains("(aliment moyen)");
    let is_nameless = food.group.is_empty() && !codes[0].is_empty() && codes[0] != super::AVERAGE;
    if is_nameless {
        report.remark(Kind::Group, codes[0], Place::new(record.number, code));
    }
    Some(food)
}

fn fill(record: &Record, foods: &mut Foods, report: &mut Report, is_2025: &mut bool) {
    let (code, constituent) = (record.text("alim_code"), record.text("const_code"));
    let Some(food) = foods.get(code) else {
        return report.remark(Kind::Stray, "", Place::new(record.number, code));
    };
    let Some((tag, unit)) = constituents::of_code(constituent) else {
        return report.remark(Kind::Nutrient, constituent, Place::new(record.number, code));
    };
    if food.values.iter().any(|entry| entry.tag == tag) {
        return report.remark(Kind::Twice, tag.name(), Place::new(record.number, code));
    }
    *is_2025 |= constituents::NEW_IN_2025.contains(&tag);
    let text = record.text("teneur");
    let read = cell::read(text, DIALECT).and_then(|value| value.convert(unit, tag.nutrient().unit));
    report.states.add(read.unwrap_or_default());
    if read.is_none() {
        report.states.unreadable += 1;
        report.remark(Kind::Unreadable, tag.name(), Place::new(record.number, text));
    }
    report.states.empty += usize::from(text.is_empty());
    let value = read.unwrap_or_default();
    let bound = |name: &str| cell::number(record.text(name), DIALECT);
    let confidence =
        record.text("code_confiance").chars().next().filter(|c| matches!(c, 'A'..='D'));
    let (least, most) = (bound("min"), bound("max"));
    let says = (value == Value::Missing).then(|| text.chars().take(MOST_SAID).collect());
    let detail = Detail { least, most, confidence, rule: None, text: says };
    let detail = (detail != Detail::default()).then(|| Box::new(detail));
    food.values.push(Entry { tag, value, detail });
}
