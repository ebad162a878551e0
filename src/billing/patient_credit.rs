//! A patient's credit put to use: it moves from where it stands, an invoice's negative balance or a
//! deposit, to an invoice that is owed. No money moves, so no figure of what was received does.

use serde_json::{Value, json};

use super::Invoice;
use super::clerk::{Clerk, changes_with, record_and_invalidate};
use super::store::{self, Allocation, Place};
use crate::audit::Action;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::Id;
use crate::money;

/// Uses the patient's credit for an invoice, the oldest first, up to what is owed; returns what it
/// came to for the audit. Whoever calls tells the audit of this invoice.
///
/// # Errors
/// What SQLite says.
pub(super) fn use_credit(
    tx: &Tx<'_>,
    clerk: &Clerk,
    invoice: &mut Invoice,
) -> Result<Option<Value>> {
    let (patient, currency) = (invoice.head.patient_id, invoice.head.currency.clone());
    let mut used = 0;
    for source in store::credit(tx, patient, &currency)? {
        let amount = source.rest.min(invoice.ledger.balance() - used);
        if amount <= 0 {
            break;
        }
        let (from, to) = (source.place, Place::Invoice(invoice.id));
        let allocation =
            Allocation { id: Id::new(), patient, currency: &currency, from, to, amount };
        store::insert_allocation(tx, &allocation, clerk.author.id)?;
        if let Place::Invoice(giver) = from {
            let moved = told(amount, &currency, "to", invoice);
            takes(tx, clerk, store::load(tx, giver)?, -amount, moved)?;
        }
        used += amount;
    }
    if used == 0 {
        return Ok(None);
    }
    settle(tx, clerk, invoice, used)?;
    Ok(Some(json!({ "amount": money::to_value(used, &currency) })))
}

/// Puts up to so much of the credit that a place has given back to it, the last use first, because
/// the money behind it was taken back: what it paid for is owed again. Returns what came back;
/// whoever calls writes it on the place.
///
/// # Errors
/// What SQLite says.
pub(super) fn put_back(tx: &Tx<'_>, clerk: &Clerk, source: Place, most: i64) -> Result<i64> {
    let mut missing = most;
    for (id, used) in store::uses_of(tx, source)? {
        let amount = used.min(missing);
        if amount <= 0 {
            break;
        }
        let invoice = store::load(tx, id)?;
        let allocation = Allocation {
            id: Id::new(),
            patient: invoice.head.patient_id,
            currency: &invoice.head.currency,
            from: Place::Invoice(id),
            to: source,
            amount,
        };
        store::insert_allocation(tx, &allocation, clerk.author.id)?;
        let moved = json!({ "amount": money::to_value(-amount, &invoice.head.currency) });
        takes(tx, clerk, invoice, -amount, moved)?;
        missing -= amount;
    }
    Ok(most - missing)
}

/// Puts credit that an invoice gave away back on it as far as it owes again: it gives only of what
/// was paid too much.
///
/// # Errors
/// What SQLite says.
pub(super) fn reclaim(tx: &Tx<'_>, clerk: &Clerk, invoice: &mut Invoice) -> Result<()> {
    let owed = invoice.ledger.balance().max(0);
    match put_back(tx, clerk, Place::Invoice(invoice.id), owed)? {
        0 => Ok(()),
        back => settle(tx, clerk, invoice, back),
    }
}

/// An invoice after credit moved to it or away from it, told to the audit.
fn takes(tx: &Tx<'_>, clerk: &Clerk, before: Invoice, amount: i64, moved: Value) -> Result<()> {
    let mut after = before.clone();
    settle(tx, clerk, &mut after, amount)?;
    record_and_invalidate(
        tx,
        clerk,
        Action::Update,
        &after,
        changes_with(&before, &after, "credit", moved),
    )
}

fn settle(tx: &Tx<'_>, clerk: &Clerk, invoice: &mut Invoice, amount: i64) -> Result<()> {
    invoice.ledger.paid += amount;
    invoice.follow_ledger();
    store::settle(tx, invoice, clerk.author.id)
}

fn told(amount: i64, currency: &str, way: &str, other: &Invoice) -> Value {
    json!({ "amount": money::to_value(-amount, currency), way: other.number })
}
