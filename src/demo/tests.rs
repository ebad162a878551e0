use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::*;
use crate::audit::verify_here;
use crate::clock::Clock;
use crate::config::Config;

const NOW: &str = "2026-11-23T14:30:00.000Z";

fn options(seed: u64) -> Options {
    let now = NOW.parse().unwrap();
    Options {
        patients: 200,
        visits: 1500,
        invoices: 800,
        audit: 700,
        ..Options::small(seed, "a long demo password".into(), 4, now)
    }
}

fn clinic(options: &Options) -> (TempDir, Database, Summary) {
    let folder = tempfile::tempdir().unwrap();
    let config = Config { query_budget_ms: 600_000, ..Config::default() }.with_data(folder.path());
    let clock = Clock::default();
    clock.advance_ms(options.now.ms() - clock.now().ms());
    let (database, _) = Database::open(&config, clock).unwrap();
    let summary = fill(&database, options, &|_, _| {}).unwrap();
    (folder, database, summary)
}

fn ask<T>(database: &Database, work: impl FnOnce(&Sql<'_>) -> Result<T>) -> T {
    database.read_here(&Meter::default(), work).unwrap()
}

fn number(database: &Database, question: &str) -> i64 {
    ask(database, |sql| sql.one(question, [], |row| row.get(0)))
}

fn digest(database: &Database, table: &str) -> String {
    let mut hasher = Sha256::new();
    let question = format!("SELECT * FROM {table} ORDER BY rowno");
    ask(database, |sql| {
        sql.each(&question, [], |row| {
            for column in 0..row.as_ref().column_count() {
                hasher.update(format!("{:?}|", row.get_ref(column)?));
            }
            Ok(())
        })
    });
    format!("{:x?}", hasher.finalize())
}

#[test]
fn the_same_seed_makes_the_same_clinic_at_any_hour_of_the_day() {
    let (_first, morning, _) = clinic(&options(7));
    let evening = "2026-11-23T21:00:00.000Z".parse().unwrap();
    let (_second, evening, _) = clinic(&Options { now: evening, ..options(7) });
    let (_third, other, _) = clinic(&options(8));
    for table in ["patients", "visits", "visit_measurements", "billing", "payments"] {
        assert_eq!(digest(&morning, table), digest(&evening, table), "{table}");
        assert_ne!(digest(&morning, table), digest(&other, table), "{table}");
    }
}

#[test]
fn as_much_is_made_as_was_asked_for() {
    let (_folder, database, summary) = clinic(&options(1));
    for (table, count) in
        [("patients", 200), ("visits", 1500), ("billing", 800), ("audit_logs", 700), ("users", 16)]
    {
        assert_eq!(number(&database, &format!("SELECT count(*) FROM {table}")), count, "{table}");
    }
    let measured = number(&database, "SELECT count(*) FROM visit_measurements");
    let completed = "SELECT count(*) FROM visits WHERE status = 'COMPLETED'";
    assert_eq!(measured, number(&database, completed));
    assert_eq!(summary.measurements, measured as u64);
    assert_eq!(summary.payments, number(&database, "SELECT count(*) FROM payments") as u64);
    assert_eq!(summary.logins[1], ("dietitian".into(), "DIETITIAN".into()));
}

#[test]
fn the_file_is_sound_and_no_reference_dangles() {
    let (_folder, database, _) = clinic(&options(2));
    let verdict: String = ask(&database, |sql| sql.one("PRAGMA integrity_check", [], |r| r.get(0)));
    assert_eq!(verdict, "ok");
    let dangling = ask(&database, |sql| sql.all("PRAGMA foreign_key_check", [], |_| Ok(())));
    assert!(dangling.is_empty());
}

#[test]
fn no_dietitian_is_with_two_patients_at_once() {
    let crowded = Options { patients: 30, visits: 20_000, invoices: 0, audit: 0, ..options(3) };
    for options in [options(3), crowded] {
        let (_folder, database, _) = clinic(&options);
        let overlaps = "SELECT count(*) FROM (SELECT visit_date, \
             lag(ends_at) OVER (PARTITION BY dietitian_id ORDER BY visit_date) AS last_end FROM visits) \
             WHERE last_end > visit_date";
        assert_eq!(number(&database, overlaps), 0);
    }
}

#[test]
fn every_dietitian_has_patients_and_visits_and_today_is_not_empty() {
    let (_folder, database, _) = clinic(&Options::small(1, "x".into(), 4, NOW.parse().unwrap()));
    let idle = "SELECT count(*) FROM users u JOIN roles r ON r.id = u.role_id AND r.name = 'DIETITIAN' \
         WHERE NOT EXISTS (SELECT 1 FROM patients p WHERE p.assigned_dietitian_id = u.id) \
         OR NOT EXISTS (SELECT 1 FROM visits v WHERE v.dietitian_id = u.id)";
    assert_eq!(number(&database, idle), 0);
    let today = "SELECT count(*) FROM visits WHERE visit_date LIKE '2026-11-23%'";
    assert!(number(&database, today) >= 3);
}

#[test]
fn every_invoice_and_its_payments_add_up() {
    let (_folder, database, _) = clinic(&options(4));
    let wrong = "SELECT count(*) FROM billing b WHERE amount_paid + balance + amount_credited <> total_amount \
         OR amount_paid <> (SELECT coalesce(sum(amount), 0) FROM payments p WHERE p.billing_id = b.id) \
         OR amount <> (SELECT sum(amount) FROM billing_lines l WHERE l.billing_id = b.id) \
         OR tax_amount <> (SELECT sum(tax_amount) FROM billing_lines l WHERE l.billing_id = b.id) \
         OR (status = 'PAID') <> (balance = 0) OR (status = 'DRAFT') <> (snapshot IS NULL) \
         OR EXISTS (SELECT 1 FROM visits v WHERE v.id = b.visit_id AND v.patient_id <> b.patient_id)";
    assert_eq!(number(&database, wrong), 0);
}

#[test]
fn invoice_numbers_follow_the_dates_without_a_gap() {
    let (_folder, database, _) = clinic(&options(5));
    let gaps = "SELECT count(*) FROM (SELECT invoice_number, printf('INV-%s-%06d', substr(invoice_date, 1, 4), \
         row_number() OVER (PARTITION BY substr(invoice_date, 1, 4) ORDER BY invoice_date, issued_at, rowno)) AS due \
         FROM billing WHERE status <> 'DRAFT') WHERE invoice_number <> due";
    assert_eq!(number(&database, gaps), 0);
    let series = "SELECT count(*) FROM number_series s WHERE last_number <> \
         (SELECT count(*) FROM billing WHERE invoice_number LIKE 'INV-' || s.year || '-%')";
    assert_eq!(number(&database, series), 0);
}

#[test]
fn nothing_is_recorded_before_its_patient_or_after_now() {
    for now in [NOW, "2026-11-22T10:00:00.000Z", "2027-01-01T05:00:00.000Z"] {
        let (_folder, database, _) = clinic(&Options { now: now.parse().unwrap(), ..options(6) });
        for table in ["users", "patients", "visits", "visit_measurements", "billing"] {
            let wrong = format!(
                "SELECT count(*) FROM {table} \
                 WHERE created_at > '{now}' OR updated_at > '{now}' OR updated_at < created_at"
            );
            assert_eq!(number(&database, &wrong), 0, "{table}");
        }
        for table in ["visits", "billing"] {
            let early = format!(
                "SELECT count(*) FROM {table} t JOIN patients p ON p.id = t.patient_id \
                 WHERE t.created_at < p.created_at"
            );
            assert_eq!(number(&database, &early), 0, "{table}");
        }
    }
}

#[test]
fn visits_follow_birth_and_end_when_their_minutes_are_over() {
    let (_folder, database, _) = clinic(&options(6));
    let wrong = "SELECT count(*) FROM visits v JOIN patients p ON p.id = v.patient_id \
         WHERE v.visit_date < p.date_of_birth OR v.ends_at <> \
         strftime('%Y-%m-%dT%H:%M:%fZ', v.visit_date, '+' || v.duration_minutes || ' minutes')";
    assert_eq!(number(&database, wrong), 0);
}

#[test]
fn the_audit_chain_holds_and_ends_with_the_filling() {
    let (_folder, database, _) = clinic(&options(9));
    let (_, bad) = verify_here(&database).unwrap();
    assert_eq!(bad, None);
    let backwards = "SELECT count(*) FROM audit_logs a JOIN audit_logs b ON b.seq = a.seq + 1 \
         WHERE b.timestamp < a.timestamp";
    assert_eq!(number(&database, backwards), 0);
    let last = "SELECT action = 'DEMO' AND username = 'command line' FROM audit_logs ORDER BY seq DESC LIMIT 1";
    assert_eq!(number(&database, last), 1);
    let foreign = "SELECT count(*) FROM audit_logs a WHERE a.resource_type = 'patient' AND a.resource_id IS NOT NULL \
         AND (a.patient_id IS NOT a.resource_id OR a.resource_id NOT IN (SELECT id FROM patients))";
    assert_eq!(number(&database, foreign), 0);
}

#[test]
fn a_clinic_may_be_of_any_size() {
    for (patients, visits, invoices, audit) in
        [(0, 0, 0, 0), (1, 0, 0, 1), (1, 40, 7, 3), (14, 3, 50, 200), (90, 20, 0, 5)]
    {
        let size = Options { patients, visits, invoices, audit, ..options(1) };
        let (_folder, _database, summary) = clinic(&size);
        let made = (summary.patients, summary.visits, summary.invoices, summary.audit);
        assert_eq!(made, (patients, visits, invoices, audit.max(1)));
    }
}

#[test]
fn visits_without_patients_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config::default().with_data(folder.path());
    let (database, _) = Database::open(&config, Clock::default()).unwrap();
    let refused = fill(&database, &Options { patients: 0, ..options(1) }, &|_, _| {}).unwrap_err();
    assert_eq!(refused.details()[0].field, "patients");
    assert_eq!(number(&database, "SELECT count(*) FROM users"), 0);
}

