//! What may be paid and given back: on which invoices, and how much.

use super::{Invoice, Status};
use crate::error::{Error, Result};
use crate::message::message;

/// Holds an invoice to be one that money moves on.
///
/// # Errors
/// 400: money moves on issued invoices that are not cancelled.
pub(crate) fn must_take_money(invoice: &Invoice) -> Result<()> {
    let why = match invoice.status {
        Status::Draft => message("issue-first", "is DRAFT: issue the invoice first"),
        Status::Cancelled => {
            message("cancelled-owes-nothing", "is CANCELLED: nothing is owed on this invoice")
        }
        _ => return Ok(()),
    };
    Err(Error::field("status", why).and_nothing_changed())
}

/// A payment is at most the balance, unless what is too much is to be kept as credit; a refund at
/// most what was paid too much.
pub(super) fn must_fit(
    field: &str,
    amount: i64,
    invoice: &Invoice,
    keeps_overpayment: bool,
) -> Result<()> {
    let balance = invoice.ledger.balance();
    let must = match amount {
        0 => message("not-zero", "must not be 0"),
        paid if paid > 0 && paid > balance && !keeps_overpayment => {
            message("above-balance", "is more than the balance")
        }
        back if back < 0 && back < balance => message(
            "refund-needs-note",
            "is more than there is to give back: write a credit note first",
        ),
        _ => return Ok(()),
    };
    Err(Error::field(field, must).and_nothing_changed())
}
