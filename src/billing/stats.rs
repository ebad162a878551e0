//! What was billed, paid and is still owed: by status, each currency for itself.

use std::collections::BTreeMap;

use rusqlite::params_from_iter;
use serde_json::{Map, Value, json};

use super::STATUSES;
use super::list::{STATUS, visible};
use crate::auth::Scope;
use crate::cache::{Page, Tag};
use crate::clock::{Moment, Zone};
use crate::db::Sql;
use crate::error::Result;
use crate::http::Parameters;
use crate::list::{Clauses, Column, Kind, TODAY, add_dates};
use crate::money::to_value;
use crate::settings::Settings;

const DATE: Column = Column::shown("invoice_date", "b.invoice_date", Kind::Day);

/// The days that the figures are asked for.
#[derive(Clone, Debug)]
pub(super) struct Days {
    clauses: Clauses,
    key: String,
}

impl Days {
    /// Reads `from_date` and `to_date`, inclusive.
    ///
    /// # Errors
    /// 400 naming the parameter.
    pub fn read(mut parameters: Parameters, zone: &Zone) -> Result<Self> {
        let (from, to) = (parameters.take("from_date"), parameters.take("to_date"));
        parameters.finish()?;
        let mut clauses = Clauses::default();
        add_dates(&DATE, from.as_deref(), to.as_deref(), zone, &mut clauses)?;
        Ok(Self { key: format!("{from:?}|{to:?}"), clauses })
    }

    /// The same for a cache key.
    pub fn key(&self) -> &str {
        &self.key
    }
}

/// One status of one currency, in minor units.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    count: i64,
    total: i64,
    paid: i64,
    balance: i64,
    credited: i64,
}

/// The figures of a scope, in one statement.
///
/// # Errors
/// What SQLite says.
pub(super) fn page(
    sql: &Sql<'_>,
    scope: Scope,
    days: &Days,
    clinic: &Settings,
    now: Moment,
) -> Result<Page> {
    let mut clauses = visible(scope);
    clauses.extend(&days.clauses);
    let statement = format!(
        "SELECT b.currency, {STATUS}, count(*), sum(b.total_amount), sum(b.amount_paid), \
         sum(b.balance), sum(b.amount_credited) FROM billing b{} GROUP BY 1, 2",
        clauses.where_sql()
    );
    let today = clinic.zone.day_of(now);
    let statement = statement.replace(TODAY, &format!("'{today}'"));
    let mut currencies: BTreeMap<String, BTreeMap<String, Sums>> = BTreeMap::new();
    sql.each(&statement, params_from_iter(clauses.values()), |row| {
        let sums = Sums {
            count: row.get(2)?,
            total: row.get(3)?,
            paid: row.get(4)?,
            balance: row.get(5)?,
            credited: row.get(6)?,
        };
        currencies.entry(row.get(0)?).or_default().insert(row.get(1)?, sums);
        Ok(())
    })?;
    currencies.entry(clinic.currency.clone()).or_default();
    let mut figures = Map::new();
    let mut by_currency = Vec::with_capacity(currencies.len());
    for (currency, statuses) in &currencies {
        let own = figures_of(currency, statuses);
        if *currency == clinic.currency {
            figures = own.clone();
        }
        let mut row = Map::from_iter([("currency".to_owned(), json!(currency))]);
        row.extend(own);
        by_currency.push(Value::Object(row));
    }
    figures.insert("byCurrency".into(), Value::Array(by_currency));
    let json = json!({ "success": true, "data": figures }).to_string().into_bytes();
    Ok(Page {
        json,
        tags: vec![Tag::Billing, Tag::Patients],
        // An invoice becomes overdue at midnight.
        until: Some(clinic.zone.next_midnight(now)),
        ..Page::default()
    })
}

/// Revenue is what issued invoices claim, less what credit notes took back; drafts, cancelled and
/// refunded invoices claim nothing.
fn figures_of(currency: &str, statuses: &BTreeMap<String, Sums>) -> Map<String, Value> {
    let sums = |status: &str| statuses.get(status).copied().unwrap_or_default();
    let counted = || {
        let without = ["DRAFT", "CANCELLED", "REFUNDED"];
        STATUSES.iter().filter(move |status| !without.contains(status)).map(|s| sums(s))
    };
    let money = |minor: i64| to_value(minor, currency);
    let by_status: Vec<Value> = STATUSES
        .iter()
        .map(|status| (status, sums(status)))
        .map(|(status, sums)| {
            json!({ "status": status, "count": sums.count, "total": money(sums.total) })
        })
        .collect();
    Map::from_iter([
        ("total_invoices".into(), json!(statuses.values().map(|sums| sums.count).sum::<i64>())),
        ("total_revenue".into(), money(counted().map(|sums| sums.total - sums.credited).sum())),
        ("paid_revenue".into(), money(counted().map(|sums| sums.paid).sum())),
        ("pending_revenue".into(), money(counted().map(|sums| sums.balance).sum())),
        ("by_status".into(), Value::Array(by_status)),
    ])
}
