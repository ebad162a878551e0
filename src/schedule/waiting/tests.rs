//! The waiting list over HTTP: who waits, whom a time would suit, who may see it.

use serde_json::{Value, json};

use crate::login::tests::{House, Session, code, text};

#[rocket::async_test]
async fn a_free_time_finds_those_whom_it_suits_the_longest_waiting_first() {
    let house = House::open().await;
    let (alice, daria) = (Session::of(&house, "Alice").await, Session::of(&house, "Daria").await);
    let me = |answer: &Value| text(answer, "/data/user/id").to_owned();
    let (alice_id, daria_id) =
        (me(&alice.get("/api/auth/me").await.body), me(&daria.get("/api/auth/me").await.body));
    let person = |name: &str| json!({ "last_name": name, "date_of_birth": "1990-02-28" });
    let mut people = Vec::new();
    for name in ["Anybody", "Hers", "Later", "Long"] {
        let made = alice.post("/api/patients", person(name)).await;
        people.push(text(&made.body, "/data/patient/id").to_owned());
    }
    let entries = [
        json!({ "patient_id": people[0] }),
        json!({ "patient_id": people[1], "dietitian_id": daria_id, "not_after": "2030-05-06" }),
        json!({ "patient_id": people[2], "not_before": "2030-05-07", "minutes": 45 }),
        json!({ "patient_id": people[3], "dietitian_id": alice_id, "minutes": 60, "note": "Mornings" }),
    ];
    let mut ids = Vec::new();
    for entry in entries {
        let added = alice.post("/api/waiting-list", entry).await;
        assert_eq!(added.status, 201, "{added:?}");
        ids.push(text(&added.body, "/data/entry/id").to_owned());
    }
    let names = async |query: &str| -> Vec<String> {
        let found = alice.get(&format!("/api/waiting-list?{query}")).await;
        let all = found.body["data"]["waiting"].as_array().unwrap().clone();
        all.iter().map(|one| text(one, "/patient/last_name").to_owned()).collect()
    };
    assert_eq!(names("").await, ["Anybody", "Hers", "Later", "Long"]);
    let of = |who: &str, day: &str, minutes: i64| {
        format!("dietitian_id={who}&day={day}&minutes={minutes}")
    };
    assert_eq!(names(&of(&daria_id, "2030-05-06", 60)).await, ["Anybody", "Hers"]);
    assert_eq!(names(&of(&daria_id, "2030-05-07", 60)).await, ["Anybody", "Later"]);
    assert_eq!(names(&of(&daria_id, "2030-05-07", 30)).await, ["Anybody"]);
    assert_eq!(names(&of(&alice_id, "2030-05-06", 60)).await, ["Anybody", "Long"]);
    // Daria sees who waits for her, and the others not at all.
    let hers = daria.get("/api/waiting-list").await;
    assert_eq!(hers.body["data"]["total"], 1, "{hers:?}");
    let foreign = daria.delete(&format!("/api/waiting-list/{}", ids[3])).await;
    assert_eq!(code(&foreign), (403, "NOT_ASSIGNED_PATIENT"));
    assert_eq!(daria.delete(&format!("/api/waiting-list/{}", ids[1])).await.status, 200);
    assert_eq!(
        code(&daria.delete(&format!("/api/waiting-list/{}", ids[1])).await),
        (404, "NOT_FOUND")
    );
    assert_eq!(names("").await, ["Anybody", "Later", "Long"]);
}

#[rocket::async_test]
async fn what_cannot_wait_is_refused_at_its_field() {
    let house = House::open().await;
    let alice = Session::of(&house, "Alice").await;
    let person = json!({ "last_name": "Anybody", "date_of_birth": "1990-02-28" });
    let made = alice.post("/api/patients", person).await;
    let anybody = text(&made.body, "/data/patient/id").to_owned();
    for (wrong, field) in [
        (json!({}), "patient_id"),
        (
            json!({ "patient_id": anybody, "not_before": "2030-05-07", "not_after": "2030-05-06" }),
            "not_after",
        ),
        (json!({ "patient_id": anybody, "minutes": 4 }), "minutes"),
        (json!({ "patient_id": anybody, "note": "x".repeat(501) }), "note"),
    ] {
        let refused = alice.post("/api/waiting-list", wrong.clone()).await;
        assert_eq!(code(&refused), (400, "VALIDATION_ERROR"), "{wrong}");
        assert_eq!(refused.body["error"]["details"][0]["field"], field, "{wrong}");
    }
}
