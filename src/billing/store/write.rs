//! One invoice written: inserted, rewritten, issued, settled, and a draft taken away.

use rusqlite::{named_params, params};

use crate::billing::Invoice;
use crate::db::Tx;
use crate::error::{Error, Result, violated_constraint};
use crate::ids::Id;

/// What an issued invoice has and a draft has not.
pub(in crate::billing) struct Issue {
    pub number: String,
    pub snapshot: String,
}

/// Inserts an invoice with its lines, issued or as a draft.
///
/// # Errors
/// 400 for an id in use.
pub(in crate::billing) fn insert(
    tx: &Tx<'_>,
    invoice: &Invoice,
    issue: Option<&Issue>,
    by: Id,
) -> Result<()> {
    let (head, ledger) = (&invoice.head, invoice.ledger);
    let written = tx.run(
        include_str!("../../../sql/queries/billing/insert.sql"),
        named_params! {
            ":id": invoice.id,
            ":patient_id": head.patient_id,
            ":visit_id": head.visit_id,
            ":invoice_number": issue.map(|issue| issue.number.as_str()),
            ":invoice_date": head.invoice_date.to_string(),
            ":due_date": head.due_date.to_string(),
            ":currency": head.currency,
            ":amount": ledger.amount,
            ":tax_amount": ledger.tax_amount,
            ":total": ledger.total(),
            ":discount_percent": invoice.discount.percent_milli,
            ":discount_amount": invoice.discount.amount,
            ":status": invoice.status.name(),
            ":notes": head.notes,
            ":issued_at": issue.map(|_| tx.now()),
            ":snapshot": issue.map(|issue| issue.snapshot.as_str()),
            ":by": by,
            ":now": tx.now(),
        },
    );
    match written {
        Ok(_) => insert_lines(tx, invoice),
        Err(error) => Err(match violated_constraint(&error) {
            Some(broken) if broken.contains("billing.id") => Error::id_taken(),
            _ => error.into(),
        }),
    }
}

/// Rewrites what a body may change, as the next version; the lines too where they are new.
///
/// # Errors
/// What SQLite says.
pub(in crate::billing) fn rewrite(
    tx: &Tx<'_>,
    invoice: &Invoice,
    new_lines: bool,
    by: Id,
) -> Result<()> {
    let (head, ledger) = (&invoice.head, invoice.ledger);
    tx.run(
        include_str!("../../../sql/queries/billing/rewrite.sql"),
        named_params! {
            ":id": invoice.id,
            ":patient_id": head.patient_id,
            ":visit_id": head.visit_id,
            ":invoice_date": head.invoice_date.to_string(),
            ":due_date": head.due_date.to_string(),
            ":currency": head.currency,
            ":notes": head.notes,
            ":amount": ledger.amount,
            ":tax_amount": ledger.tax_amount,
            ":total": ledger.total(),
            ":discount_percent": invoice.discount.percent_milli,
            ":discount_amount": invoice.discount.amount,
            ":by": by,
            ":now": tx.now(),
        },
    )?;
    if new_lines {
        tx.run("DELETE FROM billing_lines WHERE billing_id = ?1", [invoice.id])?;
        insert_lines(tx, invoice)?;
    }
    Ok(())
}

fn insert_lines(tx: &Tx<'_>, invoice: &Invoice) -> Result<()> {
    for (line, position) in invoice.lines.iter().zip(1_i64..) {
        tx.run(
            "INSERT INTO billing_lines (id, billing_id, position, service_id, description, \
             quantity_milli, unit_price, tax_rate_milli, amount, tax_amount, exact_price, \
             discount_percent_milli, discount_amount, discount_share, second_tax_rate_milli, \
             second_tax_amount) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
            params![
                line.id,
                invoice.id,
                position,
                line.service_id,
                line.description,
                line.quantity_milli,
                line.unit_price,
                line.tax_rate_milli,
                line.amount,
                line.tax_amount,
                line.exact_price,
                line.discount.percent_milli,
                line.discount.amount,
                line.discount_share,
                line.second_tax_rate_milli,
                line.second_tax_amount,
            ],
        )?;
    }
    Ok(())
}

/// Issues a draft, as the next version.
///
/// # Errors
/// What SQLite says.
pub(in crate::billing) fn issue(
    tx: &Tx<'_>,
    invoice: &Invoice,
    issue: &Issue,
    by: Id,
) -> Result<()> {
    tx.run(
        "UPDATE billing SET invoice_number = ?2, status = ?3, snapshot = ?4, issued_at = ?5, \
         updated_by = ?6, updated_at = ?5, version = version + 1 WHERE id = ?1",
        params![invoice.id, issue.number, invoice.status.name(), issue.snapshot, tx.now(), by],
    )?;
    Ok(())
}

/// Stores what is paid and credited by now, and the status that follows, as the next version.
///
/// # Errors
/// What SQLite says.
pub(in crate::billing) fn settle(tx: &Tx<'_>, invoice: &Invoice, by: Id) -> Result<()> {
    tx.run(
        include_str!("../../../sql/queries/billing/settle.sql"),
        named_params! {
            ":id": invoice.id,
            ":paid": invoice.ledger.paid,
            ":credited": invoice.ledger.credited,
            ":balance": invoice.ledger.balance(),
            ":status": invoice.status.name(),
            ":by": by,
            ":now": tx.now(),
        },
    )?;
    Ok(())
}

/// Takes a draft away: nobody has ever received it.
///
/// # Errors
/// What SQLite says.
pub(in crate::billing) fn remove_draft(tx: &Tx<'_>, id: Id) -> Result<()> {
    tx.run("DELETE FROM billing WHERE id = ?1 AND status = 'DRAFT'", [id])?;
    Ok(())
}
