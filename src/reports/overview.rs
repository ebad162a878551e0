//! The summaries and trends of everything, on one page.

use serde_json::{Map, Value, json};

use super::billing::Figures;
use super::currencies::split;
use super::{Question, patients, visits};
use crate::db::Sql;
use crate::error::Result;

/// `{patients, visits, billing, trends:{newPatients, visits, revenue}, byCurrency}`; under
/// `byCurrency` what is money.
///
/// # Errors
/// What SQLite says.
pub(crate) fn report(sql: &Sql<'_>, asked: &Question) -> Result<Map<String, Value>> {
    let figures = Figures::read(sql, asked)?;
    let of_one = |currency: &str| {
        Map::from_iter([
            ("billing".into(), figures.summary(currency)),
            ("trends".into(), json!({ "revenue": figures.trend(currency) })),
        ])
    };
    let mut money = split(&asked.clinic.currency, figures.currencies(), of_one);
    let by_currency = money.remove("byCurrency").unwrap_or_default();
    let trends = json!({
        "newPatients": patients::trend(sql, asked)?,
        "visits": visits::trend(sql, asked)?,
        "revenue": figures.trend(&asked.clinic.currency),
    });
    Ok(Map::from_iter([
        ("patients".into(), patients::summary(sql, asked)?),
        ("visits".into(), visits::summary(sql, asked)?),
        ("billing".into(), money.remove("billing").unwrap_or(Value::Null)),
        ("trends".into(), trends),
        ("byCurrency".into(), by_currency),
    ]))
}
