//! Invoices by their number: whole, without what parts and fills it, or a part of it.

use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::{Fact, Finding, Kind, and_visible};
use crate::auth::Scope;
use crate::billing;
use crate::db::Sql;
use crate::error::Result;
use crate::list::{Search, phrase};
use crate::text::numbers;

/// Figures of the last group of our own numbers, and of the year before it.
const LAST_GROUP: usize = 6;
const YEAR: usize = 4;
/// Fewer characters are in nearly every number.
const SHORTEST: usize = 3;

/// The invoices whose number was typed, the latest first.
pub(super) fn find(
    sql: &Sql<'_>,
    search: &Search,
    scope: Scope,
    most: usize,
) -> Result<Vec<Finding>> {
    let typed: String =
        search.words.iter().map(|word| word.typed.as_str()).collect::<Vec<_>>().join("-");
    if !typed.contains(|c: char| c.is_ascii_digit()) {
        return Ok(Vec::new());
    }
    if let Some(number) = whole_number(&typed) {
        let found = of_rows(sql, "billing b", "b.invoice_number = ?", number, scope, most)?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    if is_beyond_ours(&typed) && !has_others(sql)? {
        return Ok(Vec::new());
    }
    let Some(expression) = part_of_number(search) else { return Ok(Vec::new()) };
    let from = "billing_numbers f CROSS JOIN billing b ON b.rowno = f.rowid";
    of_rows(sql, from, "billing_numbers MATCH ?", expression, scope, most)
}

/// Our own number of which this has the year and the last group.
fn whole_number(typed: &str) -> Option<String> {
    let mut groups = numbers::groups(typed);
    if groups.first().is_some_and(|first| first == "inv") {
        groups.remove(0);
    }
    let figures = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (year, last) = match groups.as_slice() {
        [year, last] if year.len() == YEAR && last.len() <= LAST_GROUP => {
            (year.as_str(), last.as_str())
        }
        [both] if both.len() == YEAR + LAST_GROUP && both.is_ascii() => both.split_at(YEAR),
        _ => return None,
    };
    (figures(year) && figures(last)).then(|| format!("INV-{year}-{last:0>LAST_GROUP$}"))
}

/// Whether more figures stand together than in any number of ours, as in a phone's.
fn is_beyond_ours(typed: &str) -> bool {
    typed.split(|c: char| !c.is_ascii_digit()).any(|figures| figures.len() > LAST_GROUP)
}

/// Whether there are invoices that were numbered elsewhere, by whatever rule.
fn has_others(sql: &Sql<'_>) -> Result<bool> {
    let statement = "SELECT EXISTS (SELECT 1 FROM billing INDEXED BY idx_billing_other_number WHERE invoice_number NOT GLOB \
                     'INV-[0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9][0-9][0-9]')";
    sql.one(statement, [], |row| row.get(0))
}

/// The question to the index of numbers; none where a word is too short for it.
fn part_of_number(search: &Search) -> Option<String> {
    let words = search.words.iter().map(|word| word.typed.as_str());
    let is_long = |word: &str| word.chars().count() >= SHORTEST;
    let phrases: Option<Vec<String>> =
        words.map(|word| is_long(word).then(|| phrase(word))).collect();
    Some(phrases?.join(" AND "))
}

fn of_rows(
    sql: &Sql<'_>,
    from: &str,
    condition: &str,
    value: String,
    scope: Scope,
    most: usize,
) -> Result<Vec<Finding>> {
    let (visible, own) = and_visible(billing::list::own_rows(scope));
    let mut values = vec![Value::Text(value)];
    values.extend(own);
    let order = if from == "billing b" { "b.rowno" } else { "f.rowid" };
    let statement = format!(
        "SELECT b.id, b.invoice_number, b.invoice_date, \
         (SELECT p.full_name FROM patients p WHERE p.id = b.patient_id) AS patient \
         FROM {from} WHERE {condition}{visible} ORDER BY {order} DESC LIMIT {most}"
    );
    sql.all(&statement, params_from_iter(values), |row| {
        let (day, patient): (String, String) = (row.get("invoice_date")?, row.get("patient")?);
        let facts = vec![Fact::Text(patient), Fact::Day(day)];
        Ok(Finding::new(Kind::Invoice, row.get("id")?, row.get("invoice_number")?, facts))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_is_longer_than_any_number_of_ours() {
        for typed in ["0155501234", "+33155501234", "2026-1234567"] {
            assert!(is_beyond_ours(typed), "{typed}");
        }
        for typed in ["INV-2026-000123", "2026-123", "000123", "06-12-34-56-78"] {
            assert!(!is_beyond_ours(typed), "{typed}");
        }
    }

    #[test]
    fn a_number_of_ours_is_read_however_it_is_parted_and_filled() {
        for typed in ["INV-2026-000123", "inv2026000123", "2026-123", "inv 2026 123", "2026/0123"] {
            assert_eq!(whole_number(typed).as_deref(), Some("INV-2026-000123"), "{typed}");
        }
        for typed in ["123", "2026", "06-12-34", "cn-2026-000123", "2026-1234567", "inv"] {
            assert_eq!(whole_number(typed), None, "{typed}");
        }
    }
}
