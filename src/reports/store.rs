//! The questions of all reports. Money is in minor units of the row's own currency.

use jiff::ToSpan;
use rusqlite::named_params;

use super::Question;
use crate::clock::{Moment, Zone};
use crate::db::Sql;
use crate::error::Result;
use crate::figures::spelled;
use crate::ids::Id;

/// Patients of one kind.
pub(super) struct Patients {
    pub is_active: bool,
    pub gender: Option<String>,
    pub dietitian: Option<Id>,
    pub count: i64,
}

/// # Errors
/// What SQLite says.
pub(super) fn patients(sql: &Sql<'_>, asked: &Question) -> Result<Vec<Patients>> {
    let (from, to) = asked.range.instants(&asked.clinic.zone);
    sql.all(
        include_str!("../../sql/queries/reports/patients.sql"),
        named_params! { ":from": from, ":to": to, ":dietitian": asked.dietitian() },
        |row| {
            Ok(Patients {
                is_active: row.get(0)?,
                gender: row.get(1)?,
                dietitian: row.get(2)?,
                count: row.get(3)?,
            })
        },
    )
}

/// How many of the patients registered in the days have a completed visit lately.
///
/// # Errors
/// What SQLite says.
pub(super) fn seen(sql: &Sql<'_>, asked: &Question) -> Result<i64> {
    let since = asked.clinic.zone.start_of(asked.clinic.active_since(asked.today()));
    let (from, to) = asked.range.instants(&asked.clinic.zone);
    crate::patients::stats::seen(sql, asked.scope, since, (&from, &to))
}

/// When each patient whose first completed visit lies in these instants had it.
///
/// # Errors
/// What SQLite says.
pub(super) fn new_patients(
    sql: &Sql<'_>,
    asked: &Question,
    (from, to): (String, String),
) -> Result<Vec<String>> {
    let statement = spelled(include_str!("../../sql/queries/reports/new_patients.sql"), ":today");
    let values = named_params! { ":from": from, ":to": to, ":dietitian": asked.dietitian() };
    sql.all(&statement, values, |row| row.get(0))
}

/// When the next visit begins whose status says already what became of it.
///
/// # Errors
/// What SQLite says.
pub(super) fn next_to_begin(sql: &Sql<'_>, now: Moment) -> Result<Option<Moment>> {
    let statement = include_str!("../../sql/queries/reports/next_to_begin.sql");
    let begins: String = sql.one(statement, named_params! { ":now": now }, |row| row.get(0))?;
    Ok(Zone::utc().parse(&begins).ok())
}

/// Patients registered in each month.
///
/// # Errors
/// What SQLite says.
pub(super) fn patient_trend(sql: &Sql<'_>, asked: &Question) -> Result<Vec<i64>> {
    let statement = include_str!("../../sql/queries/reports/patient_trend.sql");
    let months = asked.range.months_json(&asked.clinic.zone);
    let values = named_params! { ":months": months, ":dietitian": asked.dietitian() };
    sql.all(statement, values, |row| row.get(0))
}

/// Visits that begin in each month: all, or those of a status that have begun.
///
/// # Errors
/// What SQLite says.
pub(super) fn visit_trend(
    sql: &Sql<'_>,
    asked: &Question,
    status: Option<&str>,
) -> Result<Vec<i64>> {
    let statement = include_str!("../../sql/queries/reports/visit_trend.sql");
    let months = asked.range.months_json(&asked.clinic.zone);
    let values = named_params! {
        ":months": months, ":dietitian": asked.dietitian(), ":status": status, ":now": asked.now,
    };
    sql.all(statement, values, |row| row.get(0))
}

/// Visits of one kind.
pub(super) struct Visits {
    pub dietitian: Id,
    pub status: String,
    pub visit_type: Option<String>,
    /// Whether their time has come.
    pub has_begun: bool,
    pub count: i64,
    pub minutes: i64,
}

/// # Errors
/// What SQLite says.
pub(super) fn visits(sql: &Sql<'_>, asked: &Question) -> Result<Vec<Visits>> {
    let (from, to) = asked.range.instants(&asked.clinic.zone);
    sql.all(
        include_str!("../../sql/queries/reports/visits.sql"),
        named_params! {
            ":from": from, ":to": to, ":dietitian": asked.dietitian(), ":now": asked.now,
        },
        |row| {
            Ok(Visits {
                dietitian: row.get(0)?,
                status: row.get(1)?,
                visit_type: row.get(2)?,
                has_begun: row.get(3)?,
                count: row.get(4)?,
                minutes: row.get(5)?,
            })
        },
    )
}

/// Invoices of one status.
pub(super) struct Invoices {
    pub currency: String,
    /// With OVERDUE.
    pub status: String,
    pub count: i64,
    pub amount: i64,
    pub tax_amount: i64,
}

