//! Visit types over HTTP: the contract's stay, the clinic's own come and go.

use serde_json::{Value, json};

use crate::login::tests::{House, Session, code, text};

fn codes(answer: &Value) -> Vec<String> {
    let all = answer["data"]["visit_types"].as_array().unwrap();
    all.iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect()
}

#[rocket::async_test]
async fn the_five_of_the_contract_may_be_renamed_and_hidden_and_never_deleted() {
    let house = House::open().await;
    let alice = Session::of(&house, "Alice").await;
    let all = alice.get("/api/visit-types").await;
    assert_eq!(codes(&all.body), super::CONTRACT);
    let renamed = alice
        .put("/api/visit-types/ONLINE", json!({ "name": "Vidéo", "is_hidden": true }), "")
        .await;
    let one = &renamed.body["data"]["visit_type"];
    assert_eq!((renamed.status, &one["name"], &one["version"]), (200, &json!("Vidéo"), &json!(2)));
    assert_eq!(code(&alice.delete("/api/visit-types/ONLINE").await), (400, "VALIDATION_ERROR"));
    let back =
        alice.put("/api/visit-types/ONLINE", json!({ "name": null, "version": 2 }), "").await;
    assert_eq!(back.body["data"]["visit_type"]["name"], "Online");
    let stale =
        alice.put("/api/visit-types/ONLINE", json!({ "minutes": 20, "version": 2 }), "").await;
    assert_eq!(code(&stale), (409, "STALE_WRITE"));
    let filtered = alice.get("/api/visits?visit_type=ONLINE").await;
    assert_eq!(filtered.status, 200, "hidden ones are filters still");
}

#[rocket::async_test]
async fn an_own_type_is_booked_filtered_and_reported_and_goes_when_nothing_names_it() {
    let house = House::open().await;
    let (alice, daria) = (Session::of(&house, "Alice").await, Session::of(&house, "Daria").await);
    let path = "/api/visit-types";
    for (wrong, field) in [
        (json!({ "code": "sport", "name": "Sport" }), "code"),
        (json!({ "code": "S", "name": "Sport" }), "code"),
        (json!({ "code": "_SPORT", "name": "Sport" }), "code"),
        (json!({ "code": "FOLLOW_UP", "name": "Sport" }), "code"),
        (json!({ "code": "SPORT" }), "name"),
        (json!({ "code": "SPORT", "name": "Sport", "colour": "red" }), "colour"),
        (json!({ "code": "SPORT", "name": "Sport", "minutes": 4 }), "minutes"),
        (
            json!({ "code": "SPORT", "name": "Sport", "service_id": "01900000-0000-7000-8000-00000000abcd" }),
            "service_id",
        ),
    ] {
        let refused = alice.post(path, wrong.clone()).await;
        assert_eq!(code(&refused), (400, "VALIDATION_ERROR"), "{wrong}");
        assert_eq!(refused.body["error"]["details"][0]["field"], field, "{wrong}");
    }
    let person =
        json!({ "first_name": "Zoé", "last_name": "Martin", "date_of_birth": "1990-02-28" });
    let zoe = text(&daria.post("/api/patients", person).await.body, "/data/patient/id").to_owned();
    let visit = |at: &str| json!({ "patient_id": zoe, "visit_date": at, "visit_type": "SPORT" });
    let unknown = daria.post("/api/visits", visit("2030-05-06T09:00:00Z")).await;
    assert_eq!(code(&unknown), (400, "VALIDATION_ERROR"));
    assert_eq!(code(&daria.get("/api/visits?visit_type=SPORT").await), (400, "INVALID_FILTER"));
    assert_eq!(
        code(&daria.get("/api/visits?visit_type_in=ONLINE,SPORT").await),
        (400, "INVALID_FILTER")
    );
    let added = alice.post(path, json!({ "code": "SPORT", "name": "Sport", "minutes": 45 })).await;
    assert_eq!(added.status, 201, "{added:?}");
    let booked = daria.post("/api/visits", visit("2030-05-06T09:00:00Z")).await;
    assert_eq!(booked.status, 201, "{booked:?}");
    let own = format!("/api/visits/{}", text(&booked.body, "/data/visit/id"));
    assert_eq!(daria.get("/api/visits?visit_type=SPORT").await.body["data"]["total"], 1);
    let report = alice.get("/api/reports/visits?from_date=2030-05-01&to_date=2030-05-31").await;
    let by_type = report.body["data"]["byType"].as_array().unwrap().clone();
    assert!(by_type.contains(&json!({ "visit_type": "SPORT", "count": 1 })), "{by_type:?}");
    // In use it is only hidden: kept where it is, and given to nothing new.
    assert_eq!(alice.delete("/api/visit-types/SPORT").await.status, 200);
    assert!(codes(&alice.get(path).await.body).contains(&"SPORT".to_owned()));
    let again = daria.post("/api/visits", visit("2030-05-07T09:00:00Z")).await;
    assert_eq!(code(&again), (400, "VALIDATION_ERROR"));
    let kept = daria.put(&own, json!({ "visit_type": "SPORT", "duration_minutes": 50 }), "").await;
    assert_eq!(kept.status, 200, "{kept:?}");
    assert_eq!(daria.put(&own, json!({ "visit_type": "ONLINE" }), "").await.status, 200);
    let hidden = daria.put(&own, json!({ "visit_type": "SPORT" }), "").await;
    assert_eq!(code(&hidden), (400, "VALIDATION_ERROR"));
    assert_eq!(alice.delete("/api/visit-types/SPORT").await.status, 200);
    assert!(!codes(&alice.get(path).await.body).contains(&"SPORT".to_owned()));
    assert_eq!(code(&alice.delete("/api/visit-types/SPORT").await), (404, "NOT_FOUND"));
}
