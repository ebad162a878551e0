//! Whether SQLite still takes the indexes that the busiest questions are built on.

use rusqlite::Connection;

use super::Finding;
use super::said::told;

/// A question of every day, and the index that answers it.
const QUESTIONS: [(&str, &str); 5] = [
    ("SELECT id FROM patients ORDER BY last_name_folded, id LIMIT 10", "idx_patients_last_name"),
    (
        "SELECT id FROM visits WHERE deleted_at IS NULL AND patient_id = ?1 \
         ORDER BY visit_date DESC, id DESC LIMIT 10",
        "idx_visits_patient_date",
    ),
    (
        "SELECT rowid FROM billing WHERE patient_id = ?1 AND invoice_date >= ?1",
        "idx_billing_patient_date",
    ),
    (
        "SELECT rowid FROM audit_logs WHERE user_id = ?1 AND timestamp >= ?1",
        "idx_audit_logs_user_timestamp",
    ),
    ("SELECT 1 FROM session_tokens WHERE session_id = ?1", "idx_session_tokens_session"),
];

/// Asks SQLite how it would answer each.
pub(super) fn used(connection: &Connection) -> Finding {
    const CHECK: &str = "indexes";
    let mut unused = Vec::new();
    for (question, index) in QUESTIONS {
        match plan(connection, question) {
            Ok(plan) if plan.contains(index) => {}
            Ok(_) => unused.push(index),
            Err(error) => return Finding::broken_off(CHECK, &error),
        }
    }
    if unused.is_empty() {
        return Finding::fine(
            CHECK,
            told("All {} that were asked for are used.").number(QUESTIONS.len() as u64),
        );
    }
    Finding::warning(
        CHECK,
        told("SQLite does not use {}: lists become slow.").text(unused.join(", ")),
        told("Restart the server: it makes missing indexes anew."),
    )
}

fn plan(connection: &Connection, question: &str) -> rusqlite::Result<String> {
    let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {question}"))?;
    let columns = vec![rusqlite::types::Null; statement.parameter_count()];
    let steps = statement
        .query_map(rusqlite::params_from_iter(columns), |row| row.get::<_, String>("detail"))?;
    Ok(steps.collect::<rusqlite::Result<Vec<_>>>()?.join("; "))
}
