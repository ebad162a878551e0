//! The British table, CoFID 2021: sheets of one kind of nutrient each, three rows of heads, foods joined by
//! their codes.

use super::cell::{self, Dialect};
use super::report::{Kind, Place};
use super::sheet::{Book, Cell, Row};
use super::{Entry, Facts, Food, Foods, Refusal, Report, Table, one_line};
use crate::nutrition::foods::value::Value;
use crate::nutrition::foods::view::CarbohydrateBasis;
use crate::nutrition::nutrients::{Tag, Unit};

const DIALECT: Dialect = Dialect { has_letters: true, ..Dialect::PLAIN };

/// Sheets that are read, by how their names begin.
const SHEETS: [&str; 3] = ["1.3", "1.4", "1.5"];
/// Bytes that are kept of what a cell says, about.
const MOST_SAID: usize = 80;
/// Rows above the foods: heading with unit, tag, short name.
const HEADS: usize = 3;

/// Their tags. Those per 100 g of fatty acids (`SATFAC`) are other columns, and are not taken.
const TAGS: [(&str, Tag); 47] = [
    ("WATER", Tag::WATER),
    ("PROT", Tag::PROCNT),
    ("FAT", Tag::FAT),
    ("CHO", Tag::CHOAVL),
    ("KCALS", Tag::ENERC_KCAL),
    ("KJ", Tag::ENERC_KJ),
    ("STAR", Tag::STARCH),
    ("TOTSUG", Tag::SUGAR),
    ("GLUC", Tag::GLUS),
    ("GALACT", Tag::GALS),
    ("FRUCT", Tag::FRUS),
    ("SUCR", Tag::SUCS),
    ("MALT", Tag::MALS),
    ("LACT", Tag::LACS),
    ("ALCO", Tag::ALC),
    ("AOACFIB", Tag::FIBTG),
    ("SATFOD", Tag::FASAT),
    ("MONOFOD", Tag::FAMS),
    ("POLYFOD", Tag::FAPU),
    ("TOTTRANS", Tag::FATRN),
    ("CHOL", Tag::CHOLE),
    ("NA", Tag::NA),
    ("K", Tag::K),
    ("CA", Tag::CA),
    ("MG", Tag::MG),
    ("P", Tag::P),
    ("FE", Tag::FE),
    ("CU", Tag::CU),
    ("ZN", Tag::ZN),
    ("CL", Tag::CLD),
    ("MN", Tag::MN),
    ("SE", Tag::SE),
    ("I", Tag::ID),
    ("RET", Tag::RETOL),
    ("CAREQU", Tag::CARTB),
    ("RETEQU", Tag::VITA_RE),
    ("VITD", Tag::VITD),
    ("VITE", Tag::VITE),
    ("VITK1", Tag::VITK1),
    ("THIA", Tag::THIA),
    ("RIBO", Tag::RIBF),
    ("NIAC", Tag::NIA),
    ("NIACEQU", Tag::NIAEQ),
    ("PANTO", Tag::PANTAC),
    ("VITB6", Tag::VITB6),
    ("FOLT", Tag::FOL),
    ("VITC", Tag::VITC),
];
const MORE_TAGS: [(&str, Tag); 2] = [("VITB12", Tag::VITB12), ("BIOT", Tag::BIOT)];

/// First letters of a group's code.
const GROUPS: [(&str, &str); 14] = [
    ("A", "Cereals and cereal products"),
    ("B", "Milk and milk products"),
    ("C", "Eggs and egg dishes"),
    ("D", "Vegetables"),
    ("F", "Fruit"),
    ("G", "Nuts and seeds"),
    ("H", "Herbs and spices"),
    ("J", "Fish and fish products"),
    ("M", "Meat and meat products"),
    ("O", "Fats and oils"),
    ("P", "Beverages"),
    ("Q", "Alcoholic beverages"),
    ("S", "Sugars, preserves and snacks"),
    ("W", "Soups, sauces and miscellaneous foods"),
];

struct Column {
    place: usize,
    head: String,
    tag: Tag,
    unit: Unit,
}

