//! A time that came free is offered where it is free: the press that cancels asks as Today's list does.

use serde_json::{Value, json};

use crate::practice::Practice;
use crate::rooms::cookie;
use crate::wire::Sent;

fn made(practice: &Practice, path: &str, body: &Value, at: &str) -> String {
    let sent = Sent::new("POST", path).bearer(&practice.admin).json(body.to_string());
    let answer = practice.send(&sent);
    assert_eq!(answer.status, 201, "{path}: {}", answer.text);
    answer.json().pointer(at).unwrap().as_str().unwrap().to_owned()
}

/// Where the page leads on which that mark was pressed.
fn pressed(practice: &Practice, desk: &str, visit: &str, mark: &str) -> String {
    let sent = Sent::new("POST", format!("/visits/{visit}/mark/{mark}"))
        .header("Cookie", desk)
        .header("Accept", "text/html")
        .header("Sec-Fetch-Site", "same-origin")
        .body("application/x-www-form-urlencoded", "");
    let answer = practice.send(&sent);
    assert_eq!(answer.status, 303, "{}", answer.text);
    answer.header("location").unwrap().to_owned()
}

#[test]
fn a_cancelled_time_that_something_else_takes_is_offered_to_nobody() {
    let practice = Practice::open();
    let desk = cookie(&practice, "assistant");
    let dietitian = practice.text(
        "SELECT u.id FROM users u JOIN roles r ON r.id = u.role_id \
         WHERE r.name = 'DIETITIAN' AND u.is_active = 1 ORDER BY u.id LIMIT 1",
    );
    let patient = |name: &str| {
        let body = json!({
            "first_name": name, "last_name": "Waitson", "date_of_birth": "1980-02-03",
            "assigned_dietitian_id": dietitian,
        });
        made(&practice, "/api/patients", &body, "/data/patient/id")
    };
    let (booked, other, waits) = (patient("Booked"), patient("Other"), patient("Waits"));
    let entry = json!({ "patient_id": waits, "dietitian_id": dietitian, "minutes": 30 });
    made(&practice, "/api/waiting-list", &entry, "/data/entry/id");
    let book = |patient: &str| {
        let body = json!({
            "patient_id": patient, "dietitian_id": dietitian, "duration_minutes": 30,
            "visit_date": "2031-05-06T09:00:00Z", "allow_overlap": true,
        });
        made(&practice, "/api/visits", &body, "/data/visit/id")
    };
    let (visit, taken) = (book(&booked), book(&other));
    let led = pressed(&practice, &desk, &visit, "cancelled");
    assert!(!led.starts_with("/calendar/waiting"), "{led}");

    let gone = Sent::new("DELETE", format!("/api/visits/{taken}")).bearer(&practice.admin);
    assert_eq!(practice.send(&gone).status, 200);
    pressed(&practice, &desk, &visit, "scheduled");
    let led = pressed(&practice, &desk, &visit, "cancelled");
    assert!(led.starts_with("/calendar/waiting?at="), "{led}");

    // An absence takes it as well.
    let away = json!({
        "dietitian_id": dietitian, "from": "2031-05-06T08:00:00Z", "to": "2031-05-06T18:00:00Z",
        "reason": "Training",
    });
    pressed(&practice, &desk, &visit, "scheduled");
    made(&practice, "/api/absences", &away, "/data/absence/id");
    let led = pressed(&practice, &desk, &visit, "cancelled");
    assert!(!led.starts_with("/calendar/waiting"), "{led}");
}