#[test]
fn a_database_with_data_is_left_alone() {
    let (_folder, database, _) = clinic(&options(1));
    let again = fill(&database, &options(1), &|_, _| {}).unwrap_err();
    assert_eq!(again.code(), "NOT_EMPTY");
    assert_eq!(number(&database, "SELECT count(*) FROM users"), 16);
}

#[test]
fn progress_grows_to_the_whole() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config { query_budget_ms: 600_000, ..Config::default() }.with_data(folder.path());
    let (database, _) = Database::open(&config, Clock::default()).unwrap();
    let last = AtomicU64::new(0);
    fill(&database, &options(1), &|done, all| {
        assert!(done >= last.swap(done, Ordering::Relaxed) && done <= all);
    })
    .unwrap();
    assert_eq!(last.into_inner(), 200 + 1500 + 800 + 700);
}

#[test]
fn who_has_the_file_alone_fills_it_without_a_second_copy_in_the_wal() {
    let folder = tempfile::tempdir().unwrap();
    let defaults = Config::default();
    let pool = crate::config::Pool { min: 0, ..defaults.pool.clone() };
    let config = Config { pool, query_budget_ms: 600_000, ..defaults }.with_data(folder.path());
    let (database, _) = Database::open(&config, Clock::default()).unwrap();
    let wal = database.path().with_extension("db-wal");
    let told = AtomicU64::new(0);
    fill(&database, &options(1), &|_, _| {
        told.fetch_add(1, Ordering::Relaxed);
        assert!(!wal.exists());
    })
    .unwrap();
    assert!(told.into_inner() > 5);
    let mode: String = ask(&database, |sql| sql.one("PRAGMA journal_mode", [], |row| row.get(0)));
    assert_eq!(mode, "wal");
}

