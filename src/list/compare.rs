//! Comparisons of a column with an operand, as conditions of SQL.

use jiff::civil::Date;
use rusqlite::types::Value;

use super::spec::{Column, Kind};
use super::sql::{Clauses, text};
use crate::clock::Zone;

/// How a column is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Eq,
    Ne,
    Gt,
    Gte,
    Lt,
    Lte,
    In,
    Between,
    Null,
    NotNull,
    Like,
    Ilike,
}

/// A value as its column compares it.
pub(super) enum Operand {
    Plain(Value),
    /// A whole day against an instant.
    WholeDay(Date),
}

impl Operand {
    pub(super) fn is_after(&self, other: &Operand, zone: &Zone) -> bool {
        let key = |operand: &Operand| match operand {
            Operand::WholeDay(day) => zone.start_of(*day).to_string(),
            Operand::Plain(Value::Text(text)) => text.clone(),
            Operand::Plain(_) => String::new(),
        };
        key(self) > key(other)
    }
}

pub(super) fn compare(
    column: &Column,
    operator: Operator,
    operand: Operand,
    zone: &Zone,
    clauses: &mut Clauses,
) {
    match operand {
        Operand::WholeDay(day) => compare_day(column.sql, operator, day, zone, clauses),
        Operand::Plain(value) => {
            let sign = match operator {
                Operator::Ne => "IS NOT",
                Operator::Gt => ">",
                Operator::Gte => ">=",
                Operator::Lt => "<",
                Operator::Lte => "<=",
                _ => "=",
            };
            match column.equal {
                Some(equal) if operator == Operator::Eq => {
                    clauses.and_with(equal, [value.clone(), value]);
                }
                _ => clauses.and_with(&format!("{} {sign} ?", comparable(column)), [value]),
            }
        }
    }
}

/// Money is stored in minor units: the filter's decimals are compared with the column's.
pub(super) fn comparable(column: &Column) -> String {
    match column.kind {
        Kind::Money(currency) => format!("round({} / minor_units({currency}), 4)", column.sql),
        _ => column.sql.to_owned(),
    }
}

/// The whole day, in the clinic's zone, against an instant.
pub(super) fn compare_day(
    sql: &str,
    operator: Operator,
    day: Date,
    zone: &Zone,
    clauses: &mut Clauses,
) {
    let start = || text(zone.start_of(day).to_string());
    let end = || text(zone.end_of(day).to_string());
    match operator {
        Operator::Gt => clauses.and_with(&format!("{sql} >= ?"), [end()]),
        Operator::Gte => clauses.and_with(&format!("{sql} >= ?"), [start()]),
        Operator::Lt => clauses.and_with(&format!("{sql} < ?"), [start()]),
        Operator::Lte => clauses.and_with(&format!("{sql} < ?"), [end()]),
        Operator::Ne => {
            let condition = format!("{sql} IS NULL OR {sql} < ? OR {sql} >= ?");
            clauses.and_with(&condition, [start(), end()]);
        }
        _ => clauses.and_with(&format!("{sql} >= ? AND {sql} < ?"), [start(), end()]),
    }
}

pub(super) fn any_of(column: &Column, operands: Vec<Operand>, zone: &Zone, clauses: &mut Clauses) {
    let mut conditions = Vec::new();
    let (mut plain, mut values) = (Vec::new(), Vec::new());
    for operand in operands {
        match operand {
            Operand::Plain(value) => match column.equal {
                Some(equal) => {
                    conditions.push(equal.to_owned());
                    values.extend([value.clone(), value]);
                }
                None => plain.push(value),
            },
            Operand::WholeDay(day) => {
                conditions.push(format!("{0} >= ? AND {0} < ?", column.sql));
                values.push(text(zone.start_of(day).to_string()));
                values.push(text(zone.end_of(day).to_string()));
            }
        }
    }
    // One list of values, as deep as a single comparison.
    if !plain.is_empty() {
        let places = vec!["?"; plain.len()].join(", ");
        conditions.push(format!("{} IN ({places})", comparable(column)));
        values.append(&mut plain);
    }
    clauses.and_with(&conditions.join(" OR "), values);
}
