//! The report of an import: what was read, by state, and what was remarked, equal remarks once.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::nutrition::foods::value::Value;

/// Places that a remark names at most, …
const MOST_PLACES: usize = 20;
/// … and remarks of a report.
const MOST_REMARKS: usize = 200;

/// How many values a table has of each state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct States {
    pub value: usize,
    pub less_than: usize,
    pub trace: usize,
    pub missing: usize,
    /// Those of the missing whose cell is empty.
    pub empty: usize,
    /// Those of the missing whose cell says something that cannot be read.
    pub unreadable: usize,
}

impl States {
    /// Counts a value.
    pub fn add(&mut self, value: Value) {
        match value {
            Value::Amount(_) => self.value += 1,
            Value::LessThan(_) => self.less_than += 1,
            Value::Trace => self.trace += 1,
            Value::Missing => self.missing += 1,
        }
    }
}

/// What is remarked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A cell that says nothing that the table may say: its value is missing.
    Unreadable,
    /// A code that comes twice: the fuller row was kept.
    Twice,
    /// A row of another width than the first: left out.
    Width,
    /// A row without a code: left out.
    NoCode,
    /// A row without a name: left out.
    NoName,
    /// Parts that make up more than 105 g of 100.
    Above,
    /// A column that is no nutrient of ours: not taken.
    Column,
    /// Values of a nutrient that is none of ours: not taken.
    Nutrient,
    /// Rows of a kind that is no food (samples, brands): not taken.
    OtherKind,
    /// An older row of the same food: the newer was kept.
    Older,
    /// A portion without a weight: left out.
    Portion,
    /// A group that the table does not name.
    Group,
    /// A value of a food that the table does not list: left out.
    Stray,
    /// Far fewer foods than the edition in use has.
    Fewer,
}

impl Kind {
    /// The name in reports and in the keys of messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Twice => "twice",
            Self::Width => "width",
            Self::NoCode => "no_code",
            Self::NoName => "no_name",
            Self::Above => "above",
            Self::Column => "column",
            Self::Nutrient => "nutrient",
            Self::OtherKind => "other_kind",
            Self::Older => "older",
            Self::Portion => "portion",
            Self::Group => "group",
            Self::Stray => "stray",
            Self::Fewer => "fewer",
        }
    }

    /// In words, for the command line and the API.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unreadable => "not readable; that value counts as unknown",
            Self::Twice => {
                "code comes twice; the fuller row was kept (its row stands behind the code)"
            }
            Self::Width => "row with more or fewer columns than the first; left out",
            Self::NoCode => "row without a code; left out",
            Self::NoName => "row without a name; left out",
            Self::Above => "parts add up to more than 105 g in 100 g; kept as the table has it",
            Self::Column => "column that is no nutrient of ours; not taken",
            Self::Nutrient => "values of a nutrient that is none of ours; not taken",
            Self::OtherKind => {
                "rows that are no foods of a table (samples, lots, brands); not taken"
            }
            Self::Older => "older row of the same food; the newer was kept",
            Self::Portion => "portion without a weight; left out",
            Self::Group => "group that the table does not name; the food has no group",
            Self::Stray => "values of a food that the table does not list; left out",
            Self::Fewer => "far fewer foods than the edition in use; check that the file is whole",
        }
    }
}

/// Where something was remarked, and what stands there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Of the file, counted from 1; 0 where it has none.
    pub row: usize,
    pub text: String,
}

impl Place {
    pub(super) fn new(row: usize, text: &str) -> Self {
        Self { row, text: text.chars().take(60).collect() }
    }
}

/// Equal remarks: of one kind, in one column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    pub kind: Kind,
    /// The head of the column, where it is one's.
    pub column: String,
    pub count: usize,
    /// The first of them.
    pub places: Vec<Place>,
}

/// What an import read and remarked, and what it changed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Rows of foods in the file.
    pub rows: usize,
    pub foods: usize,
    /// The cells of all rows by what they say.
    pub states: States,
    /// Foods that the edition before does not have, …
    pub new: usize,
    /// … has with the same values, …
    pub same: usize,
    /// … has with others, …
    pub changed: usize,
    /// … and those that it has and this one does not.
    pub gone: usize,
    pub remarks: Vec<Remark>,
    #[serde(skip)]
    known: HashMap<(Kind, String), usize>,
}

impl Report {
    /// Remarks something; equal remarks are counted, and the first of them named.
    pub(super) fn remark(&mut self, kind: Kind, column: &str, place: Place) {
        self.remark_times(kind, column, place, 1);
    }

    /// The same, so many at once.
    pub(super) fn remark_times(&mut self, kind: Kind, column: &str, place: Place, count: usize) {
        let key = (kind, column.chars().take(120).collect::<String>());
        let at = match self.known.get(&key) {
            Some(&at) => at,
            None if self.remarks.len() >= MOST_REMARKS => return,
            None => {
                let column = key.1.clone();
                self.remarks.push(Remark { kind, column, count: 0, places: Vec::new() });
                self.known.insert(key, self.remarks.len() - 1);
                self.remarks.len() - 1
            }
        };
        let remark = &mut self.remarks[at];
        remark.count += count;
        if remark.places.len() < MOST_PLACES {
            remark.places.push(place);
        }
    }

    /// Says that there are far fewer foods than before.
    pub fn remark_fewer(&mut self, before: usize) {
        let said = format!("{} / {before}", self.foods);
        self.remark(Kind::Fewer, "", Place::new(0, &said));
    }
}
