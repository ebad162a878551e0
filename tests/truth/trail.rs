//! The audit trail: each change and each reading leaves its row, and no row can be bent.

use std::thread::sleep;
use std::time::{Duration, Instant};

use rusqlite::types::Value as Sql;
use serde_json::{Value, json};

use crate::clinic::out;
use crate::house::{House, Person, id_of};

/// The rows that this filter finds, oldest first.
#[track_caller]
fn rows(admin: &Person, filter: &str) -> Vec<Value> {
    let path = format!("/api/audit-logs?sort_order=ASC&limit=500&{filter}");
    admin.get(&path).fine().json()["data"]["logs"].as_array().unwrap().clone()
}

#[test]
fn each_change_leaves_a_row_with_who_where_and_what() {
    let house = House::full();
    let (admin, dora) = (house.person("admin"), house.person("dora"));
    let patient = admin.patient("Anna", &dora);
    let path = format!("/api/patients/{patient}");
    admin
        .ask_with("PUT", &path, &[("User-Agent", "Front desk")], Some(&json!({"city": "Lyon"})))
        .fine();
    admin.put(&format!("{path}/deactivate"), json!({}));
    admin.put(&format!("{path}/activate"), json!({}));
    let visit = admin.visit(&patient, &dora, 3);
    let measurements = format!("/api/visits/{visit}/measurements");
    let one = id_of(
        &admin.post(&measurements, json!({"weight_kg": 80, "height_cm": 180})),
        "measurement",
    );
    admin.put(&format!("{measurements}/{one}"), json!({"weight_kg": 79.5}));
    admin.delete(&format!("{measurements}/{one}"));
    admin.delete(&format!("/api/visits/{visit}"));
    admin.ask("POST", &format!("/api/visits/{visit}/restore"), None).fine();

    let told: Vec<(String, String)> = rows(&admin, &format!("patient_id={patient}&action_ne=READ"))
        .iter()
        .map(|row| (text(row, "action"), text(row, "resource_type")))
        .collect();
    let expected = [
        ("CREATE", "patient"),
        ("UPDATE", "patient"),
        ("DEACTIVATE", "patient"),
        ("ACTIVATE", "patient"),
        ("CREATE", "visit"),
        ("CREATE", "measurement"),
        ("UPDATE", "measurement"),
        ("DELETE", "measurement"),
        ("DELETE", "visit"),
        ("RESTORE", "visit"),
    ];
    assert_eq!(told, expected.map(|(action, kind)| (action.to_owned(), kind.to_owned())));

    let row = &rows(&admin, &format!("resource_id={patient}&action=UPDATE"))[0];
    assert_eq!(row["changes"], json!({"city": {"old": "Genève", "new": "Lyon"}}));
    assert_eq!((&row["user_id"], &row["username"]), (&json!(admin.id), &json!("admin")));
    assert_eq!((&row["request_method"], &row["request_path"]), (&json!("PUT"), &json!(path)));
    assert_eq!(
        (&row["ip_address"], &row["user_agent"]),
        (&json!("127.0.0.1"), &json!("Front desk"))
    );
    assert!(row["session_id"].is_string() && row["status"] == "SUCCESS");
    let row = &rows(&admin, &format!("resource_id={one}&action=UPDATE"))[0];
    let weight = &row["changes"]["weight_kg"];
    assert_eq!((weight["old"].as_f64(), weight["new"].as_f64()), (Some(80.0), Some(79.5)));
}

#[test]
fn what_was_refused_or_changed_nothing_leaves_no_change_behind() {
    let house = House::full();
    let (admin, dora) = (house.person("admin"), house.person("dora"));
    let patient = admin.patient("Anna", &dora);
    let path = format!("/api/patients/{patient}");
    let changes = || house.count("SELECT count(*) FROM audit_logs WHERE action <> 'READ'");
    let before = changes();
    for wrong in [json!({"city": 5}), json!({"last_name": ""}), json!({"version": 0, "city": "X"})]
    {
        assert!(admin.ask("PUT", &path, Some(&wrong)).status >= 400, "{wrong}");
    }
    assert_eq!(changes(), before);
    assert_eq!(house.count("SELECT version FROM patients"), 1);
}

