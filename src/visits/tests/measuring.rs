//! Measuring: ranges, indices, the height that carries over.

use serde_json::{Value, json};

use super::Practice;
use crate::login::tests::{House, Session, code, text};

async fn measure(session: &Session<'_>, visit: &str, body: Value) -> Value {
    let measured = session.post(&format!("{visit}/measurements"), body).await;
    assert_eq!(measured.status, 201, "{measured:?}");
    measured.body["data"]["measurement"].clone()
}

#[rocket::async_test]
async fn the_server_computes_the_indices_and_carries_the_height_over() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let daria = &practice.daria;
    let book = async |date: &str| {
        let booked = daria.post("/api/visits", practice.visit(date, 30)).await;
        format!("/api/visits/{}", text(&booked.body, "/data/visit/id"))
    };
    let (first, second) = (book("2024-05-06T09:00:00Z").await, book("2024-06-06T09:00:00Z").await);
    let body = json!({"weight_kg": 70, "height_cm": 175, "bmi": 99, "waist_circumference_cm": 80,
                      "hip_circumference_cm": 100});
    let measured = measure(daria, &first, body).await;
    assert_eq!(
        (&measured["bmi"], &measured["whr"], &measured["whtr"]),
        (&json!(22.86), &json!(0.8), &json!(0.46))
    );
    assert_eq!(measured["measured_at"], "2024-05-06T09:00:00.000Z");
    let later = measure(daria, &second, json!({"weight_kg": 68})).await;
    assert_eq!((&later["bmi"], &later["derived"]["height_used_cm"]), (&json!(22.2), &json!(175.0)));
    assert!(later["derived"]["bmi"].as_str().unwrap().contains("weight"));

    let own = format!("{second}/measurements/{}", text(&later, "/id"));
    let taller = daria.put(&own, json!({"height_cm": 180, "version": 1}), "").await;
    assert_eq!(taller.body["data"]["measurement"]["bmi"], 20.99);
    assert_eq!(
        code(&daria.put(&own, json!({"notes": "x", "version": 1}), "").await),
        (409, "STALE_WRITE")
    );
    let foreign = format!("{first}/measurements/{}", text(&later, "/id"));
    assert_eq!(code(&daria.put(&foreign, json!({"weight_kg": 1}), "").await), (404, "NOT_FOUND"));
    assert_eq!(
        daria.get(&second).await.body["data"]["visit"]["measurements"].as_array().unwrap().len(),
        1
    );
    assert_eq!(daria.delete(&own).await.status, 200);
    assert_eq!(
        daria.get(&format!("{second}/measurements")).await.body["data"]["measurements"],
        json!([])
    );
    let curve = daria.get(&format!("/api/patients/{}/measurements", practice.zoe)).await;
    assert_eq!(curve.body["data"]["measurements"].as_array().unwrap().len(), 1);
}

#[rocket::async_test]
async fn what_cannot_be_measured_is_refused_field_by_field() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let booked =
        practice.daria.post("/api/visits", practice.visit("2024-05-06T09:00:00Z", 30)).await;
    let path = format!("/api/visits/{}/measurements", text(&booked.body, "/data/visit/id"));
    let body = json!({"weight_kg": 0, "height_cm": 276, "waist_circumference_cm": "80",
        "hip_circumference_cm": 9.9, "body_fat_percentage": 81, "blood_pressure_systolic": 39,
        "blood_pressure_diastolic": 80.5, "notes": "x".repeat(1001)});
    let refused = practice.daria.post(&path, body).await;
    assert_eq!(refused.body["error"]["details"].as_array().unwrap().len(), 8, "{refused:?}");
    let nothing = practice.daria.post(&path, json!({"notes": "tired"})).await;
    assert_eq!(code(&nothing), (400, "VALIDATION_ERROR"));
    let vera = practice.vera.post(&path, json!({})).await;
    assert_eq!(code(&vera), (403, "PERMISSION_DENIED"));
}
