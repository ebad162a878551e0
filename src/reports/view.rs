//! What all reports answer with: sums, counts, people, and each currency for itself.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::ids::Id;
use crate::money::Amount;

/// A sum and how many documents it is made of.
#[derive(Debug, Serialize)]
pub(crate) struct CountedSum {
    pub amount: Amount,
    pub count: i64,
}

/// A user as reports name them, with how they stand.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Colleague {
    pub id: Id,
    pub username: String,
    pub first_name: String,
    pub last_name: String,
    pub is_active: bool,
    pub treats_patients: bool,
}

/// Figures in the clinic's currency, and in every currency beside them: never added up.
#[derive(Debug, Serialize)]
pub(crate) struct PerCurrency<T> {
    #[serde(flatten)]
    pub clinic: T,
    /// Every currency that has a figure, the clinic's own in any case.
    #[serde(rename = "byCurrency")]
    pub by_currency: Vec<InCurrency<T>>,
}

/// Figures in one currency.
#[derive(Debug, Serialize)]
pub(crate) struct InCurrency<T> {
    pub currency: String,
    #[serde(flatten)]
    pub figures: T,
}

impl<T> PerCurrency<T> {
    /// The figures of the currencies that are present and of the clinic's own.
    pub fn of<'a>(
        clinic: &'a str,
        present: BTreeSet<&'a str>,
        figures: impl Fn(&str) -> T,
    ) -> Self {
        Self { clinic: figures(clinic), by_currency: by_currency(clinic, present, figures) }
    }
}

/// The same without those at the top.
pub(super) fn by_currency<'a, T>(
    clinic: &'a str,
    mut present: BTreeSet<&'a str>,
    figures: impl Fn(&str) -> T,
) -> Vec<InCurrency<T>> {
    present.insert(clinic);
    let row =
        |currency: &str| InCurrency { currency: currency.to_owned(), figures: figures(currency) };
    present.into_iter().map(row).collect()
}

/// How many there are for each of these words, none left out; who or what says nothing of it
/// stands last, if there is any.
pub(super) fn counted<R>(
    words: &'static [&'static str],
    count: impl Fn(Option<&str>) -> i64,
    row: impl Fn(Option<&'static str>, i64) -> R,
) -> Vec<R> {
    let mut rows: Vec<R> = words.iter().map(|word| row(Some(*word), count(Some(*word)))).collect();
    let silent = count(None);
    if silent > 0 {
        rows.push(row(None, silent));
    }
    rows
}
