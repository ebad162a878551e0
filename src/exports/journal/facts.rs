//! What the books are written from: documents by rate, money that moved, and deposits that were used.

use jiff::civil::Date;
use rusqlite::named_params;

use crate::clock::{Moment, Zone};
use crate::db::Sql;
use crate::error::Result;
use crate::figures::spelled;
use crate::ids::Id;

/// What every fact has.
#[derive(Clone, Debug, Default)]
pub(super) struct Head {
    pub day: String,
    /// `INVOICE`, `CREDIT_NOTE`, `PAYMENT`, `REVERSAL`, `REFUND` or `CREDIT_USED`.
    pub kind: String,
    /// The number of the document; none of a deposit.
    pub document: Option<String>,
    pub reference: Option<String>,
    pub patient_id: Id,
    pub patient: String,
    pub currency: String,
}

/// What a document comes to at one rate, in minor units.
pub(super) struct Rate {
    /// Thousandths of a percent.
    pub rate: Option<i64>,
    pub second_rate: Option<i64>,
    pub net: i64,
    pub tax: i64,
    pub second_tax: i64,
}

impl Rate {
    pub fn gross(&self) -> i64 {
        self.net + self.tax + self.second_tax
    }
}

/// An invoice, or a credit note with its sums negative.
pub(super) struct Document {
    pub head: Head,
    pub rates: Vec<Rate>,
}

/// A payment, a reversal or money given back.
pub(super) struct Moved {
    pub head: Head,
    pub method: String,
    pub amount: i64,
    pub is_deposit: bool,
}

pub(super) enum Fact {
    Document(Document),
    Moved(Moved),
    /// A deposit that pays for an invoice; negative where it is taken back.
    CreditUsed {
        head: Head,
        amount: i64,
    },
}

impl Fact {
    pub fn head(&self) -> &Head {
        match self {
            Self::Document(document) => &document.head,
            Self::Moved(moved) => &moved.head,
            Self::CreditUsed { head, .. } => head,
        }
    }
}

/// Whose books, in which zone, up to which day money counts.
pub(super) struct Books {
    pub dietitian: Option<Id>,
    pub zone: Zone,
    pub today: Date,
}

/// The first and the last day of the books, if there is anything in them.
///
/// # Errors
/// What SQLite says.
pub(super) fn days(sql: &Sql<'_>) -> Result<Option<(String, String)>> {
    let statement = spelled(include_str!("../../../sql/queries/exports/journal_days.sql"), "");
    let days: (Option<String>, Option<String>) =
        sql.one(&statement, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(days.0.zip(days.1))
}

/// The facts of these days in the order of their days.
///
/// # Errors
/// What SQLite says.
pub(super) fn facts(sql: &Sql<'_>, books: &Books, (from, to): (Date, Date)) -> Result<Vec<Fact>> {
    let mut all: Vec<Fact> =
        documents(sql, books, (from, to))?.into_iter().map(Fact::Document).collect();
    all.extend(money(sql, books, (from, to.min(books.today)))?.into_iter().map(Fact::Moved));
    all.extend(credit(sql, books, (from, to))?);
    all.sort_by(|one, other| one.head().day.cmp(&other.head().day));
    Ok(all)
}

fn documents(sql: &Sql<'_>, books: &Books, days: (Date, Date)) -> Result<Vec<Document>> {
    let statement = include_str!("../../../sql/queries/exports/journal_documents.sql");
    let rows = sql.all(
        &spelled(statement, ""),
        named_params! {
            ":from": days.0.to_string(), ":to": days.1.to_string(), ":dietitian": books.dietitian,
        },
        |row| {
            let head = Head {
                day: row.get("day")?,
                kind: row.get("kind")?,
                document: row.get("document")?,
                reference: row.get("reference")?,
                patient_id: row.get("patient_id")?,
                patient: row.get("patient")?,
                currency: row.get("currency")?,
            };
            let rate = Rate {
                rate: row.get("rate")?,
                second_rate: row.get("second_rate")?,
                net: row.get("net")?,
                tax: row.get("tax")?,
                second_tax: row.get("second_tax")?,
            };
            Ok((row.get::<_, String>("id")?, head, rate))
        },
    )?;
    let mut documents: Vec<(String, Document)> = Vec::new();
    for (id, head, rate) in rows {
        match documents.last_mut().filter(|(last, _)| *last == id) {
            Some((_, document)) => document.rates.push(rate),
            None => documents.push((id, Document { head, rates: vec![rate] })),
        }
    }
    Ok(documents.into_iter().map(|(_, document)| document).collect())
}

fn money(sql: &Sql<'_>, books: &Books, days: (Date, Date)) -> Result<Vec<Moved>> {
    sql.all(
        include_str!("../../../sql/queries/exports/journal_payments.sql"),
        named_params! {
            ":from": days.0.to_string(), ":to": days.1.to_string(), ":dietitian": books.dietitian,
        },
        |row| {
            let head = Head {
                day: row.get("day")?,
                kind: row.get("kind")?,
                document: row.get("document")?,
                reference: row.get("reference")?,
                patient_id: row.get("patient_id")?,
                patient: row.get("patient")?,
                currency: row.get("currency")?,
            };
            let (method, amount) = (row.get("method")?, row.get("amount")?);
            Ok(Moved { head, method, amount, is_deposit: row.get("is_deposit")? })
        },
    )
}

fn credit(sql: &Sql<'_>, books: &Books, (from, to): (Date, Date)) -> Result<Vec<Fact>> {
    let zone = &books.zone;
    sql.all(
        include_str!("../../../sql/queries/exports/journal_credit.sql"),
        named_params! {
            ":from": zone.start_of(from), ":to": zone.end_of(to), ":dietitian": books.dietitian,
        },
        |row| {
            let at: Moment = row.get("created_at")?;
            let amount: i64 = row.get("amount")?;
            let head = Head {
                day: zone.day_of(at).to_string(),
                kind: "CREDIT_USED".to_owned(),
                document: row.get("document")?,
                reference: None,
                patient_id: row.get("patient_id")?,
                patient: row.get("patient")?,
                currency: row.get("currency")?,
            };
            let is_use: bool = row.get("is_use")?;
            Ok(Fact::CreditUsed { head, amount: if is_use { amount } else { -amount } })
        },
    )
}
