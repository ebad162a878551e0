//! Every statement that lies in a file prepares against the schema and reads an index, not a table.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::clinic::Clinic;

/// Tables that grow with the years, and what the statements call them for short: walking one of
/// their indexes from end to end is no better than walking the table.
const BIG: [&str; 22] = [
    "patients",
    "visits",
    "visit_measurements",
    "billing",
    "payments",
    "audit_logs",
    "p",
    "v",
    "w",
    "m",
    "b",
    "y",
    "l",
    "documents",
    "o",
    "billing_lines",
    "credit_notes",
    "credit_note_lines",
    "receipts",
    "allocations",
    "a",
    "k",
];

/// Files that read a whole table, and why they may.
const MAY_SCAN: [(&str, &str); 1] = [(
    "ui/unseen_count.sql",
    "looks at everybody who is not archived, up to a limit: nothing says in advance who is missing",
)];

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => found.push(path),
        }
    }
    found
}

fn plan(database: &Connection, sql: &str) -> Vec<String> {
    let mut statement = database.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let parameters = statement.parameter_count();
    let values = vec!["x"; parameters];
    let rows = statement.query_map(rusqlite::params_from_iter(values), |row| row.get(3)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

fn clinic() -> Clinic {
    let sizes = ["--patients", "200", "--visits", "600", "--invoices", "400", "--audit", "500"];
    Clinic::of_demo(&sizes)
}

#[test]
fn no_statement_of_a_file_reads_a_whole_big_table() {
    let clinic = clinic();
    let database = clinic.database();
    let queries = Path::new(env!("CARGO_MANIFEST_DIR")).join("sql/queries");
    let mut scans = Vec::new();
    for file in files(&queries) {
        let text = std::fs::read_to_string(&file).unwrap();
        let text = nutrivault::figures::spelled(&text, ":today");
        // One column stands for the texts of a patient, which are many and read alike.
        let text = text
            .replace("{texts}", "email, ")
            .replace("{values of texts}", ":email, ")
            .replace("{changes of texts}", "email = :email, ")
            .replace("{shown texts}", "p.email, ");
        let name = file.strip_prefix(&queries).unwrap().display().to_string();
        let is_fragment =
            text.lines().find(|line| !line.starts_with("--")).unwrap().starts_with("FROM");
        let sql = if is_fragment { format!("SELECT 1 {text}") } else { text };
        for step in plan(&database, &sql) {
            let read = step.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next());
            let is_big = read.is_some_and(|table| BIG.contains(&table));
            if is_big && !MAY_SCAN.iter().any(|(allowed, _)| *allowed == name) {
                scans.push(format!("{name}: {step}"));
            }
        }
    }
    assert!(scans.is_empty(), "{}", scans.join("\n"));
}

#[test]
fn the_promised_indexes_are_chosen() {
    let clinic = clinic();
    let database = clinic.database();
    for (sql, index) in [
        (
            "SELECT * FROM billing WHERE patient_id = ? AND invoice_date >= ? AND invoice_date <= ?",
            "idx_billing_patient_date",
        ),
        (
            "SELECT * FROM audit_logs WHERE user_id = ? ORDER BY timestamp DESC",
            "idx_audit_logs_user_timestamp",
        ),
        (
            "SELECT * FROM audit_logs WHERE user_id = ? AND timestamp >= ? ORDER BY timestamp",
            "idx_audit_logs_user_timestamp",
        ),
        (
            include_str!("../../sql/queries/ui/unsigned.sql"),
            "INDEX idx_visits_unsigned (visit_date",
        ),
        ("SELECT count(*) FROM visits v WHERE v.deleted_at IS NULL", "COVERING INDEX idx_visits_"),
    ] {
        let plan = plan(&database, sql).join("; ");
        assert!(plan.contains(index) && !plan.contains("TEMP B-TREE"), "{sql}: {plan}");
    }
}

#[test]
fn who_was_not_seen_for_long_is_read_off_indexes_alone() {
    let clinic = clinic();
    let sql = include_str!("../../sql/queries/ui/unseen_count.sql");
    let sql = nutrivault::figures::spelled(sql, ":today");
    let plan = plan(&clinic.database(), &sql).join("; ");
    let held = plan.matches("COVERING INDEX idx_visits_held").count();
    assert!(held == 2 && !plan.contains("TEMP B-TREE"), "{plan}");
}
