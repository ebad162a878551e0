//! The German table, BLS 4.0: three columns a nutrient, of which the first is its value.

use std::collections::HashSet;

use super::cell::{self, Dialect};
use super::report::{Kind, Place};
use super::sheet::{Book, Cell, Row};
use super::{Entry, Facts, Food, Foods, Refusal, Report, Table, one_line};
use crate::nutrition::foods::value::Value;
use crate::nutrition::foods::view::CarbohydrateBasis;
use crate::nutrition::nutrients::{Tag, Unit};

const DIALECT: Dialect = Dialect { has_commas: true, has_limits: true, ..Dialect::PLAIN };

/// Tags of theirs that are others of ours.
const TAGS: [(&str, Tag); 9] = [
    ("ENERCC", Tag::ENERC_KCAL),
    ("ENERCJ", Tag::ENERC_KJ),
    ("CHO", Tag::CHOAVL),
    ("FIBT", Tag::FIBTG),
    ("CHORL", Tag::CHOLE),
    ("VITA", Tag::VITA_RE),
    ("VITK", Tag::VITK1),
    ("RETOL", Tag::RETOL),
    ("CARTB", Tag::CARTB),
];

/// Letters that begin a code, and the group that they stand for.
const GROUPS: [(char, &str); 21] = [
    ('B', "Brot und Kleingebäck"),
    ('C', "Getreide, Getreideprodukte"),
    ('D', "Dauerbackwaren, Kuchen, Feinbackwaren"),
    ('E', "Eier, Eierwaren, Teigwaren"),
    ('F', "Früchte, Obst"),
    ('G', "Gemüse"),
    ('H', "Hülsenfrüchte, Schalenobst, Ölsamen"),
    ('K', "Kartoffeln, stärkereiche Pflanzenteile, Pilze"),
    ('M', "Milch, Milcherzeugnisse, Käse"),
    ('N', "Alkoholfreie Getränke"),
    ('P', "Alkoholhaltige Getränke"),
    ('Q', "Öle, Fette"),
    ('R', "Rezeptzutaten, Gewürze"),
    ('S', "Süßwaren, Zucker"),
    ('T', "Fische"),
    ('U', "Fleisch"),
    ('V', "Wild, Geflügel, Innereien"),
    ('W', "Wurst, Fleischwaren"),
    ('X', "Gerichte, überwiegend pflanzlich"),
    ('Y', "Gerichte, überwiegend tierisch"),
    ('Z', "Sonstiges"),
];

struct Column {
    place: usize,
    head: String,
    tag: Tag,
    unit: Unit,
}

#[derive(Default)]
struct Heads {
    code: usize,
    name: usize,
    english: Option<usize>,
    columns: Vec<Column>,
}

pub(super) fn read(book: &mut Book, sheet: &str, room: usize) -> Result<Table, Refusal> {
    let (mut heads, mut foods, mut report) =
        (None::<Heads>, Foods::within(room), Report::default());
    book.each(sheet, &mut |row| {
        match &heads {
            None => heads = heads_of(row, &mut report),
            Some(heads) => {
                report.rows += 1;
                if let Some(food) = food_of(row, heads, &mut report) {
                    foods.add(food, row.number, &mut report)?;
                }
            }
        }
        Ok(())
    })?;
    foods.into_table(facts(), report)
}

fn heads_of(row: &Row<'_>, report: &mut Report) -> Option<Heads> {
    let place = |name: &str| row.cells.iter().position(|cell| cell.text().trim() == name);
    let mut heads = Heads {
        code: place("BLS Code")?,
        name: place("Lebensmittelbezeichnung")?,
        english: place("Food name"),
        ..Heads::default()
    };
    let mut taken = HashSet::new();
    for (place, cell) in row.cells.iter().enumerate() {
        let head = one_line(&cell.text());
        let is_about = ["Datenherkunft", "Referenz"].iter().any(|about| head.ends_with(about));
        if head.is_empty() || is_about || [heads.code, heads.name].contains(&place) {
            continue;
        }
        if heads.english == Some(place) {
            continue;
        }
        match tag_of(&head).filter(|(tag, _)| taken.insert(*tag)) {
            Some((tag, unit)) => heads.columns.push(Column { place, head, tag, unit }),
            None => report.remark(Kind::Column, &head, Place::new(row.number, "")),
        }
    }
    Some(heads)
}

/// The nutrient of a head such as `CU Kupfer [µg/100g]`, and its unit.
fn tag_of(head: &str) -> Option<(Tag, Unit)> {
    let theirs = head.split_whitespace().next()?;
    let known = TAGS.iter().find(|(name, _)| *name == theirs).map(|(_, tag)| *tag);
    let tag = known.or_else(|| theirs.parse().ok())?;
    let unit = head.rsplit_once('[').and_then(|(_, unit)| unit.split_once('/'));
    let unit = Unit::written(unit.map(|(unit, _)| unit)?)?;
    unit.convert(1.0, tag.nutrient().unit).map(|_| (tag, unit))
}

fn food_of(row: &Row<'_>, heads: &Heads, report: &mut Report) -> Option<Food> {
    let (code, name) = (row.line(heads.code), row.line(heads.name));
    if code.is_empty() {
        report.remark(Kind::NoCode, "", Place::new(row.number, &name));
        return None;
    }
    if name.is_empty() {
        report.remark(Kind::NoName, "", Place::new(row.number, &code));
        return None;
    }
    let letter = code.chars().next()?;
    let group = GROUPS.iter().find(|(known, _)| *known == letter);
    let mut food = Food::new(code, CarbohydrateBasis::Available);
    food.group = group.map(|(_, name)| (*name).to_owned()).into_iter().collect();
    food.names = vec![("de", name)];
    food.names.extend(heads.english.map(|place| ("en", row.line(place))));
    food.names.retain(|(_, name)| !name.is_empty());
    for column in &heads.columns {
        let cell = row.cell(column.place);
        let read = match cell {
            Cell::Number(number) => cell::of_number(*number),
            other => cell::read(&other.text(), DIALECT),
        };
        report.states.add(read.unwrap_or(Value::Missing));
        food.values.push(entry(read, column, cell, row.number, report));
    }
    Some(food)
}

fn entry(
    read: Option<Value>,
    column: &Column,
    cell: &Cell,
    row: usize,
    report: &mut Report,
) -> Entry {
    let text = cell.text();
    let Some(value) = read else {
        report.states.unreadable += 1;
        report.remark(Kind::Unreadable, &column.head, Place::new(row, &text));
        return Entry::saying(column.tag, Value::Missing, text.trim());
    };
    let ours = column.tag.nutrient().unit;
    let converted = value.convert(column.unit, ours).unwrap_or(Value::Missing);
    match value {
        Value::Missing => {
            report.states.empty += usize::from(text.trim().is_empty());
            Entry::saying(column.tag, value, text.trim())
        }
        Value::Trace => Entry::saying(column.tag, value, text.trim()),
        _ if column.unit != ours => {
            let rule = format!("{} {}", text.trim(), column.unit.symbol());
            Entry::by_rule(column.tag, converted, rule)
        }
        _ => Entry::plain(column.tag, converted),
    }
}

fn facts() -> Facts {
    Facts {
        family: "bls".into(),
        name: "BLS",
        edition: "4.0".into(),
        language: "de",
        licence: "CC BY 4.0",
        citation: "Max Rubner-Institut (2025): Bundeslebensmittelschlüssel (BLS) 4.0, CC BY 4.0"
            .into(),
        url: "https://www.blsdb.de",
        note: "available carbohydrate; no selenium",
    }
}
