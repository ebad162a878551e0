//! Filters: `<field><suffix>=value`, checked against the column's type.

use rusqlite::types::Value;

use super::compare::{Operand, Operator, any_of, compare};
use super::spec::{Among, Column, Kind, Spec};
use super::sql::{Clauses, text};
use crate::clock::{Zone, parse_day};
use crate::error::{Error, FieldError, Result};
use crate::ids::Id;
use crate::message::{Message, message};
use crate::notes::Notes;

const SUFFIXES: [(&str, Operator); 12] = [
    ("_not_null", Operator::NotNull),
    ("_between", Operator::Between),
    ("_ilike", Operator::Ilike),
    ("_null", Operator::Null),
    ("_like", Operator::Like),
    ("_gte", Operator::Gte),
    ("_lte", Operator::Lte),
    ("_eq", Operator::Eq),
    ("_ne", Operator::Ne),
    ("_gt", Operator::Gt),
    ("_lt", Operator::Lt),
    ("_in", Operator::In),
];

const MOST_VALUES: usize = 100;
const LONGEST: usize = 500;

/// Adds the condition of one parameter.
///
/// # Errors
/// 400: `INVALID_FILTER` for an unknown parameter or a bad value, `INVALID_OPERATOR` for a
/// comparison that the column's type does not have; 403 for a column that its reader may not read:
/// which rows there are would tell.
pub(super) fn add(
    (spec, notes): (&Spec, Notes),
    (name, value): (&str, &str),
    zone: &Zone,
    clauses: &mut Clauses,
) -> Result<()> {
    let (column, operator) =
        resolve(spec, name).ok_or_else(|| crate::http::unknown_parameter(name))?;
    column.must_be_readable(notes)?;
    if !is_sensible(operator, column.kind) {
        let message = format!("{name} makes no sense: {} is not compared that way.", column.name);
        return Err(refuse("INVALID_OPERATOR", name, message, "is not a comparison of this field"));
    }
    if value.chars().count() > LONGEST && operator != Operator::In {
        return Err(bad_value(name, message("too-long", "is too long")));
    }
    if let Some(area) = column.decided_by {
        clauses.depend_on(area);
    }
    match column.among {
        Some(among) => any_row(among, (column, operator), (name, value), zone, clauses),
        None => meets((column, operator), (name, value), zone, clauses),
    }
}

/// The condition that one of several rows meets the comparison; a negative one holds where no row
/// meets its opposite.
fn any_row(
    among: Among,
    (column, operator): (&Column, Operator),
    (name, value): (&str, &str),
    zone: &Zone,
    clauses: &mut Clauses,
) -> Result<()> {
    let (operator, is_negative) = match operator {
        Operator::Ne => (Operator::Eq, true),
        Operator::NotNull | Operator::Null => {
            let is_null = is_null(operator, (name, value))?;
            (Operator::Null, !is_null)
        }
        positive => (positive, false),
    };
    let value = if operator == Operator::Null { "true" } else { value };
    let mut rows = Clauses::default();
    rows.and(among.on);
    meets((column, operator), (name, value), zone, &mut rows)?;
    let not = if is_negative { "NOT " } else { "" };
    let condition = format!("{not}EXISTS (SELECT 1 FROM {}{})", among.from, rows.where_sql());
    clauses.and_with(&condition, rows.into_values());
    Ok(())
}

/// Whether `_null` or `_not_null` asks for what has no value.
fn is_null(operator: Operator, (name, value): (&str, &str)) -> Result<bool> {
    let wanted = flag(value)
        .ok_or_else(|| bad_value(name, message("is-yes-or-no", "must be true or false")))?;
    Ok(wanted == (operator == Operator::Null))
}

/// The condition that the column's own value meets the comparison.
fn meets(
    (column, operator): (&Column, Operator),
    (name, value): (&str, &str),
    zone: &Zone,
    clauses: &mut Clauses,
) -> Result<()> {
    match operator {
        Operator::Null | Operator::NotNull => {
            let is_null = is_null(operator, (name, value))?;
            let word = if is_null { "IS NULL" } else { "IS NOT NULL" };
            clauses.and(&format!("{} {word}", column.sql));
        }
        Operator::Like => {
            clauses.and_with(&format!("instr({}, ?) > 0", column.sql), [text(value)]);
        }
        Operator::Ilike => {
            let folded = crate::text::fold(value);
            clauses.and_with(&format!("instr(fold({}), ?) > 0", column.sql), [text(folded)]);
        }
        Operator::Between => {
            let bounds: Vec<&str> = value.split(',').collect();
            let [low, high] = bounds.as_slice() else {
                return Err(bad_value(name, "must be two values with a comma between"));
            };
            compare(
                column,
                Operator::Gte,
                operand(column.kind, low.trim(), zone, name)?,
                zone,
                clauses,
            );
            compare(
                column,
                Operator::Lte,
                operand(column.kind, high.trim(), zone, name)?,
                zone,
                clauses,
            );
        }
        Operator::In => {
            let values: Vec<&str> = value.split(',').map(str::trim).collect();
            if values.len() > MOST_VALUES {
                return Err(bad_value(name, "must have at most 100 values"));
            }
            if values.iter().any(|value| value.chars().count() > LONGEST) {
                return Err(bad_value(name, message("too-long", "is too long")));
            }
            let operands = values.into_iter().map(|v| operand(column.kind, v, zone, name));
            any_of(column, operands.collect::<Result<_>>()?, zone, clauses);
        }
        plain => {
            compare(column, plain, operand(column.kind, value.trim(), zone, name)?, zone, clauses)
        }
    }
    Ok(())
}

