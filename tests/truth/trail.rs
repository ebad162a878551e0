//! The audit trail: nothing done goes untold, nothing told can be changed unnoticed.

use std::thread;
use std::time::Duration;

use serde_json::json;

use super::{text, token};
use crate::clinic::{Clinic, fine, out};

#[test]
fn a_change_and_every_reading_are_told_also_when_the_cache_answers() {
    let clinic = Clinic::new();
    fine(&clinic.run(&[
        "demo",
        "--patients",
        "5",
        "--visits",
        "10",
        "--invoices",
        "5",
        "--audit",
        "5",
    ]));
    let server = clinic.serve(&["serve"]);
    let token = token(&server);
    let list = server.call("GET", "/api/patients", Some(&token), None).1;
    let id = text(&list, "/data/patients/0/id").to_owned();
    let path = format!("/api/patients/{id}");
    let change = json!({"city": "Brest"});
    assert_eq!(server.call("PUT", &path, Some(&token), Some(&change)).0, 200);
    let viewer = server.login("viewer", "NutriVault-demo-1").1;
    let viewer = text(&viewer, "/data/accessToken").to_owned();
    for reader in [&token, &token, &viewer, &viewer] {
        assert_eq!(server.call("GET", &path, Some(reader), None).0, 200);
    }
    assert_eq!(server.call("PUT", &path, Some(&viewer), Some(&change)).0, 403);
    thread::sleep(Duration::from_secs(1));
    let told = |query: &str| {
        let path = format!("/api/audit-logs?resource_id={id}&{query}");
        server.call("GET", &path, Some(&token), None).1["data"].clone()
    };
    let update = told("action=UPDATE&sort_order=DESC&limit=1")["logs"][0].clone();
    assert_eq!(update["changes"]["city"]["new"], "Brest", "{update}");
    assert_eq!(update["request_path"], path);
    // Two readers, two rows: repeats within a minute are one.
    let since = text(&update, "/timestamp");
    let names: Vec<String> = told(&format!("action=READ&timestamp_gte={since}"))["logs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| text(row, "/username").to_owned())
        .collect();
    assert!(
        names.contains(&"admin".to_owned()) && names.contains(&"viewer".to_owned()),
        "{names:?}"
    );
    assert_eq!(told("action=PERMISSION_CHECK")["logs"][0]["status"], "FAILURE");
}

#[test]
fn one_changed_byte_is_found_with_its_row() {
    let clinic = Clinic::new();
    fine(&clinic.run(&[
        "demo",
        "--patients",
        "5",
        "--visits",
        "10",
        "--invoices",
        "5",
        "--audit",
        "50",
    ]));
    let server = clinic.serve(&["serve"]);
    let token = token(&server);
    let verify =
        || server.call("GET", "/api/audit-logs/verify", Some(&token), None).1["data"].clone();
    assert_eq!(verify()["ok"], true);
    let refused =
        clinic.database().execute("UPDATE audit_logs SET username = 'x' WHERE seq = 7", []);
    assert!(refused.unwrap_err().to_string().contains("never changed"));
    assert!(clinic.database().execute("DELETE FROM audit_logs WHERE seq = 7", []).is_err());
    let tamper = "DROP TRIGGER audit_logs_never_change;
        UPDATE audit_logs SET request_path = request_path || '/' WHERE seq = 7;
        UPDATE audit_logs SET user_agent = 'x' WHERE seq = 7 AND request_path IS NULL;";
    clinic.database().execute_batch(tamper).unwrap();
    let found = verify();
    assert_eq!((&found["ok"], &found["first_bad"]["seq"]), (&json!(false), &json!(7)), "{found}");
    drop(server);
    let examined = clinic.run(&["doctor"]);
    assert_eq!(examined.status.code(), Some(2));
    assert!(out(&examined).contains('7'), "{}", out(&examined));
}
