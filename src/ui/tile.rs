//! A figure above a page: what it comes to, in every currency, the list behind it, and what counts.

use super::language::Language;
use crate::figures::Definition;
use crate::list::Datum;
use crate::money::Amount;

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

impl Tile {
    /// A count, or another figure that is no money.
    pub fn counting(label: &'static str, figure: String, href: String) -> Self {
        Self { label, figure, href, ..Self::default() }
    }

    /// Money in the clinic's currency; what is not nothing in another one is named beside it.
    ///
    /// `all` are the sums of every currency; `link` is the list, which the currency narrows.
    pub fn money<'s>(
        label: &'static str,
        clinic: &Amount,
        all: impl Iterator<Item = &'s Amount>,
        language: Language,
        link: &str,
    ) -> Self {
        let is_beside = |sum: &&Amount| sum.currency != clinic.currency && sum.minor != 0;
        let others: Vec<&Amount> = all.filter(is_beside).collect();
        let value = |sum: &Amount| Datum::Money(sum.minor, sum.currency.clone());
        let other = |sum: &&Amount| (language.money_of(sum), in_currency(link, &sum.currency));
        Self {
            label,
            figure: language.money_of(clinic),
            href: in_currency(link, &clinic.currency),
            values: std::iter::once(clinic).chain(others.iter().copied()).map(value).collect(),
            others: others.iter().map(other).collect(),
            ..Self::default()
        }
    }

    /// With how many its list has.
    pub fn of(mut self, count: i64) -> Self {
        self.count = Some(count);
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
