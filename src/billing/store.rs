//! One invoice in SQL: read with all that belongs to it, inserted, rewritten, issued, settled.

use std::collections::HashMap;

use jiff::civil::Date;
use rusqlite::types::Type;
use rusqlite::{Row, named_params, params};

use super::list::COLUMNS;
use super::{Head, Invoice, Ledger, Line, Status};
use crate::auth::Scope;
use crate::clock::parse_day;
use crate::db::{Sql, Tx};
use crate::error::{Error, Result, Thing, violated_constraint};
use crate::ids::Id;
use crate::list::{Column, Kind, TODAY, arrays, write_object};

/// The patient with the e-mail that the list leaves out, and what only the single invoice shows.
const DETAIL: [Column; 4] = [
    Column::shown(
        "patient",
        "(SELECT json_object('id', p.id, 'first_name', p.first_name, 'last_name', p.last_name, \
         'email', p.email) FROM patients p WHERE p.id = b.patient_id)",
        Kind::Json,
    ),
    Column::shown(
        "creator",
        "(SELECT json_object('id', c.id, 'username', c.username, 'first_name', c.first_name, \
         'last_name', c.last_name) FROM users c WHERE c.id = b.created_by)",
        Kind::Json,
    ),
    Column::shown("issued_at", "b.issued_at", Kind::Moment),
    Column::shown("snapshot", "b.snapshot", Kind::Json),
];

const LINE: &[Column] = &[
    Column::shown("id", "l.id", Kind::Id),
    Column::shown("service_id", "l.service_id", Kind::Id),
    Column::shown("description", "l.description", Kind::Text),
    Column::shown("quantity", "l.quantity_milli / 1000.0", Kind::Real),
    Column::shown("unit_price", "l.unit_price", MONEY),
    Column::shown("tax_rate", "l.tax_rate_milli / 1000.0", Kind::Real),
    Column::shown("amount", "l.amount", MONEY),
    Column::shown("tax_amount", "l.tax_amount", MONEY),
];

const PAYMENT: &[Column] = &[
    Column::shown("id", "y.id", Kind::Id),
    Column::shown("kind", "y.kind", Kind::Text),
    Column::shown("amount", "y.amount", MONEY),
    Column::shown("method", "y.method", Kind::Text),
    Column::shown("date", "y.payment_date", Kind::Day),
    Column::shown("reference", "y.reference", Kind::Text),
    Column::shown("reverses_id", "y.reverses_id", Kind::Id),
    Column::shown("receipt_id", "y.receipt_id", Kind::Id),
    Column::shown("created_by", "y.created_by", Kind::Id),
    Column::shown("created_at", "y.created_at", Kind::Moment),
];

const CREDIT_NOTE: &[Column] = &[
    Column::shown("id", "n.id", Kind::Id),
    Column::shown("number", "n.number", Kind::Text),
    Column::shown("date", "n.note_date", Kind::Day),
    Column::shown("amount", "n.amount", MONEY),
    Column::shown("tax_amount", "n.tax_amount", MONEY),
    Column::shown("total_amount", "n.total_amount", MONEY),
    Column::shown("reason", "n.reason", Kind::Text),
    Column::shown("created_by", "n.created_by", Kind::Id),
    Column::shown("created_at", "n.created_at", Kind::Moment),
];

const MONEY: Kind = Kind::Money("b.currency");
const OWN: &str = "b.id IN (SELECT value FROM json_each(?1))";

/// An invoice as answers show it.
pub struct Shown {
    /// A JSON object.
    pub json: Vec<u8>,
    pub version: i64,
    pub patient_id: Id,
    assigned_dietitian_id: Option<Id>,
}

impl Shown {
    /// # Errors
    /// 403 when the scope does not show this invoice.
    pub fn must_be_in(&self, id: Id, scope: Scope) -> Result<()> {
        super::must_be_in(id, self.assigned_dietitian_id, scope)
    }
}

