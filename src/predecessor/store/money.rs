//! Invoices, payments and what was given back as they are stored, and the counters of their numbers.

use jiff::civil::Date;
use rusqlite::params;

use crate::billing::MovementKind;
use crate::clock::{Moment, parse_day};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::Id;

/// An invoice, its money in minor units.
pub(crate) struct InvoiceRow {
    pub id: Id,
    pub patient: Id,
    pub visit: Option<Id>,
    pub number: Option<String>,
    pub invoice_date: String,
    pub due_date: String,
    pub currency: String,
    pub amount: i64,
    pub tax: i64,
    pub paid: i64,
    pub credited: i64,
    pub status: &'static str,
    pub method: Option<&'static str>,
    pub payment_date: Option<String>,
    pub notes: Option<String>,
    pub created_by: Option<Id>,
    pub updated_by: Option<Id>,
    pub created_at: Moment,
    pub updated_at: Moment,
}

/// Writes an invoice with its one line.
pub(crate) fn insert_invoice(tx: &Tx<'_>, new: &InvoiceRow) -> Result<()> {
    let total = new.amount + new.tax;
    tx.run(
        "INSERT INTO billing (id, patient_id, visit_id, invoice_number, invoice_date, due_date, \
         currency, amount, tax_amount, total_amount, amount_paid, amount_credited, balance, status, \
         payment_method, payment_date, notes, issued_at, created_by, updated_by, created_at, \
         updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, \
         ?17, ?18, ?19, ?20, ?21, ?22)",
        params![
            new.id,
            new.patient,
            new.visit,
            new.number,
            new.invoice_date,
            new.due_date,
            new.currency,
            new.amount,
            new.tax,
            total,
            new.paid,
            new.credited,
            total - new.paid - new.credited,
            new.status,
            new.method,
            new.payment_date,
            new.notes,
            new.number.as_ref().map(|_| new.created_at),
            new.created_by,
            new.updated_by,
            new.created_at,
            new.updated_at
        ],
    )?;
    tx.run(
        "INSERT INTO billing_lines (id, billing_id, position, description, quantity_milli, \
         unit_price, amount, tax_amount) VALUES (?1, ?2, 1, 'Services', 1000, ?3, ?3, ?4)",
        params![Id::new(), new.id, new.amount, new.tax],
    )?;
    Ok(())
}

/// Writes money that moved on the invoice's payment date: received, or given back if negative.
pub(crate) fn insert_payment(tx: &Tx<'_>, new: &InvoiceRow, amount: i64) -> Result<()> {
    tx.run(
        "INSERT INTO payments (id, billing_id, kind, amount, method, payment_date, created_by, \
         created_at, patient_id, currency) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, b.patient_id, \
         b.currency FROM billing b WHERE b.id = ?2",
        params![
            Id::new(),
            new.id,
            MovementKind::of(amount),
            amount,
            new.method,
            new.payment_date,
            new.created_by,
            new.updated_at
        ],
    )?;
    Ok(())
}

/// Writes what a refunded invoice went through: paid, credited in full, given back.
pub(crate) fn insert_refund(tx: &Tx<'_>, new: &InvoiceRow) -> Result<()> {
    let total = new.amount + new.tax;
    insert_payment(tx, new, total)?;
    let day = new.payment_date.as_deref().unwrap_or(&new.invoice_date);
    let year = year_of(day);
    let last: i64 = tx.one(
        "INSERT INTO number_series (series, year, last_number) VALUES ('CN', ?1, 1) \
         ON CONFLICT DO UPDATE SET last_number = last_number + 1 RETURNING last_number",
        [year],
        |row| row.get(0),
    )?;
    let note = Id::new();
    let reason = "Refunded in the system used before";
    tx.run(
        "INSERT INTO credit_notes (id, number, billing_id, note_date, currency, amount, tax_amount, \
         total_amount, reason, snapshot, created_by, created_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, '{}', ?10, ?11)",
        params![
            note,
            format!("CN-{year:04}-{last:06}"),
            new.id,
            day,
            new.currency,
            new.amount,
            new.tax,
            total,
            reason,
            new.created_by,
            new.updated_at
        ],
    )?;
    tx.run(
        "INSERT INTO credit_note_lines (id, credit_note_id, position, description, quantity_milli, \
         unit_price, amount, tax_amount) VALUES (?1, ?2, 1, ?3, 1000, ?4, ?4, ?5)",
        params![Id::new(), note, reason, new.amount, new.tax],
    )?;
    insert_payment(tx, new, -total)
}

/// The counters start after the highest imported number of their year.
pub(crate) fn raise_counters(tx: &Tx<'_>) -> Result<()> {
    tx.run(
        "INSERT INTO number_series (series, year, last_number) \
         SELECT 'INV', CAST(substr(invoice_number, 5, 4) AS INTEGER), \
           max(CAST(substr(invoice_number, 10) AS INTEGER)) FROM billing \
         WHERE invoice_number GLOB 'INV-[0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9][0-9][0-9]' \
         GROUP BY 2 \
         ON CONFLICT DO UPDATE SET last_number = max(last_number, excluded.last_number)",
        [],
    )?;
    Ok(())
}

/// The year of a day as stored.
fn year_of(day: &str) -> i16 {
    parse_day(day).map_or(0, Date::year)
}
