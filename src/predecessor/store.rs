//! What an import asks of our tables and writes into them.

mod money;
mod people;
mod visits;

use std::collections::{HashMap, HashSet};

use rusqlite::params;

use crate::db::Tx;
use crate::error::Result;
use crate::ids::Id;

pub(super) use money::{InvoiceRow, insert_invoice, insert_payment, insert_refund, raise_counters};
pub(super) use people::{PatientRow, UserRow, insert_patient, insert_user};
pub(super) use visits::{MeasurementRow, VisitRow, insert_measurement, insert_visit};

/// Whether that table has a row of that id. `table` is one of ours.
pub(super) fn exists(tx: &Tx<'_>, table: &str, id: Id) -> Result<bool> {
    let statement = format!("SELECT EXISTS (SELECT 1 FROM {table} WHERE id = ?1)");
    tx.one(&statement, [id], |row| row.get(0))
}

pub(super) fn ids(tx: &Tx<'_>, table: &str) -> Result<HashSet<Id>> {
    Ok(tx.all(&format!("SELECT id FROM {table}"), [], |row| row.get(0))?.into_iter().collect())
}

pub(super) fn visits(tx: &Tx<'_>) -> Result<HashMap<Id, Id>> {
    let visits =
        tx.all("SELECT id, patient_id FROM visits", [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(visits.into_iter().collect())
}

/// Whether a user has that folded name or e-mail.
pub(super) fn is_taken(tx: &Tx<'_>, column: &str, folded: &str) -> Result<bool> {
    let statement = format!("SELECT EXISTS (SELECT 1 FROM users WHERE {column} = ?1)");
    tx.one(&statement, [folded], |row| row.get(0))
}

pub(super) fn is_number_taken(tx: &Tx<'_>, number: &str) -> Result<bool> {
    let statement = "SELECT EXISTS (SELECT 1 FROM billing WHERE invoice_number = ?1)";
    tx.one(statement, [number], |row| row.get(0))
}

pub(super) fn patient_of_invoice(tx: &Tx<'_>, id: Id) -> Result<Option<Id>> {
    tx.maybe("SELECT patient_id FROM billing WHERE id = ?1", [id], |row| row.get(0))
}

/// Keeps a value word for word; the first note of a column stays.
pub(super) fn insert_note(
    tx: &Tx<'_>,
    table: &str,
    id: Id,
    column: &str,
    value: &str,
    note: &str,
) -> Result<()> {
    tx.run(
        "INSERT OR IGNORE INTO import_notes (resource_type, resource_id, column_name, value, note, \
         created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![table, id, column, value, note, tx.now()],
    )?;
    Ok(())
}
