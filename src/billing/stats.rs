//! What was billed, received and is still owed: each currency for itself.

use std::collections::BTreeMap;

use rusqlite::params_from_iter;
use serde_json::{Map, Value, json};

use super::STATUSES;
use super::list::{STATUS, own_rows, own_rows_by};
use super::status::{is_claiming, is_unpaid};
use crate::auth::Scope;
use crate::cache::{Page, Tag};
use crate::clock::{Moment, Zone};
use crate::db::Sql;
use crate::error::Result;
use crate::figures::{CLINIC_OWES, DEPOSITS, LEFT};
use crate::http::Parameters;
use crate::list::{Clauses, Column, Kind, TODAY, add_dates};
use crate::money::to_value;
use crate::settings::Settings;
use crate::shown::Shows;

const INVOICED: Column = Column::shown("invoice_date", "b.invoice_date", Kind::Day);
const CREDITED: Column = Column::shown("note_date", "n.note_date", Kind::Day);
const MOVED: Column = Column::shown("payment_date", "y.payment_date", Kind::Day);
const KEPT: Column = Column::shown("payment_date", "d.payment_date", Kind::Day);

/// The days that the figures are asked for: of invoices, credit notes, payments and deposits.
#[derive(Clone, Debug)]
pub(super) struct Days {
    invoiced: Clauses,
    credited: Clauses,
    moved: Clauses,
    kept: Clauses,
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
        let of = |column: &Column| -> Result<Clauses> {
            let mut clauses = Clauses::default();
            add_dates(column, from.as_deref(), to.as_deref(), zone, &mut clauses)?;
            Ok(clauses)
        };
        let (invoiced, credited) = (of(&INVOICED)?, of(&CREDITED)?);
        let (moved, kept) = (of(&MOVED)?, of(&KEPT)?);
        Ok(Self { key: format!("{from:?}|{to:?}"), invoiced, credited, moved, kept })
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
    balance: i64,
    /// What the clinic owes, as a positive sum, and on how many invoices.
    owed_back: i64,
    owed_back_count: i64,
}

/// One currency, in minor units.
#[derive(Debug, Default)]
struct Figures {
    statuses: BTreeMap<String, Sums>,
    credited: i64,
    received: i64,
    /// What is left of deposits, and of how many.
    deposited: i64,
    deposits: i64,
}

/// The figures of a scope.
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
    let mut currencies = read(sql, scope, days, &clinic.zone.day_of(now).to_string())?;
    currencies.entry(clinic.currency.clone()).or_default();
    let mut figures = Map::new();
    let mut by_currency = Vec::with_capacity(currencies.len());
    for (currency, own) in &currencies {
        let own = figures_of(currency, own);
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
        // An invoice becomes overdue at midnight, and a payment of tomorrow is received.
        until: Some(clinic.zone.next_midnight(now)),
        ..Page::new(json, vec![Tag::Billing, Tag::Patients], Shows::nothing())
    })
}

fn read(
    sql: &Sql<'_>,
    scope: Scope,
    days: &Days,
    today: &str,
) -> Result<BTreeMap<String, Figures>> {
    let of = |clauses: &Clauses| {
        let mut all = own_rows(scope);
        all.extend(clauses);
        all
    };
    let mut currencies = invoiced(sql, &of(&days.invoiced), today)?;
    let clauses = of(&days.credited);
    let statement = format!(
        "SELECT n.currency, sum(n.total_amount) FROM credit_notes n \
         CROSS JOIN billing b ON b.id = n.billing_id{} GROUP BY 1",
        clauses.where_sql()
    );
    sql.each(&statement, params_from_iter(clauses.values()), |row| {
        currencies.entry(row.get(0)?).or_default().credited = row.get(1)?;
        Ok(())
    })?;
    let mut clauses = own_rows_by(scope, "y.patient_id");
    clauses.extend(&days.moved);
    clauses.and_with("y.payment_date <= ?", [today.to_owned().into()]);
    let statement = format!(
        "SELECT y.currency, sum(y.amount) FROM payments y{} GROUP BY 1",
        clauses.where_sql()
    );
    sql.each(&statement, params_from_iter(clauses.values()), |row| {
        currencies.entry(row.get(0)?).or_default().received = row.get(1)?;
        Ok(())
    })?;
    let mut clauses = own_rows_by(scope, "d.patient_id");
    clauses.extend(&days.kept);
    clauses.and(LEFT);
    let statement = format!(
        "SELECT d.currency, sum(d.rest), count(*) FROM {DEPOSITS} d{} GROUP BY 1",
        clauses.where_sql()
    );
    sql.each(&statement, params_from_iter(clauses.values()), |row| {
        let figures = currencies.entry(row.get(0)?).or_default();
        (figures.deposited, figures.deposits) = (row.get(1)?, row.get(2)?);
        Ok(())
    })?;
    Ok(currencies)
}

/// The invoices of each currency by their status.
fn invoiced(sql: &Sql<'_>, clauses: &Clauses, today: &str) -> Result<BTreeMap<String, Figures>> {
    let mut currencies: BTreeMap<String, Figures> = BTreeMap::new();
    let statement = format!(
        "SELECT b.currency, {STATUS}, count(*), sum(b.total_amount), sum(b.balance), \
         sum(iif({CLINIC_OWES}, -b.balance, 0)), sum({CLINIC_OWES}) FROM billing b{} GROUP BY 1, 2",
        clauses.where_sql()
    );
    let statement = statement.replace(TODAY, &format!("'{today}'"));
    sql.each(&statement, params_from_iter(clauses.values()), |row| {
        let sums = Sums {
            count: row.get(2)?,
            total: row.get(3)?,
            balance: row.get(4)?,
            owed_back: row.get(5)?,
            owed_back_count: row.get(6)?,
        };
        currencies.entry(row.get(0)?).or_default().statuses.insert(row.get(1)?, sums);
        Ok(())
    })?;
    Ok(currencies)
}

fn figures_of(currency: &str, figures: &Figures) -> Map<String, Value> {
    let statuses = &figures.statuses;
    let money = |minor: i64| to_value(minor, currency);
    let by_status: Vec<Value> = STATUSES
        .iter()
        .map(|status| (status, statuses.get(*status).copied().unwrap_or_default()))
        .map(|(status, sums)| {
            json!({ "status": status, "count": sums.count, "total": money(sums.total) })
        })
        .collect();
    let sum = |counts: fn(&str) -> bool, figure: fn(&Sums) -> i64| -> i64 {
        statuses.iter().filter(|(status, _)| counts(status)).map(|(_, sums)| figure(sums)).sum()
    };
    let issued = sum(is_claiming, |sums| sums.total);
    let owed_to_patients = json!({
        "amount": money(sum(is_claiming, |sums| sums.owed_back) + figures.deposited),
        "count": sum(is_claiming, |sums| sums.owed_back_count) + figures.deposits,
    });
    Map::from_iter([
        ("total_invoices".into(), json!(sum(|_| true, |sums| sums.count))),
        ("total_revenue".into(), money(issued - figures.credited)),
        ("paid_revenue".into(), money(figures.received)),
        ("pending_revenue".into(), money(sum(is_unpaid, |sums| sums.balance))),
        ("owed_to_patients".into(), owed_to_patients),
        ("by_status".into(), Value::Array(by_status)),
    ])
}
