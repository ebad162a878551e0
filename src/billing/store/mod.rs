//! Invoices in SQL: `shown` as answers have them, `children` what stands beside them there, `write` their
//! changes, `movements` money and its receipts, `credit_notes`, `patient_credit` what the clinic owes; here
//! what the rules ask of one.

mod children;
mod credit_notes;
mod movements;
mod patient_credit;
mod shown;
mod write;

pub(super) use children::{Child, children, credit_note, payment};
pub(super) use credit_notes::*;
pub(crate) use movements::receipt;
pub(super) use movements::*;
pub(crate) use patient_credit::credit_sum;
pub(super) use patient_credit::*;
pub(crate) use shown::{Shown, note_document, shown};
pub(super) use write::{Issue, insert, issue, remove_draft, rewrite, settle};

use std::collections::HashMap;

use rusqlite::Row;
use rusqlite::types::Type;
use serde_json::{Map, Value};

use super::discounts::Discount;
use super::{Head, Invoice, Ledger, Line, Status};
use crate::clock::{Moment, day_of};
use crate::db::Sql;
use crate::error::{Error, Result, Thing};
use crate::ids::Id;

/// The invoice as its rules need it.
///
/// # Errors
/// 404 for an unknown one; what SQLite says.
pub(crate) fn load(sql: &Sql<'_>, id: Id) -> Result<Invoice> {
    let found = all(sql, &[id])?.into_iter().next();
    found.map(|(invoice, _)| invoice).ok_or_else(|| unknown(id))
}

/// Those of these invoices that there are, each with when it was drawn up.
fn all(sql: &Sql<'_>, ids: &[Id]) -> Result<Vec<(Invoice, Moment)>> {
    let keys = serde_json::to_string(ids).map_err(Error::internal)?;
    let statement = include_str!("../../../sql/queries/billing/load.sql");
    let created = |row: &Row<'_>| Ok((invoice_of(row)?, row.get("created_at")?));
    let mut invoices = sql.all(statement, [&keys], created)?;
    let lines = sql.all(
        "SELECT id, service_id, description, quantity_milli, unit_price, tax_rate_milli, amount, \
         tax_amount, exact_price, discount_percent_milli, discount_amount, discount_share, \
         second_tax_rate_milli, second_tax_amount, billing_id FROM billing_lines \
         WHERE billing_id IN (SELECT value FROM json_each(?1)) ORDER BY billing_id, position",
        [&keys],
        |row| Ok((row.get::<_, Id>(14)?, line_of(row)?)),
    )?;
    let mut of_each: HashMap<Id, Vec<Line>> = HashMap::new();
    for (invoice, line) in lines {
        of_each.entry(invoice).or_default().push(line);
    }
    for (invoice, _) in &mut invoices {
        invoice.lines = of_each.remove(&invoice.id).unwrap_or_default();
    }
    Ok(invoices)
}

/// An invoice as the audit compares it, and when it was drawn up.
pub(crate) type Facts = (Map<String, Value>, Moment);

/// The facts of invoices, by their ids.
///
/// # Errors
/// What SQLite says.
pub(crate) fn facts_of(sql: &Sql<'_>, ids: &[Id]) -> Result<HashMap<Id, Facts>> {
    let told = |(invoice, created): (Invoice, Moment)| (invoice.id, (invoice.facts(), created));
    Ok(all(sql, ids)?.into_iter().map(told).collect())
}

/// 404 about that invoice.
pub(crate) fn unknown(id: Id) -> Error {
    Error::not_found(Thing::Billing).about("billing", id)
}

/// The patient of a visit that is not deleted.
///
/// # Errors
/// 404 for an unknown visit.
pub(super) fn patient_of_visit(sql: &Sql<'_>, visit: Id) -> Result<Id> {
    let statement = "SELECT patient_id FROM visits WHERE id = ?1 AND deleted_at IS NULL";
    let found = sql.maybe(statement, [visit], |row| row.get(0))?;
    found.ok_or_else(|| Error::not_found(Thing::Visit).about("visit", visit))
}

fn invoice_of(row: &Row<'_>) -> rusqlite::Result<Invoice> {
    let status: String = row.get("status")?;
    Ok(Invoice {
        id: row.get("id")?,
        head: Head {
            patient_id: row.get("patient_id")?,
            visit_id: row.get("visit_id")?,
            invoice_date: day_of(row, "invoice_date")?,
            due_date: day_of(row, "due_date")?,
            currency: row.get("currency")?,
            notes: row.get("notes")?,
        },
        ledger: Ledger {
            amount: row.get("amount")?,
            tax_amount: row.get("tax_amount")?,
            paid: row.get("amount_paid")?,
            credited: row.get("amount_credited")?,
        },
        number: row.get("invoice_number")?,
        status: Status::named(&status).ok_or_else(|| strange("status"))?,
        discount: Discount {
            percent_milli: row.get("discount_percent_milli")?,
            amount: row.get("discount_amount")?,
        },
        lines: Vec::new(),
        version: row.get("version")?,
        assigned_dietitian_id: row.get("assigned_dietitian_id")?,
    })
}

fn line_of(row: &Row<'_>) -> rusqlite::Result<Line> {
    Ok(Line {
        id: row.get(0)?,
        service_id: row.get(1)?,
        description: row.get(2)?,
        quantity_milli: row.get(3)?,
        unit_price: row.get(4)?,
        tax_rate_milli: row.get(5)?,
        amount: row.get(6)?,
        tax_amount: row.get(7)?,
        exact_price: row.get(8)?,
        discount: Discount { percent_milli: row.get(9)?, amount: row.get(10)? },
        discount_share: row.get(11)?,
        second_tax_rate_milli: row.get(12)?,
        second_tax_amount: row.get(13)?,
    })
}

fn strange(column: &'static str) -> rusqlite::Error {
    let what = format!("{column} holds what this build does not know");
    rusqlite::Error::FromSqlConversionFailure(0, Type::Text, what.into())
}
