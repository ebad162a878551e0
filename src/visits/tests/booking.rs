//! Booking: what overlaps, what does not, and who may.

use serde_json::json;

use super::Practice;
use crate::login::tests::{House, code, text};

#[rocket::async_test]
async fn two_visits_of_a_dietitian_never_take_the_same_time_unless_somebody_says_so() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let (daria, path) = (&practice.daria, "/api/visits");
    let nine = daria.post(path, practice.visit("2030-05-06T09:00:00Z", 60)).await;
    assert_eq!(nine.status, 201, "{nine:?}");
    // Back to back on both sides is no overlap.
    for (date, minutes) in [("2030-05-06T08:30:00Z", 30), ("2030-05-06T10:00:00Z", 30)] {
        assert_eq!(daria.post(path, practice.visit(date, minutes)).await.status, 201, "{date}");
    }
    for (date, minutes) in [
        ("2030-05-06T09:00:00Z", 60),
        ("2030-05-06T09:59:00Z", 5),
        ("2030-05-06T08:00:00Z", 480),
        ("2030-05-06T11:30:00+02:00", 5),
    ] {
        let refused = daria.post(path, practice.visit(date, minutes)).await;
        assert_eq!(code(&refused), (409, "VISIT_OVERLAP"), "{date}");
        assert!(text(&refused.body, "/error/message").contains("Zoé Martin"), "{refused:?}");
    }
    let mut forced = practice.visit("2030-05-06T09:00:00Z", 60);
    forced["allow_overlap"] = json!(true);
    assert_eq!(daria.post(path, forced).await.status, 201);
    // Another's time is free, and so is a cancelled visit's.
    let alice_id = text(&practice.alice.get("/api/auth/me").await.body, "/data/user/id").to_owned();
    let mut other = practice.visit("2030-05-06T09:00:00Z", 60);
    other["dietitian_id"] = json!(alice_id);
    assert_eq!(practice.alice.post(path, other).await.status, 201);
    let mut cancelled = practice.visit("2030-05-06T09:00:00Z", 60);
    cancelled["status"] = json!("CANCELLED");
    let cancelled = daria.post(path, cancelled).await;
    let own = format!("{path}/{}", text(&cancelled.body, "/data/visit/id"));
    let revived = daria.put(&own, json!({"status": "SCHEDULED"}), "").await;
    assert_eq!(code(&revived), (409, "VISIT_OVERLAP"));
}

#[rocket::async_test]
async fn a_deleted_visit_is_gone_everywhere_and_comes_back_if_its_time_is_free() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let daria = &practice.daria;
    let visit = practice.visit("2030-05-06T09:00:00Z", 60);
    let booked = daria.post("/api/visits", visit.clone()).await;
    let path = format!("/api/visits/{}", text(&booked.body, "/data/visit/id"));
    assert_eq!(daria.delete(&path).await.status, 200);
    assert_eq!(code(&daria.get(&path).await), (404, "VISIT_NOT_FOUND"));
    assert_eq!(code(&daria.delete(&path).await), (404, "VISIT_NOT_FOUND"));
    assert_eq!(daria.get("/api/visits").await.body["data"]["total"], 0);
    assert_eq!(daria.get("/api/visits/stats").await.body["data"]["total"], 0);

    let second = daria.post("/api/visits", visit).await;
    assert_eq!(second.status, 201);
    let restore = format!("{path}/restore");
    assert_eq!(code(&daria.post(&restore, json!({})).await), (409, "VISIT_OVERLAP"));
    let both = daria.post(&format!("{restore}?allow_overlap=true"), json!({})).await;
    assert_eq!((both.status, &both.body["data"]["visit"]["version"]), (200, &json!(3)));
    assert_eq!(daria.get("/api/visits").await.body["data"]["total"], 2);
    assert_eq!(daria.post(&restore, json!({})).await.status, 200);
}

#[rocket::async_test]
async fn a_body_is_refused_with_every_bad_field_and_a_visit_keeps_its_patient() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let body = json!({
        "patient_id": "1", "visit_date": "2030-05-06", "duration_minutes": 4, "visit_type": "CHAT",
        "status": "scheduled", "arrived_at": "0001-01-01T00:00:00Z", "next_visit_date": "soon",
        "chief_complaint": "x".repeat(2001), "allow_overlap": 1,
    });
    let refused = practice.daria.post("/api/visits", body).await;
    assert_eq!(refused.body["error"]["details"].as_array().unwrap().len(), 9, "{refused:?}");
    let nobody = practice.alice.post("/api/visits", json!({})).await;
    assert_eq!(nobody.body["error"]["details"].as_array().unwrap().len(), 3, "{nobody:?}");

    let booked =
        practice.daria.post("/api/visits", practice.visit("2030-05-06T09:00:00Z", 60)).await;
    let path = format!("/api/visits/{}", text(&booked.body, "/data/visit/id"));
    let moved = practice.daria.put(&path, json!({"patient_id": practice.yann}), "").await;
    assert_eq!(code(&moved), (400, "VALIDATION_ERROR"));
    let same = practice.daria.put(&path, json!({"patient_id": practice.zoe}), "").await;
    assert_eq!(same.body["data"]["visit"]["version"], 1);
    let stale = practice.daria.put(&path, json!({"version": 0, "status": "COMPLETED"}), "").await;
    assert_eq!(code(&stale), (409, "STALE_WRITE"));
    assert_eq!(stale.body["data"]["visit"]["status"], "SCHEDULED");
}
