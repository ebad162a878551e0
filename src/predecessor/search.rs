//! The search indexes during an import: filled at the end, by one statement each.
//!
//! A trigger fills them row by row, and each of a hundred thousand statements then writes a
//! segment of its own that has to be merged: seven tenths of an import's time went there.

use crate::db::Tx;
use crate::error::Result;

/// A search index: the trigger that fills it, the index, its table, that table's rowid, the columns.
const INDEXES: [(&str, &str, &str, &str, &str); 7] = [
    (
        "patients_search_insert",
        "patients_search",
        "patients",
        "rowno",
        "name_words, contact_folded",
    ),
    (
        "patients_lookup_insert",
        "patients_lookup",
        "patients",
        "rowno",
        "name_words, number_parts, date_of_birth, assigned_dietitian_id, is_active",
    ),
    ("patients_contacts_insert", "patients_contacts", "patients", "rowno", "contact_parts"),
    (
        "visits_search_insert",
        "visits_search",
        "visits",
        "rowno",
        "chief_complaint, assessment, recommendations",
    ),
    ("billing_search_insert", "billing_search", "billing", "rowno", "notes"),
    ("billing_numbers_insert", "billing_numbers", "billing", "rowno", "invoice_number"),
    (
        "audit_search_insert",
        "audit_search",
        "audit_logs",
        "seq",
        "username, action, resource_type, request_path, error_message",
    ),
];

/// The triggers that were taken away, word for word, and the last row of each index's table.
pub(super) struct Paused(Vec<(String, i64)>);

/// Takes the triggers away, for the rest of this transaction at most.
pub(super) fn pause(tx: &Tx<'_>) -> Result<Paused> {
    let mut paused = Vec::with_capacity(INDEXES.len());
    for (trigger, _, table, rowid, _) in INDEXES {
        let text: String = tx.one(
            "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = ?1",
            [trigger],
            |row| row.get(0),
        )?;
        let last = format!("SELECT coalesce(max({rowid}), 0) FROM {table}");
        paused.push((text, tx.one(&last, [], |row| row.get(0))?));
        tx.run(&format!("DROP TRIGGER {trigger}"), [])?;
    }
    Ok(Paused(paused))
}

/// Fills the indexes with what has come since, and puts the triggers back as they were.
pub(super) fn resume(tx: &Tx<'_>, paused: Paused) -> Result<()> {
    for ((_, index, table, rowid, columns), (trigger, last)) in INDEXES.into_iter().zip(paused.0) {
        let fill = format!(
            "INSERT INTO {index} (rowid, {columns}) SELECT {rowid}, {columns} FROM {table} \
             WHERE {rowid} > ?1"
        );
        tx.run(&fill, [last])?;
        tx.run(&trigger, [])?;
    }
    Ok(())
}
