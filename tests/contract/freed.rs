//! A time that came free is offered where it is free: the press that cancels asks as Today's list does.

use serde_json::{Value, json};

use crate::practice::Practice;
use crate::rooms::cookie;

/// Where the page leads on which that mark was pressed.
fn pressed(practice: &Practice, desk: &str, visit: &str, mark: &str) -> String {
    let answer = practice.press(desk, &format!("/visits/{visit}/mark/{mark}"), "");
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
        practice.made("/api/patients", &body, "patient")
    };
    let (booked, other, waits) = (patient("Booked"), patient("Other"), patient("Waits"));
    let entry = json!({ "patient_id": waits, "dietitian_id": dietitian, "minutes": 30 });
    practice.made("/api/waiting-list", &entry, "entry");
    let book = |patient: &str| {
        let body = json!({
            "patient_id": patient, "dietitian_id": dietitian, "duration_minutes": 30,
            "visit_date": "2031-05-06T09:00:00Z", "allow_overlap": true,
        });
        practice.made("/api/visits", &body, "visit")
    };
    let (visit, taken) = (book(&booked), book(&other));
    let led = pressed(&practice, &desk, &visit, "cancelled");
    assert!(!led.starts_with("/calendar/waiting"), "{led}");

    practice.done("DELETE", &format!("/api/visits/{taken}"), Value::Null);
    pressed(&practice, &desk, &visit, "scheduled");
    let led = pressed(&practice, &desk, &visit, "cancelled");
    assert!(led.starts_with("/calendar/waiting?at="), "{led}");

    // An absence takes it as well.
    let away = json!({
        "dietitian_id": dietitian, "from": "2031-05-06T08:00:00Z", "to": "2031-05-06T18:00:00Z",
        "reason": "Training",
    });
    pressed(&practice, &desk, &visit, "scheduled");
    practice.made("/api/absences", &away, "absence");
    let led = pressed(&practice, &desk, &visit, "cancelled");
    assert!(!led.starts_with("/calendar/waiting"), "{led}");
}
