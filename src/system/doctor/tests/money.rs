//! Books that somebody has changed behind the program's back.

use super::*;

/// What is done to the books, who finds it, how bad it is, and what is said.
const DAMAGE: &[(&str, &str, Level, &str)] = &[
    (
        "UPDATE payments SET amount = 41 WHERE id = 'b2'",
        "ledger",
        Level::Damage,
        "of 1 (INV-2026-000002) paid",
    ),
    ("DELETE FROM payments", "ledger", Level::Damage, "of 3 (INV-2026-000001, INV-2026-000002"),
    (
        "UPDATE billing SET amount_credited = 60, balance = 0, status = 'PAID' WHERE id = 'b1'",
        "ledger",
        Level::Damage,
        "credited",
    ),
    ("UPDATE billing_lines SET tax_amount = 1 WHERE id = 'b3'", "ledger", Level::Damage, "lines"),
    (
        "UPDATE billing SET balance = 61 WHERE id = 'b3'",
        "ledger",
        Level::Damage,
        "make up the total",
    ),
    ("UPDATE billing SET status = 'PAID' WHERE id = 'b1'", "ledger", Level::Damage, "status"),
    ("UPDATE billing SET status = 'CANCELLED' WHERE id = 'b1'", "ledger", Level::Damage, "status"),
    ("UPDATE billing SET invoice_number = NULL WHERE id = 'b1'", "ledger", Level::Damage, "number"),
    (
        "INSERT INTO payments (id, billing_id, kind, amount, method, payment_date, reverses_id, created_at, patient_id, currency) \
         VALUES ('r', 'b1', 'REVERSAL', -39, 'CASH', '2026-01-03', 'b1', '', 'p', 'EUR')",
        "ledger",
        Level::Damage,
        "reversal",
    ),
    (
        "INSERT INTO receipts (id, patient_id, currency, amount, method, payment_date, created_at) \
      VALUES ('c', 'p', 'EUR', 5, 'CASH', '2026-01-03', '')",
        "ledger",
        Level::Damage,
        "shares",
    ),
    (
        "UPDATE number_series SET last_number = 2",
        "numbering",
        Level::Damage,
        "counts 2 and has 000003",
    ),
    (
        "UPDATE number_series SET last_number = 5",
        "numbering",
        Level::Warning,
        "2 missing, first 000004",
    ),
    ("DELETE FROM number_series", "numbering", Level::Damage, "counts 0 and has 000003"),
    ("DELETE FROM billing", "numbering", Level::Warning, "3 missing, first 000001"),
    ("DELETE FROM billing WHERE id = 'b2'", "numbering", Level::Warning, "1 missing, first 000002"),
];

/// A closed demo clinic: some patients, visits and invoices.
fn practice() -> (tempfile::TempDir, Config) {
    let (folder, config) = clinic();
    let (database, _) = Database::open(&config, Clock::default()).unwrap();
    database
        .write_here(&Meter::default(), |tx| {
            let user = "INSERT INTO users (id, username, username_folded, email, email_folded, \
                        password_hash, first_name, last_name, last_name_folded, search_folded, \
                        role_id, created_at, updated_at) \
                        SELECT 'u', 'u', 'u', 'u', 'u', '', 'U', 'U', 'u', 'u', id, '', '' FROM roles LIMIT 1";
            tx.run(user, [])?;
            let patient = "INSERT INTO patients (id, first_name, last_name, first_name_folded, \
                           last_name_folded, name_words, contact_folded, date_of_birth, created_at, \
                           updated_at) VALUES ('p', 'P', 'P', 'p', 'p', '  p', '', '1990-01-01', '', '')";
            tx.run(patient, [])?;
            for number in 1..=3 {
                let invoice = "INSERT INTO billing (id, patient_id, invoice_number, invoice_date, \
                               due_date, currency, amount, total_amount, amount_paid, balance, status, \
                               created_at, updated_at) VALUES (?1, 'p', ?2, '2026-01-01', '2026-01-31', \
                               'EUR', 100, 100, 40, 60, 'PARTIAL', '', '')";
                tx.run(invoice, [format!("b{number}"), format!("INV-2026-{number:06}")])?;
                let line = "INSERT INTO billing_lines (id, billing_id, position, description, \
                            quantity_milli, unit_price, amount, tax_amount) \
                            VALUES (?1, ?1, 1, 'x', 1000, 100, 100, 0)";
                tx.run(line, [format!("b{number}")])?;
                let payment = "INSERT INTO payments (id, billing_id, kind, amount, method, \
                               payment_date, created_at, patient_id, currency) VALUES (?1, ?1, \
                               'PAYMENT', 40, 'CASH', '2026-01-02', '', 'p', 'EUR')";
                tx.run(payment, [format!("b{number}")])?;
            }
            tx.run("INSERT INTO number_series VALUES ('INV', 2026, 3)", [])?;
            Ok(())
        })
        .unwrap();
    drop(database);
    (folder, config)
}

#[test]
fn money_that_does_not_add_up_is_damage_and_a_gap_is_told() {
    let (_folder, config) = practice();
    assert_eq!(found(&config, "ledger").what.to_string(), "All 3 invoices add up.");
    assert_eq!(found(&config, "numbering").level, Level::Fine);
    let guard = "DROP TRIGGER payments_never_change; DROP TRIGGER payments_never_go; \
                 PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF;";
    for (sql, check, level, words) in DAMAGE {
        let (_folder, config) = practice();
        tamper(&config, &format!("{guard}{sql}"));
        let finding = found(&config, check);
        assert_eq!(finding.level, *level, "{sql}: {finding:?}");
        assert!(
            finding.what.to_string().contains(words) && finding.todo.is_some(),
            "{sql}: {finding:?}"
        );
    }
}