/// The invoice with its people, lines, payments and credit notes, in four statements. `today` is
/// the clinic's day.
///
/// # Errors
/// What SQLite says.
pub fn shown(sql: &Sql<'_>, id: Id, today: Date) -> Result<Option<Shown>> {
    let listed = COLUMNS.iter().filter(|column| column.name != "patient");
    let columns: Vec<Column> = listed.chain(&DETAIL).copied().collect();
    let names: Vec<&str> = columns.iter().map(|column| column.sql).collect();
    let statement = format!(
        "SELECT b.version, b.patient_id, b.currency, \
         (SELECT p.assigned_dietitian_id FROM patients p WHERE p.id = b.patient_id), {} \
         FROM billing b WHERE b.id = ?1",
        names.join(", ")
    );
    // A parameter, so that the statement of tomorrow is the one that is prepared already.
    let statement = statement.replace(TODAY, "?2");
    let found = sql.maybe(&statement, params![id, today.to_string()], |row| {
        let mut json = Vec::with_capacity(2048);
        let currency: String = row.get(2)?;
        write_object(&mut json, row, &columns, 4, Some(&currency))?;
        Ok(Shown {
            json,
            version: row.get(0)?,
            patient_id: row.get(1)?,
            assigned_dietitian_id: row.get(3)?,
        })
    })?;
    let Some(mut shown) = found else { return Ok(None) };
    // The object stays open for what belongs to it.
    shown.json.pop();
    let key = id.to_string();
    let own = format!("[\"{key}\"]");
    for name in ["lines", "payments", "credit_notes"] {
        let arrays = belongings(sql, name, own.clone())?;
        let array = arrays.get(&key).map_or(&b"[]"[..], Vec::as_slice);
        shown.json.extend_from_slice(format!(",\"{name}\":").as_bytes());
        shown.json.extend_from_slice(array);
    }
    shown.json.push(b'}');
    Ok(Some(shown))
}

/// The `lines`, `payments` or `credit_notes` of these invoices (a JSON array of ids).
///
/// # Errors
/// What SQLite says.
pub(super) fn belongings(
    sql: &Sql<'_>,
    name: &str,
    ids: String,
) -> Result<HashMap<String, Vec<u8>>> {
    let (columns, table, order) = match name {
        "lines" => (LINE, "billing_lines l ON l.billing_id = b.id", "l.position"),
        "payments" => (PAYMENT, "payments y ON y.billing_id = b.id", "y.rowno"),
        _ => (CREDIT_NOTE, "credit_notes n ON n.billing_id = b.id", "n.number"),
    };
    let rest = format!("FROM billing b JOIN {table} WHERE {OWN} ORDER BY b.id, {order}");
    arrays(sql, columns, "b.id, b.currency", &rest, [ids])
}

/// One payment of an invoice as answers show it.
///
/// # Errors
/// What SQLite says.
pub(super) fn payment(sql: &Sql<'_>, id: Id) -> Result<Vec<u8>> {
    one(sql, PAYMENT, "payments y JOIN billing b ON b.id = y.billing_id WHERE y.id = ?1", id)
}

/// One credit note as answers show it.
///
/// # Errors
/// What SQLite says.
pub(super) fn credit_note(sql: &Sql<'_>, id: Id) -> Result<Vec<u8>> {
    one(
        sql,
        CREDIT_NOTE,
        "credit_notes n JOIN billing b ON b.id = n.billing_id WHERE n.id = ?1",
        id,
    )
}

fn one(sql: &Sql<'_>, columns: &[Column], rest: &str, id: Id) -> Result<Vec<u8>> {
    let names: Vec<&str> = columns.iter().map(|column| column.sql).collect();
    let statement = format!("SELECT b.currency, {} FROM {rest}", names.join(", "));
    sql.one(&statement, [id], |row| {
        let mut json = Vec::new();
        let currency: String = row.get(0)?;
        write_object(&mut json, row, columns, 1, Some(&currency))?;
        Ok(json)
    })
}

/// The invoice as its rules need it.
///
/// # Errors
/// 404 for an unknown one; what SQLite says.
pub(super) fn load(sql: &Sql<'_>, id: Id) -> Result<Invoice> {
    let statement = include_str!("../../sql/queries/billing/load.sql");
    let found = sql.maybe(statement, [id], |row| invoice_of(id, row))?;
    let mut invoice = found.ok_or_else(|| unknown(id))?;
    invoice.lines = sql.all(
        "SELECT id, service_id, description, quantity_milli, unit_price, tax_rate_milli, amount, \
         tax_amount FROM billing_lines WHERE billing_id = ?1 ORDER BY position",
        [id],
        line_of,
    )?;
    Ok(invoice)
}

/// 404 about that invoice.
pub(super) fn unknown(id: Id) -> Error {
    Error::not_found(Thing::Billing).about("billing", id)
}

/// What an issued invoice has and a draft has not.
pub(super) struct Issue {
    pub number: String,
    pub snapshot: String,
}

