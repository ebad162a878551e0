//! What a record was: versions with what each changed, and the record as it stood at any instant, equal to
//! what was answered then.

use std::thread::sleep;
use std::time::Duration;

use serde_json::{Value, json};

use crate::practice::Practice;
use crate::rooms::cookie;
use crate::wire::Sent;

struct Desk {
    practice: Practice,
    patient: String,
    visit: String,
}

/// What was answered, and from which instant on it held.
struct Then {
    since: String,
    patient: Value,
    visit: Value,
}

impl Desk {
    fn open() -> Self {
        let practice = Practice::open();
        let send = |path: &str, body: Value| practice.done("POST", path, body);
        let born = json!({ "first_name": "Ana", "last_name": "Ek", "date_of_birth": "1980-01-02" });
        let patient = send("/api/patients", born)["patient"]["id"].as_str().unwrap().to_owned();
        let dietitian = practice.text("SELECT id FROM users WHERE username = 'dietitian'");
        let visit = json!({
            "patient_id": patient, "dietitian_id": dietitian, "visit_date": "2026-01-05T05:00:00Z",
            "allow_overlap": true,
        });
        let visit = send("/api/visits", visit)["visit"]["id"].as_str().unwrap().to_owned();
        Self { practice, patient, visit }
    }

    fn then(&self) -> Then {
        // Whoever changes something within the same millisecond is not told apart.
        sleep(Duration::from_millis(3));
        let patient = self.practice.get(&format!("/api/patients/{}", self.patient));
        let visit = self.practice.get(&format!("/api/visits/{}", self.visit));
        let since =
            self.practice.text("SELECT max(timestamp) FROM audit_logs WHERE action <> 'READ'");
        Then {
            since,
            patient: patient.json()["data"]["patient"].clone(),
            visit: visit.json()["data"]["visit"].clone(),
        }
    }

    /// A change of some field, another each time.
    fn change(&self, round: usize) {
        let (patient, visit) =
            (format!("/api/patients/{}", self.patient), format!("/api/visits/{}", self.visit));
        let text = json!(format!("round {round} 🥦\n|a|b|"));
        let answer = match round % 9 {
            0 => self.practice.ask(
                "PUT",
                &patient,
                json!({ "city": format!("City {round}"), "phone": "0612345678" }),
            ),
            1 => self.practice.ask(
                "PUT",
                &visit,
                json!({ "assessment": text, "private_notes": text }),
            ),
            2 => self.practice.ask(
                "PUT",
                &patient,
                json!({ "city": null, "last_name": format!("Ek{round}") }),
            ),
            3 => self.practice.ask(
                "POST",
                &format!("{visit}/measurements"),
                json!({ "weight_kg": 70 + round }),
            ),
            4 => self.practice.ask("PUT", &format!("{patient}/deactivate"), json!({})),
            5 => self.practice.ask("PUT", &format!("{patient}/activate"), json!({})),
            6 => self.practice.ask("POST", &format!("{visit}/sign"), json!({})),
            7 => self.practice.ask("POST", &format!("{visit}/amend"), json!({ "reason": "Again" })),
            _ => {
                let list = self.practice.get(&format!("{visit}/measurements")).json();
                let id = list["data"]["measurements"][0]["id"].as_str().unwrap().to_owned();
                let address = format!("{visit}/measurements/{id}");
                match round % 2 {
                    0 => self.practice.ask("DELETE", &address, json!({})),
                    _ => self.practice.ask(
                        "PUT",
                        &address,
                        json!({ "weight_kg": 60.5 + round as f64 }),
                    ),
                }
            }
        };
        assert!([200, 201].contains(&answer.status), "{round}: {}", answer.text);
    }
}

/// An instant some milliseconds later.
fn later(instant: &str, ms: i64) -> String {
    let whole: i64 = instant[20..23].parse().unwrap();
    let (seconds, rest) = ((whole + ms) / 1000, (whole + ms) % 1000);
    let second: i64 = instant[17..19].parse().unwrap();
    // Only ever used within a minute.
    format!("{}{:02}.{rest:03}Z", &instant[..17], (second + seconds).min(59))
}

#[track_caller]
fn same(past: &Value, then: &Value, fields: &[&str], at: &str) {
    for field in fields {
        assert_eq!(past[*field], then[*field], "{field} at {at}");
    }
}

const OF_PATIENT: [&str; 7] =
    ["last_name", "city", "phone", "is_active", "version", "date_of_birth", "created_at"];
const OF_VISIT: [&str; 6] =
    ["assessment", "private_notes", "status", "signed_at", "version", "visit_date"];