/// Adds the inclusive days (or instants) `from` to `to` of a date column.
///
/// # Errors
/// 400 naming `from_date` or `to_date`.
pub fn add_dates(
    column: &Column,
    from: Option<&str>,
    to: Option<&str>,
    zone: &Zone,
    clauses: &mut Clauses,
) -> Result<()> {
    let read = |name: &str, value: Option<&str>| -> Result<Option<Operand>> {
        value.map(|value| operand(column.kind, value.trim(), zone, name)).transpose()
    };
    let (from, to) = (read("from_date", from)?, read("to_date", to)?);
    if let (Some(from), Some(to)) = (&from, &to)
        && from.is_after(to, zone)
    {
        return Err(Error::field(
            "to_date",
            message("ends-before-it-begins", "must not be before from_date"),
        ));
    }
    if let Some(from) = from {
        compare(column, Operator::Gte, from, zone, clauses);
    }
    if let Some(to) = to {
        compare(column, Operator::Lte, to, zone, clauses);
    }
    Ok(())
}

/// The codes that a parameter compares with: whoever knows which there are checks them.
pub fn codes(spec: &Spec, name: &str, value: &str) -> Vec<(String, String)> {
    let named = |value: &str| (name.to_owned(), value.trim().to_owned());
    match resolve(spec, name) {
        Some((column, Operator::In)) if column.kind == Kind::Code => {
            value.split(',').map(named).collect()
        }
        Some((column, Operator::Eq | Operator::Ne)) if column.kind == Kind::Code => {
            vec![named(value)]
        }
        _ => Vec::new(),
    }
}

/// The column and operator that a parameter names. A whole name wins over a suffix.
fn resolve(spec: &Spec, name: &str) -> Option<(&'static Column, Operator)> {
    let filter = |name: &str| spec.column(name).filter(|column| column.filters);
    filter(name).map(|column| (column, Operator::Eq)).or_else(|| {
        SUFFIXES.iter().find_map(|(suffix, operator)| {
            name.strip_suffix(suffix).and_then(filter).map(|column| (column, *operator))
        })
    })
}

/// The column that a parameter compares with one value.
pub fn compared(spec: &Spec, name: &str) -> Option<&'static Column> {
    use Operator::{Eq, Gt, Gte, Lt, Lte, Ne};
    let (column, operator) = resolve(spec, name)?;
    matches!(operator, Eq | Ne | Gt | Gte | Lt | Lte).then_some(column)
}

fn is_sensible(operator: Operator, kind: Kind) -> bool {
    let is_ordered =
        matches!(kind, Kind::Integer | Kind::Real | Kind::Money(_) | Kind::Day | Kind::Moment);
    match operator {
        Operator::Gt | Operator::Gte | Operator::Lt | Operator::Lte | Operator::Between => {
            is_ordered
        }
        Operator::Like | Operator::Ilike => {
            matches!(kind, Kind::Text | Kind::Choice(_) | Kind::Code)
        }
        _ => !matches!(kind, Kind::Json | Kind::Object | Kind::User),
    }
}

fn operand(kind: Kind, value: &str, zone: &Zone, name: &str) -> Result<Operand> {
    let plain = |value: Option<Value>, must: Message| {
        value.map(Operand::Plain).ok_or_else(|| bad_value(name, must))
    };
    match kind {
        Kind::Id => plain(
            value.parse::<Id>().ok().map(|id| text(id.to_string())),
            message("is-record", "must be a UUID"),
        ),
        Kind::Text | Kind::Code => Ok(Operand::Plain(text(value))),
        Kind::Choice(words) => {
            let known = words.contains(&value).then(|| text(value));
            let wording = format!("must be one of {}", words.join(", "));
            plain(known, message("not-offered", "").worded(wording))
        }
        Kind::Flag => plain(
            flag(value).map(|on| Value::Integer(i64::from(on))),
            message("is-yes-or-no", "must be true or false"),
        ),
        Kind::Integer => plain(
            value.parse().ok().map(Value::Integer),
            message("is-whole-number", "must be a whole number"),
        ),
        Kind::Real => {
            let number = value.parse::<f64>().ok().filter(|n| n.is_finite());
            plain(number.map(Value::Real), message("is-number", "must be a number"))
        }
        // Compared as decimals in the column's own currency, see `compare`.
        Kind::Money(_) => {
            let number = value.parse::<f64>().ok().filter(|n| n.is_finite() && n.abs() < 1e15);
            plain(number.map(Value::Real), message("is-amount", "must be an amount"))
        }
        Kind::Day => plain(
            parse_day(value).map(|day| text(day.to_string())),
            message("is-date", "must be a date like 2026-11-23"),
        ),
        Kind::Moment => match parse_day(value) {
            Some(day) => Ok(Operand::WholeDay(day)),
            None => {
                let moment = zone.parse(value).map_err(|must| bad_value(name, must))?;
                Ok(Operand::Plain(text(moment.to_string())))
            }
        },
        Kind::Json | Kind::Object | Kind::User => Err(bad_value(name, "cannot be compared")),
    }
}

fn flag(value: &str) -> Option<bool> {
    match value.trim() {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

fn bad_value(name: &str, must: impl Into<Message>) -> Error {
    let must = must.into();
    refuse("INVALID_FILTER", name, format!("{name} {must}."), must)
}

fn refuse(code: &'static str, name: &str, wording: String, detail: impl Into<Message>) -> Error {
    Error::bad(code, message("refused-filter", "").worded(wording))
        .with_details(vec![FieldError::new(name, detail)])
}
