//! A clinic moves over from the system used before.

use std::path::{Path, PathBuf};

use rusqlite::Connection;
use serde_json::Value;

use crate::clinic::{Clinic, fine, refusal};

const DIETITIAN: &str = "01900000-0000-7000-8000-000000000001";
const PATIENT: &str = "01900000-0000-7000-8000-000000000002";
const STRANGER: &str = "01900000-0000-7000-8000-000000000003";

/// The predecessor's tables with a handful of untidy rows.
const SMALL: &str = r#"
CREATE TABLE SequelizeMeta (name VARCHAR(255) PRIMARY KEY);
INSERT INTO SequelizeMeta VALUES ('20260107000001-add-performance-indexes.js');
CREATE TABLE roles (id UUID PRIMARY KEY, name VARCHAR(50));
INSERT INTO roles VALUES ('r1', 'DIETITIAN'), ('r2', 'Intern');
CREATE TABLE users (id UUID PRIMARY KEY, username, email, password_hash, first_name, last_name, role_id, is_active,
  last_login_at, created_by, created_at, updated_at);
CREATE TABLE patients (id UUID PRIMARY KEY, first_name, last_name, date_of_birth, gender, email, phone, medical_notes,
  is_active, assigned_dietitian_id, shoe_size, created_at, updated_at);
CREATE TABLE visits (id UUID PRIMARY KEY, patient_id, dietitian_id, visit_date, duration_minutes, visit_type, status,
  created_at, updated_at);
CREATE TABLE visit_measurements (id UUID PRIMARY KEY, visit_id, weight_kg, height_cm, bmi, created_at);
CREATE TABLE billing (id UUID PRIMARY KEY, patient_id, visit_id, invoice_number, invoice_date, due_date, amount,
  tax_amount, total_amount, currency, status, payment_method, payment_date, notes, created_at, updated_at);
CREATE TABLE audit_logs (id UUID PRIMARY KEY, timestamp, user_id, username, action, resource_type, resource_id, changes,
  status, severity);
CREATE TABLE documents (id UUID PRIMARY KEY, original_filename);
INSERT INTO documents VALUES ('d1', 'scan.pdf');
INSERT INTO users VALUES
  ('01900000-0000-7000-8000-000000000001', 'diet', 'Diet@x.org', '{hash}', 'Dora', 'É', 'r1', 1, NULL, NULL,
   '2025-01-01 08:00:00.000 +00:00', '2025-01-01 08:00:00.000 +00:00'),
  ('01900000-0000-7000-8000-000000000009', 'intern', 'diet@X.org', '{hash}', 'Ivo', 'N', 'r2', 1, NULL,
   '01900000-0000-7000-8000-0000000000ff', '2025-01-02 08:00:00.000 +00:00', 'yesterday');
