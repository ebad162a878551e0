//! What the pages of invoices ask of the database beyond the invoice itself.

use jiff::civil::Date;
use rusqlite::{named_params, params};

use crate::auth::Scope;
use crate::clock::parse_day;
use crate::db::Sql;
use crate::error::Result;
use crate::figures::{CLINIC_OWES, DEPOSITS, LEFT, UNPAID, spelled};
use crate::ids::Id;
use crate::money::Amount;
use crate::ui::language::Language;

/// An offer of the price list.
pub(super) struct Offer {
    pub id: String,
    pub name: String,
    /// The price in words, and as a field has it.
    pub price: String,
    pub typed: String,
}

/// The offers of the price list in that currency.
///
/// # Errors
/// What SQLite says.
pub(super) fn offers(sql: &Sql<'_>, currency: &str, language: Language) -> Result<Vec<Offer>> {
    sql.all(
        "SELECT id, name, unit_price FROM services WHERE is_active = 1 AND currency = ?1 \
         ORDER BY name",
        [currency],
        |row| {
            let price = Amount::new(row.get(2)?, currency);
            Ok(Offer {
                id: row.get(0)?,
                name: row.get(1)?,
                price: language.money_of(&price),
                typed: language.typed(&price),
            })
        },
    )
}

/// The tax rates of the price list, in thousandths of a percent: what a list of invoices can be
/// narrowed to.
///
/// # Errors
/// What SQLite says.
pub(super) fn rates(sql: &Sql<'_>) -> Result<Vec<i64>> {
    sql.all(
        "SELECT DISTINCT tax_rate_milli FROM services WHERE tax_rate_milli IS NOT NULL \
         ORDER BY tax_rate_milli LIMIT 50",
        [],
        |row| row.get(0),
    )
}

/// The dates that are asked about before an invoice is issued.
pub(super) struct Dates {
    pub invoice: Date,
    pub due: Date,
    /// Of the last invoice of the same series.
    pub last: Option<Date>,
}

/// Those of an invoice.
///
/// # Errors
/// What SQLite says.
pub(super) fn dates(sql: &Sql<'_>, id: Id) -> Result<Option<Dates>> {
    let found = sql.maybe(
        "SELECT b.invoice_date, b.due_date, (SELECT max(o.invoice_date) FROM billing o \
         WHERE o.invoice_number IS NOT NULL \
           AND o.invoice_date >= substr(b.invoice_date, 1, 4) || '-01-01' \
           AND o.invoice_date <= substr(b.invoice_date, 1, 4) || '-12-31') \
         FROM billing b WHERE b.id = ?1",
        [id],
        |row| {
            let day = |at: usize| row.get::<_, Option<String>>(at);
            Ok((day(0)?, day(1)?, day(2)?))
        },
    )?;
    let Some((invoice, due, last)) = found else { return Ok(None) };
    let day = |text: Option<String>| text.as_deref().and_then(parse_day);
    let dates = day(invoice).zip(day(due));
    Ok(dates.map(|(invoice, due)| Dates { invoice, due, last: day(last) }))
}

