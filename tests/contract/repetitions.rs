//! Creations that are sent twice: one record each, and never that of somebody else.

use std::collections::BTreeSet;

use nutrivault::openapi;
use serde_json::{Value, json};

use crate::practice::Practice;
use crate::wire::Answer;

/// What is created below another record, with a body that is right for any of them.
fn creations() -> Vec<(&'static str, Value)> {
    let days = json!([{ "label": "Monday", "meals": [{ "name": "Lunch", "items": [] }] }]);
    vec![
        ("/api/patients/{id}/intakes", json!({ "kind": "recall", "days": days })),
        ("/api/patients/{id}/food-frequencies", json!({ "answers": { "fish": "never" } })),
        ("/api/visits/{id}/measurements", json!({ "weight_kg": 70 })),
        ("/api/billing/{id}/payments", json!({ "amount": 1, "payment_method": "CASH" })),
        ("/api/billing/{id}/credit-note", json!({ "amount": 1, "reason": "Too much" })),
    ]
}

/// The addresses below a record whose POST takes the id of what it creates.
fn documented() -> BTreeSet<String> {
    let document = openapi::openapi();
    let takes_id = |operation: &Value| {
        let mut schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        if let Some(name) = schema["$ref"].as_str() {
            schema = &document["components"]["schemas"][name.rsplit('/').next().unwrap()];
        }
        !schema["properties"]["id"].is_null()
    };
    let paths = document["paths"].as_object().unwrap();
    let below =
        paths.iter().filter(|(path, item)| path.contains("{id}/") && takes_id(&item["post"]));
    below.map(|(path, _)| path.clone()).collect()
}

#[test]
fn the_same_creation_below_another_record_is_refused_and_not_answered_with_the_first() {
    let practice = Practice::open();
    let walked: BTreeSet<String> = creations().iter().map(|(path, _)| (*path).to_owned()).collect();
    assert_eq!(walked, documented(), "every creation below a record is walked here");
    for (place, (pattern, mut body)) in creations().into_iter().enumerate() {
        let id = format!("01900000-0000-7000-8000-00000000e{place:03}");
        body["id"] = json!(id);
        let owners = owners(&practice, pattern, place);
        let send = |owner: &str| -> Answer {
            practice.ask("POST", &pattern.replace("{id}", owner), &body)
        };
        let first = send(&owners[0]);
        assert!(matches!(first.status, 200 | 201), "{pattern}: {}", first.text);
        let again = send(&owners[0]);
        assert!(matches!(again.status, 200 | 201), "{pattern}, again: {}", again.text);
        let other = send(&owners[1]);
        assert_eq!(other.status, 400, "{pattern}, another: {}", other.text);
        assert_eq!(other.json()["error"]["details"][0]["field"], "id", "{}", other.text);
        assert!(!other.text.contains(&owners[0]), "{pattern}: {}", other.text);
    }
}

/// Two records that such a creation can stand below, others for every place.
fn owners(practice: &Practice, pattern: &str, place: usize) -> [String; 2] {
    let from = match pattern.split('/').nth(2) {
        Some("patients") => "patients WHERE is_active",
        Some("visits") => {
            "visits WHERE deleted_at IS NULL AND status = 'COMPLETED' AND edition = 0"
        }
        _ => return [invoice(practice), invoice(practice)],
    };
    [2 * place, 2 * place + 1].map(|offset| {
        practice.text(&format!("SELECT id FROM {from} ORDER BY id LIMIT 1 OFFSET {offset}"))
    })
}

/// An invoice of 100 that nobody has paid; its id.
fn invoice(practice: &Practice) -> String {
    let patient = practice.text("SELECT id FROM patients WHERE is_active ORDER BY id LIMIT 1");
    let body = json!({ "patient_id": patient, "amount": 100 });
    practice.made("/api/billing", body, "billing")
}
