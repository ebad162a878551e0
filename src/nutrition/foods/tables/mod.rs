//! Food tables as their publishers hand them out: each form read into one kind of table, with what
//! could not be read by row and column. Nothing here knows the database.
//!
//! A cell becomes an amount, a trace, a bound or missing, and never anything that it does not say. What is
//! read is bounded before it is read: bytes unpacked, foods, columns, lengths.

mod biff;
mod biff_texts;
mod bls;
mod cell;
mod ciqual;
mod cofid;
mod compound;
mod markup;
mod members;
mod recognise;
mod records;
mod report;
mod sheet;
mod usda;

use std::collections::HashMap;

pub use cell::{plain as cell_number, typed};
pub use members::{MOST_BYTES, Members};
pub use recognise::read;
pub use report::{Kind, Place, Remark, Report, States};

use super::value::Value;
use super::view::CarbohydrateBasis;
use crate::message::{Message, message};
use crate::nutrition::nutrients::Tag;

/// Foods of a table at most, …
pub const MOST_FOODS: usize = 100_000;
/// … columns, …
pub const MOST_COLUMNS: usize = 600;
/// … rows, …
const MOST_ROWS: usize = 200_000;
/// … names by a number of its own, …
const MOST_NAMES: usize = 20_000;
/// … portions of one food, …
const MOST_PORTIONS: usize = 40;
/// … and characters of a name.
const LONGEST_NAME: usize = 300;

/// Why a file is not taken, in a sentence.
pub type Refusal = Message;

/// What is known of a table as a whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    /// Editions of one table have one family.
    pub family: String,
    pub name: &'static str,
    pub edition: String,
    /// Of its names.
    pub language: &'static str,
    pub licence: &'static str,
    pub citation: String,
    pub url: &'static str,
    pub note: &'static str,
}

/// A food as a table has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Food {
    pub code: String,
    /// By language; the first is that of the table.
    pub names: Vec<(&'static str, String)>,
    pub scientific_name: Option<String>,
    /// From the widest group to the narrowest.
    pub group: Vec<String>,
    pub edible_share: Option<f64>,
    pub density: Option<f64>,
    pub basis: CarbohydrateBasis,
    pub is_average: bool,
    pub portions: Vec<Portion>,
    pub values: Vec<Entry>,
}

/// A household measure: grams of one.
#[derive(Clone, Debug, PartialEq)]
pub struct Portion {
    pub names: Vec<(&'static str, String)>,
    pub grams: f64,
}

/// A value with what the table says beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub tag: Tag,
    pub value: Value,
    pub detail: Option<Box<Detail>>,
}

/// What few values have.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Detail {
    pub least: Option<f64>,
    pub most: Option<f64>,
    pub confidence: Option<char>,
    /// How the value was converted or computed.
    pub rule: Option<String>,
    /// What the cell says.
    pub text: Option<String>,
}

impl Entry {
    pub(super) fn plain(tag: Tag, value: Value) -> Self {
        Self { tag, value, detail: None }
    }

    pub(super) fn by_rule(tag: Tag, value: Value, rule: impl Into<String>) -> Self {
        let detail = Detail { rule: Some(rule.into()), ..Detail::default() };
        Self { tag, value, detail: Some(Box::new(detail)) }
    }

    /// About what it takes in memory, bytes.
    fn weight(&self) -> usize {
        let text = |text: &Option<String>| text.as_ref().map_or(0, |text| 16 + text.len());
        let beside =
            |detail: &Detail| size_of::<Detail>() + 16 + text(&detail.rule) + text(&detail.text);
        size_of::<Self>() + self.detail.as_deref().map_or(0, beside)
    }

    fn saying(tag: Tag, value: Value, text: &str) -> Self {
        let text = Some(text.chars().take(40).collect());
        Self { tag, value, detail: Some(Box::new(Detail { text, ..Detail::default() })) }
    }
}

impl Food {
    pub(super) fn new(code: String, basis: CarbohydrateBasis) -> Self {
        Self {
            code,
            names: Vec::new(),
            scientific_name: None,
            group: Vec::new(),
            edible_share: None,
            density: None,
            basis,
            is_average: false,
            portions: Vec::new(),
            values: Vec::new(),
        }
    }

    /// How many values say something.
    fn known(&self) -> usize {
        self.values.iter().filter(|entry| entry.value != Value::Missing).count()
    }

    /// About what it takes in memory, bytes.
    fn weight(&self) -> usize {
        let names = |names: &[(&str, String)]| -> usize {
            names.iter().map(|(_, name)| size_of::<(&str, String)>() + name.len()).sum()
        };
        let portion = |portion: &Portion| size_of::<Portion>() + names(&portion.names);
        let texts = self.group.iter().chain([&self.code, &self.code]);
        size_of::<Self>()
            + names(&self.names)
            + texts.map(|text| size_of::<String>() + text.len()).sum::<usize>()
            + self.portions.iter().map(portion).sum::<usize>()
            + self.values.iter().map(Entry::weight).sum::<usize>()
    }

