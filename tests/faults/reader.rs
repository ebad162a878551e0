//! Somebody keeps an old state of the database open while the clinic works on.

use std::thread::sleep;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::clinic::{fine, out};
use crate::staff::Practice;

/// More than the server takes for the work of questions that end.
const LONG: u64 = 20 << 20;

fn log_bytes(practice: &Practice) -> u64 {
    practice.clinic.file("nutrivault.db-wal").metadata().map_or(0, |log| log.len())
}

fn metric(practice: &Practice, name: &str) -> f64 {
    let page = practice.ask("GET", "/metrics", None).text();
    let line = page.lines().find(|line| line.starts_with(&format!("{name} ")));
    line.and_then(|line| line.rsplit(' ').next()?.parse().ok()).unwrap()
}

fn finding(practice: &Practice) -> Value {
    let told: Value =
        serde_json::from_str(&out(&practice.clinic.run(&["doctor", "--json"]))).unwrap();
    let findings = told["findings"].as_array().unwrap();
    findings.iter().find(|found| found["check"] == "write-ahead log").unwrap().clone()
}

/// Waits until it is so, as long as a watch may take.
fn becomes(what: &str, is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_secs(30), "never: {what}");
        sleep(Duration::from_millis(100));
    }
}

fn names(reader: &Connection) -> i64 {
    reader.query_row("SELECT count(*) FROM patients", [], |row| row.get(0)).unwrap()
}

#[test]
fn a_reader_that_never_ends_holds_up_nobody_and_is_named() {
    let practice = Practice::new();
    let path = practice.register("Read");
    let reader = practice.clinic.database();
    reader.execute_batch("BEGIN").unwrap();
    assert_eq!(names(&reader), 1);
    let mut line = practice.line();
    for turn in 0.. {
        let notes = format!("{turn} {}", "x".repeat(19_000));
        let body = json!({ "medical_notes": notes });
        practice.ask_over(&mut line, "PUT", &path, Some(&body)).unwrap().fine();
        let answer = practice.ask_over(&mut line, "GET", &path, None).unwrap().fine();
        assert_eq!(answer.json()["data"]["patient"]["medical_notes"], notes);
        if log_bytes(&practice) > LONG {
            break;
        }
    }
    practice.register("Second");
    assert_eq!(names(&reader), 1, "the reader still sees what it saw");

    let me = format!("process {}", std::process::id());
    let held = finding(&practice);
    assert_eq!(held["level"], "warning", "{held}");
    assert!(held["what"].as_str().unwrap().contains(&me), "{held}");
    assert!(held["todo"].as_str().unwrap().contains("folds them in by itself"), "{held}");
    becomes("the metric", || metric(&practice, "nutrivault_wal_held_bytes") > 16e6);
    let said = || std::fs::read_to_string(practice.clinic.folder.path().join("log")).unwrap();
    becomes("the log", || said().contains("cannot be folded") && said().contains(&me));
    let status = practice.ask("GET", "/api/system/status", None).fine().json();
    assert!(status["data"]["database"]["wal_size"].as_u64().unwrap() > LONG, "{status}");

    reader.execute_batch("ROLLBACK").unwrap();
    assert_eq!(names(&reader), 2);
    // Nobody changes anything, and nobody restarts the server.
    becomes("the log is folded in", || log_bytes(&practice) < 1 << 20);
    becomes("the metric", || metric(&practice, "nutrivault_wal_held_bytes") == 0.0);
    assert_eq!(finding(&practice)["level"], "fine");
    practice.ask("GET", &path, None).fine();
    practice.register("Third");
    drop(reader);
    fine(&practice.clinic.run(&["doctor"]));
}
