//! One invoice, or one credit note, as its view.

use jiff::civil::Date;
use rusqlite::{Row, named_params, params};
use serde_json::value::RawValue;

use super::children::{Child, add_note_lines, children};
use crate::auth::Scope;
use crate::billing::must_be_in;
use crate::billing::view::{Creator, InvoiceView, NoteDocument, NoteView, PatientOf, VisitOf};
use crate::db::Sql;
use crate::error::Result;
use crate::figures::status_on;
use crate::ids::Id;
use crate::money::Amount;

/// The invoice, and whose patient it is for.
pub(crate) struct Shown {
    pub invoice: InvoiceView,
    assigned_dietitian_id: Option<Id>,
}

impl Shown {
    /// The rule of who may see it, as of an [`Invoice`](crate::billing::Invoice).
    ///
    /// # Errors
    /// 403 when the scope does not show this invoice.
    pub fn must_be_in(&self, scope: Scope) -> Result<()> {
        must_be_in(self.invoice.id, self.assigned_dietitian_id, scope)
    }
}

const INVOICE: &str = concat!(
    "SELECT b.id, b.patient_id, b.visit_id, b.invoice_number, b.invoice_date, b.due_date, b.currency, \
     b.amount, b.tax_amount, b.total_amount, b.amount_paid, b.amount_credited, b.balance, ",
    status_on!("?2"),
    " AS status, b.payment_method, b.payment_date, b.notes, v.id AS visit, v.visit_date, v.visit_type, \
     b.created_by, b.updated_by, b.created_at, b.updated_at, b.version, p.id AS patient, \
     nullif(p.first_name, '') AS first_name, p.last_name, p.email, p.assigned_dietitian_id, \
     c.id AS creator, c.username, c.first_name AS creator_first_name, c.last_name AS creator_last_name, \
     b.discount_percent_milli, b.discount_amount, b.issued_at, b.snapshot \
     FROM billing b JOIN patients p ON p.id = b.patient_id \
     LEFT JOIN visits v ON v.id = b.visit_id AND v.deleted_at IS NULL \
     LEFT JOIN users c ON c.id = b.created_by WHERE b.id = ?1"
);

/// The invoice with its people, lines, payments, moves of credit and credit notes. `today` is the
/// clinic's day.
///
/// # Errors
/// What SQLite says.
pub(crate) fn shown(sql: &Sql<'_>, id: Id, today: Date) -> Result<Option<Shown>> {
    let Some(mut shown) = sql.maybe(INVOICE, params![id, today.to_string()], shown_of)? else {
        return Ok(None);
    };
    let invoice = &mut shown.invoice;
    let ids = format!("[\"{id}\"]");
    invoice.lines = children(sql, &ids)?.remove(&id).unwrap_or_default();
    invoice.payments = children(sql, &ids)?.remove(&id).unwrap_or_default();
    invoice.credit_moves = children(sql, &ids)?.remove(&id).unwrap_or_default();
    invoice.credit_notes = children(sql, &ids)?.remove(&id).unwrap_or_default();
    add_note_lines(sql, id, &mut invoice.credit_notes)?;
    Ok(Some(shown))
}

fn shown_of(row: &Row<'_>) -> rusqlite::Result<Shown> {
    let currency: String = row.get("currency")?;
    let sum = |column: &str| row.get(column).map(|minor| Amount::new(minor, currency.as_str()));
    let visit = |id: Id| -> rusqlite::Result<VisitOf> {
        let (visit_date, visit_type) = (row.get("visit_date")?, row.get("visit_type")?);
        Ok(VisitOf { id, visit_date, visit_type })
    };
    let creator = |id: Id| -> rusqlite::Result<Creator> {
        let username = row.get("username")?;
        let (first_name, last_name) =
            (row.get("creator_first_name")?, row.get("creator_last_name")?);
        Ok(Creator { id, username, first_name, last_name })
    };
    let invoice = InvoiceView {
        id: row.get("id")?,
        patient_id: row.get("patient_id")?,
        visit_id: row.get("visit_id")?,
        invoice_number: row.get("invoice_number")?,
        invoice_date: row.get("invoice_date")?,
        due_date: row.get("due_date")?,
        currency: currency.clone(),
        amount: sum("amount")?,
        tax_amount: sum("tax_amount")?,
        total_amount: sum("total_amount")?,
        amount_paid: sum("amount_paid")?,
        amount_credited: sum("amount_credited")?,
        balance: sum("balance")?,
        status: row.get("status")?,
        payment_method: row.get("payment_method")?,
        payment_date: row.get("payment_date")?,
        notes: row.get("notes")?,
        visit: row.get::<_, Option<Id>>("visit")?.map(visit).transpose()?,
        created_by: row.get("created_by")?,
        updated_by: row.get("updated_by")?,
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
        version: row.get("version")?,
        patient: PatientOf {
            id: row.get("patient")?,
            first_name: row.get("first_name")?,
            last_name: row.get("last_name")?,
            email: row.get("email")?,
        },
        creator: row.get::<_, Option<Id>>("creator")?.map(creator).transpose()?,
        discount_percent: row.get("discount_percent_milli")?,
        discount_amount: sum("discount_amount")?,
        issued_at: row.get("issued_at")?,
        snapshot: snapshot(row)?,
        lines: Vec::new(),
        payments: Vec::new(),
        credit_moves: Vec::new(),
        credit_notes: Vec::new(),
    };
    Ok(Shown { invoice, assigned_dietitian_id: row.get("assigned_dietitian_id")? })
}

/// The frozen texts as they were stored; a stored text whose bytes have changed on the disk is no
/// answer.
fn snapshot(row: &Row<'_>) -> rusqlite::Result<Option<Box<RawValue>>> {
    let text: Option<String> = row.get("snapshot")?;
    let broken = |error| {
        let kind = rusqlite::types::Type::Text;
        rusqlite::Error::FromSqlConversionFailure(0, kind, Box::new(error))
    };
    text.map(RawValue::from_string).transpose().map_err(broken)
}

/// A credit note with the invoice that it takes back, if the scope shows it.
///
/// # Errors
/// What SQLite says.
pub(crate) fn note_document(sql: &Sql<'_>, id: Id, scope: Scope) -> Result<Option<NoteDocument>> {
    let statement = format!(
        "SELECT b.id, b.currency, {}, b.invoice_number, b.invoice_date, n.snapshot \
         FROM billing b JOIN {} JOIN patients p ON p.id = b.patient_id \
         WHERE n.id = :id AND (:dietitian IS NULL OR p.assigned_dietitian_id = :dietitian)",
        NoteView::COLUMNS,
        NoteView::FROM
    );
    let asked = named_params! { ":id": id, ":dietitian": scope.dietitian() };
    let found = sql.maybe(&statement, asked, |row| {
        Ok(NoteDocument {
            note: NoteView::of(row, &row.get::<_, String>(1)?)?,
            billing_id: row.get(0)?,
            invoice_number: row.get::<_, Option<String>>("invoice_number")?.unwrap_or_default(),
            invoice_date: row.get("invoice_date")?,
            snapshot: snapshot(row)?,
        })
    })?;
    let Some(mut document) = found else { return Ok(None) };
    let note = std::slice::from_mut(&mut document.note);
    add_note_lines(sql, document.billing_id, note)?;
    Ok(Some(document))
}
