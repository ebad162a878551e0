//! Those who knock at the doors, and the records that they ask for.

use std::borrow::Borrow;

use rusqlite::params;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::practice::Practice;
use crate::rooms::{cookie, knock};
use crate::wire::{Answer, Sent};

/// Who knocks, in the order of the table's columns.
pub const ACTORS: [&str; 8] = [
    "anonymous",
    "admin",
    "the patient's dietitian",
    "another dietitian",
    "assistant",
    "viewer",
    "expired",
    "deactivated",
];

/// The exchange system that every clinic has, and a group of it.
const EXCHANGES: &str = "00000000-0000-7000-a000-000000000101";
pub const STARCH: &str = "00000000-0000-7000-a000-000000000201";

/// Those who knock, and the records that they ask for.
pub struct Cast {
    pub tokens: [Option<String>; 8],
    /// The user name of the patient's dietitian.
    pub own: String,
    /// The user name of another dietitian.
    pub other: String,
    records: Vec<(&'static str, String)>,
}

impl Cast {
    pub fn of(practice: &Practice) -> Self {
        let visit = "SELECT v.id FROM visits v JOIN patients p ON p.id = v.patient_id \
             JOIN visit_measurements m ON m.visit_id = v.id \
             WHERE p.assigned_dietitian_id = v.dietitian_id AND p.is_active \
             AND EXISTS (SELECT 1 FROM billing b WHERE b.patient_id = p.id AND b.status <> 'DRAFT') \
             AND v.deleted_at IS NULL AND v.edition = 0 ORDER BY v.id LIMIT 1";
        let visit = practice.text(visit);
        let of_visit = |column: &str, from: &str| {
            practice.text(&format!("SELECT {column} FROM {from} WHERE v.id = '{visit}' LIMIT 1"))
        };
        let own = of_visit("u.username", "visits v JOIN users u ON u.id = v.dietitian_id");
        let others = practice.text(&format!(
            "SELECT u.username FROM users u JOIN roles r ON r.id = u.role_id \
             WHERE r.name = 'DIETITIAN' AND u.username <> '{own}' ORDER BY u.username DESC LIMIT 1"
        ));
        let user =
            |name: &str| practice.text(&format!("SELECT id FROM users WHERE username = '{name}'"));
        let patient = of_visit("v.patient_id", "visits v");
        let recipe = recipe(practice);
        let patient_of_visit = patient.clone();
        let text = consent_text(practice);
        let records = vec![
            ("{document}", document(practice, &patient)),
            ("{plan}", plan(practice, &patient, &recipe)),
            ("{intake}", intake(practice, &patient, &recipe)),
            ("{recipe}", recipe),
            ("{exchanges}", EXCHANGES.to_owned()),
            ("{starch}", STARCH.to_owned()),
            ("{template}", template(practice)),
            ("{set}", set(practice)),
            ("{consent_text}", text.clone()),
            ("{consent}", consent(practice, &patient_of_visit, &text)),
            ("{prescription}", prescription(practice, &patient_of_visit)),
            ("{contact}", contact(practice, &patient_of_visit)),
            ("{goal}", goal(practice, &patient_of_visit)),
            ("{patient}", patient),
            ("{dietitian}", of_visit("v.dietitian_id", "visits v")),
            (
                "{measurement}",
                of_visit("m.id", "visits v JOIN visit_measurements m ON m.visit_id = v.id"),
            ),
            (
                "{invoice}",
                of_visit(
                    "b.id",
                    "visits v JOIN billing b ON b.patient_id = v.patient_id AND b.status <> 'DRAFT'",
                ),
            ),
            ("{visit}", visit),
            ("{user}", user("admin")),
            ("{unknown}", "01900000-0000-7000-8000-00000000abcd".to_owned()),
        ];
        let tokens = [
            None,
            Some(practice.admin.clone()),
            Some(practice.token(&own)),
            Some(practice.token(&others)),
            Some(practice.token("assistant")),
            Some(practice.token("viewer")),
            Some(expired(practice)),
            Some(deactivated(practice, &[&own, &others])),
        ];
        Self { tokens, own, other: others, records }
    }

    pub fn address(&self, pattern: &str) -> String {
        let fill = |address: String, (name, id): &(&str, String)| address.replace(name, id);
        self.records.iter().fold(pattern.to_owned(), fill)
    }
}

/// A practice of its own with its cast, for tests whose addresses name records, as in `/plans/{plan}`.
pub struct Stage {
    pub practice: Practice,
    pub cast: Cast,
    /// The food of the cast: 50 kcal and 1 g of protein in 100 g.
    pub broth: String,
    /// The administrator's.
    pub cookie: String,
}

impl Stage {
    pub fn open() -> Self {
        let practice = Practice::open();
        let (cast, broth) = (Cast::of(&practice), food(&practice));
        let cookie = cookie(&practice, "admin");
        Self { practice, cast, broth, cookie }
    }