pub(super) fn read(book: &mut Book, sheets: &[String], room: usize) -> Result<Table, Refusal> {
    let (mut foods, mut report) = (Foods::within(room), Report::default());
    let mut taken: Vec<Tag> = Vec::new();
    for wanted in SHEETS {
        let Some(sheet) = sheets.iter().find(|sheet| sheet.starts_with(wanted)) else { continue };
        let mut heads: Vec<Vec<Cell>> = Vec::new();
        let mut columns: Vec<Column> = Vec::new();
        book.each(sheet, &mut |row| {
            if heads.len() < HEADS {
                heads.push(row.cells.to_vec());
                if heads.len() == HEADS {
                    columns = columns_of(&heads, &mut report);
                    columns.retain(|column| !taken.contains(&column.tag));
                    taken.extend(columns.iter().map(|column| column.tag));
                }
                return Ok(());
            }
            if wanted == SHEETS[0] {
                report.rows += 1;
                if let Some(food) = food_of(row, &mut report) {
                    foods.add(food, row.number, &mut report)?;
                }
            }
            foods.hold(columns.len() * (size_of::<Entry>() + MOST_SAID))?;
            fill(row, sheet, &columns, &mut foods, &mut report);
            Ok(())
        })?;
    }
    // A food that a sheet leaves out is unknown in all that the sheet has.
    for food in &mut foods.foods {
        let known: Vec<Tag> = food.values.iter().map(|entry| entry.tag).collect();
        let absent = taken.iter().filter(|tag| !known.contains(tag));
        food.values.extend(absent.map(|tag| Entry::plain(*tag, Value::Missing)));
    }
    foods.into_table(facts(), report)
}

fn columns_of(heads: &[Vec<Cell>], report: &mut Report) -> Vec<Column> {
    let [headings, tags, ..] = heads else { return Vec::new() };
    let mut columns = Vec::new();
    for (place, cell) in tags.iter().enumerate() {
        let name = cell.text().trim().to_owned();
        let heading = one_line(&headings.get(place).map(Cell::text).unwrap_or_default());
        if name.is_empty() {
            continue;
        }
        let known = TAGS.iter().chain(&MORE_TAGS).find(|(known, _)| *known == name);
        match known {
            Some((_, tag)) => {
                let unit = unit_in(&heading).unwrap_or(tag.nutrient().unit);
                columns.push(Column { place, head: heading, tag: *tag, unit });
            }
            None => report.remark(Kind::Column, &heading, Place::new(2, &name)),
        }
    }
    columns
}

/// The unit in the last brackets of a heading.
fn unit_in(heading: &str) -> Option<Unit> {
    let (_, unit) = heading.rsplit_once('(')?;
    Unit::written(unit.trim_end_matches(')'))
}

fn food_of(row: &Row<'_>, report: &mut Report) -> Option<Food> {
    let (code, name) = (row.line(0), row.line(1));
    if code.is_empty() {
        report.remark(Kind::NoCode, "", Place::new(row.number, &name));
        return None;
    }
    if name.is_empty() {
        report.remark(Kind::NoName, "", Place::new(row.number, &code));
        return None;
    }
    let group = row.line(3);
    let widest = GROUPS.iter().find(|(letter, _)| group.starts_with(letter));
    let mut food = Food::new(code, CarbohydrateBasis::MonosaccharideEquivalents);
    food.group = widest.map(|(_, name)| (*name).to_owned()).into_iter().collect();
    if !group.is_empty() {
        food.group.push(group);
    }
    food.names = vec![("en", name)];
    Some(food)
}

fn fill(row: &Row<'_>, sheet: &str, columns: &[Column], foods: &mut Foods, report: &mut Report) {
    let code = row.line(0);
    if code.is_empty() {
        return;
    }
    let Some(food) = foods.get(&code) else {
        return report.remark(Kind::Stray, sheet, Place::new(row.number, &code));
    };
    for column in columns {
        if food.values.iter().any(|entry| entry.tag == column.tag) {
            continue;
        }
        let cell = row.cell(column.place);
        let text = cell.text();
        let read = match cell {
            Cell::Number(number) => cell::of_number(*number),
            other => cell::read(&other.text(), DIALECT),
        };
        let converted =
            read.and_then(|value| value.convert(column.unit, column.tag.nutrient().unit));
        report.states.add(converted.unwrap_or(Value::Missing));
        food.values.push(match converted {
            Some(value @ (Value::Missing | Value::Trace)) => {
                report.states.empty += usize::from(text.trim().is_empty());
                Entry::saying(column.tag, value, text.trim())
            }
            Some(value) => Entry::plain(column.tag, value),
            None => {
                report.states.unreadable += 1;
                report.remark(Kind::Unreadable, &column.head, Place::new(row.number, &text));
                Entry::saying(column.tag, Value::Missing, text.trim())
            }
        });
    }
}

fn facts() -> Facts {
    Facts {
        family: "cofid".into(),
        name: "CoFID",
        edition: "2021".into(),
        language: "en",
        licence: "Open Government Licence v3.0",
        citation:
            "Contains public sector information licensed under the Open Government Licence v3.0. \
                   Public Health England, McCance and Widdowson's Composition of Foods Integrated \
                   Dataset 2021"
                .into(),
        url: "https://www.gov.uk/government/publications/composition-of-foods-integrated-dataset-cofid",
        note: "available carbohydrate in monosaccharide equivalents: for starch up to 1.1 times as much",
    }
}
