//! A thousand malformed requests: each is refused in the contract's shape, and nothing changes.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::{Value, json};

use crate::clinic::{Clinic, Server, fine};

const TABLES: [&str; 9] = [
    "patients",
    "visits",
    "visit_measurements",
    "users",
    "roles",
    "settings",
    "billing",
    "payments",
    "api_keys",
];

/// An answer read off the wire: its status and its JSON.
fn send(server: &Server, head: &[u8], body: &[u8]) -> (u16, Value) {
    let mut stream = TcpStream::connect(&server.address).unwrap();
    let mut request = head.to_vec();
    request.extend_from_slice(
        format!("Host: x\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", body.len())
            .as_bytes(),
    );
    stream.write_all(&request).unwrap();
    stream.write_all(body).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let text = String::from_utf8_lossy(&answer);
    let status = text.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
    let json = text.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    (status, serde_json::from_str(json).unwrap_or(Value::Null))
}

fn state(clinic: &Clinic) -> Vec<String> {
    let database = clinic.database();
    let row = |table: &str| {
        let columns = "SELECT count(*) || '/' || coalesce(sum(version), 0) FROM ";
        let columns = if matches!(table, "payments" | "roles" | "api_keys") {
            "SELECT count(*) || '' FROM "
        } else {
            columns
        };
        database.query_row(&format!("{columns}{table}"), [], |row| row.get(0)).unwrap()
    };
    TABLES.iter().map(|table| row(table)).collect()
}

/// Values that no field takes as they stand.
fn wrong_values() -> Vec<String> {
    let deep = format!("{}1{}", "[".repeat(100), "]".repeat(100));
    [
        "[]",
        "{}",
        "\"\\u0000\"",
        "\"a\\u0007b\"",
        "-1e308",
        "99999999999999999999999",
        "true7",
        "\"\\ud800\"",
    ]
    .into_iter()
    .map(str::to_owned)
    .chain([format!("\"{}\"", "x".repeat(30_000)), deep])
    .collect()
}