    /// As [`Practice::ask`].
    pub fn ask(&self, method: &str, path: &str, body: impl Borrow<Value>) -> Answer {
        self.practice.ask(method, &self.cast.address(path), body)
    }

    /// As [`Practice::get`].
    pub fn get(&self, path: &str) -> Answer {
        self.practice.get(&self.cast.address(path))
    }

    /// As [`Practice::done`].
    #[track_caller]
    pub fn done(&self, method: &str, path: &str, body: impl Borrow<Value>) -> Value {
        self.practice.done(method, &self.cast.address(path), body)
    }

    /// As [`Practice::press`], by the administrator.
    pub fn press(&self, path: &str, form: impl AsRef<[u8]>) -> Answer {
        self.practice.press(&self.cookie, &self.cast.address(path), form)
    }

    /// The page as the administrator sees it.
    #[track_caller]
    pub fn page(&self, path: &str) -> String {
        let address = self.cast.address(path);
        let answer = knock(&self.practice, "GET", &address, Some(&self.cookie));
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        answer.text
    }

    /// A new recipe of these items; its id.
    #[track_caller]
    pub fn recipe(&self, servings: u32, name: &str, items: Value) -> String {
        let body = json!({ "name": name, "servings": servings, "items": items });
        self.practice.made("/api/recipes", body, "recipe")
    }
}

/// A document of that patient.
fn document(practice: &Practice, patient: &str) -> String {
    let form = "--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.txt\"\r\n\r\n\
                Glucose 5.4\r\n--x--\r\n";
    let sent = Sent::new("POST", format!("/api/patients/{patient}/documents"));
    let sent = sent.bearer(&practice.admin).body("multipart/form-data; boundary=x", form);
    let stored = practice.send(&sent);
    assert_eq!(stored.status, 201, "{}", stored.text);
    stored.json()["data"]["documents"][0]["id"].as_str().unwrap().to_owned()
}

/// A food of the clinic's own, 50 kcal and 1 g of protein in 100 g, nothing else known; its id.
fn food(practice: &Practice) -> String {
    let id = "01900000-0000-7000-8000-0000000f00d0";
    let database = practice.clinic.database();
    database
        .execute(
            "INSERT OR IGNORE INTO foods (id, source_no, code, name, names, carbohydrate_basis, words, \
             sorted_en, sorted_fr, created_at, updated_at) VALUES (?1, 1, 'cast', 'Broth', \
             '{\"en\":\"Broth\",\"fr\":\"Bouillon\"}', 'available', 'broth bouillon', 'broth', 'bouillon', \
             '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z')",
            [id],
        )
        .unwrap();
    database
        .execute(
            "INSERT OR IGNORE INTO food_values (food_no, tag, state, amount) \
             SELECT f.rowno, v.value ->> 0, 'value', v.value ->> 1 FROM foods f, \
             json_each('[[\"ENERC_KCAL\",50.0],[\"PROCNT\",1.0]]') v WHERE f.id = ?1",
            [id],
        )
        .unwrap();
    id.to_owned()
}

/// A recipe of that food.
fn recipe(practice: &Practice) -> String {
    let items = json!([{ "food_id": food(practice), "grams": 300 }]);
    let body = json!({ "name": "Soup", "servings": 2, "yield_g": 250, "items": items });
    practice.made("/api/recipes", &body, "recipe")
}

/// What that patient ate on a day.
fn intake(practice: &Practice, patient: &str, recipe: &str) -> String {
    let items = json!([{ "recipe_id": recipe, "count": 1 }, { "text": "Salad" }]);
    let days = json!([{ "label": "Monday", "meals": [{ "name": "Lunch", "items": items }] }]);
    let path = format!("/api/patients/{patient}/intakes");
    practice.made(&path, json!({ "kind": "recall", "days": days }), "intake")
}

/// A set of targets of the clinic's own; its id.
fn set(practice: &Practice) -> String {
    let targets = json!([{ "nutrient": "PROCNT", "min": 1.2, "max": 1.5, "basis": "kg" }]);
    let body = json!({ "name": "Sixty-five and more", "targets": targets });
    practice.made("/api/target-sets", &body, "target_set")
}

/// A template of notes that everybody here sees.
fn template(practice: &Practice) -> String {
    let body = json!({ "name": "First visit", "assessment": "{age}", "is_shared": true });
    practice.made("/api/note-templates", &body, "note_template")
}

/// A text that patients agree to.
fn consent_text(practice: &Practice) -> String {
    let body = json!({ "code": "data", "language": "en", "title": "Data", "body": "I agree." });
    practice.made("/api/consent-texts", &body, "consent_text")
}

/// That patient's consent to it.
fn consent(practice: &Practice, patient: &str, text: &str) -> String {
    let body = json!({ "patient_id": patient, "text_id": text });
    practice.made("/api/consents", &body, "consent")
}

/// Whom else to turn to for that patient.
fn contact(practice: &Practice, patient: &str) -> String {
    let body = json!({ "patient_id": patient, "role": "SPECIALIST", "name": "Dr Roux" });
    practice.made("/api/contacts", &body, "contact")
}

/// What that patient is to eat a day.
fn prescription(practice: &Practice, patient: &str) -> String {
    let body = json!({
        "patient_id": patient, "equation": "mifflin", "pal": 1.55, "sex": "female", "age": 40,
        "weight_kg": 70, "height_cm": 168, "adjustment_kcal": -300, "protein_g_per_kg": 1,
    });
    practice.made("/api/energy-prescriptions", &body, "energy_prescription")
}

/// A goal of that patient.
fn goal(practice: &Practice, patient: &str) -> String {
    let body =
        json!({ "patient_id": patient, "title": "Walk", "target_value": 60, "current_value": 70 });
    practice.made("/api/goals", &body, "goal")
}

/// A draft of that patient.
fn plan(practice: &Practice, patient: &str, recipe: &str) -> String {
    let items = json!([{ "recipe_id": recipe, "count": 1 }, { "text": "Salad" }]);
    let days = json!([
        { "label": "Monday", "meals": [{ "name": "Lunch", "items": items }] },
        { "label": "Tuesday", "meals": [{ "name": "Lunch" }] },
    ]);
    let body = json!({ "patient_id": patient, "title": "First plan", "days": days });
    practice.made("/api/plans", &body, "plan")
}

/// A token of an administrator's session that has run out.
fn expired(practice: &Practice) -> String {
    let token = |letter: &str| letter.repeat(43);
    issue(
        practice,
        "01900000-0000-7000-8000-000000000001",
        &token("a"),
        "2999-01-01T00:00:00.000Z",
    );
    let valid = practice.send(&Sent::new("GET", "/api/auth/me").bearer(&token("a")));
    assert_eq!(valid.status, 200, "the same token, not expired: {}", valid.text);
    issue(
        practice,
        "01900000-0000-7000-8000-000000000002",
        &token("b"),
        "2026-01-01T00:00:00.000Z",
    );
    token("b")
}

/// Stores a session of the administrator with one access token, as the server would.
fn issue(practice: &Practice, session: &str, token: &str, end: &str) {
    let hash: [u8; 32] = Sha256::digest(token.as_bytes()).into();
    let begin = "2025-12-31T23:00:00.000Z";
    let database = practice.clinic.database();
    database
        .execute(
            "INSERT INTO sessions (id, user_id, kind, created_at, last_seen_at, expires_at) \
             SELECT ?1, id, 'API', ?2, ?2, ?3 FROM users WHERE username = 'admin'",
            params![session, begin, "2999-01-01T00:00:00.000Z"],
        )
        .unwrap();
    database
        .execute(
            "INSERT INTO session_tokens (hash, session_id, kind, issued_at, expires_at) \
             VALUES (?1, ?2, 'ACCESS', ?3, ?4)",
            params![hash, session, begin, end],
        )
        .unwrap();
}

/// The token of somebody who was at work when an administrator deactivated them.
fn deactivated(practice: &Practice, others: &[&String]) -> String {
    let names = ["anne-marie", "eleni.p", "yamada"];
    let name = names.iter().find(|name| others.iter().all(|other| other != *name)).unwrap();
    let token = practice.token(name);
    let me = practice.send(&Sent::new("GET", "/api/auth/me").bearer(&token));
    assert_eq!(me.status, 200, "{}", me.text);
    let id = me.json()["data"]["user"]["id"].as_str().unwrap().to_owned();
    let target = format!("/api/users/{id}/deactivate");
    let done = practice.send(&Sent::new("PUT", target).bearer(&practice.admin));
    assert_eq!(done.status, 200, "{}", done.text);
    token
}