/// What is left of a patient's deposits in one currency: the receipt, its day, the rest.
///
/// # Errors
/// What SQLite says.
pub(super) fn deposits(
    sql: &Sql<'_>,
    patient: Id,
    currency: &str,
) -> Result<Vec<(Id, String, i64)>> {
    sql.all(
        &format!(
            "SELECT d.id, d.payment_date, d.rest FROM {DEPOSITS} d WHERE d.patient_id = ?1 \
             AND d.currency = ?2 AND {LEFT} ORDER BY d.payment_date, d.id LIMIT 50"
        ),
        params![patient, currency],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

/// The currencies in which a patient owes something or has credit.
///
/// # Errors
/// What SQLite says.
pub(super) fn currencies(sql: &Sql<'_>, patient: Id) -> Result<Vec<String>> {
    sql.all(
        &format!(
            "SELECT b.currency FROM billing b WHERE b.patient_id = ?1 AND ({CLINIC_OWES} OR {UNPAID}) \
             UNION SELECT d.currency FROM {DEPOSITS} d WHERE d.patient_id = ?1 AND {LEFT}"
        ),
        [patient],
        |row| row.get(0),
    )
}

/// What the clinic owes on one invoice, or what is left of one deposit.
pub(super) struct Owing {
    pub patient: (Id, String),
    pub invoice: Option<(Id, String)>,
    pub day: String,
    pub currency: String,
    pub amount: i64,
}

/// How much there is of [`owing`] in all.
///
/// # Errors
/// What SQLite says.
pub(super) fn owing_count(
    sql: &Sql<'_>,
    scope: Scope,
    (from, to, currency): (&str, &str, Option<&str>),
) -> Result<u64> {
    let all = spelled(include_str!("../../../sql/queries/ui/owing.sql"), ":today");
    let count = sql.one(
        &format!("SELECT count(*) FROM (\n{all})"),
        named_params! {
            ":from": from, ":to": to, ":currency": currency, ":dietitian": scope.dietitian(),
            ":limit": -1, ":offset": 0,
        },
        |row| row.get::<_, i64>(0),
    )?;
    Ok(u64::try_from(count).unwrap_or_default())
}

/// What the clinic owes to the patients that the scope shows, the oldest first.
///
/// # Errors
/// What SQLite says.
pub(super) fn owing(
    sql: &Sql<'_>,
    scope: Scope,
    (from, to, currency): (&str, &str, Option<&str>),
    (limit, offset): (i64, i64),
) -> Result<Vec<Owing>> {
    sql.all(
        &spelled(include_str!("../../../sql/queries/ui/owing.sql"), ":today"),
        named_params! {
            ":from": from, ":to": to, ":currency": currency, ":dietitian": scope.dietitian(),
            ":limit": limit, ":offset": offset,
        },
        |row| {
            let invoice: Option<Id> = row.get(0)?;
            let number: Option<String> = row.get(1)?;
            Ok(Owing {
                invoice: invoice.map(|id| (id, number.unwrap_or_default())),
                patient: (row.get(2)?, row.get(3)?),
                day: row.get(4)?,
                currency: row.get(5)?,
                amount: row.get(6)?,
            })
        },
    )
}

/// An invoice of a patient that is still owed.
pub(super) struct Owed {
    pub id: Id,
    pub number: String,
    pub due: String,
    /// Minor units.
    pub balance: i64,
    pub currency: String,
}

/// The invoices that a patient still owes in one currency, the oldest first.
///
/// # Errors
/// What SQLite says.
pub(super) fn owed(sql: &Sql<'_>, patient: Id, currency: &str) -> Result<Vec<Owed>> {
    sql.all(
        &format!(
            "SELECT b.id, b.invoice_number, b.due_date, b.balance, b.currency FROM billing b \
             WHERE b.patient_id = ?1 AND b.currency = ?2 AND {UNPAID} \
             ORDER BY b.due_date, b.invoice_number LIMIT 50"
        ),
        params![patient, currency],
        |row| {
            Ok(Owed {
                id: row.get(0)?,
                number: row.get::<_, Option<String>>(1)?.unwrap_or_default(),
                due: row.get(2)?,
                balance: row.get(3)?,
                currency: row.get(4)?,
            })
        },
    )
}

/// The money of a method, in minor units.
#[derive(Default)]
pub struct Moved {
    pub currency: String,
    pub method: String,
    pub came: i64,
    pub went: i64,
    pub times: i64,
}

/// The money of a day, by currency and method.
///
/// # Errors
/// What SQLite says.
pub fn moved_on(sql: &Sql<'_>, day: Date, scope: Scope) -> Result<Vec<Moved>> {
    let statement = include_str!("../../../sql/queries/ui/cash_up.sql");
    sql.all(statement, params![day.to_string(), scope.dietitian()], |row| {
        Ok(Moved {
            currency: row.get("currency")?,
            method: row.get("method")?,
            came: row.get("came")?,
            went: row.get("went")?,
            times: row.get("times")?,
        })
    })
}
