//! What a printed list comes to: how many rows it has, and the sums of its columns, each currency for
//! itself.

use std::collections::BTreeMap;

use crate::exports::Sheet;
use crate::list::{Datum, Kind};
use crate::money;

pub(super) struct Totals {
    rows: u64,
    /// Where sums stand.
    columns: Vec<usize>,
    /// Of each currency, the sum of each of these columns; none where it has no value.
    sums: BTreeMap<String, Vec<Option<i64>>>,
}

impl Totals {
    pub fn of(sheet: &Sheet) -> Self {
        let is_sum = |place: &usize| matches!(sheet.columns[*place].kind, Kind::Money(_));
        let columns = (0..sheet.columns.len()).filter(is_sum).collect();
        Self { rows: 0, columns, sums: BTreeMap::new() }
    }

    pub fn rows(&self) -> u64 {
        self.rows
    }

    pub fn add(&mut self, row: &[Datum]) {
        self.rows += 1;
        for (at, place) in self.columns.iter().enumerate() {
            if let Some(Datum::Money(minor, currency)) = row.get(*place) {
                let none = || vec![None; self.columns.len()];
                let sums = self.sums.entry(currency.clone()).or_insert_with(none);
                let sum = sums[at].unwrap_or(0_i64).saturating_add(*minor);
                sums[at] = Some(sum);
            }
        }
    }

    /// The lines at the end: one for each currency, or one alone.
    pub fn lines(&self, sheet: &Sheet) -> Vec<Vec<String>> {
        let label = sheet.reader.total(self.rows);
        let currency_at = sheet.columns.iter().position(|column| column.name == "currency");
        let line = |sums: Option<(&String, &Vec<Option<i64>>)>, is_first: bool| {
            let mut cells = vec![String::new(); sheet.columns.len()];
            if let Some((currency, sums)) = sums {
                for (place, sum) in self.columns.iter().zip(sums) {
                    let digits = sum.map(|sum| money::to_fixed(sum, currency));
                    cells[*place] = digits.map_or_else(String::new, |d| sheet.reader.number(&d));
                }
                if let Some(place) = currency_at {
                    cells[place].clone_from(currency);
                }
            }
            if let Some(first) = cells.first_mut().filter(|_| is_first) {
                *first = label.clone();
            }
            cells
        };
        match self.sums.is_empty() {
            true => vec![line(None, true)],
            false => {
                self.sums.iter().enumerate().map(|(n, sums)| line(Some(sums), n == 0)).collect()
            }
        }
    }
}
