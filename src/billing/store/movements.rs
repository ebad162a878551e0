//! Money that moves, written and read as its rules need it: payments, reversals, refunds, and the receipts
//! that spread them. As answers show them, `children` reads them.

use jiff::civil::Date;
use rusqlite::{named_params, params};

use crate::billing::MovementKind;
use crate::billing::view::{ReceiptShare, ReceiptView};
use crate::clock::day_of;
use crate::db::{Sql, Tx};
use crate::error::{Error, Result, Thing};
use crate::ids::Id;
use crate::money::Amount;

/// The place of money or of credit: an invoice, or a deposit by the receipt that it came with.
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

/// A movement of money that is to be written: a payment, its reversal, or money given back.
pub(in crate::billing) struct Movement<'a> {
    pub id: Id,
    pub patient: Id,
    pub currency: &'a str,
    pub place: Place,
    pub kind: MovementKind,
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

/// A movement as it is stored, as far as its reversal follows from it.
pub(in crate::billing) struct StoredMovement {
    pub id: Id,
    pub patient: Id,
    pub currency: String,
    pub place: Place,
    pub kind: MovementKind,
    pub amount: i64,
    pub method: String,
    pub date: Date,
}

/// A movement that stands in that place.
///
/// # Errors
/// 404.
pub(in crate::billing) fn movement_of(
    sql: &Sql<'_>,
    place: Place,
    id: Id,
) -> Result<StoredMovement> {
    let (invoice, deposit) = place.ids();
    let statement = "SELECT patient_id, currency, kind, amount, method, payment_date \
                     FROM payments WHERE id = ?1 AND billing_id IS ?2 AND deposit_id IS ?3";
    let found = sql.maybe(statement, params![id, invoice, deposit], |row| {
        Ok(StoredMovement {
            id,
            patient: row.get(0)?,
            currency: row.get(1)?,
            place,
            kind: row.get(2)?,
            amount: row.get(3)?,
            method: row.get(4)?,
            date: day_of(row, "payment_date")?,
        })
    })?;
    found.ok_or_else(|| Error::not_found(Thing::Payment))
}

/// Whether a payment of this invoice stands that nobody has taken back, or credit that moved to it or away
/// from it and was not put back: what is paid can come to 0 all the same. Refunds need no look: they give
/// back of a payment, and without one that stands they come to less than 0.
///
/// # Errors
/// What SQLite says.
pub(in crate::billing) fn has_money(sql: &Sql<'_>, invoice: Id) -> Result<bool> {
    let statement = "SELECT EXISTS (SELECT 1 FROM payments p WHERE p.billing_id = ?1 \
        AND p.kind = 'PAYMENT' \
        AND NOT EXISTS (SELECT 1 FROM payments r WHERE r.reverses_id = p.id)) \
        OR EXISTS (SELECT 1 FROM ( \
          SELECT coalesce(to_billing_id, to_receipt_id) AS other, amount FROM allocations \
          WHERE from_billing_id = ?1 \
          UNION ALL \
          SELECT coalesce(from_billing_id, from_receipt_id), -amount FROM allocations \
          WHERE to_billing_id = ?1 \
        ) GROUP BY other HAVING sum(amount) <> 0)";
    sql.one(statement, [invoice], |row| row.get(0))
}

/// The sum that a patient hands over at once, or is given back: negative then.
pub(in crate::billing) struct Receipt<'a> {
    pub patient: Id,
    pub currency: &'a str,
    pub amount: i64,
    pub method: &'a str,
    pub date: Date,
    pub reference: Option<&'a str>,
    /// Before change was given, where it was said.
    pub handed_over: Option<i64>,
}

/// Writes a receipt; its payments name it.
///
/// # Errors
/// What SQLite says.
pub(in crate::billing) fn insert_receipt(
    tx: &Tx<'_>,
    id: Id,
    receipt: &Receipt<'_>,
    by: Id,
) -> Result<()> {
    tx.run(
        "INSERT INTO receipts (id, patient_id, currency, amount, method, payment_date, reference, \
         created_by, created_at, received) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            id,
            receipt.patient,
            receipt.currency,
            receipt.amount,
            receipt.method,
            receipt.date.to_string(),
            receipt.reference,
            by,
            tx.now(),
            receipt.handed_over,
        ],
    )?;
    Ok(())
}

/// A receipt with its shares, if there is such a one.
///
/// # Errors
/// What SQLite says.
pub(crate) fn receipt(sql: &Sql<'_>, id: Id) -> Result<Option<ReceiptView>> {
    let statement = "SELECT patient_id, currency, amount, method, payment_date, reference, \
                     created_by, created_at, (SELECT coalesce(sum(y.amount), 0) FROM payments y \
                     WHERE y.receipt_id = r.id AND y.deposit_id IS NOT NULL), received \
                     FROM receipts r WHERE r.id = ?1";
    let found = sql.maybe(statement, [id], |row| {
        let currency: String = row.get(1)?;
        Ok(ReceiptView {
            id,
            patient_id: row.get(0)?,
            amount: Amount::new(row.get(2)?, currency.as_str()),
            method: row.get(3)?,
            date: row.get(4)?,
            reference: row.get(5)?,
            created_by: row.get(6)?,
            created_at: row.get(7)?,
            shares: Vec::new(),
            credit: Amount::new(row.get(8)?, currency.as_str()),
            handed_over: row
                .get::<_, Option<i64>>(9)?
                .map(|sum| Amount::new(sum, currency.as_str())),
            currency,
        })
    })?;
    let Some(mut receipt) = found else { return Ok(None) };
    let statement = "SELECT billing_id, amount, id FROM payments \
                     WHERE receipt_id = ?1 AND billing_id IS NOT NULL ORDER BY rowno";
    receipt.shares = sql.all(statement, [id], |row| {
        Ok(ReceiptShare {
            billing_id: row.get(0)?,
            amount: Amount::new(row.get(1)?, receipt.currency.as_str()),
            payment_id: row.get(2)?,
        })
    })?;
    Ok(Some(receipt))
}

/// The payments of a receipt that nobody has taken back: each with its invoice, none for a deposit, and
/// its amount.
///
/// # Errors
/// What SQLite says.
pub(in crate::billing) fn standing_of(
    sql: &Sql<'_>,
    receipt: Id,
) -> Result<Vec<(Id, Option<Id>, i64)>> {
    sql.all(
        "SELECT y.id, y.billing_id, y.amount FROM payments y \
         WHERE y.receipt_id = ?1 AND y.kind = 'PAYMENT' \
           AND NOT EXISTS (SELECT 1 FROM payments r WHERE r.reverses_id = y.id) ORDER BY y.rowno",
        [receipt],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}
