//! The tables of a report, each with a chart where it has one: for the page and for files alike.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::days::Days;
use crate::clock::parse_day;
use crate::figures::Definition;
use crate::list::Datum;
use crate::money::Amount;
use crate::reports::view::Colleague;
use crate::ui::charts::bars;
use crate::ui::dietitians::standing;
use crate::ui::kinds::Kinds;
use crate::ui::language::{Language, say};
use crate::users::store::Standing;

/// A table, with a chart of its own where it has one.
pub(super) struct Sheet {
    pub title: &'static str,
    pub headings: Vec<&'static str>,
    /// Each row's cells in words, and where its first leads.
    pub rows: Vec<(Vec<String>, String)>,
    /// The same as values, for files.
    pub values: Vec<Vec<Datum>>,
    pub chart: String,
    /// Where cells lead that count something else than their row, by row and cell.
    links: BTreeMap<(usize, usize), String>,
    /// The same in other currencies, in words.
    pub others: Vec<String>,
    pub meaning: Option<Definition>,
}

impl Sheet {
    /// Where a cell leads: the first and the first count of a row to the row's list, others to
    /// their own. Templates lend their numbers.
    pub fn link(&self, row: &usize, cell: &usize) -> &str {
        match (self.links.get(&(*row, *cell)), cell) {
            (Some(link), _) => link,
            (None, 0) => self.rows.get(*row).map_or("", |(_, href)| href),
            (None, _) => "",
        }
    }

    /// With a list of its own behind each cell of a column.
    pub fn leading(mut self, cell: usize, link: impl Fn(usize) -> String) -> Self {
        let rows = 0..self.rows.len();
        self.links.extend(rows.map(|row| ((row, cell), link(row))));
        self
    }

    /// With what its rows come to in other currencies.
    pub fn beside(mut self, make: &Maker<'_>, others: impl Iterator<Item = Amount>) -> Self {
        let shown = others.filter(|sum| sum.minor != 0);
        let shown = shown.map(|sum| make.language.money_of(&sum));
        self.others.extend(shown.map(|sum| make.language.fill(say("Also {}"), &[&sum])));
        self
    }

    /// With what it counts, one press away.
    pub fn meaning(mut self, definition: Definition) -> Self {
        self.meaning = Some(definition);
        self
    }
}

/// A number of a table.
pub(super) enum Cell {
    Count(i64),
    Money(Amount),
    Percent(f64),
}

impl Cell {
    fn shown(&self, language: Language) -> String {
        match self {
            Self::Count(count) => language.number(&count.to_string()),
            Self::Money(sum) => language.money_of(sum),
            Self::Percent(share) => language.percent(&share.to_string()),
        }
    }

    fn value(&self) -> Datum {
        match self {
            Self::Count(count) => Datum::Integer(*count),
            Self::Money(sum) => Datum::Money(sum.minor, sum.currency.clone()),
            Self::Percent(share) => Datum::Percent(*share),
        }
    }

    /// How high its bar is.
    fn height(&self) -> f64 {
        match self {
            Self::Count(count) => *count as f64,
            Self::Money(sum) => sum.fixed().parse().unwrap_or(0.0),
            Self::Percent(share) => *share,
        }
    }
}

/// A row of a table.
pub(super) struct Row {
    /// What it is of, in words.
    name: String,
    /// The same as a value.
    value: Datum,
    /// What stands below its bar.
    label: String,
    cells: Vec<Cell>,
    /// The list of what it counts.
    link: String,
}

impl Row {
    pub fn of(name: String, cells: Vec<Cell>, link: String) -> Self {
        Self { value: Datum::Text(name.clone()), label: name.clone(), name, cells, link }
    }

    /// By another name, where it has one.
    pub fn named(self, name: Option<String>) -> Self {
        match name {
            Some(name) => {
                Self { value: Datum::Text(name.clone()), label: name.clone(), name, ..self }
            }
            None => self,
        }
    }

    /// With a value that is no text.
    pub fn valued(mut self, value: Datum) -> Self {
        self.value = value;
        self
    }
}

/// Makes sheets in one language and currency.
pub(super) struct Maker<'a> {
    pub language: Language,
    /// What the clinic calls its visits.
    pub kinds: Kinds<'a>,
    pub currency: &'a str,
    pub days: &'a Days,
    /// The clinic's day.
    pub today: Date,
}

