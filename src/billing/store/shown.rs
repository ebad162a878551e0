//! An invoice as answers show it, straight from rows to JSON.

use std::collections::HashMap;

use jiff::civil::Date;
use rusqlite::params;

use crate::auth::Scope;
use crate::billing::list::COLUMNS;
use crate::billing::must_be_in;
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;
use crate::list::{Column, Kind, Shape, TODAY, arrays, write_object};

/// The patient with the e-mail that the list leaves out, and what only the single invoice shows.
const DETAIL: [Column; 6] = [
    Column::shown(
        "patient",
        "(SELECT json_object('id', p.id, 'first_name', nullif(p.first_name, ''), 'last_name', p.last_name, \
         'email', p.email) FROM patients p WHERE p.id = b.patient_id)",
        Kind::Json,
    ),
    Column::shown(
        "creator",
        "(SELECT json_object('id', c.id, 'username', c.username, 'first_name', c.first_name, \
         'last_name', c.last_name) FROM users c WHERE c.id = b.created_by)",
        Kind::Json,
    ),
    Column::shown("discount_percent", "b.discount_percent_milli / 1000.0", Kind::Real),
    Column::shown("discount_amount", "b.discount_amount", MONEY),
    Column::shown("issued_at", "b.issued_at", Kind::Moment),
    Column::shown("snapshot", "b.snapshot", Kind::Json),
];

const LINE: &[Column] = &[
    Column::shown("id", "l.id", Kind::Id),
    Column::shown("service_id", "l.service_id", Kind::Id),
    Column::shown("description", "l.description", Kind::Text),
    Column::shown("quantity", "l.quantity_milli / 1000.0", Kind::Real),
    Column::shown("unit_price", "l.unit_price", MONEY),
    Column::shown(
        "exact_unit_price",
        "l.exact_price / 10000.0 / minor_units(b.currency)",
        Kind::Real,
    ),
    Column::shown("discount_percent", "l.discount_percent_milli / 1000.0", Kind::Real),
    Column::shown("discount_amount", "l.discount_amount", MONEY),
    Column::shown("tax_rate", "l.tax_rate_milli / 1000.0", Kind::Real),
    Column::shown("second_tax_rate", "l.second_tax_rate_milli / 1000.0", Kind::Real),
    Column::shown("amount", "l.amount", MONEY),
    Column::shown("tax_amount", "l.tax_amount", MONEY),
    Column::shown("second_tax_amount", "l.second_tax_amount", MONEY),
];

/// Credit that came to the invoice (positive) or left it, and where it came from or went.
const ALLOCATION: &[Column] = &[
    Column::shown("id", "a.id", Kind::Id),
    Column::shown("amount", "iif(a.to_billing_id = b.id, a.amount, -a.amount)", MONEY),
    Column::shown(
        "billing_id",
        "iif(a.to_billing_id = b.id, a.from_billing_id, a.to_billing_id)",
        Kind::Id,
    ),
    Column::shown(
        "receipt_id",
        "iif(a.to_billing_id = b.id, a.from_receipt_id, a.to_receipt_id)",
        Kind::Id,
    ),
    Column::shown("created_by", "a.created_by", Kind::Id),
    Column::shown("created_at", "a.created_at", Kind::Moment),
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
    Column::shown(
        "lines",
        "(SELECT json_group_array(json_object('description', c.description, \
         'tax_rate', c.tax_rate_milli / 1000.0, 'second_tax_rate', c.second_tax_rate_milli / 1000.0, \
         'amount', c.amount / minor_units(n.currency), \
         'tax_amount', c.tax_amount / minor_units(n.currency), \
         'second_tax_amount', c.second_tax_amount / minor_units(n.currency)) ORDER BY c.position) \
         FROM credit_note_lines c WHERE c.credit_note_id = n.id)",
        Kind::Json,
    ),
    Column::shown("created_by", "n.created_by", Kind::Id),
    Column::shown("created_at", "n.created_at", Kind::Moment),
];

const MONEY: Kind = Kind::Money("b.currency");
const OWN: &str = "b.id IN (SELECT value FROM json_each(?1))";

/// An invoice as answers show it.
pub struct Shown {
    /// A JSON object.
    pub json: Vec<u8>,
    pub id: Id,
    pub version: i64,
    pub patient_id: Id,
    assigned_dietitian_id: Option<Id>,
}

impl Shown {
    /// # Errors
    /// 403 when the scope does not show this invoice.
    pub fn must_be_in(&self, id: Id, scope: Scope) -> Result<()> {
        must_be_in(id, self.assigned_dietitian_id, scope)
    }
}

/// The invoice with its people, lines, payments and credit notes, in five statements. `today` is
/// the clinic's day.
///
/// # Errors
/// What SQLite says.
pub fn shown(sql: &Sql<'_>, id: Id, today: Date) -> Result<Option<Shown>> {
    let is_shown = |column: &&Column| column.shape == Shape::Always && column.name != "patient";
    let listed = COLUMNS.iter().filter(is_shown);
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
            id,
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
    for name in ["lines", "payments", "allocations", "credit_notes"] {
        let arrays = belongings(sql, name, own.clone())?;
        let array = arrays.get(&key).map_or(&b"[]"[..], Vec::as_slice);
        shown.json.extend_from_slice(format!(",\"{name}\":").as_bytes());
        shown.json.extend_from_slice(array);
    }
    shown.json.push(b'}');
    Ok(Some(shown))
}

/// The `lines`, `payments`, `allocations` or `credit_notes` of these invoices (a JSON array of ids).
///
/// # Errors
/// What SQLite says.
pub(in crate::billing) fn belongings(
    sql: &Sql<'_>,
    name: &str,
    ids: String,
) -> Result<HashMap<String, Vec<u8>>> {
    let (columns, table, order) = match name {
        "lines" => (LINE, "billing_lines l ON l.billing_id = b.id", "l.position"),
        "payments" => (PAYMENT, "payments y ON y.billing_id = b.id", "y.rowno"),
        "allocations" => (
            ALLOCATION,
            "allocations a ON a.rowno IN (SELECT f.rowno FROM allocations f \
             WHERE f.from_billing_id = b.id UNION ALL SELECT t.rowno FROM allocations t \
             WHERE t.to_billing_id = b.id)",
            "a.rowno",
        ),
        _ => (CREDIT_NOTE, "credit_notes n ON n.billing_id = b.id", "n.number"),
    };
    let rest = format!("FROM billing b JOIN {table} WHERE {OWN} ORDER BY b.id, {order}");
    arrays(sql, columns, "b.id, b.currency", &rest, [ids])
}

/// One payment of an invoice as answers show it.
///
/// # Errors
/// What SQLite says.
pub(in crate::billing) fn payment(sql: &Sql<'_>, id: Id) -> Result<Vec<u8>> {
    one(sql, PAYMENT, "payments y JOIN billing b ON b.id = y.billing_id WHERE y.id = ?1", id)
}

/// One credit note as answers show it.
///
/// # Errors
/// What SQLite says.
pub(in crate::billing) fn credit_note(sql: &Sql<'_>, id: Id) -> Result<Vec<u8>> {
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
