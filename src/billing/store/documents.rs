//! What stands beside an invoice: payments, the receipts that spread them, credit notes.

use jiff::civil::Date;
use rusqlite::{named_params, params};
use serde_json::{Value, json};

use crate::billing::Line;
use crate::db::{Sql, Tx};
use crate::error::{Error, Result, Thing};
use crate::ids::Id;
use crate::money;

/// Where money stands: on an invoice, or without one under the receipt that it came with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::billing) enum Place {
    Invoice(Id),
    Deposit(Id),
}

impl Place {
    /// The invoice, and the receipt of the deposit.
    pub fn ids(self) -> (Option<Id>, Option<Id>) {
        match self {
            Self::Invoice(id) => (Some(id), None),
            Self::Deposit(id) => (None, Some(id)),
        }
    }
}

/// A row of `payments`.
pub(in crate::billing) struct Movement<'a> {
    pub id: Id,
    pub patient: Id,
    pub currency: &'a str,
    pub place: Place,
    pub kind: &'static str,
    pub amount: i64,
    pub method: &'a str,
    pub date: Date,
    pub reference: Option<&'a str>,
    pub receipt: Option<Id>,
    pub reverses: Option<Id>,
}

/// Writes a payment, a reversal or a refund.
///
/// # Errors
/// What SQLite says.
pub(in crate::billing) fn insert_movement(
    tx: &Tx<'_>,
    movement: &Movement<'_>,
    by: Id,
) -> Result<()> {
    let (invoice, deposit) = movement.place.ids();
    tx.run(
        include_str!("../../../sql/queries/billing/insert_payment.sql"),
        named_params! {
            ":id": movement.id,
            ":patient_id": movement.patient,
            ":currency": movement.currency,
            ":billing_id": invoice,
            ":deposit_id": deposit,
            ":receipt_id": movement.receipt,
            ":kind": movement.kind,
            ":amount": movement.amount,
            ":method": movement.method,
            ":payment_date": movement.date.to_string(),
            ":reference": movement.reference,
            ":reverses_id": movement.reverses,
            ":by": by,
            ":now": tx.now(),
        },
    )?;
    Ok(())
}

/// The reversal of a payment, if there is one.
///
/// # Errors
/// What SQLite says.
pub(in crate::billing) fn reversal_of(sql: &Sql<'_>, payment: Id) -> Result<Option<Id>> {
    let statement = "SELECT id FROM payments WHERE reverses_id = ?1";
    sql.maybe(statement, [payment], |row| row.get(0))
}

/// Kind, amount, method and day of a payment of that invoice.
///
/// # Errors
/// 404.
pub(in crate::billing) fn payment_of(
    sql: &Sql<'_>,
    invoice: Id,
    payment: Id,
) -> Result<(String, i64, String, Date)> {
    let statement = "SELECT kind, amount, method, payment_date FROM payments \
                     WHERE id = ?1 AND billing_id = ?2";
    let found = sql.maybe(statement, params![payment, invoice], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, super::day_of(row, "payment_date")?))
    })?;
    found.ok_or_else(|| Error::not_found(Thing::Payment))
}

/// What a patient handed over at once.
pub(in crate::billing) struct Handed<'a> {
    pub patient: Id,
    pub currency: &'a str,
    pub amount: i64,
    pub method: &'a str,
    pub date: Date,
    pub reference: Option<&'a str>,
}

/// Writes a receipt; its payments name it.
///
/// # Errors
/// What SQLite says.
pub(in crate::billing) fn insert_receipt(
    tx: &Tx<'_>,
    id: Id,
    handed: &Handed<'_>,
    by: Id,
) -> Result<()> {
    tx.run(
        "INSERT INTO receipts (id, patient_id, currency, amount, method, payment_date, reference, \
         created_by, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            id,
            handed.patient,
            handed.currency,
            handed.amount,
            handed.method,
            handed.date.to_string(),
            handed.reference,
            by,
            tx.now()
        ],
    )?;
    Ok(())
}

/// The same, if there is such a receipt.
///
/// # Errors
/// What SQLite says.
pub(in crate::billing) fn find_receipt(sql: &Sql<'_>, id: Id) -> Result<Option<(Id, Value)>> {
    let known =
        sql.maybe("SELECT id FROM receipts WHERE id = ?1", [id], |row| row.get::<_, Id>(0))?;
    known.map(|id| receipt(sql, id)).transpose()
}

/// A receipt with its shares as JSON, and whose it is.
///
/// # Errors
/// What SQLite says.
pub(in crate::billing) fn receipt(sql: &Sql<'_>, id: Id) -> Result<(Id, Value)> {
    let statement = "SELECT patient_id, currency, amount, method, payment_date, reference, \
                     created_by, created_at FROM receipts WHERE id = ?1";
    let (patient, currency, mut receipt) = sql.one(statement, [id], |row| {
        let (patient, currency): (Id, String) = (row.get(0)?, row.get(1)?);
        let receipt = json!({
            "id": id,
            "patient_id": patient,
            "currency": currency,
            "amount": money::to_value(row.get(2)?, &currency),
            "method": row.get::<_, String>(3)?,
            "date": row.get::<_, String>(4)?,
            "reference": row.get::<_, Option<String>>(5)?,
            "created_by": row.get::<_, Option<Id>>(6)?,
            "created_at": row.get::<_, String>(7)?,
        });
        Ok((patient, currency, receipt))
    })?;
    let statement = "SELECT billing_id, amount, id FROM payments \
                     WHERE receipt_id = ?1 AND billing_id IS NOT NULL ORDER BY rowno";
    let shares: Vec<Value> = sql.all(statement, [id], |row| {
        Ok(json!({
            "billing_id": row.get::<_, Id>(0)?,
            "amount": money::to_value(row.get(1)?, &currency),
            "payment_id": row.get::<_, Id>(2)?,
        }))
    })?;
    receipt["allocations"] = Value::Array(shares);
    let statement = "SELECT coalesce(sum(amount), 0) FROM payments \
                     WHERE receipt_id = ?1 AND deposit_id IS NOT NULL";
    let kept: i64 = sql.one(statement, [id], |row| row.get(0))?;
    receipt["credit"] = money::to_value(kept, &currency);
    Ok((patient, receipt))
}

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