#[test]
fn a_thousand_malformed_requests_are_refused_and_change_nothing() {
    let clinic = Clinic::new();
    fine(&clinic.run(&[
        "demo",
        "--patients",
        "8",
        "--visits",
        "20",
        "--invoices",
        "5",
        "--audit",
        "5",
    ]));
    let server = clinic.serve(&["serve"]);
    let (_, login) = server.login("admin", "NutriVault-demo-1");
    let token = login["data"]["accessToken"].as_str().unwrap().to_owned();
    let one =
        |sql: &str| -> String { clinic.database().query_row(sql, [], |row| row.get(0)).unwrap() };
    let patient = one("SELECT id FROM patients ORDER BY id LIMIT 1");
    let visit = one("SELECT id FROM visits ORDER BY id LIMIT 1");
    let user = one("SELECT id FROM users WHERE username = 'viewer'");
    let before = state(&clinic);

    let mut requests: Vec<(String, String, Vec<u8>)> = Vec::new();
    let json = "Content-Type: application/json";
    let bodies: [(&str, String, &[&str]); 6] = [
        (
            "PUT",
            format!("/api/patients/{patient}"),
            &[
                "first_name",
                "last_name",
                "date_of_birth",
                "gender",
                "email",
                "phone",
                "city",
                "medical_notes",
                "assigned_dietitian_id",
            ],
        ),
        (
            "POST",
            "/api/patients".into(),
            &["first_name", "last_name", "date_of_birth", "id", "equation_sex"],
        ),
        (
            "PUT",
            format!("/api/visits/{visit}"),
            &[
                "visit_date",
                "duration_minutes",
                "visit_type",
                "status",
                "assessment",
                "next_visit_date",
                "dietitian_id",
                "arrived_at",
            ],
        ),
        (
            "POST",
            format!("/api/visits/{visit}/measurements"),
            &[
                "weight_kg",
                "height_cm",
                "body_fat_percentage",
                "blood_pressure_systolic",
                "measured_at",
            ],
        ),
        ("PUT", format!("/api/users/{user}"), &["first_name", "email", "role_id", "locale"]),
        ("PUT", "/api/settings".into(), &["name", "time_zone", "currency", "payment_terms_days"]),
    ];
    for (method, path, fields) in &bodies {
        for field in *fields {
            for value in wrong_values() {
                let body = format!("{{\"{field}\":{value}}}");
                requests.push((format!("{method} {path}"), json.into(), body.into_bytes()));
            }
        }
        for broken in ["", "{", "[]", "null", "\"text\"", "{\"a\":}", "\u{feff}{}", "{'a':1}"] {
            requests.push((format!("{method} {path}"), json.into(), broken.into()));
        }
        requests.push((
            format!("{method} {path}"),
            json.into(),
            vec![b'{', b'"', 0xff, b'"', b':', b'1', b'}'],
        ));
        requests.push((format!("{method} {path}"), json.into(), "[".repeat(100_000).into_bytes()));
        requests.push((format!("{method} {path}"), json.into(), vec![b' '; 2 << 20]));
        for kind in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "nonsense",
        ] {
            requests.push((
                format!("{method} {path}"),
                format!("Content-Type: {kind}"),
                b"{}".to_vec(),
            ));
        }
    }
    for list in ["patients", "visits", "users", "audit-logs"] {
        for query in [
            "limit=0",
            "limit=-1",
            "limit=101e9",
            "limit=x",
            "limit=",
            "offset=-1",
            "offset=99999999999999999999",
            "sort_by=password_hash",
            "sort_by=",
            "sort_order=UP",
            "cursor=x",
            "cursor=%00",
            "cursor=W10",
            "fields=nothing,",
            "fields=;drop",
            "include=everything",
            "count=maybe",
            "nonsense=1",
            "search=%ff",
            "search=%00",
            "%ff=1",
            "a=%zz",
            "limit=1&limit=2",
            "created_at_gt=never",
            "created_at_like=1",
            "id_between=1",
            "is_active_gt=true",
            "from_date=2026-13-01",
            "created_at_in=%2c",
            "timestamp_lt=x",
        ] {
            requests.push((format!("GET /api/{list}?{query}"), String::new(), Vec::new()));
        }
    }
    for path in [
        "/api/patients/x",
        "/api/patients/%ff",
        "/api/patients/%00",
        "/api/visits/1",
        "/api/users/..%2f",
        "/api/nothing",
        "/api/%ff",
        "/api/patients/1/2/3",
    ] {
        for method in ["GET", "PUT", "DELETE", "PATCH", "POST", "OPTIONS", "TRACE", "BREW"] {
            requests.push((format!("{method} {path}"), json.into(), Vec::new()));
        }
    }
    while requests.len() < 1_000 {
        let number = requests.len();
        let id = format!("01900000-0000-7000-8000-{number:012}");
        requests.push((format!("GET /api/patients/{id}"), String::new(), Vec::new()));
    }

    let mut wrong = Vec::new();
    for (line, kind, body) in &requests {
        let kind = if kind.is_empty() { String::new() } else { format!("{kind}\r\n") };
        let head = format!("{line} HTTP/1.1\r\nAuthorization: Bearer {token}\r\n{kind}");
        let (status, answer) = send(&server, head.as_bytes(), body);
        let error = &answer["error"];
        let is_shaped = answer["success"] == json!(false)
            && ["code", "message", "timestamp", "path", "method"]
                .iter()
                .all(|name| error[*name].is_string());
        if !(400..500).contains(&status) || !is_shaped {
            let sent = String::from_utf8_lossy(&body[..body.len().min(80)]).into_owned();
            wrong.push(format!("{line} {sent} → {status} {answer}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), requests.len(), wrong.join("\n"));
    assert_eq!(state(&clinic), before);
}

#[test]
fn a_body_of_twenty_megabytes_is_413_and_the_answer_arrives() {
    let clinic = Clinic::new();
    fine(&clinic.run(&[
        "demo",
        "--patients",
        "3",
        "--visits",
        "3",
        "--invoices",
        "3",
        "--audit",
        "3",
    ]));
    let server = clinic.serve(&["serve"]);
    let (_, login) = server.login("admin", "NutriVault-demo-1");
    let token = login["data"]["accessToken"].as_str().unwrap();
    let body = format!("{{\"first_name\":\"{}\"}}", "x".repeat(20 << 20));
    for (method, path) in
        [("POST", "/api/patients"), ("PUT", "/api/settings"), ("PATCH", "/api/patients")]
    {
        let head = format!(
            "{method} {path} HTTP/1.1\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"
        );
        let (status, answer) = send(&server, head.as_bytes(), body.as_bytes());
        let expected = if method == "PATCH" {
            (405, "METHOD_NOT_ALLOWED")
        } else {
            (413, "PAYLOAD_TOO_LARGE")
        };
        assert_eq!((status, answer["error"]["code"].as_str().unwrap()), expected);
    }
}
