//! What a patient has with the clinic in SQL: where it stands, and where it has moved.

use rusqlite::params;

use super::movements::Place;
use crate::db::{Sql, Tx};
use crate::error::Result;
use crate::figures::{CLINIC_OWES, DEPOSITS, LEFT};
use crate::ids::Id;

/// Credit of a patient that stands in one place.
#[derive(Clone, Copy, Debug)]
pub(in crate::billing) struct Source {
    pub place: Place,
    pub rest: i64,
}

/// The patient's credit in one currency, the oldest first: negative balances of invoices, and
/// deposits that are not used up.
///
/// # Errors
/// What SQLite says.
pub(in crate::billing) fn credit(
    sql: &Sql<'_>,
    patient: Id,
    currency: &str,
) -> Result<Vec<Source>> {
    sql.all(
        &format!(
            "SELECT 1, b.id, -b.balance, b.invoice_date FROM billing b \
             WHERE b.patient_id = ?1 AND b.currency = ?2 AND {CLINIC_OWES} \
             UNION ALL \
             SELECT 0, d.id, d.rest, d.payment_date FROM {DEPOSITS} d \
             WHERE d.patient_id = ?1 AND d.currency = ?2 AND {LEFT} \
             ORDER BY 4, 2"
        ),
        params![patient, currency],
        |row| {
            let (is_invoice, id): (bool, Id) = (row.get(0)?, row.get(1)?);
            let place = if is_invoice { Place::Invoice(id) } else { Place::Deposit(id) };
            Ok(Source { place, rest: row.get(2)? })
        },
    )
}

/// All of it, in minor units.
///
/// # Errors
/// What SQLite says.
pub(crate) fn credit_sum(sql: &Sql<'_>, patient: Id, currency: &str) -> Result<i64> {
    Ok(credit(sql, patient, currency)?.iter().map(|source| source.rest).sum())
}

/// Credit that moves.
pub(in crate::billing) struct CreditMove<'a> {
    pub id: Id,
    pub patient: Id,
    pub currency: &'a str,
    pub from: Place,
    pub to: Place,
    pub amount: i64,
}

/// Writes it down.
///
/// # Errors
/// What SQLite says.
pub(in crate::billing) fn insert_credit_move(
    tx: &Tx<'_>,
    credit_move: &CreditMove<'_>,
    by: Id,
) -> Result<()> {
    let (from_invoice, from_receipt) = credit_move.from.ids();
    let (to_invoice, to_receipt) = credit_move.to.ids();
    tx.run(
        "INSERT INTO allocations (id, patient_id, currency, from_billing_id, from_receipt_id, \
         to_billing_id, to_receipt_id, amount, created_by, created_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            credit_move.id,
            credit_move.patient,
            credit_move.currency,
            from_invoice,
            from_receipt,
            to_invoice,
            to_receipt,
            credit_move.amount,
            by,
            tx.now()
        ],
    )?;
    Ok(())
}

/// What of a deposit is left.
///
/// # Errors
/// What SQLite says.
pub(in crate::billing) fn rest_of(sql: &Sql<'_>, deposit: Id) -> Result<i64> {
    let statement = format!("SELECT d.rest FROM {DEPOSITS} d WHERE d.id = ?1");
    let rest = sql.maybe(&statement, [deposit], |row| row.get(0))?;
    Ok(rest.unwrap_or(0))
}

/// The invoices that credit of that place was used for and by how much, the last one first.
///
/// # Errors
/// What SQLite says.
pub(in crate::billing) fn uses_of(sql: &Sql<'_>, source: Place) -> Result<Vec<(Id, i64)>> {
    let (from, to, id) = match source {
        Place::Invoice(id) => ("from_billing_id", "to_billing_id", id),
        Place::Deposit(id) => ("from_receipt_id", "to_receipt_id", id),
    };
    let statement = format!(
        "SELECT invoice, sum(amount) FROM ( \
           SELECT a.to_billing_id AS invoice, a.amount, a.rowno FROM allocations a \
           WHERE a.{from} = ?1 \
           UNION ALL \
           SELECT a.from_billing_id, -a.amount, a.rowno FROM allocations a \
           WHERE a.{to} = ?1 \
         ) WHERE invoice IS NOT NULL GROUP BY invoice HAVING sum(amount) > 0 ORDER BY max(rowno) DESC"
    );
    sql.all(&statement, [id], |row| Ok((row.get(0)?, row.get(1)?)))
}
