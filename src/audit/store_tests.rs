use serde_json::json;

use super::*;
use crate::audit::{Action, Actor, Entry, record};
use crate::clock::{Clock, Zone};
use crate::config::Config;
use crate::db::{Database, Meter};
use crate::http::Parameters;
use crate::ids::Id;
use crate::list::{ListQuery, fetch};

fn clinic() -> (tempfile::TempDir, Database) {
    let folder = tempfile::tempdir().unwrap();
    let config = Config::default().with_data(folder.path());
    let (database, _) = Database::open(&config, Clock::default()).unwrap();
    (folder, database)
}

/// Three rows: jane reads a patient, jane is refused a visit, the server starts a demo.
fn with_three_rows(database: &Database) -> Id {
    let patient = Id::new();
    let jane = Actor {
        user_id: Some(Id::new()),
        username: Some("jane.doe@clinic.example".into()),
        ip_address: Some([192, 0, 2, 7].into()),
        request_method: Some("GET"),
        request_path: Some(format!("/api/patients/{patient}")),
        ..Actor::default()
    };
    let rows = [
        (&jane, Entry::new(Action::Read, "patient").on(patient).of_patient(patient)),
        (&jane, Entry::new(Action::PermissionCheck, "visit").refused("NOT_ASSIGNED_PATIENT 100%")),
        (&Actor::server(), Entry::new(Action::Demo, "système")),
    ];
    database
        .write_here(&Meter::default(), |tx| {
            rows.iter().try_for_each(|(actor, entry)| record(tx, actor, entry))
        })
        .unwrap();
    patient
}

fn ask(database: &Database, query: &str) -> Result<serde_json::Value> {
    let query =
        ListQuery::read(AuditLogs::SPEC, Parameters::parse(query)?, &Zone::utc(), Notes::All)?;
    let json = database.read_here(&Meter::default(), |sql| {
        Ok(fetch(sql, AuditLogs::SPEC, &query, &Clauses::default())?.into_json())
    })?;
    Ok(serde_json::from_slice(&json).unwrap())
}

fn total(database: &Database, query: &str) -> i64 {
    ask(database, query).unwrap()["data"]["total"].as_i64().unwrap()
}

#[test]
fn a_row_has_exactly_the_members_of_the_contract() {
    let (_folder, database) = clinic();
    with_three_rows(&database);
    let page = ask(&database, "action=READ").unwrap();
    let row = page["data"]["logs"][0].as_object().unwrap();
    let mut names: Vec<&str> = row.keys().map(String::as_str).collect();
    names.sort_unstable();
    let mut expected = [
        "id",
        "seq",
        "timestamp",
        "user_id",
        "username",
        "action",
        "resource_type",
        "resource_id",
        "patient_id",
        "ip_address",
        "user_agent",
        "request_method",
        "request_path",
        "changes",
        "status",
        "severity",
        "error_message",
        "session_id",
        "api_key_id",
        "prev_hash",
        "hash",
        "user",
    ];
    expected.sort_unstable();
    assert_eq!(names, expected);
    assert_eq!(row["prev_hash"], json!("0".repeat(64)));
    assert_eq!(row["hash"].as_str().map(str::len), Some(64));
    assert_eq!((&row["user"], &row["changes"]), (&json!(null), &json!(null)));
    assert_eq!((&page["data"]["limit"], &page["data"]["total"]), (&json!(100), &json!(1)));
}

#[test]
fn every_word_must_match_by_its_beginning_whatever_signs_it_has() {
    let (_folder, database) = clinic();
    let patient = with_three_rows(&database);
    for (search, expected) in [
        ("jane", 2),
        ("JAN", 2),
        ("jane.doe%40clinic.example", 2),
        ("jane.doe%40cli", 2),
        ("clinic", 2),
        ("permission_check", 1),
        ("perm", 1),
        ("jane permission", 1),
        ("jane demo", 0),
        ("j", 2),
        // Among others a letter is a word: it begins half of all rows.
        ("jane p", 0),
        ("a b c d e f g h", 0),
        ("%2Fapi%2Fpatients", 2),
        (&format!("%2Fapi%2Fpatients%2F{patient}"), 2),
        (&patient.to_string(), 2),
        ("%25", 1),
        ("_", 1),
        ("syst%C3%A8me", 1),
        ("SYSTEME", 1),
        ("%22", 0),
        ("*", 0),
        ("AND", 0),
        ("NEAR(a b)", 0),
        ("username:jane", 0),
        ("%E0%A4%B9%E0%A4%BF%E0%A4%A8%E0%A5%8D%E0%A4%A6%E0%A5%80", 0),
        ("", 3),
    ] {
        assert_eq!(total(&database, &format!("search={search}")), expected, "{search}");
    }
}