/// # Errors
/// What SQLite says.
pub(super) fn invoices(sql: &Sql<'_>, asked: &Question) -> Result<Vec<Invoices>> {
    sql.all(
        &spelled(include_str!("../../sql/queries/reports/billing.sql"), ":today"),
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
}

/// Money of one currency and month.
pub(super) struct Monthly {
    pub currency: String,
    /// `2026-11`
    pub month: String,
    pub count: i64,
    pub total: i64,
}

/// Credit notes of one currency, month and status of their invoice.
pub(super) struct Credits {
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
pub(super) fn credits(
    sql: &Sql<'_>,
    asked: &Question,
    (from, to): (String, String),
) -> Result<Vec<Credits>> {
    sql.all(
        &spelled(include_str!("../../sql/queries/reports/credits.sql"), ":today"),
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
}

/// What was issued in these days, by currency and month.
///
/// # Errors
/// What SQLite says.
pub(super) fn issued(
    sql: &Sql<'_>,
    asked: &Question,
    (from, to): (String, String),
) -> Result<Vec<Monthly>> {
    sql.all(
        &spelled(include_str!("../../sql/queries/reports/issued.sql"), ":today"),
        named_params! { ":from": from, ":to": to, ":dietitian": asked.dietitian() },
        |row| {
            let (currency, month) = (row.get(0)?, row.get(1)?);
            Ok(Monthly { currency, month, count: row.get(2)?, total: row.get(3)? })
        },
    )
}

/// Money that moved in one month in one way.
pub(super) struct Received {
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
pub(super) fn received(
    sql: &Sql<'_>,
    asked: &Question,
    (from, to): (String, String),
) -> Result<Vec<Received>> {
    sql.all(
        include_str!("../../sql/queries/reports/received.sql"),
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
}

/// Net and tax of one rate.
pub(super) struct Tax {
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
pub(super) fn tax(sql: &Sql<'_>, asked: &Question) -> Result<Vec<Tax>> {
    sql.all(
        &spelled(include_str!("../../sql/queries/reports/tax.sql"), ":today"),
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
}

/// The bucket of what is not due yet.
pub(crate) const NOT_DUE: i64 = 0;

/// What is still to be paid, for so long past the due date.
#[derive(Clone)]
pub(crate) struct Owed {
    pub currency: String,
    /// [`NOT_DUE`], or 1 to 4: up to 30, 60, 90 days past due, more.
    pub bucket: i64,
    pub count: i64,
    pub balance: i64,
}

/// # Errors
/// What SQLite says.
pub(crate) fn owed(sql: &Sql<'_>, asked: &Question) -> Result<Vec<Owed>> {
    let ago = |days: i32| asked.today().saturating_sub(days.days()).to_string();
    sql.all(
        &spelled(include_str!("../../sql/queries/reports/owed.sql"), ":today"),
        named_params! {
            ":from": asked.range.first_day(),
            ":to": asked.range.last_day(),
            ":today": asked.today().to_string(),
            ":month": ago(30), ":two": ago(60), ":three": ago(90),
            ":dietitian": asked.dietitian(),
        },
        |row| {
            Ok(Owed {
                currency: row.get(0)?,
                bucket: row.get(1)?,
                count: row.get(2)?,
                balance: row.get(3)?,
            })
        },
    )
}

/// What the clinic owes to patients in one currency.
pub(crate) struct Owing {
    pub currency: String,
    pub count: i64,
    pub amount: i64,
}

/// # Errors
/// What SQLite says.
pub(crate) fn owing(sql: &Sql<'_>, asked: &Question) -> Result<Vec<Owing>> {
    sql.all(
        &spelled(include_str!("../../sql/queries/reports/owing.sql"), ":today"),
        named_params! {
            ":from": asked.range.first_day(),
            ":to": asked.range.last_day(),
            ":dietitian": asked.dietitian(),
        },
        |row| Ok(Owing { currency: row.get(0)?, count: row.get(1)?, amount: row.get(2)? }),
    )
}

/// A patient and what they were billed.
pub(super) struct TopPatient {
    pub currency: String,
    pub id: Id,
    pub first_name: Option<String>,
    pub last_name: String,
    pub count: i64,
    pub billed: i64,
}

/// # Errors
/// What SQLite says.
pub(super) fn top_patients(sql: &Sql<'_>, asked: &Question) -> Result<Vec<TopPatient>> {
    sql.all(
        &spelled(include_str!("../../sql/queries/reports/top_patients.sql"), ":today"),
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
}

/// Users as reports name them, by id.
///
/// # Errors
/// What SQLite says.
pub(super) fn people(
    sql: &Sql<'_>,
    ids: &[Id],
) -> Result<std::collections::HashMap<Id, serde_json::Value>> {
    let ids = serde_json::to_string(ids).unwrap_or_default();
    let people = sql.all(
        include_str!("../../sql/queries/reports/people.sql"),
        named_params! { ":ids": ids },
        |row| {
            let id: Id = row.get(0)?;
            let (username, first_name, last_name): (String, String, String) =
                (row.get(1)?, row.get(2)?, row.get(3)?);
            let person = serde_json::json!({
                "id": id, "username": username, "first_name": first_name, "last_name": last_name,
                "is_active": row.get::<_, bool>(4)?, "treats_patients": row.get::<_, bool>(5)?,
            });
            Ok((id, person))
        },
    )?;
    Ok(people.into_iter().collect())
}

/// Completed visits between two instants of which nothing is written.
///
/// # Errors
/// What SQLite says.
pub(super) fn without_note(
    sql: &Sql<'_>,
    dietitian: Option<Id>,
    from: Moment,
    to: Moment,
) -> Result<i64> {
    let statement = include_str!("../../sql/queries/reports/without_note.sql");
    let values = named_params! { ":from": from, ":to": to, ":dietitian": dietitian };
    sql.one(statement, values, |row| row.get(0))
}