/// Inserts an invoice with its lines, issued or as a draft.
///
/// # Errors
/// 400 for an id in use.
pub(super) fn insert(tx: &Tx<'_>, invoice: &Invoice, issue: Option<&Issue>, by: Id) -> Result<()> {
    let (head, ledger) = (&invoice.head, invoice.ledger);
    let written = tx.run(
        include_str!("../../sql/queries/billing/insert.sql"),
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
            Some(broken) if broken.contains("billing.id") => {
                Error::field("id", "is taken by another record")
            }
            _ => error.into(),
        }),
    }
}

/// Rewrites what a body may change, as the next version; the lines too where they are new.
///
/// # Errors
/// What SQLite says.
pub(super) fn rewrite(tx: &Tx<'_>, invoice: &Invoice, new_lines: bool, by: Id) -> Result<()> {
    let (head, ledger) = (&invoice.head, invoice.ledger);
    tx.run(
        include_str!("../../sql/queries/billing/rewrite.sql"),
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
             quantity_milli, unit_price, tax_rate_milli, amount, tax_amount) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
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
            ],
        )?;
    }
    Ok(())
}

/// Issues a draft, as the next version.
///
/// # Errors
/// What SQLite says.
pub(super) fn issue(tx: &Tx<'_>, invoice: &Invoice, issue: &Issue, by: Id) -> Result<()> {
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
pub(super) fn settle(tx: &Tx<'_>, invoice: &Invoice, by: Id) -> Result<()> {
    tx.run(
        include_str!("../../sql/queries/billing/settle.sql"),
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
pub(super) fn remove_draft(tx: &Tx<'_>, id: Id) -> Result<()> {
    tx.run("DELETE FROM billing WHERE id = ?1 AND status = 'DRAFT'", [id])?;
    Ok(())
}

/// The patient of a visit that is not deleted.
///
/// # Errors
/// 404 for an unknown visit.
pub(super) fn patient_of_visit(sql: &Sql<'_>, visit: Id) -> Result<Id> {
    let statement = "SELECT patient_id FROM visits WHERE id = ?1 AND deleted_at IS NULL";
    let found = sql.maybe(statement, [visit], |row| row.get(0))?;
    found.ok_or_else(|| Error::not_found(Thing::Visit).about("visit", visit))
}

/// What credit notes have taken back so far: net and tax.
///
/// # Errors
/// What SQLite says.
pub(super) fn credited_parts(sql: &Sql<'_>, id: Id) -> Result<(i64, i64)> {
    let statement = "SELECT coalesce(sum(amount), 0), coalesce(sum(tax_amount), 0) \
                     FROM credit_notes WHERE billing_id = ?1";
    sql.one(statement, [id], |row| Ok((row.get(0)?, row.get(1)?)))
}

fn invoice_of(id: Id, row: &Row<'_>) -> rusqlite::Result<Invoice> {
    let status: String = row.get("status")?;
    Ok(Invoice {
        id,
        head: Head {
            patient_id: row.get("patient_id")?,
            visit_id: row.get("visit_id")?,
            invoice_date: day_of(row, "invoice_date")?,
            due_date: day_of(row, "due_date")?,
            currency: row.get("currency")?,
            notes: row.get("notes")?,
        },
        ledger: Ledger {
            amount: row.get("amount")?,
            tax_amount: row.get("tax_amount")?,
            paid: row.get("amount_paid")?,
            credited: row.get("amount_credited")?,
        },
        number: row.get("invoice_number")?,
        status: Status::named(&status).ok_or_else(|| strange("status"))?,
        lines: Vec::new(),
        version: row.get("version")?,
        assigned_dietitian_id: row.get("assigned_dietitian_id")?,
    })
}

fn line_of(row: &Row<'_>) -> rusqlite::Result<Line> {
    Ok(Line {
        id: row.get(0)?,
        service_id: row.get(1)?,
        description: row.get(2)?,
        quantity_milli: row.get(3)?,
        unit_price: row.get(4)?,
        tax_rate_milli: row.get(5)?,
        amount: row.get(6)?,
        tax_amount: row.get(7)?,
    })
}

fn day_of(row: &Row<'_>, column: &'static str) -> rusqlite::Result<Date> {
    let text: String = row.get(column)?;
    parse_day(&text).ok_or_else(|| strange(column))
}

fn strange(column: &'static str) -> rusqlite::Error {
    let what = format!("{column} holds what this build does not know");
    rusqlite::Error::FromSqlConversionFailure(0, Type::Text, what.into())
}
