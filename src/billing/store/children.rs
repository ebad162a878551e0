//! What stands beside invoices, read as answers show it: each kind by one statement for all of them.

use std::collections::HashMap;

use rusqlite::Row;

use crate::billing::lines::ExactPrice;
use crate::billing::view::{CreditMoveView, LineView, NoteLineView, NoteView, PaymentView};
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;
use crate::money::Amount;

/// What stands beside an invoice, several for one.
pub(in crate::billing) trait Child: Sized {
    /// What its row has after the invoice's id and currency.
    const COLUMNS: &'static str;
    /// Its table, joined to `billing b`.
    const FROM: &'static str;
    const ORDER: &'static str;

    fn of(row: &Row<'_>, currency: &str) -> rusqlite::Result<Self>;
}

/// Those of these invoices (a JSON array of ids), in one statement.
///
/// # Errors
/// What SQLite says.
pub(in crate::billing) fn children<C: Child>(
    sql: &Sql<'_>,
    ids: &str,
) -> Result<HashMap<Id, Vec<C>>> {
    let statement = format!(
        "SELECT b.id, b.currency, {} FROM billing b JOIN {} \
         WHERE b.id IN (SELECT value FROM json_each(?1)) ORDER BY b.id, {}",
        C::COLUMNS,
        C::FROM,
        C::ORDER
    );
    let mut found: HashMap<Id, Vec<C>> = HashMap::new();
    sql.each(&statement, [ids], |row| {
        found.entry(row.get(0)?).or_default().push(C::of(row, &row.get::<_, String>(1)?)?);
        Ok(())
    })?;
    Ok(found)
}

/// One payment of an invoice.
///
/// # Errors
/// What SQLite says.
pub(in crate::billing) fn payment(sql: &Sql<'_>, id: Id) -> Result<PaymentView> {
    let statement = format!(
        "SELECT b.id, b.currency, {} FROM billing b JOIN {} WHERE y.id = ?1",
        PaymentView::COLUMNS,
        PaymentView::FROM
    );
    sql.one(&statement, [id], |row| PaymentView::of(row, &row.get::<_, String>(1)?))
}

/// One credit note.
///
/// # Errors
/// What SQLite says.
pub(in crate::billing) fn credit_note(sql: &Sql<'_>, id: Id) -> Result<NoteView> {
    let statement = format!(
        "SELECT b.id, b.currency, {} FROM billing b JOIN {} WHERE n.id = ?1",
        NoteView::COLUMNS,
        NoteView::FROM
    );
    let (invoice, mut note) = sql.one(&statement, [id], |row| {
        Ok((row.get(0)?, NoteView::of(row, &row.get::<_, String>(1)?)?))
    })?;
    add_note_lines(sql, invoice, std::slice::from_mut(&mut note))?;
    Ok(note)
}

/// Fills in the lines of the credit notes of one invoice, in one statement for all of them.
///
/// # Errors
/// What SQLite says.
pub(super) fn add_note_lines(sql: &Sql<'_>, invoice: Id, notes: &mut [NoteView]) -> Result<()> {
    if notes.is_empty() {
        return Ok(());
    }
    let statement = "SELECT n.id, n.currency, c.description, c.tax_rate_milli, c.second_tax_rate_milli, \
         c.amount, c.tax_amount, c.second_tax_amount FROM credit_notes n \
         JOIN credit_note_lines c ON c.credit_note_id = n.id WHERE n.billing_id = ?1 \
         ORDER BY n.id, c.position";
    sql.each(statement, [invoice], |row| {
        let (note, currency): (Id, String) = (row.get(0)?, row.get(1)?);
        let currency = currency.as_str();
        let line = NoteLineView {
            description: row.get(2)?,
            tax_rate: row.get(3)?,
            second_tax_rate: row.get(4)?,
            amount: Amount::new(row.get(5)?, currency),
            tax_amount: Amount::new(row.get(6)?, currency),
            second_tax_amount: Amount::new(row.get(7)?, currency),
        };
        if let Some(known) = notes.iter_mut().find(|known| known.id == note) {
            known.lines.push(line);
        }
        Ok(())
    })
}

impl Child for LineView {
    const COLUMNS: &'static str = "l.id, l.service_id, l.description, l.quantity_milli, l.unit_price, \
        l.exact_price, l.discount_percent_milli, l.discount_amount, l.tax_rate_milli, l.second_tax_rate_milli, l.amount, l.tax_amount, \
        l.second_tax_amount";
    const FROM: &'static str = "billing_lines l ON l.billing_id = b.id";
    const ORDER: &'static str = "l.position";