#[test]
fn as_of_an_instant_a_record_is_what_was_answered_then() {
    let desk = Desk::open();
    let mut course = vec![desk.then()];
    for round in 0..54 {
        desk.change(round);
        course.push(desk.then());
    }
    let mut asked = 0;
    for (place, then) in course.iter().enumerate() {
        let end = course.get(place + 1).map_or("9", |next| next.since.as_str());
        for ms in [0, 1, 2, 1 + (place as i64 * 7) % 5] {
            let at = later(&then.since, ms);
            if at.as_str() >= end {
                continue;
            }
            asked += 1;
            let patient = desk.practice.get(&format!("/api/patients/{}?as_of={at}", desk.patient));
            same(&patient.json()["data"]["patient"], &then.patient, &OF_PATIENT, &at);
            let visit = desk.practice.get(&format!("/api/visits/{}?as_of={at}", desk.visit));
            let visit = visit.json()["data"]["visit"].clone();
            same(&visit, &then.visit, &OF_VISIT, &at);
            let weights = |visit: &Value| {
                let all = visit["measurements"].as_array().unwrap().iter();
                all.map(|one| (one["id"].clone(), one["weight_kg"].as_f64())).collect::<Vec<_>>()
            };
            assert_eq!(weights(&visit), weights(&then.visit), "measurements at {at}");
        }
    }
    assert!(asked >= 110, "{asked} instants");
    for path in [format!("/api/patients/{}", desk.patient), format!("/api/visits/{}", desk.visit)] {
        let before = desk.practice.get(&format!("{path}?as_of=2020-01-01T00:00:00Z"));
        assert_eq!(before.status, 404, "not there yet: {}", before.text);
        let wrong = desk.practice.get(&format!("{path}?as_of=yesterday"));
        assert_eq!(wrong.json()["error"]["details"][0]["field"], "as_of", "{}", wrong.text);
    }
}

#[test]
fn versions_tell_what_changed_and_a_field_is_put_back_from_one() {
    let desk = Desk::open();
    let patient = format!("/api/patients/{}", desk.patient);
    for city in ["Lyon", "Lille"] {
        assert_eq!(desk.practice.ask("PUT", &patient, json!({ "city": city })).status, 200);
    }
    let history = desk.practice.get(&format!("{patient}/history")).json()["data"].clone();
    let newest = &history["history"][0];
    assert_eq!(newest["changes"]["city"], json!({ "old": "Lyon", "new": "Lille" }));
    assert_eq!(
        (&newest["by"]["username"], newest["action"].as_str()),
        (&json!("admin"), Some("UPDATE"))
    );
    let admin = cookie(&desk.practice, "admin");
    let form = |path: &str, form: String| desk.practice.press(&admin, path, form);
    let seq = newest["seq"].as_i64().unwrap();
    let back =
        form(&format!("/patients/{}/history", desk.patient), format!("version={seq}&field=city"));
    assert_eq!(back.status, 303, "{}", back.text);
    assert_eq!(desk.practice.get(&patient).json()["data"]["patient"]["city"], "Lyon");

    // Private notes are of those who may read them, in history too; a signed note is not put back.
    let visit = format!("/api/visits/{}", desk.visit);
    for text in ["first zq", "second zq"] {
        assert_eq!(
            desk.practice
                .ask("PUT", &visit, json!({ "private_notes": text, "assessment": text }))
                .status,
            200
        );
    }
    let viewer = desk.practice.token("viewer");
    for path in [format!("{visit}/history"), format!("{visit}?as_of=2099-01-01T00:00:00Z")] {
        let seen = desk.practice.send(&Sent::new("GET", &path).bearer(&viewer));
        assert!(seen.status == 200 && !seen.text.contains("private_notes"), "{}", seen.text);
    }
    assert_eq!(desk.practice.ask("POST", &format!("{visit}/sign"), json!({})).status, 200);
    let history = desk.practice.get(&format!("{visit}/history")).json()["data"]["history"].clone();
    let changed =
        history.as_array().unwrap().iter().find(|row| !row["changes"]["assessment"].is_null());
    let seq = changed.unwrap()["seq"].as_i64().unwrap();
    let refused =
        form(&format!("/visits/{}/history", desk.visit), format!("version={seq}&field=assessment"));
    assert_eq!(refused.status, 409, "{}", refused.text);
}

#[test]
fn what_was_erased_from_the_trail_is_not_told_again() {
    let desk = Desk::open();
    let patient = format!("/api/patients/{}", desk.patient);
    assert_eq!(desk.practice.ask("PUT", &patient, json!({ "city": "Zqsecret" })).status, 200);
    assert_eq!(desk.practice.ask("PUT", &patient, json!({ "city": null })).status, 200);
    desk.practice
        .clinic
        .database()
        .execute(
            "UPDATE audit_values SET body = NULL, salt = x'' WHERE seq IN \
             (SELECT seq FROM audit_logs WHERE resource_id = ?1)",
            [&desk.patient],
        )
        .unwrap();
    let history = desk.practice.get(&format!("{patient}/history"));
    assert!(!history.text.contains("Zqsecret"), "{}", history.text);
    assert_eq!(history.json()["data"]["history"][0]["is_erased"], true);
    let past = desk.practice.get(&format!("{patient}?as_of=2099-01-01T00:00:00Z"));
    assert_eq!(past.json()["data"]["incomplete"], false, "nothing came later");
    let created = past.json()["data"]["patient"]["created_at"].as_str().unwrap().to_owned();
    let past = desk.practice.get(&format!("{patient}?as_of={created}"));
    assert_eq!(past.json()["data"]["incomplete"], true, "{}", past.text);
}
