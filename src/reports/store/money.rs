//! The questions about money, in minor units of the row's own currency.

use rusqlite::named_params;

use super::memo::{Rows, remembered};
use crate::db::Sql;
use crate::error::Result;
use crate::figures::spelled;
use crate::generations::Tag;
use crate::ids::Id;
use crate::reports::Question;

/// Invoices of one status.
pub(in crate::reports) struct Invoices {
    pub currency: String,
    /// With OVERDUE.
    pub status: String,
    pub count: i64,
    pub amount: i64,
    pub tax_amount: i64,
}

/// # Errors
/// What SQLite says.
pub(in crate::reports) fn invoices(sql: &Sql<'_>, asked: &Question) -> Result<Rows<Invoices>> {
    let question = asked.question("invoices", (&asked.range.first_day(), &asked.range.last_day()));
    remembered(sql, question, &asked.areas(&[Tag::Billing]), || {
        sql.all(
            &spelled(include_str!("../../../sql/queries/reports/billing.sql"), ":today"),
            named_params! {
                ":from": asked.range.first_day(),
                ":to": asked.range.last_day(),
                ":today": asked.today().to_string(),
                ":dietitian": asked.dietitian(),
            },
            |row| {
                Ok(Invoices {
                    currency: row.get(0)?,
                    status: row.get(1)?,
                    count: row.get(2)?,
                    amount: row.get(3)?,
                    tax_amount: row.get(4)?,
                })
            },
        )
    })
}

/// Money of one currency and month.
pub(in crate::reports) struct Monthly {
    pub currency: String,
    /// `2026-11`
    pub month: String,
    pub count: i64,
    pub total: i64,
}

/// Credit notes of one currency, month and status of their invoice.
pub(in crate::reports) struct Credits {
    pub currency: String,
    pub month: String,
    pub status: String,
    pub amount: i64,
    pub tax_amount: i64,
}

/// Credit notes dated in these days.
///
/// # Errors
/// What SQLite says.
pub(in crate::reports) fn credits(
    sql: &Sql<'_>,
    asked: &Question,
    (from, to): (String, String),
) -> Result<Rows<Credits>> {
    let question = asked.question("credits", (&from, &to));
    remembered(sql, question, &asked.areas(&[Tag::Billing]), || {
        sql.all(
            &spelled(include_str!("../../../sql/queries/reports/credits.sql"), ":today"),
            named_params! {
                ":from": from,
                ":to": to,
                ":today": asked.today().to_string(),
                ":dietitian": asked.dietitian(),
            },
            |row| {
                Ok(Credits {
                    currency: row.get(0)?,
                    month: row.get(1)?,
                    status: row.get(2)?,
                    amount: row.get(3)?,
                    tax_amount: row.get(4)?,
                })
            },
        )
    })
}

/// What was issued in these days, by currency and month.
///
/// # Errors
/// What SQLite says.
pub(in crate::reports) fn issued(
    sql: &Sql<'_>,
    asked: &Question,
    (from, to): (String, String),
) -> Result<Rows<Monthly>> {
    let question = asked.question("issued", (&from, &to));
    remembered(sql, question, &asked.areas(&[Tag::Billing]), || {
        sql.all(
            &spelled(include_str!("../../../sql/queries/reports/issued.sql"), ":today"),
            named_params! { ":from": from, ":to": to, ":dietitian": asked.dietitian() },
            |row| {
                let (currency, month) = (row.get(0)?, row.get(1)?);
                Ok(Monthly { currency, month, count: row.get(2)?, total: row.get(3)? })
            },
        )
    })
}

/// Money that moved in one month in one way.
pub(in crate::reports) struct Received {
    pub currency: String,
    pub month: String,
    pub method: String,
    pub count: i64,
    pub amount: i64,
}

/// What was received in these days, up to today.
///
/// # Errors
/// What SQLite says.
pub(in crate::reports) fn received(
    sql: &Sql<'_>,
    asked: &Question,
    (from, to): (String, String),
) -> Result<Rows<Received>> {
    let question = asked.question("received", (&from, &to));
    remembered(sql, question, &asked.areas(&[Tag::Billing]), || {
        sql.all(
            include_str!("../../../sql/queries/reports/received.sql"),
            named_params! {
                ":from": from,
                ":to": to,
                ":today": asked.today().to_string(),
                ":dietitian": asked.dietitian(),
            },
            |row| {
                Ok(Received {
                    currency: row.get(0)?,
                    month: row.get(1)?,
                    method: row.get(2)?,
                    count: row.get(3)?,
                    amount: row.get(4)?,
                })
            },
        )
    })
}

/// Net and tax of one rate.
pub(in crate::reports) struct Tax {
    pub currency: String,
    /// Thousandths of a percent.
    pub rate_milli: Option<i64>,
    /// A second tax on a net that stands in the row of the first, too.
    pub is_second: bool,
    pub net: i64,
    pub tax: i64,
    /// The invoices with a line of the rate.
    pub count: i64,
}

/// # Errors
/// What SQLite says.
pub(in crate::reports) fn tax(sql: &Sql<'_>, asked: &Question) -> Result<Rows<Tax>> {
    let question = asked.question("tax", (&asked.range.first_day(), &asked.range.last_day()));
    remembered(sql, question, &asked.areas(&[Tag::Billing]), || {
        sql.all(
            &spelled(include_str!("../../../sql/queries/reports/tax.sql"), ":today"),
            named_params! {
                ":from": asked.range.first_day(),
                ":to": asked.range.last_day(),
                ":dietitian": asked.dietitian(),
            },
            |row| {
                let (currency, rate_milli) = (row.get(0)?, row.get(1)?);
                Ok(Tax {
                    currency,
                    rate_milli,
                    is_second: row.get(2)?,
                    net: row.get(3)?,
                    tax: row.get(4)?,
                    count: row.get(5)?,
                })
            },
        )
    })
}

/// A patient and what they were billed.
pub(in crate::reports) struct TopPatient {
    pub currency: String,
    pub id: Id,
    pub first_name: Option<String>,
    pub last_name: String,
    pub count: i64,
    pub billed: i64,
}

/// # Errors
/// What SQLite says.
pub(in crate::reports) fn top_patients(
    sql: &Sql<'_>,
    asked: &Question,
) -> Result<Rows<TopPatient>> {
    let question =
        asked.question("top_patients", (&asked.range.first_day(), &asked.range.last_day()));
    remembered(sql, question, &asked.areas(&[Tag::Billing, Tag::Patients]), || {
        sql.all(
            &spelled(include_str!("../../../sql/queries/reports/top_patients.sql"), ":today"),
            named_params! {
                ":from": asked.range.first_day(),
                ":to": asked.range.last_day(),
                ":dietitian": asked.dietitian(),
            },
            |row| {
                Ok(TopPatient {
                    currency: row.get(0)?,
                    id: row.get(1)?,
                    first_name: row.get(2)?,
                    last_name: row.get(3)?,
                    count: row.get(4)?,
                    billed: row.get(5)?,
                })
            },
        )
    })
}
