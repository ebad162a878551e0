//! A figure above a page: what it comes to, in every currency, the list behind it, and what counts.

use serde_json::Value;

use super::language::Language;
use crate::figures::Definition;
use crate::list::Datum;
use crate::money::Decimal;

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
    /// The figure as a value, for files: in every currency where it is money.
    pub values: Vec<Datum>,
}

/// A count, or another number that is no money.
pub fn counted(value: &Value) -> Datum {
    match (value.as_i64(), value.as_f64()) {
        (Some(whole), _) => Datum::Integer(whole),
        (None, Some(number)) => Datum::Real(number),
        _ => Datum::Nothing,
    }
}

/// A sum of a report, which is in that currency.
pub fn in_money(value: &Value, currency: &str) -> Datum {
    let minor = Decimal::of_json(value).and_then(|sum| sum.in_minor(currency).ok());
    minor.map_or(Datum::Nothing, |minor| Datum::Money(minor, currency.to_owned()))
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
        let value = |row: &Value| in_money(sum(row), row["currency"].as_str().unwrap_or_default());
        let values =
            std::iter::once(in_money(sum(report), clinic)).chain(others.clone().map(value));
        Self {
            label,
            figure: language.money(sum(report), clinic),
            href: in_currency(link, clinic),
            values: values.collect(),
            others: others.map(other).collect(),
            ..Self::default()
        }
    }

    /// With how many its list has.
    pub fn of(mut self, count: &Value) -> Self {
        self.count = count.as_i64();
        self
    }

    /// With the figure as a value, for files.
    pub fn valued(mut self, value: Datum) -> Self {
        self.values = vec![value];
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