#[test]
fn filters_are_those_of_the_contract_and_no_others() {
    let (_folder, database) = clinic();
    let patient = with_three_rows(&database);
    let today = Clock::default().now().to_string()[..10].to_owned();
    for (query, expected) in [
        (format!("resource_id={patient}"), 1),
        (format!("patient_id={patient}"), 1),
        ("action_in=READ,DEMO".into(), 2),
        ("resource_type=visit".into(), 1),
        ("request_method=GET".into(), 2),
        ("status=FAILURE".into(), 1),
        ("severity_ne=INFO".into(), 1),
        ("ip_address=192.0.2.7".into(), 2),
        ("user_id_null=true".into(), 1),
        (format!("from_date={today}&to_date={today}"), 3),
        (format!("timestamp_lt={today}"), 0),
    ] {
        assert_eq!(total(&database, &query), expected, "{query}");
    }
    for (query, code) in [
        ("username=jane", "INVALID_FILTER"),
        ("nonsense=1", "INVALID_FILTER"),
        ("status=GOOD", "INVALID_FILTER"),
        ("action_gt=A", "INVALID_OPERATOR"),
        ("limit=501", "VALIDATION_ERROR"),
        ("sort_by=action", "VALIDATION_ERROR"),
        ("from_date=2026-02-02&to_date=2026-02-01", "VALIDATION_ERROR"),
    ] {
        assert_eq!(ask(&database, query).unwrap_err().code(), code, "{query}");
    }
}

#[test]
fn pages_by_cursor_show_every_row_once_newest_first() {
    let (_folder, database) = clinic();
    with_three_rows(&database);
    let mut query = "limit=1".to_owned();
    let mut seen = Vec::new();
    loop {
        let page = ask(&database, &query).unwrap();
        seen.push(page["data"]["logs"][0]["seq"].as_i64().unwrap());
        match page["data"]["next_cursor"].as_str() {
            Some(cursor) => query = format!("limit=1&cursor={cursor}"),
            None => break,
        }
    }
    seen.sort_unstable();
    assert_eq!(seen, [1, 2, 3]);
}

#[test]
fn the_figures_count_every_row_once() {
    let (_folder, database) = clinic();
    with_three_rows(&database);
    let figures = database.read_here(&Meter::default(), stats).unwrap();
    let json = serde_json::to_value(&figures).unwrap();
    assert_eq!(json["total"], 3);
    let by_status = json!([{"status": "SUCCESS", "count": 2}, {"status": "FAILURE", "count": 1}]);
    assert_eq!(json["by_status"], by_status);
    assert_eq!(json["by_action"][0]["action"], "DEMO");
    assert_eq!(json["by_resource_type"].as_array().map(Vec::len), Some(3));
}

#[test]
fn the_usual_questions_use_their_indexes() {
    let (_folder, database) = clinic();
    let plan = |condition: &str| {
        let sql = format!(
            "EXPLAIN QUERY PLAN SELECT l.id FROM {} WHERE {condition} \
             ORDER BY l.timestamp DESC, l.id DESC LIMIT 101",
            SPEC.from
        );
        let steps: Vec<String> =
            database.read_here(&Meter::default(), |s| s.all(&sql, [], |row| row.get(3))).unwrap();
        steps.join("; ")
    };
    assert!(plan("1").contains("idx_audit_logs_timestamp"));
    let of_a_user = plan("l.user_id = 'x' AND l.timestamp >= '2026'");
    assert!(of_a_user.contains("idx_audit_logs_user_timestamp"), "{of_a_user}");
    let of_a_file = plan("l.patient_id = 'x'");
    assert!(of_a_file.contains("idx_audit_logs_patient"), "{of_a_file}");
}
