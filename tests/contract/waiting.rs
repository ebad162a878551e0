//! The waiting list and what is booked from it: whoever calls off waits again, in the same change.

use serde_json::{Value, json};

use crate::practice::Practice;
use crate::rooms::cookie;

/// A patient who waits for somebody.
struct Scene {
    practice: Practice,
    desk: String,
    dietitian: String,
    patient: String,
}

impl Scene {
    fn open() -> Self {
        let practice = Practice::open();
        let desk = cookie(&practice, "assistant");
        let dietitian = practice.text(
            "SELECT u.id FROM users u JOIN roles r ON r.id = u.role_id \
             WHERE r.name = 'DIETITIAN' AND u.is_active = 1 ORDER BY u.id LIMIT 1",
        );
        let body = json!({
            "first_name": "Sooner", "last_name": "Waitson", "date_of_birth": "1980-02-03",
            "assigned_dietitian_id": dietitian,
        });
        let patient = practice.made("/api/patients", body, "patient");
        Self { practice, desk, dietitian, patient }
    }

    /// An entry of the patient, until that day if one is said.
    fn entry(&self, not_after: Option<&str>) -> String {
        let body = json!({ "patient_id": self.patient, "minutes": 30, "not_after": not_after });
        self.practice.made("/api/waiting-list", body, "entry")
    }

    /// The visit that the desk books for that entry.
    fn booked_for(&self, entry: &str, at: &str) -> String {
        let action = format!("/patients/{}/visits", self.patient);
        let form = format!(
            "visit_date={at}&dietitian_id={}&duration_minutes=30&allow_overlap=true\
             &waiting={entry}",
            self.dietitian
        );
        let mut answer = self.practice.press(&self.desk, &action, &form);
        if answer.status == 409 {
            let (_, rest) = answer.text.split_once("name=\"sure\" value=\"").unwrap();
            let sure = rest.split('"').next().unwrap();
            answer = self.practice.press(&self.desk, &action, format!("{form}&sure={sure}"));
        }
        assert_eq!(answer.status, 303, "{}", answer.text);
        let booked = answer.header("location").unwrap();
        booked.split('/').nth(2).unwrap().to_owned()
    }

    fn waits(&self, entry: &str) -> bool {
        let list = self.practice.get("/api/waiting-list");
        assert_eq!(list.status, 200, "{}", list.text);
        list.text.contains(entry)
    }

    /// The rows that the trail has of an entry.
    fn rows(&self, entry: &str, action: &str) -> i64 {
        self.practice.number(&format!(
            "SELECT count(*) FROM audit_logs WHERE resource_type = 'waiting_entry' \
             AND resource_id = '{entry}' AND action = '{action}'"
        ))
    }
}

#[test]
fn whoever_calls_off_what_was_booked_from_the_list_waits_again_until_it_stands_again() {
    let scene = Scene::open();
    let entry = scene.entry(None);
    let visit = scene.booked_for(&entry, "2027-06-15T10:00");
    assert!(!scene.waits(&entry) && scene.rows(&entry, "DELETE") == 1);
    let mark = |what: &str| {
        let answer = scene.practice.press(&scene.desk, &format!("/visits/{visit}/mark/{what}"), "");
        assert_eq!(answer.status, 303, "{what}: {}", answer.text);
        let says_so = answer.header("location").unwrap().contains("called-off-waits");
        assert_eq!(says_so, what == "cancelled", "{what}");
    };
    let path = format!("/api/visits/{visit}");
    let set = |status: &str| drop(scene.practice.done("PUT", &path, json!({ "status": status })));
    let call_offs: [&dyn Fn(); 3] = [&|| mark("cancelled"), &|| set("CANCELLED"), &|| {
        drop(scene.practice.done("DELETE", &path, &Value::Null));
    }];
    let undoings: [&dyn Fn(); 3] = [&|| mark("scheduled"), &|| set("SCHEDULED"), &|| {
        drop(scene.practice.done("POST", &format!("{path}/restore"), &Value::Null));
    }];
    for (times, (call_off, undo)) in (1..).zip(call_offs.into_iter().zip(undoings)) {
        call_off();
        assert!(scene.waits(&entry), "way {times}");
        assert_eq!(scene.rows(&entry, "RESTORE"), times);
        undo();
        assert!(!scene.waits(&entry), "undone, way {times}");
        assert_eq!(scene.rows(&entry, "DELETE"), times + 1);
    }
    // What only becomes of the visit otherwise says nothing of the list.
    set("NO_SHOW");
    set("COMPLETED");
    assert!(!scene.waits(&entry));
    assert_eq!((scene.rows(&entry, "RESTORE"), scene.rows(&entry, "DELETE")), (3, 4));
}

#[test]
fn nobody_waits_again_for_days_that_are_over_nor_against_what_was_done_by_hand() {
    let scene = Scene::open();
    let over = scene.entry(Some("2020-01-01"));
    let visit = scene.booked_for(&over, "2027-06-15T10:00");
    let set = |visit: &str, status: &str| {
        drop(scene.practice.done(
            "PUT",
            &format!("/api/visits/{visit}"),
            json!({ "status": status }),
        ));
    };
    set(&visit, "CANCELLED");
    assert!(!scene.waits(&over) && scene.rows(&over, "RESTORE") == 0);

    let by_hand = scene.entry(None);
    let visit = scene.booked_for(&by_hand, "2027-06-16T10:00");
    set(&visit, "CANCELLED");
    scene.practice.done("DELETE", &format!("/api/waiting-list/{by_hand}"), &Value::Null);
    for status in ["SCHEDULED", "CANCELLED"] {
        set(&visit, status);
        assert!(!scene.waits(&by_hand), "{status}");
    }
    assert_eq!((scene.rows(&by_hand, "RESTORE"), scene.rows(&by_hand, "DELETE")), (1, 2));
}