impl Maker<'_> {
    /// A table alone.
    pub fn table(
        &self,
        title: &'static str,
        headings: &[&'static str],
        rows: impl Iterator<Item = Row>,
    ) -> Sheet {
        let rows: Vec<Row> = rows.collect();
        let words = |row: &Row| {
            let cells = row.cells.iter().map(|cell| cell.shown(self.language));
            (std::iter::once(row.name.clone()).chain(cells).collect(), row.link.clone())
        };
        let values = |row: &Row| {
            std::iter::once(row.value.clone()).chain(row.cells.iter().map(Cell::value)).collect()
        };
        Sheet {
            title,
            headings: headings.to_vec(),
            rows: rows.iter().map(words).collect(),
            values: rows.iter().map(values).collect(),
            chart: String::new(),
            links: BTreeMap::new(),
            others: Vec::new(),
            meaning: None,
        }
    }

    /// A table with a bar for the first number of each row, where there are several.
    pub fn drawn(
        &self,
        title: &'static str,
        headings: &[&'static str],
        rows: impl Iterator<Item = Row>,
    ) -> Sheet {
        let rows: Vec<Row> = rows.collect();
        let chart = if rows.len() > 1 { self.bars_of(title, &rows) } else { String::new() };
        Sheet { chart, ..self.table(title, headings, rows.into_iter()) }
    }

    /// A table of months, drawn even where there is one.
    pub fn months(
        &self,
        title: &'static str,
        headings: &[&'static str],
        rows: impl Iterator<Item = Row>,
    ) -> Sheet {
        let rows: Vec<Row> = rows.collect();
        let chart = self.bars_of(title, &rows);
        Sheet { chart, ..self.table(title, headings, rows.into_iter()) }
    }

    fn bars_of(&self, title: &'static str, rows: &[Row]) -> String {
        let bar = |row: &Row| {
            let cell = row.cells.first()?;
            let words = self.language.labelled(&row.name, &cell.shown(self.language));
            Some((row.label.clone(), cell.height(), words))
        };
        let all: Vec<(String, f64, String)> = rows.iter().filter_map(bar).collect();
        bars(self.language.t(title), &all, self.language)
    }

    /// The row of a month, `2026-11`, with the list of what it counts, if there is one.
    pub fn month(&self, month: &str, cells: Vec<Cell>, (list, filter): (&str, &str)) -> Row {
        let day = parse_day(&format!("{month}-01"));
        let name = day
            .map_or_else(String::new, |day| format!("{} {}", self.language.month(day), day.year()));
        let link = match self.days.within(month) {
            Some(days) if !list.is_empty() => days.link(list, filter),
            _ => String::new(),
        };
        let label = name.split(' ').next().unwrap_or_default().to_owned();
        Row { value: Datum::Text(month.to_owned()), label, name, cells, link }
    }

    /// The row of a code with the list of those that have it; without a code of those that say
    /// nothing of it.
    pub fn coded(&self, field: &str, code: Option<&str>, count: i64, list: &str) -> Row {
        let (name, filter) = match code {
            Some(code) => (self.language.code(code), format!("{field}={code}")),
            None => (self.language.t(say("Not said")).to_owned(), format!("{field}_null=true")),
        };
        Row::of(name, vec![Cell::Count(count)], self.days.link(list, &filter))
    }

    /// The row of a dietitian with how they stand, or of nobody.
    pub fn dietitian(&self, field: &str, one: Option<&Colleague>, count: i64, list: &str) -> Row {
        let (name, filter) = match one {
            Some(one) => {
                let name = format!("{} {}", one.first_name, one.last_name);
                let stands = Standing::of(one.is_active, one.treats_patients);
                (standing(name.trim(), stands, self.language), format!("{field}={}", one.id))
            }
            None => (self.language.t(say("Nobody")).to_owned(), format!("{field}_null=true")),
        };
        Row::of(name, vec![Cell::Count(count)], self.days.link(list, &filter))
    }

    /// A decimal number.
    pub fn decimal(&self, number: f64) -> String {
        self.language.figure(number)
    }
}