#[test]
fn the_kitchen_has_recipes_plans_and_diaries_of_foods_that_are_known() {
    let (_folder, database, _) = clinic(&options(7));
    let count = |from: &str| number(&database, &format!("SELECT count(*) FROM {from}"));
    assert_eq!(count("recipes"), 5);
    assert_eq!(count("plans WHERE patient_id IS NULL"), 2);
    assert!(count("plans WHERE status = 'draft' AND patient_id IS NOT NULL") >= 5);
    assert!(count("plans WHERE status = 'given'") >= 10 && count("intakes") >= 10);
    assert!(count("target_sets") == 2 && count("food_frequencies") >= 5);
    let meals =
        "json_each(p.days) d, json_each(d.value -> 'meals') m, json_each(m.value -> 'items') i";
    let words = format!("SELECT group_concat(DISTINCT i.value ->> 'text') FROM plans p, {meals}");
    let words: String = ask(&database, |sql| sql.one(&words, [], |row| row.get(0)));
    assert_eq!(words, "A green salad", "every other line is a food or a recipe");
    let told = format!("SELECT group_concat(DISTINCT i.value ->> 'text') FROM intakes p, {meals}");
    let told: String = ask(&database, |sql| sql.one(&told, [], |row| row.get(0)));
    assert_eq!(told, "A biscuit");
    let thin = "recipes r WHERE (SELECT count(*) FROM recipe_items i WHERE i.recipe_id = r.id) < 3";
    assert_eq!(count(thin), 0);
    let swaps = "exchange_systems s, json_each(s.groups) g, json_each(g.value -> 'foods')";
    assert!(count(swaps) >= 18);
}

#[test]
fn old_notes_are_signed_and_some_amended_and_every_digest_holds() {
    let (_folder, database, _) = clinic(&Options { audit: 6_000, ..options(5) });
    let count = |of: &str| number(&database, &format!("SELECT count(*) FROM {of}"));
    assert!(count("visits WHERE signed_at IS NOT NULL") > 300);
    assert!(count("visit_amendments") > 5 && count("visit_signatures WHERE edition = 2") > 2);
    assert_eq!(
        count("visits WHERE edition > 0 AND visit_date > '2026-11-10'"),
        0,
        "young notes are worked on"
    );
    let visits: Vec<crate::ids::Id> = ask(&database, |sql| {
        sql.all("SELECT id FROM visits WHERE edition > 0", [], |row| row.get(0))
    });
    for visit in visits {
        let editions = ask(&database, |sql| {
            crate::visits::signing::store::editions(sql, visit, crate::list::Leaf::default())
        });
        assert!(editions.0.iter().all(|edition| edition.holds), "{visit}");
    }
    let told = "audit_logs WHERE action = 'SIGN' AND resource_type = 'visit'";
    assert!(count(told) > 100, "{}", count(told));
    let digests = "audit_logs l JOIN audit_values v ON v.seq = l.seq JOIN visit_signatures s ON s.visit_id = \
                   l.resource_id WHERE l.action = 'SIGN' AND instr(v.body, s.digest) > 0";
    assert_eq!(count(digests), count(told), "the trail has the digest of each");
}
