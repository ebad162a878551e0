//! What an edition changes: its foods beside those of the edition in use, by code.

use std::collections::HashMap;

use xxhash_rust::xxh3::xxh3_64;

use super::super::tables::{Food, Table};
use super::super::value::Value;
use super::store;
use crate::db::{Database, Meter};
use crate::error::Result;

/// Foods that are read at once.
const AT_ONCE: usize = 1_000;

/// Counts new, same, changed and gone foods into the report; how many foods are in use.
pub(super) fn compare(database: &Database, table: &mut Table) -> Result<usize> {
    let family = table.facts.family.clone();
    let before = database.read_here(&Meter::default(), |sql| store::in_use(sql, &family))?;
    let known = match before {
        Some((source, _)) => prints_of(database, source)?,
        None => HashMap::new(),
    };
    let mut met = 0;
    let report = &mut table.report;
    (report.new, report.same, report.changed) = (0, 0, 0);
    for food in &table.foods {
        match known.get(&food.code) {
            None => report.new += 1,
            Some(print) if *print == print_of(food) => report.same += 1,
            Some(_) => report.changed += 1,
        }
        met += usize::from(known.contains_key(&food.code));
    }
    report.gone = known.len() - met;
    Ok(known.len())
}

/// The prints of a source's foods by code.
fn prints_of(database: &Database, source: i64) -> Result<HashMap<String, u64>> {
    let (mut prints, mut last) = (HashMap::new(), 0);
    loop {
        let after = last;
        database.read_here(&Meter::default(), |sql| {
            store::each_value(sql, source, after, AT_ONCE, |number, code, name, tag, value| {
                last = last.max(number);
                let print =
                    prints.entry(code.to_owned()).or_insert_with(|| xxh3_64(name.as_bytes()));
                *print = print.wrapping_add(print_of_value(tag, value));
                Ok(())
            })
        })?;
        if last == after {
            return Ok(prints);
        }
    }
}

fn print_of(food: &Food) -> u64 {
    let name = food.names.first().map_or("", |(_, name)| name);
    let values = food.values.iter().map(|entry| print_of_value(entry.tag.name(), entry.value));
    values.fold(xxh3_64(name.as_bytes()), u64::wrapping_add)
}

/// In whatever order they come; no row and a missing value are the same.
fn print_of_value(tag: &str, value: Value) -> u64 {
    let bits = match value {
        Value::Missing => return 0,
        Value::Trace => 0,
        Value::Amount(number) | Value::LessThan(number) => number.to_bits(),
    };
    xxh3_64(format!("{tag} {} {bits}", value.state().name()).as_bytes())
}
