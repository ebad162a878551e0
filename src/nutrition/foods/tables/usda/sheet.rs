//! A file of FoodData Central: columns are found by name, releases differ in their order and number.

use std::collections::HashMap;
use std::path::Path;

use super::super::records::Records;
use super::super::{Refusal, cell, one_line};
use super::{DIALECT, decoded};
use crate::message::message;

/// A file with its columns by name.
pub(super) struct Sheet {
    records: Records,
    columns: HashMap<String, usize>,
}

impl Sheet {
    pub fn open(path: &Path) -> Result<Self, Refusal> {
        let mut records = Records::open(path, b',')?;
        let name = |head: &[u8]| decoded(head).trim_start_matches('\u{feff}').trim().to_lowercase();
        let columns = match records.next()? {
            Some((heads, _)) => {
                heads.iter().enumerate().map(|(place, head)| (name(head), place)).collect()
            }
            None => HashMap::new(),
        };
        Ok(Self { records, columns })
    }

    /// Goes on to the next row; its line.
    pub fn next(&mut self) -> Result<Option<usize>, Refusal> {
        Ok(self.records.next()?.map(|(_, line)| line))
    }

    pub fn has(&self, column: &str) -> bool {
        self.columns.contains_key(column)
    }

    pub fn bytes(&self, column: &str) -> &[u8] {
        self.columns
            .get(column)
            .and_then(|place| self.records.record().get(*place))
            .unwrap_or_default()
    }

    pub fn text(&self, column: &str) -> String {
        one_line(&decoded(self.bytes(column)))
    }

    pub fn number<T: std::str::FromStr>(&self, column: &str) -> Option<T> {
        std::str::from_utf8(self.bytes(column)).ok()?.trim().parse().ok()
    }

    pub fn amount(&self, column: &str) -> Option<f64> {
        cell::number(std::str::from_utf8(self.bytes(column)).ok()?.trim(), DIALECT)
    }

    pub fn must_have(&self, columns: &[&str]) -> Result<(), Refusal> {
        match columns.iter().find(|column| !self.has(column)) {
            None => Ok(()),
            Some(column) => Err(message(
                "foods-no-column",
                "This table has no column {column}. Nothing was changed.",
            )
            .name("column", *column)),
        }
    }
}