    /// The value of that nutrient.
    pub fn value(&self, tag: Tag) -> Value {
        let found = self.values.iter().find(|entry| entry.tag == tag);
        found.map_or(Value::Missing, |entry| entry.value)
    }

    /// Grams of the parts that make up 100 g; more than that is the table's own contradiction.
    fn sum(&self) -> f64 {
        let part = |tag| self.value(tag).amount().unwrap_or(0.0);
        let protein = self.value(Tag::PROCNT).amount().unwrap_or_else(|| part(Tag::PROT625));
        let carbohydrate = match self.value(Tag::CHOCDF).amount() {
            Some(by_difference) => by_difference,
            None => part(Tag::CHOAVL) + part(Tag::FIBTG),
        };
        [Tag::WATER, Tag::FAT, Tag::ASH, Tag::ALC, Tag::OA].into_iter().map(part).sum::<f64>()
            + protein
            + carbohydrate
    }
}

/// A table that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    pub facts: Facts,
    pub foods: Vec<Food>,
    pub report: Report,
}

/// The foods of a table as they are read: each code once, and no more than there is room for.
struct Foods {
    foods: Vec<Food>,
    rows: Vec<usize>,
    by_code: HashMap<String, usize>,
    /// Bytes that are left.
    room: usize,
}

impl Foods {
    /// None yet, with room for so many bytes.
    fn within(room: usize) -> Self {
        Self { foods: Vec::new(), rows: Vec::new(), by_code: HashMap::new(), room }
    }

    /// Takes room for so many bytes more.
    fn hold(&mut self, bytes: usize) -> Result<(), Refusal> {
        self.room = self.room.checked_sub(bytes).ok_or_else(|| {
            message(
                "foods-too-much",
                "This table says more of its foods than can be read at once. Nothing was changed; bring \
                 in the table as its publisher hands it out.",
            )
        })?;
        Ok(())
    }

    /// Adds a food of that row. Of two of one code the fuller row stays, the first of equals.
    fn add(&mut self, mut food: Food, row: usize, report: &mut Report) -> Result<(), Refusal> {
        food.values.shrink_to_fit();
        self.hold(food.weight())?;
        if let Some(&place) = self.by_code.get(&food.code) {
            let is_fuller = food.known() > self.foods[place].known();
            let (kept, left) =
                if is_fuller { (row, self.rows[place]) } else { (self.rows[place], row) };
            let said = format!("{}: {kept}", food.code);
            report.remark(Kind::Twice, "", Place::new(left, &said));
            if is_fuller {
                self.foods[place] = food;
                self.rows[place] = row;
            }
            return Ok(());
        }
        if self.foods.len() >= MOST_FOODS {
            return Err(message(
                "foods-too-many",
                "This table has more than {most} foods. Nothing was changed.",
            )
            .count("most", MOST_FOODS));
        }
        self.by_code.insert(food.code.clone(), self.foods.len());
        self.rows.push(row);
        self.foods.push(food);
        Ok(())
    }

    fn get(&mut self, code: &str) -> Option<&mut Food> {
        self.by_code.get(code).map(|&place| &mut self.foods[place])
    }

    /// The table, once nothing more comes.
    fn into_table(self, facts: Facts, mut report: Report) -> Result<Table, Refusal> {
        if self.foods.is_empty() {
            return Err(message(
                "foods-none",
                "No food could be read in this file. Nothing was changed; check that it is the table \
                 itself.",
            ));
        }
        for (food, row) in self.foods.iter().zip(&self.rows) {
            let sum = food.sum();
            if sum > 105.0 {
                report.remark(
                    Kind::Above,
                    "",
                    Place::new(*row, &format!("{}: {sum:.1} g", food.code)),
                );
            }
        }
        report.foods = self.foods.len();
        Ok(Table { facts, foods: self.foods, report })
    }
}

/// Why a table of more rows or columns is none.
fn too_wide() -> Refusal {
    message(
        "foods-too-wide",
        "This table has more than {columns} columns or {rows} rows. Nothing was changed.",
    )
    .count("columns", MOST_COLUMNS)
    .count("rows", MOST_ROWS)
}

/// A name in one line: blanks of every kind are one blank, none at the ends, and no longer than may be.
fn one_line(text: &str) -> String {
    let visible = |c: &char| !c.is_control() || c.is_whitespace();
    let text: String = text.chars().filter(visible).collect();
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(LONGEST_NAME).collect()
}
