//! CIQUAL, the French table: one sheet (2020 as BIFF8, 2025 as text or workbook), or a set of XML files.

mod constituents;
mod elements;
pub(super) mod xml;

use super::cell::{self, Dialect};
use super::report::{Kind, Place};
use super::sheet::{Book, Cell, Row};
use super::{Entry, Facts, Food, Foods, Refusal, Report, Table, one_line};
use crate::message::message;
use crate::nutrition::foods::value::Value;
use crate::nutrition::foods::view::CarbohydrateBasis;
use crate::nutrition::nutrients::{Tag, Unit};

const DIALECT: Dialect = Dialect::FRENCH;

/// Means of several foods have no group, or this one.
const AVERAGE: &str = "00";
/// The one column behind the groups and names that is no constituent.
const JONES: &str = "Facteur de Jones";

struct Column {
    place: usize,
    head: String,
    tag: Tag,
    unit: Unit,
}

/// The columns of a sheet.
struct Heads {
    width: usize,
    group_code: Option<usize>,
    groups: Vec<usize>,
    code: usize,
    name: usize,
    english: Option<usize>,
    scientific: Option<usize>,
    columns: Vec<Column>,
}

pub(super) fn read(book: &mut Book, sheet: &str, room: usize) -> Result<Table, Refusal> {
    let (mut heads, mut foods, mut report) =
        (None::<Heads>, Foods::within(room), Report::default());
    book.each(sheet, &mut |row| {
        match &heads {
            None => heads = heads_of(row, &mut report)?,
            Some(heads) => {
                report.rows += 1;
                if let Some(food) = food_of(row, heads, &mut report) {
                    foods.add(food, row.number, &mut report)?;
                }
            }
        }
        Ok(())
    })?;
    let is_new = |column: &Column| constituents::NEW_IN_2025.contains(&column.tag);
    let is_2025 = heads.is_some_and(|heads| heads.columns.iter().any(is_new));
    foods.into_table(facts(is_2025), report)
}

/// The columns by their heads; none for a row above them.
fn heads_of(row: &Row<'_>, report: &mut Report) -> Result<Option<Heads>, Refusal> {
    let place = |name: &str| row.cells.iter().position(|cell| cell.text().trim() == name);
    let (Some(code), Some(name)) = (place("alim_code"), place("alim_nom_fr")) else {
        return Ok(None);
    };
    let groups = ["alim_grp_nom_fr", "alim_ssgrp_nom_fr", "alim_ssssgrp_nom_fr"];
    let mut heads = Heads {
        width: row.cells.len(),
        group_code: place("alim_grp_code"),
        groups: groups.iter().filter_map(|name| place(name)).collect(),
        code,
        name,
        english: place("alim_nom_eng"),
        scientific: place("alim_nom_sci"),
        columns: Vec::new(),
    };
    for (place, cell) in row.cells.iter().enumerate() {
        let head = one_line(&cell.text());
        if head.is_empty() || head.starts_with("alim_") || head == JONES {
            continue;
        }
        match constituents::of_head(&cell.text()) {
            Some((tag, unit)) if heads.columns.iter().all(|known| known.tag != tag) => {
                heads.columns.push(Column { place, head, tag, unit });
            }
            _ => report.remark(Kind::Column, &head, Place::new(row.number, "")),
        }
    }
    match heads.columns.is_empty() {
        true => Err(message(
            "foods-no-nutrients",
            "No column of this table names a nutrient with its unit. Nothing was changed.",
        )),
        false => Ok(Some(heads)),
    }
}

fn food_of(row: &Row<'_>, heads: &Heads, report: &mut Report) -> Option<Food> {
    let (code, name) = (row.line(heads.code), row.line(heads.name));
    let width = row.cells.len();
    let has_width = if row.has_width { width == heads.width } else { width <= heads.width };
    if !has_width {
        let said = format!("{code}: {width} ≠ {}", heads.width);
        report.remark(Kind::Width, "", Place::new(row.number, &said));
        return None;
    }
    if code.is_empty() {
        report.remark(Kind::NoCode, "", Place::new(row.number, &name));
        return None;
    }
    if name.is_empty() {
        report.remark(Kind::NoName, "", Place::new(row.number, &code));
        return None;
    }
    let mut food = Food::new(code, CarbohydrateBasis::Available);
    food.group = group(heads.groups.iter().map(|place| row.line(*place)));
    let is_of_none = heads.group_code.is_some_and(|place| row.line(place) == AVERAGE);
    food.is_average = is_of_none || food.group.is_empty() || name.contains("(aliment moyen)");
    food.names = vec![("fr", name)];
    let english = heads.english.map(|place| row.line(place)).filter(|name| !name.is_empty());
    food.names.extend(english.map(|name| ("en", name)));
    let scientific = heads.scientific.map(|place| row.line(place));
    food.scientific_name = scientific.filter(|name| !name.is_empty() && name != "-");
    for column in &heads.columns {
        food.values.push(entry(column, row.cell(column.place), row.number, report));
    }
    Some(food)
}

/// A path of groups; a name `-` is none.
fn group(names: impl Iterator<Item = String>) -> Vec<String> {
    names.filter(|name| !name.is_empty() && name != "-").collect()
}

fn entry(column: &Column, cell: &Cell, row: usize, report: &mut Report) -> Entry {
    let text = cell.text();
    let read = match cell {
        Cell::Number(number) => cell::of_number(*number),
        other => cell::read(&other.text(), DIALECT),
    };
    let Some(value) = read else {
        report.states.unreadable += 1;
        report.states.add(Value::Missing);
        report.remark(Kind::Unreadable, &column.head, Place::new(row, &text));
        return Entry::saying(column.tag, Value::Missing, text.trim());
    };
    report.states.add(value);
    let ours = column.tag.nutrient().unit;
    match value {
        Value::Missing => {
            report.states.empty += usize::from(text.trim().is_empty());
            Entry::saying(column.tag, value, text.trim())
        }
        value if column.unit == ours => Entry::plain(column.tag, value),
        value => {
            let converted = value.convert(column.unit, ours).unwrap_or_default();
            Entry::by_rule(
                column.tag,
                converted,
                format!("{} {}", text.trim(), column.unit.symbol()),
            )
        }
    }
}

fn facts(is_2025: bool) -> Facts {
    let (edition, citation) = match is_2025 {
        true => ("2025", "Anses. 2025. Table Ciqual (3 novembre 2025)"),
        false => ("2020", "Anses. 2020. Table de composition nutritionnelle des aliments Ciqual"),
    };
    Facts {
        family: "ciqual".into(),
        name: "CIQUAL",
        edition: edition.into(),
        language: "fr",
        licence: "Licence Ouverte / Etalab 2.0",
        citation: citation.into(),
        url: "https://ciqual.anses.fr",
        note: "available carbohydrate, polyols included; energy by EU regulation 1169/2011",
    }
}
