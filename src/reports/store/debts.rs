//! The questions about debts: of patients and to them, in minor units of the row's own currency.

use jiff::ToSpan;
use rusqlite::named_params;

use super::memo::{Rows, remembered};
use crate::db::Sql;
use crate::error::Result;
use crate::figures::spelled;
use crate::generations::Tag;
use crate::reports::Question;

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
pub(crate) fn owed(sql: &Sql<'_>, asked: &Question) -> Result<Rows<Owed>> {
    let ago = |days: i32| asked.today().saturating_sub(days.days()).to_string();
    let question = asked.question("owed", (&asked.range.first_day(), &asked.range.last_day()));
    remembered(sql, question, &asked.areas(&[Tag::Billing]), || {
        sql.all(
            &spelled(include_str!("../../../sql/queries/reports/owed.sql"), ":today"),
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
    })
}

/// What the clinic owes to patients in one currency.
pub(crate) struct Owing {
    pub currency: String,
    pub count: i64,
    pub amount: i64,
}

/// # Errors
/// What SQLite says.
pub(crate) fn owing(sql: &Sql<'_>, asked: &Question) -> Result<Rows<Owing>> {
    let question = asked.question("owing", (&asked.range.first_day(), &asked.range.last_day()));
    remembered(sql, question, &asked.areas(&[Tag::Billing]), || {
        sql.all(
            &spelled(include_str!("../../../sql/queries/reports/owing.sql"), ":today"),
            named_params! {
                ":from": asked.range.first_day(),
                ":to": asked.range.last_day(),
                ":dietitian": asked.dietitian(),
            },
            |row| Ok(Owing { currency: row.get(0)?, count: row.get(1)?, amount: row.get(2)? }),
        )
    })
}