INSERT INTO patients VALUES
  ('01900000-0000-7000-8000-000000000002', '=SUM(A1)', '山田', '1990-02-28', 'female', 'p@x.org', '+41 1', 'a
b', 1, '01900000-0000-7000-8000-000000000001', 42, '2025-01-01 08:00:00.000 +00:00', '2025-01-01 08:00:00.000 +00:00'),
  ('01900000-0000-7000-8000-000000000003', 'Otto', 'Fremd', '1980-01-01', NULL, NULL, NULL, NULL, 1, NULL, NULL,
   '2025-01-01 08:00:00.000 +00:00', '2025-01-01 08:00:00.000 +00:00');
INSERT INTO visits VALUES
  ('01900000-0000-7000-8000-000000000011', '01900000-0000-7000-8000-000000000002', '01900000-0000-7000-8000-000000000001',
   '2025-03-01 10:00:00.000 +00:00', 30, 'TELEHEALTH', 'RESCHEDULED', '2025-03-01 08:00:00.000 +00:00', '2025-03-01 08:00:00.000 +00:00'),
  ('01900000-0000-7000-8000-000000000012', 'nobody', '01900000-0000-7000-8000-000000000001',
   '2025-03-01 10:00:00.000 +00:00', 30, NULL, 'completed', '2025-03-01 08:00:00.000 +00:00', '2025-03-01 08:00:00.000 +00:00');
INSERT INTO visit_measurements VALUES
  ('01900000-0000-7000-8000-000000000021', '01900000-0000-7000-8000-000000000011', 70, 175, 99.99, '2025-03-01 10:00:00.000 +00:00'),
  ('01900000-0000-7000-8000-000000000022', '01900000-0000-7000-8000-000000000011', NULL, NULL, NULL, '2025-03-02 10:00:00.000 +00:00');
INSERT INTO billing VALUES
  ('01900000-0000-7000-8000-000000000031', '01900000-0000-7000-8000-000000000002', '01900000-0000-7000-8000-000000000011',
   'INV-2025-000041', '2025-03-01', '2025-03-31', 0.1, 0.2, 0.30000000000000004, 'CHF', 'paid', 'Credit Card', '2025-03-05', NULL,
   '2025-03-01 08:00:00.000 +00:00', '2025-03-05 08:00:00.000 +00:00'),
  ('01900000-0000-7000-8000-000000000032', '01900000-0000-7000-8000-000000000002', NULL, '2023/17', '2025-03-01', '2025-03-31',
   5000, 400, 5400, 'JPY', 'PARTIAL', 'CASH', '2025-03-05', NULL, '2025-03-01 08:00:00.000 +00:00', '2025-03-05 08:00:00.000 +00:00'),
  ('01900000-0000-7000-8000-000000000033', '01900000-0000-7000-8000-000000000002', NULL, 'INV-2025-000042', '2025-03-01', '2025-03-31',
   10, 1, 11, 'EUR', 'REFUNDED', 'barter', '2025-03-05', NULL, '2025-03-01 08:00:00.000 +00:00', '2025-03-05 08:00:00.000 +00:00');
INSERT INTO audit_logs VALUES
  ('01900000-0000-7000-8000-000000000041', '2025-03-01 08:00:00.000 +00:00', '01900000-0000-7000-8000-000000000001', 'diet',
   'UPDATE', 'patients', '01900000-0000-7000-8000-000000000002', '{"phone":{"old":"1","new":"2"}}', 'SUCCESS', 'INFO');
"#;

pub fn small(clinic: &Clinic) -> PathBuf {
    let file = clinic.folder.path().join("old.sqlite");
    let hash = bcrypt::hash("Admin123!", 4).unwrap();
    Connection::open(&file).unwrap().execute_batch(&SMALL.replace("{hash}", &hash)).unwrap();
    file
}

pub fn import(clinic: &Clinic, file: &Path, more: &[&str]) -> std::process::Output {
    let mut arguments = vec!["import", "predecessor", file.to_str().unwrap()];
    arguments.extend(more);
    clinic.run(&arguments)
}

/// The line of the report that tells of that value.
#[track_caller]
fn line<'r>(report: &'r str, table: &str, column: &str, value: &str) -> &'r str {
    let found = report.lines().find(|line| {
        let parts: Vec<&str> = line.split('\t').collect();
        parts.len() == 5 && parts[0] == table && parts[2] == column && parts[3] == value
    });
    found.unwrap_or_else(|| panic!("{table} {column} {value:?} is not in\n{report}"))
}

