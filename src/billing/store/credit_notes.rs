//! Credit notes, written and read as their rules need them. As answers show them, `children` reads them.

use jiff::civil::Date;
use rusqlite::params;

use crate::billing::Line;
use crate::db::{Sql, Tx};
use crate::error::Result;
use crate::ids::Id;

/// The lines of the credit notes of an invoice so far.
///
/// # Errors
/// What SQLite says.
pub(in crate::billing) fn credited_lines(sql: &Sql<'_>, id: Id) -> Result<Vec<Line>> {
    sql.all(
        "SELECT c.id, NULL, c.description, c.quantity_milli, c.unit_price, c.tax_rate_milli, c.amount, \
         c.tax_amount, NULL, NULL, 0, 0, c.second_tax_rate_milli, c.second_tax_amount \
         FROM credit_notes n JOIN credit_note_lines c ON c.credit_note_id = n.id \
         WHERE n.billing_id = ?1 ORDER BY n.number, c.position",
        [id],
        super::line_of,
    )
}

/// A credit note without its lines.
pub(in crate::billing) struct NoteRow<'a> {
    pub id: Id,
    pub number: &'a str,
    pub date: Date,
    pub currency: &'a str,
    pub amount: i64,
    pub tax_amount: i64,
    pub reason: &'a str,
    pub snapshot: &'a str,
}

/// Writes a credit note with its lines.
///
/// # Errors
/// What SQLite says.
pub(in crate::billing) fn insert_credit_note(
    tx: &Tx<'_>,
    invoice: Id,
    note: &NoteRow<'_>,
    lines: &[Line],
    by: Id,
) -> Result<()> {
    tx.run(
        "INSERT INTO credit_notes (id, number, billing_id, note_date, currency, amount, tax_amount, \
         total_amount, reason, snapshot, created_by, created_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        params![
            note.id,
            note.number,
            invoice,
            note.date.to_string(),
            note.currency,
            note.amount,
            note.tax_amount,
            note.amount + note.tax_amount,
            note.reason,
            note.snapshot,
            by,
            tx.now()
        ],
    )?;
    for (line, position) in lines.iter().zip(1_i64..) {
        tx.run(
            "INSERT INTO credit_note_lines (id, credit_note_id, position, description, \
             quantity_milli, unit_price, tax_rate_milli, amount, tax_amount, \
             second_tax_rate_milli, second_tax_amount) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            params![
                line.id,
                note.id,
                position,
                line.description,
                line.quantity_milli,
                line.unit_price,
                line.tax_rate_milli,
                line.amount,
                line.tax_amount,
                line.second_tax_rate_milli,
                line.second_tax_amount,
            ],
        )?;
    }
    Ok(())
}