    fn of(row: &Row<'_>, currency: &str) -> rusqlite::Result<Self> {
        let exact: Option<i64> = row.get(7)?;
        Ok(Self {
            id: row.get(2)?,
            service_id: row.get(3)?,
            description: row.get(4)?,
            quantity: row.get(5)?,
            unit_price: Amount::new(row.get(6)?, currency),
            exact_unit_price: exact.map(|parts| ExactPrice::new(parts, currency)),
            discount_percent: row.get(8)?,
            discount_amount: Amount::new(row.get(9)?, currency),
            tax_rate: row.get(10)?,
            second_tax_rate: row.get(11)?,
            amount: Amount::new(row.get(12)?, currency),
            tax_amount: Amount::new(row.get(13)?, currency),
            second_tax_amount: Amount::new(row.get(14)?, currency),
        })
    }
}

impl Child for PaymentView {
    const COLUMNS: &'static str = "y.id, y.kind, y.amount, y.method, y.payment_date, y.reference, y.reverses_id, \
         y.receipt_id, y.created_by, y.created_at";
    const FROM: &'static str = "payments y ON y.billing_id = b.id";
    const ORDER: &'static str = "y.rowno";

    fn of(row: &Row<'_>, currency: &str) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(2)?,
            kind: row.get(3)?,
            amount: Amount::new(row.get(4)?, currency),
            method: row.get(5)?,
            date: row.get(6)?,
            reference: row.get(7)?,
            reverses_id: row.get(8)?,
            receipt_id: row.get(9)?,
            created_by: row.get(10)?,
            created_at: row.get(11)?,
        })
    }
}

impl Child for CreditMoveView {
    const COLUMNS: &'static str = "a.id, iif(a.to_billing_id = b.id, a.amount, -a.amount), \
        iif(a.to_billing_id = b.id, a.from_billing_id, a.to_billing_id), \
        iif(a.to_billing_id = b.id, a.from_receipt_id, a.to_receipt_id), a.created_by, a.created_at";
    const FROM: &'static str = "allocations a ON a.rowno IN (SELECT f.rowno FROM allocations f \
        WHERE f.from_billing_id = b.id UNION ALL SELECT t.rowno FROM allocations t \
        WHERE t.to_billing_id = b.id)";
    const ORDER: &'static str = "a.rowno";

    fn of(row: &Row<'_>, currency: &str) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(2)?,
            amount: Amount::new(row.get(3)?, currency),
            billing_id: row.get(4)?,
            receipt_id: row.get(5)?,
            created_by: row.get(6)?,
            created_at: row.get(7)?,
        })
    }
}

impl Child for NoteView {
    const COLUMNS: &'static str = "n.id, n.number, n.note_date, n.amount, n.tax_amount, n.total_amount, n.reason, \
         n.created_by, n.created_at";
    const FROM: &'static str = "credit_notes n ON n.billing_id = b.id";
    const ORDER: &'static str = "n.number";

    fn of(row: &Row<'_>, currency: &str) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(2)?,
            number: row.get(3)?,
            date: row.get(4)?,
            amount: Amount::new(row.get(5)?, currency),
            tax_amount: Amount::new(row.get(6)?, currency),
            total_amount: Amount::new(row.get(7)?, currency),
            reason: row.get(8)?,
            lines: Vec::new(),
            created_by: row.get(9)?,
            created_at: row.get(10)?,
        })
    }
}