#[test]
fn everything_arrives_and_every_untidy_value_is_told() {
    let clinic = Clinic::new();
    let report = fine(&import(&clinic, &small(&clinic), &[]));
    for (table, column, value, done) in [
        ("users", "email", "diet@X.org", "diet+2@X.org"),
        ("users", "role_id", "Intern", "VIEWER"),
        ("users", "created_by", "01900000-0000-7000-8000-0000000000ff", "no user"),
        ("users", "updated_at", "yesterday", "stands in"),
        ("roles", "name", "Intern", "not taken over"),
        ("patients", "first_name", "=SUM(A1)", "formula"),
        ("patients", "gender", "female", "FEMALE"),
        ("patients", "shoe_size", "42", "kept in a note"),
        ("visits", "visit_type", "TELEHEALTH", "ONLINE"),
        ("visits", "status", "RESCHEDULED", "CANCELLED"),
        ("visits", "patient_id", "nobody", "NOT imported"),
        ("visit_measurements", "bmi", "99.99", "22.86"),
        ("visit_measurements", "weight_kg", "", "empty row"),
        ("billing", "total_amount", "0.30000000000000004", "0.3"),
        ("billing", "status", "paid", "PAID"),
        ("billing", "payment_method", "Credit Card", "CREDIT_CARD"),
        ("billing", "invoice_number", "2023/17", "kept as it is"),
        ("billing", "status", "PARTIAL", "PENDING"),
        ("billing", "payment_method", "barter", "not known"),
        ("documents", "original_filename", "scan.pdf", "not imported"),
    ] {
        let told = line(&report, table, column, value);
        assert!(told.contains(done), "{told}");
    }
    let database = clinic.database();
    let one = |sql: &str| database.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(one("SELECT count(*) FROM users"), 2);
    assert_eq!(one("SELECT count(*) FROM visits"), 1);
    assert_eq!(
        one("SELECT total_amount FROM billing WHERE currency = 'CHF' AND status = 'PAID'"),
        30
    );
    assert_eq!(
        one("SELECT total_amount FROM billing WHERE currency = 'JPY' AND status = 'PENDING'"),
        5400
    );
    assert_eq!(one("SELECT balance FROM billing WHERE status = 'REFUNDED'"), 0);
    assert_eq!(
        one("SELECT last_number FROM number_series WHERE series = 'INV' AND year = 2025"),
        42
    );
    assert_eq!(
        one("SELECT count(*) FROM audit_logs WHERE imported = 1 AND patient_id IS NOT NULL"),
        1
    );
    drop(database);
    fine(&clinic.run(&["doctor"]));
    let server = clinic.serve(&["serve"]);
    let (status, answer) = server.login("diet", "Admin123!");
    assert_eq!(status, 200, "{answer}");
    let token = answer["data"]["accessToken"].as_str().unwrap().to_owned();
    let (_, patients) = server.call("GET", "/api/patients", Some(&token), None);
    let ids = patients["data"]["patients"].as_array().unwrap().iter().map(|p| p["id"].clone());
    assert_eq!(ids.collect::<Vec<Value>>(), [PATIENT]);
    assert_eq!(patients["data"]["patients"][0]["assigned_dietitian_id"], DIETITIAN);
    assert_eq!(server.call("GET", &format!("/api/patients/{STRANGER}"), Some(&token), None).0, 403);
    server.stop();
}

#[test]
fn a_rehearsal_writes_nothing_and_a_second_import_changes_nothing() {
    let clinic = Clinic::new();
    let file = small(&clinic);
    let rehearsed = fine(&import(&clinic, &file, &["--dry-run"]));
    assert!(rehearsed.contains("nothing of"), "{rehearsed}");
    assert!(!clinic.file("nutrivault.db").exists());
    let report = fine(&import(&clinic, &file, &[]));
    let remarks = |text: &str| text.lines().filter(|line| line.contains('\t')).count();
    assert_eq!(remarks(&rehearsed), remarks(&report));
    let before = std::fs::read(clinic.file("nutrivault.db")).unwrap();
    let again = fine(&import(&clinic, &file, &[]));
    assert!(again.contains("already there"), "{again}");
    let after = std::fs::read(clinic.file("nutrivault.db")).unwrap();
    assert!(before == after, "a second import changed the file");
    fine(&import(&clinic, &file, &["--dry-run"]));
    assert_eq!(std::fs::read(clinic.file("nutrivault.db")).unwrap(), after);
}

#[test]
fn a_file_that_cannot_be_taken_is_refused_in_a_sentence() {
    let clinic = Clinic::new();
    let folder = clinic.folder.path();
    let refused = |file: &Path, word: &str| {
        let said = refusal(&import(&clinic, file, &[]));
        assert!(said.contains(word) && said.contains("Nothing was changed"), "{said}");
        assert!(!clinic.file("nutrivault.db").exists());
    };
    refused(&folder.join("nowhere.sqlite"), "There is no file");
    std::fs::write(folder.join("text"), "no database at all, but long enough to be read as one")
        .unwrap();
    refused(&folder.join("text"), "no SQLite database");
    Connection::open(folder.join("other")).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
    refused(&folder.join("other"), "no table users");
    let file = small(&clinic);
    let bytes = std::fs::read(&file).unwrap();
    std::fs::write(folder.join("cut"), &bytes[..bytes.len() / 2]).unwrap();
    refused(&folder.join("cut"), "damaged");
    let holder = Connection::open(&file).unwrap();
    holder.execute_batch("BEGIN EXCLUSIVE").unwrap();
    refused(&file, "in use by another program");
    holder
        .execute_batch("ROLLBACK; INSERT INTO SequelizeMeta VALUES ('20990101000000-later.js')")
        .unwrap();
    refused(&file, "newer release");
}

