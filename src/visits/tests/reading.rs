//! Reading: scope, private notes, search, days, figures.

use serde_json::{Value, json};

use super::Practice;
use crate::login::tests::{House, code, text};

#[rocket::async_test]
async fn a_dietitian_sees_own_patients_visits_and_those_they_hold() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let alice_id = text(&practice.alice.get("/api/auth/me").await.body, "/data/user/id").to_owned();
    let book = async |patient: &str, dietitian: &str, date: &str| {
        let body = json!({"patient_id": patient, "dietitian_id": dietitian, "visit_date": date});
        let booked = practice.alice.post("/api/visits", body).await;
        assert_eq!(booked.status, 201, "{booked:?}");
        format!("/api/visits/{}", text(&booked.body, "/data/visit/id"))
    };
    let own_patient = book(&practice.zoe, &alice_id, "2030-05-06T09:00:00Z").await;
    let held = book(&practice.yann, &practice.daria_id, "2030-05-06T09:00:00Z").await;
    let foreign = book(&practice.yann, &alice_id, "2030-05-06T12:00:00Z").await;
    for seen in [&own_patient, &held] {
        assert_eq!(practice.daria.get(seen).await.status, 200);
    }
    assert_eq!(practice.alice.get(&foreign).await.status, 200);
    assert_eq!(code(&practice.daria.get(&foreign).await), (403, "NOT_ASSIGNED_PATIENT"));
    assert_eq!(code(&practice.daria.delete(&foreign).await), (403, "NOT_ASSIGNED_PATIENT"));
    assert_eq!(practice.daria.get("/api/visits").await.body["data"]["total"], 2);
    assert_eq!(practice.daria.get("/api/visits/stats").await.body["data"]["total"], 2);
    assert_eq!(practice.vera.get("/api/visits/stats").await.body["data"]["total"], 3);
    let booked = json!({"patient_id": practice.yann, "visit_date": "2030-05-07T09:00:00Z"});
    let refused = practice.daria.post("/api/visits", booked).await;
    assert_eq!(code(&refused), (403, "NOT_ASSIGNED_PATIENT"));
}

#[rocket::async_test]
async fn private_notes_reach_only_those_who_may_read_them() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let mut visit = practice.visit("2030-05-06T09:00:00Z", 60);
    visit["private_notes"] = json!("only for Daria");
    let booked = practice.daria.post("/api/visits", visit).await;
    assert_eq!(booked.body["data"]["visit"]["private_notes"], "only for Daria");
    let path = format!("/api/visits/{}", text(&booked.body, "/data/visit/id"));
    for path in [path.as_str(), "/api/visits", "/api/visits?include=measurements"] {
        let of = |body: &Value| body.to_string().contains("only for Daria");
        assert!(of(&practice.alice.get(path).await.body), "{path}");
        let vera = practice.vera.get(path).await;
        assert!(!vera.body.to_string().contains("private_notes"), "{path}: {vera:?}");
    }
    let asked = practice.vera.get("/api/visits?fields=private_notes").await;
    assert_eq!(code(&asked), (403, "PERMISSION_DENIED"));
    assert_eq!(practice.alice.get("/api/visits?fields=private_notes").await.status, 200);
}

#[rocket::async_test]
async fn visits_are_found_by_their_words_their_patient_and_their_day() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let mut visit = practice.visit("2030-05-06T22:30:00Z", 60);
    visit["chief_complaint"] = json!("Đau bụng, Diätberatung 50%");
    assert_eq!(practice.daria.post("/api/visits", visit).await.status, 201);
    let total = async |query: &str| {
        let found = practice.alice.get(&format!("/api/visits?{query}")).await;
        assert_eq!(found.status, 200, "{query}: {found:?}");
        found.body["data"]["total"].as_i64().unwrap()
    };
    for hit in
        ["zoe", "mart", "DI%C3%84T", "diatberatung", "%C4%91au", "50%25", "zoe+di%C3%A4t", "%25"]
    {
        assert_eq!(total(&format!("search={hit}")).await, 1, "{hit}");
    }
    for miss in ["beratung", "yann", "zoe+yann", "%22", "NEAR(", "arti"] {
        assert_eq!(total(&format!("search={miss}")).await, 0, "{miss}");
    }
    let settings = practice.alice.get("/api/settings").await.body["data"]["settings"].clone();
    assert_eq!(settings["time_zone"], "UTC");
    assert_eq!(total("visit_date=2030-05-06").await, 1);
    assert_eq!(total("visit_date_lte=2030-05-05").await, 0);
    let moved = practice.alice.put("/api/settings", json!({"time_zone": "Europe/Paris"}), "").await;
    assert_eq!(moved.status, 200, "{moved:?}");
    // Half past midnight of the next day, in Paris.
    assert_eq!(total("visit_date=2030-05-06").await, 0);
    assert_eq!(total("from_date=2030-05-07&to_date=2030-05-07").await, 1);
    let figures = practice.alice.get("/api/visits/stats?from_date=2030-05-07").await;
    assert_eq!(figures.body["data"]["by_status"], json!([{"status": "SCHEDULED", "count": 1}]));
    let bad = practice.alice.get("/api/visits/stats?from_date=2030-05-07&to_date=2030-05-06").await;
    assert_eq!(code(&bad), (400, "VALIDATION_ERROR"));
}

#[rocket::async_test]
async fn a_list_with_all_that_belongs_to_it_takes_three_statements_whatever_its_size() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    for hour in 8..18 {
        let date = format!("2030-05-06T{hour:02}:00:00Z");
        assert_eq!(practice.daria.post("/api/visits", practice.visit(&date, 60)).await.status, 201);
    }
    for limit in [1, 100] {
        let path = format!("/api/visits?limit={limit}&include=measurements,billing");
        assert_eq!(practice.alice.get(&path).await.queries, 3, "{limit}");
    }
}
