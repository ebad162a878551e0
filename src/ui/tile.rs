//! A figure above a page: what it comes to, in every currency, the list behind it, and what counts.

use serde_json::Value;

use super::language::Language;
use crate::figures::Definition;

/// A figure with what it counts.
#[derive(Default)]
pub struct Tile {
    pub label: &'static str,
    pub figure: String,
    pub note: String,
    /// The list of what it counts, where there is one.
    pub href: String,
    pub style: &'static str,
    /// The same in other currencies, never added up: each with the list of what it counts.
    pub others: Vec<(String, String)>,
    pub meaning: Option<Definition>,
    /// How many the list has.
    pub count: Option<i64>,
}

impl Tile {
    /// A count, or another figure that is no money.
    pub fn counting(label: &'static str, figure: String, href: String) -> Self {
        Self { label, figure, href, ..Self::default() }
    }

    /// Money in the clinic's currency; what is not nothing in another one is named beside it.
    ///
    /// `sum` finds the figure in a row of `byCurrency`; `link` is the list, which the currency
    /// narrows.
    pub fn money(
        label: &'static str,
        report: &Value,
        clinic: &str,
        language: Language,
        sum: impl Fn(&Value) -> &Value,
        link: &str,
    ) -> Self {
        let empty = Vec::new();
        let rows = report["byCurrency"].as_array().unwrap_or(&empty);
        let is_something = |row: &&Value| sum(row).as_f64().is_some_and(|sum| sum != 0.0);
        let others = rows.iter().filter(|row| row["currency"] != clinic).filter(is_something);
        let other = |row: &Value| {
            let currency = row["currency"].as_str().unwrap_or_default();
            (language.money(sum(row), currency), in_currency(link, currency))
        };
        Self {
            label,
            figure: language.money(sum(report), clinic),
            href: in_currency(link, clinic),
            others: others.map(other).collect(),
            ..Self::default()
        }
    }

    /// With how many its list has.
    pub fn of(mut self, count: &Value) -> Self {
        self.count = count.as_i64();
        self
    }

    /// With what stands below the figure.
    pub fn noting(mut self, note: String) -> Self {
        self.note = note;
        self
    }

    /// With what it counts, one press away.
    pub fn meaning(mut self, definition: Definition) -> Self {
        self.meaning = Some(definition);
        self
    }
}

/// The address of a list, of one currency only.
pub fn in_currency(link: &str, currency: &str) -> String {
    match link {
        "" => String::new(),
        link if link.contains('?') => format!("{link}&currency={currency}"),
        link => format!("{link}?currency={currency}"),
    }
}