#[test]
fn users_and_settings_leave_rows_without_any_secret() {
    let house = House::full();
    let (admin, vera) = (house.person("admin"), house.person("vera"));
    admin.put(&format!("/api/users/{}", vera.id), json!({"last_name": "Berg"}));
    admin.put(
        &format!("/api/users/{}/password", vera.id),
        json!({"new_password": "a secret of hers"}),
    );
    admin.put("/api/settings", json!({"name": "La clinique"}));
    let of_vera = rows(&admin, &format!("resource_id={}", vera.id));
    let actions: Vec<String> = of_vera.iter().map(|row| text(row, "action")).collect();
    assert_eq!(actions, ["CREATE", "LOGIN", "UPDATE", "PASSWORD_CHANGE"]);
    assert_eq!(of_vera[2]["changes"]["last_name"], json!({"old": "Ek", "new": "Berg"}));
    assert_eq!(rows(&admin, "resource_type=settings")[0]["changes"]["name"]["new"], "La clinique");
    let everything = json!(rows(&admin, "")).to_string();
    for secret in ["a secret of hers", "$2b$", "correct horse", &vera.token, &vera.refresh] {
        assert!(!everything.contains(secret), "{secret}");
    }
}

#[test]
fn every_reading_is_on_disk_within_a_second_from_the_cache_too() {
    let house = House::full();
    let [admin, dora, assia, vera] =
        ["admin", "dora", "assia", "vera"].map(|name| house.person(name));
    let patient = admin.patient("Anna", &dora);
    let visit = admin.visit(&patient, &dora, 3);
    let (path, visit) = (format!("/api/patients/{patient}"), format!("/api/visits/{visit}"));
    // Who may not see addresses shares answers with others of their kind.
    let tag = assia.get(&path).header("ETag").unwrap().to_owned();
    admin.get(&path).fine();
    let begun = Instant::now();
    let spared = vera.ask_with("GET", &path, &[("If-None-Match", &tag)], None);
    assert_eq!((spared.status, spared.hit()), (304, Some(true)));
    assert_eq!(assia.get(&path).hit(), Some(true));
    assert_eq!(assia.get(&visit).hit(), Some(false));
    assert_eq!(vera.get(&visit).hit(), Some(true));
    assert_eq!(dora.ask("HEAD", &path, None).status, 200);
    let expected = [
        ("admin", "patient"),
        // Whoever writes a record is shown it as it is then.
        ("admin", "visit"),
        ("assia", "patient"),
        ("assia", "visit"),
        ("dora", "patient"),
        ("vera", "patient"),
        ("vera", "visit"),
    ];
    let reads = || -> Vec<(String, String)> {
        let sql = "SELECT username, resource_type FROM audit_logs \
                   WHERE action = 'READ' AND patient_id = ?1 ORDER BY username, resource_type";
        let database = house.clinic.database();
        let mut statement = database.prepare(sql).unwrap();
        let rows = statement.query_map([&patient], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    };
    while reads().len() < expected.len() && begun.elapsed() < Duration::from_secs(1) {
        sleep(Duration::from_millis(10));
    }
    assert_eq!(reads(), expected.map(|(name, kind)| (name.to_owned(), kind.to_owned())));
    // The same once more, from other pages of the same file: still one row a person and record.
    for person in [&admin, &assia, &vera, &dora] {
        for path in [&path, &visit, &format!("{path}/timeline"), &format!("{path}/measurements")] {
            person.get(path).fine();
        }
    }
    assert_eq!(rows(&admin, "action=READ&resource_type=visit").len(), 4);
    assert_eq!(rows(&admin, "action=READ&resource_type=patient").len(), 4);
}

#[test]
fn a_list_that_shows_clinical_fields_is_one_row_with_the_ids() {
    let house = House::full();
    let (admin, dora) = (house.person("admin"), house.person("dora"));
    let ids = [admin.patient("Anna", &dora), admin.patient("Bert", &dora)];
    dora.get("/api/patients").fine();
    for _ in 0..3 {
        dora.get("/api/patients?fields=allergies&sort_order=asc").fine();
    }
    let read = rows(&admin, &format!("action=READ&user_id={}", dora.id));
    assert_eq!(read.len(), 1, "a plain list shows names alone: {read:?}");
    assert_eq!(rows(&admin, &format!("action=LIST&user_id={}", dora.id)).len(), 1);
    assert_eq!(rows(&admin, &format!("action=LIST&patient_id={}", ids[1])).len(), 1);
    assert_eq!(read[0]["changes"], json!({ "ids": ids }));
    assert_eq!((&read[0]["username"], &read[0]["resource_id"]), (&json!("dora"), &Value::Null));
}

#[test]
fn every_denial_is_a_row_of_its_own() {
    let house = House::full();
    let [admin, dora, otto, vera] =
        ["admin", "dora", "otto", "vera"].map(|name| house.person(name));
    let patient = admin.patient("Anna", &dora);
    let path = format!("/api/patients/{patient}");
    for _ in 0..3 {
        assert_eq!(otto.get(&path).status, 403);
        assert_eq!(vera.ask("DELETE", &path, None).status, 403);
    }
    let denied = rows(&admin, &format!("patient_id={patient}&action=PERMISSION_CHECK"));
    let mut told: Vec<(String, String)> =
        denied.iter().map(|row| (text(row, "username"), text(row, "error_message"))).collect();
    told.sort();
    let each = |name: &str, code: &str| vec![(name.to_owned(), code.to_owned()); 3];
    let expected = [each("otto", "NOT_ASSIGNED_PATIENT"), each("vera", "PERMISSION_DENIED")];
    assert_eq!(told, expected.concat());
    assert!(denied.iter().all(|row| row["status"] == "FAILURE"));
    let reads = rows(&admin, "action=READ");
    assert!(reads.iter().all(|row| row["username"] == "admin"), "a denial is no reading");
}

#[test]
fn one_changed_byte_is_found_beside_the_running_server_and_by_the_doctor() {
    let house = House::full();
    let (admin, dora) = (house.person("admin"), house.person("dora"));
    let patient = admin.patient("Anna", &dora);
    admin.put(&format!("/api/patients/{patient}"), json!({"city": "Lyon"}));
    let row = rows(&admin, &format!("resource_id={patient}&action=UPDATE")).remove(0);
    let (seq, id) = (row["seq"].as_i64().unwrap(), text(&row, "id"));
    let verdict = || admin.get("/api/audit-logs/verify").fine().json()["data"].clone();
    assert_eq!(verdict()["ok"], true);
    let database = house.clinic.database();
    let triggers = "DROP TRIGGER audit_logs_never_change; DROP TRIGGER audit_values_only_erase;";
    database.execute_batch(triggers).unwrap();
    for (table, column) in
        [("audit_logs", "username"), ("audit_logs", "timestamp"), ("audit_values", "body")]
    {
        let read = format!("SELECT {column} FROM {table} WHERE seq = ?1");
        let true_one: String = database.query_row(&read, [seq], |row| row.get(0)).unwrap();
        let mut bent = true_one.clone().into_bytes();
        *bent.last_mut().unwrap() ^= 1;
        let write = format!("UPDATE {table} SET {column} = ?1 WHERE seq = ?2");
        let set = |text: String| {
            database.execute(&write, (Sql::Text(text), seq)).unwrap();
        };
        set(String::from_utf8(bent).unwrap());
        let found = verdict();
        assert_eq!(
            (&found["ok"], &found["first_bad"]["seq"]),
            (&json!(false), &json!(seq)),
            "{found}"
        );
        assert_eq!(found["first_bad"]["id"], json!(id));
        let doctor = house.clinic.run(&["doctor"]);
        assert_eq!(doctor.status.code(), Some(2));
        assert!(out(&doctor).contains(&format!("Row {seq}")), "{}", out(&doctor));
        set(true_one);
        assert_eq!(verdict()["ok"], true);
    }
}

#[test]
fn no_statement_changes_or_removes_a_row() {
    let house = House::full();
    let (admin, dora) = (house.person("admin"), house.person("dora"));
    let patient = admin.patient("Anna", &dora);
    admin.put(&format!("/api/patients/{patient}"), json!({"city": "Lyon"}));
    let database = house.clinic.database();
    let before = house.count("SELECT count(*) FROM audit_logs");
    for statement in [
        "UPDATE audit_logs SET username = 'nobody'",
        "UPDATE OR REPLACE audit_logs SET seq = 1 WHERE seq = 2",
        "DELETE FROM audit_logs",
        "DELETE FROM audit_logs WHERE seq = 1",
        "INSERT OR REPLACE INTO audit_logs SELECT * FROM audit_logs WHERE action = 'LOGIN'",
        "REPLACE INTO audit_logs SELECT * FROM audit_logs WHERE seq = 1",
        "UPDATE audit_values SET body = '{}'",
        "DELETE FROM audit_values",
        "INSERT OR REPLACE INTO audit_values SELECT seq, salt, '{}' FROM audit_values",
    ] {
        let refused = database.execute(statement, []);
        assert!(refused.is_err(), "{statement}");
    }
    assert_eq!(house.count("SELECT count(*) FROM audit_logs"), before);
    assert_eq!(admin.get("/api/audit-logs/verify").json()["data"]["ok"], true);
    for method in ["PUT", "DELETE", "PATCH", "POST"] {
        let id = text(&rows(&admin, "")[0], "id");
        let reply = admin.ask(method, &format!("/api/audit-logs/{id}"), Some(&json!({})));
        assert!([404, 405].contains(&reply.status), "{method}: {}", reply.status);
    }
}

#[track_caller]
fn text(row: &Value, key: &str) -> String {
    row[key].as_str().unwrap_or_else(|| panic!("{key} of {row}")).to_owned()
}
