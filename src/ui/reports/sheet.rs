//! A report's JSON as figures, charts and tables, for the page and for CSV alike.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::Value;

use crate::clock::parse_day;
use crate::figures::Definition;
use crate::list::Datum;
use crate::ui::charts::bars;
use crate::ui::dietitians::standing;
use crate::ui::language::{Language, say};
use crate::ui::tile::{counted, in_money};
use crate::ui::words::name_of;
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
    pub links: BTreeMap<(usize, usize), String>,
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

    /// With what it counts, one press away.
    pub fn meaning(mut self, definition: Definition) -> Self {
        self.meaning = Some(definition);
        self
    }
}

/// Which days the figures are of, as the parameters of the lists they link to.
pub(super) struct Days {
    pub from: String,
    pub to: String,
}

impl Days {
    /// The address of a list with these days and some filter.
    pub fn link(&self, list: &str, filter: &str) -> String {
        self.link_by(period_of(list), list, filter)
    }

    /// The list of the patients who came for the first time in these days.
    pub fn new_patients(&self) -> String {
        match self.from.is_empty() && self.to.is_empty() {
            true => "/patients?first_completed_not_null=true".to_owned(),
            false => self.link_by(("first_completed_gte", "first_completed_lte"), "/patients", ""),
        }
    }

    fn link_by(&self, (from, to): (&str, &str), list: &str, filter: &str) -> String {
        let mut parts = Vec::new();
        for (name, day) in [(from, &self.from), (to, &self.to)] {
            if !day.is_empty() {
                parts.push(format!("{name}={day}"));
            }
        }
        if !filter.is_empty() {
            parts.push(filter.to_owned());
        }
        if parts.is_empty() { list.to_owned() } else { format!("{list}?{}", parts.join("&")) }
    }
}

/// What a list calls the ends of a period.
fn period_of(list: &str) -> (&'static str, &'static str) {
    match list {
        "/patients" => ("created_at_gte", "created_at_lte"),
        _ => ("from_date", "to_date"),
    }
}

/// What a column's numbers are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Count,
    Money,
    Percent,
}

/// A column: its field, its heading, its unit.
type Column<'a> = (&'a str, &'static str, Unit);

/// Makes sheets in one language and currency.
pub(super) struct Maker<'a> {
    pub language: Language,
    pub currency: &'a str,
    pub days: &'a Days,
    /// The clinic's day.
    pub today: Date,
}