#[test]
fn the_clinic_beside_the_checkout_arrives_whole() {
    let file =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/predecessor-2026-01.sqlite");
    if !file.exists() {
        println!("{} is not there: nothing to try", file.display());
        return;
    }
    let clinic = Clinic::new();
    let report = fine(&import(&clinic, &file, &[]));
    let database = clinic.database();
    for (table, count) in [
        ("users", 19),
        ("patients", 60),
        ("visits", 240),
        ("visit_measurements", 240),
        ("billing", 240),
    ] {
        let sql = format!("SELECT count(*) FROM {table}");
        assert_eq!(
            database.query_row(&sql, [], |row| row.get::<_, i64>(0)).unwrap(),
            count,
            "{table}"
        );
    }
    for value in
        ["TELEHEALTH", "RESCHEDULED", "Credit Card", "2023/17", "0.30000000000000004", "99.99"]
    {
        assert!(report.contains(&format!("\t{value}\t")), "{value}");
    }
    let old = Connection::open(&file).unwrap();
    let sum = |database: &Connection, sql: &str| {
        database.query_row(sql, [], |row| row.get::<_, f64>(0)).unwrap()
    };
    for currency in ["CHF", "EUR", "USD"] {
        let theirs = sum(
            &old,
            &format!("SELECT sum(total_amount) FROM billing WHERE currency = '{currency}'"),
        );
        let ours = sum(
            &database,
            &format!("SELECT sum(total_amount) / 100.0 FROM billing WHERE currency = '{currency}'"),
        );
        assert!((theirs - ours).abs() < 0.005, "{currency}: {theirs} {ours}");
    }
    fine(&clinic.run(&["doctor"]));
}

#[test]
fn equal_remarks_are_one_line_and_the_report_has_every_one() {
    let clinic = Clinic::new();
    let file = small(&clinic);
    let more = "WITH RECURSIVE n (i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 399) \
                INSERT INTO patients SELECT '01900000-0000-7000-8000-000000000' || i, 'P' || i, 'Q', \
                '1990-01-01', 'female', NULL, NULL, NULL, 1, NULL, NULL, \
                '2025-01-01 08:00:00.000 +00:00', '2025-01-01 08:00:00.000 +00:00' FROM n";
    Connection::open(&file).unwrap().execute(more, []).unwrap();
    let report = clinic.folder.path().join("report.tsv");
    let arguments = ["--dry-run", "--report", report.to_str().unwrap()];
    let told = fine(&import(&clinic, &file, &arguments));
    let genders = told.lines().filter(|line| line.contains("\tgender\tfemale\t"));
    let genders: Vec<&str> = genders.collect();
    assert_eq!(genders.len(), 1, "{told}");
    assert!(genders[0].contains("and 300 more"), "{}", genders[0]);
    let written = std::fs::read_to_string(&report).unwrap();
    assert_eq!(written.lines().filter(|line| line.contains("\tgender\tfemale\t")).count(), 301);
    assert!(written.lines().all(|line| line.split('\t').count() == 5), "{written}");
    // Never over a file that is there.
    let again = refusal(&import(&clinic, &file, &arguments));
    assert!(again.contains("report.tsv"), "{again}");
    assert!(!clinic.data().exists(), "a rehearsal");
}

#[test]
fn a_file_that_is_none_of_the_predecessors_is_told_what_to_do_with() {
    let clinic = Clinic::new();
    let old = small(&clinic);
    let restored = refusal(&clinic.run(&["restore", old.to_str().unwrap(), "--yes"]));
    assert!(restored.contains("nutrivault import predecessor"), "{restored}");
    std::fs::create_dir_all(clinic.data()).unwrap();
    std::fs::copy(&old, clinic.file("nutrivault.db")).unwrap();
    let served = refusal(&clinic.run(&["serve"]));
    assert!(served.contains("nutrivault import predecessor"), "{served}");
    std::fs::remove_file(clinic.file("nutrivault.db")).unwrap();
    clinic.make();
    let ours = refusal(&import(&clinic, &clinic.file("nutrivault.db"), &[]));
    assert!(ours.contains("nutrivault restore"), "{ours}");
    // A copy that SQLite made itself carries no manifest: it is restored, and that is said.
    let copy = clinic.folder.path().join("vacuumed.db");
    clinic.database().execute("VACUUM INTO ?1", [copy.to_str().unwrap()]).unwrap();
    let told = fine(&clinic.run(&["restore", copy.to_str().unwrap(), "--yes"]));
    assert!(told.contains("carries no manifest") && told.contains("Restored"), "{told}");
}