impl Maker<'_> {
    /// The value of a cell, for files.
    fn value(&self, row: &Value, (field, _, unit): &Column<'_>) -> Datum {
        match unit {
            Unit::Count => counted(&row[*field]),
            Unit::Money => in_money(&row[*field], self.currency),
            Unit::Percent => row[*field].as_f64().map_or(Datum::Nothing, Datum::Percent),
        }
    }

    fn shown(&self, row: &Value, (field, _, unit): &Column<'_>) -> String {
        let value = &row[*field];
        match unit {
            Unit::Count => self.language.figure(value),
            Unit::Money => self.language.money(value, self.currency),
            Unit::Percent => self.language.percent(&value.to_string()),
        }
    }

    /// Rows of `{<key>: code, count}` with the list that they count.
    pub fn counted(
        &self,
        title: &'static str,
        rows: &Value,
        (key, heading): (&str, &'static str),
        list: &str,
    ) -> Sheet {
        let empty = Vec::new();
        let rows = rows.as_array().unwrap_or(&empty);
        let link = |row: &Value| match row[key].as_str() {
            Some(code) => self.days.link(list, &format!("{key}={code}")),
            None => self.days.link(list, &format!("{key}_null=true")),
        };
        let word = |row: &Value| match row[key].as_str() {
            Some(code) => self.language.code(code),
            None => self.language.t(say("Not said")).to_owned(),
        };
        let of = |row: &Value| (vec![word(row), self.language.figure(&row["count"])], link(row));
        let chart = rows
            .iter()
            .map(|row| {
                let count = row["count"].as_f64().unwrap_or(0.0);
                (
                    word(row),
                    count,
                    format!("{}: {}", word(row), self.language.figure(&row["count"])),
                )
            })
            .collect::<Vec<_>>();
        Sheet {
            title,
            headings: vec![heading, say("Number")],
            rows: rows.iter().map(of).collect(),
            values: rows
                .iter()
                .map(|row| vec![Datum::Text(word(row)), counted(&row["count"])])
                .collect(),
            chart: match chart.len() {
                0..=1 => String::new(),
                _ => bars(self.language.t(title), &chart, self.language),
            },
            links: BTreeMap::new(),
            others: Vec::new(),
            meaning: None,
        }
    }

    /// A user's name with how they stand.
    fn colleague(&self, person: &Value) -> String {
        let is = |field: &str| person[field] != false;
        standing(
            &name_of(person),
            Standing::of(is("is_active"), is("treats_patients")),
            self.language,
        )
    }

    /// Rows of people with a count.
    pub fn people(&self, title: &'static str, rows: &Value, key: &str, list: &str) -> Sheet {
        let empty = Vec::new();
        let rows = rows.as_array().unwrap_or(&empty);
        let id = if key == "dietitian" { "dietitian_id" } else { "assigned_dietitian_id" };
        let name = |row: &Value| match row[key].is_object() {
            true => self.colleague(&row[key]),
            false => self.language.t(say("Nobody")).to_owned(),
        };
        let link = |row: &Value| match row[id].as_str() {
            Some(person) => self.days.link(list, &format!("{id}={person}")),
            None => self.days.link(list, &format!("{id}_null=true")),
        };
        let of = |row: &Value| (vec![name(row), self.language.figure(&row["count"])], link(row));
        Sheet {
            title,
            headings: vec![say("Dietitian"), say("Number")],
            rows: rows.iter().map(of).collect(),
            values: rows
                .iter()
                .map(|row| vec![Datum::Text(name(row)), counted(&row["count"])])
                .collect(),
            chart: String::new(),
            links: BTreeMap::new(),
            others: Vec::new(),
            meaning: None,
        }
    }

    /// The days of a month's row: those of the month that are asked for.
    pub fn days_of(&self, row: &Value) -> Option<Days> {
        let name = row["month"].as_str().unwrap_or_default();
        let first = parse_day(&format!("{name}-01"))?;
        let (from, to) = (parse_day(&self.days.from), parse_day(&self.days.to));
        let from = from.map_or(first, |from| from.max(first));
        let last = first.last_of_month();
        let to = to.map_or(last, |to| to.min(last));
        Some(Days { from: from.to_string(), to: to.to_string() })
    }

    /// Months with one or several values, the first of which is drawn.
    pub fn months(
        &self,
        title: &'static str,
        rows: &Value,
        columns: &[Column<'_>],
        (list, also): (&str, &str),
    ) -> Sheet {
        let empty = Vec::new();
        let rows = rows.as_array().unwrap_or(&empty);
        let month = |row: &Value| {
            let day = format!("{}-01", row["month"].as_str().unwrap_or_default());
            parse_day(&day).map_or_else(String::new, |day| {
                format!("{} {}", self.language.month(day), day.year())
            })
        };
        let link = |row: &Value| match self.days_of(row) {
            Some(days) if !list.is_empty() => days.link(list, also),
            _ => String::new(),
        };
        let (field, _, _) = columns[0];
        let chart: Vec<(String, f64, String)> = rows
            .iter()
            .map(|row| {
                let label = month(row);
                let label = label.split(' ').next().unwrap_or_default().to_owned();
                let words = format!("{}: {}", month(row), self.shown(row, &columns[0]));
                (label, row[field].as_f64().unwrap_or(0.0), words)
            })
            .collect();
        Sheet {
            title,
            headings: std::iter::once(say("Month")).chain(columns.iter().map(|c| c.1)).collect(),
            rows: rows
                .iter()
                .map(|row| {
                    let values = columns.iter().map(|column| self.shown(row, column));
                    (std::iter::once(month(row)).chain(values).collect(), link(row))
                })
                .collect(),
            values: rows
                .iter()
                .map(|row| {
                    let month = row["month"].as_str().unwrap_or_default().to_owned();
                    let values = columns.iter().map(|column| self.value(row, column));
                    std::iter::once(Datum::Text(month)).chain(values).collect()
                })
                .collect(),
            chart: bars(self.language.t(title), &chart, self.language),
            links: BTreeMap::new(),
            others: Vec::new(),
            meaning: None,
        }
    }

    /// Rows of a code or a name with sums.
    pub fn sums(
        &self,
        title: &'static str,
        rows: &Value,
        (key, heading): (&str, &'static str),
        columns: &[Column<'_>],
        draws: bool,
        link: impl Fn(&Value) -> String,
    ) -> Sheet {
        let empty = Vec::new();
        let rows = rows.as_array().unwrap_or(&empty);
        let first = |row: &Value| match &row[key] {
            Value::String(code) => self.language.code(code),
            Value::Number(rate) => self.language.percent(&rate.to_string()),
            person @ Value::Object(_) => name_of(person),
            _ => self.language.t(say("Not said")).to_owned(),
        };
        Sheet {
            title,
            headings: std::iter::once(heading).chain(columns.iter().map(|c| c.1)).collect(),
            rows: rows
                .iter()
                .map(|row| {
                    let values = columns.iter().map(|column| self.shown(row, column));
                    (std::iter::once(first(row)).chain(values).collect(), link(row))
                })
                .collect(),
            values: rows
                .iter()
                .map(|row| {
                    let label = match &row[key] {
                        Value::Number(rate) => rate.as_f64().map_or(Datum::Nothing, Datum::Percent),
                        _ => Datum::Text(first(row)),
                    };
                    let values = columns.iter().map(|column| self.value(row, column));
                    std::iter::once(label).chain(values).collect()
                })
                .collect(),
            chart: match draws && rows.len() > 1 {
                true => self.drawn(title, rows, first, columns),
                false => String::new(),
            },
            links: BTreeMap::new(),
            others: Vec::new(),
            meaning: None,
        }
    }

    /// Bars of the first column.
    fn drawn(
        &self,
        title: &'static str,
        rows: &[Value],
        name: impl Fn(&Value) -> String,
        columns: &[Column<'_>],
    ) -> String {
        let Some(column) = columns.first() else { return String::new() };
        let bar = |row: &Value| {
            let words = format!("{}: {}", name(row), self.shown(row, column));
            (name(row), row[column.0].as_f64().unwrap_or(0.0), words)
        };
        let bars_of: Vec<(String, f64, String)> = rows.iter().map(bar).collect();
        bars(self.language.t(title), &bars_of, self.language)
    }
}
