//! The routes as their callers see them: order of checks, entity tags, the cache.

use rocket::http::{Method, Status};
use serde_json::{Value, json};

use crate::ids::Id;
use crate::login::tests::{House, Session, code, text};

fn somebody() -> Value {
    json!({ "first_name": "Zoé", "last_name": "Martin", "date_of_birth": "1990-02-28" })
}

#[rocket::async_test]
async fn a_patient_is_created_read_changed_and_never_read_stale() {
    let house = House::open().await;
    let daria = Session::of(&house, "Daria").await;
    let created = daria.post("/api/patients", somebody()).await;
    assert_eq!(created.status, 201, "{created:?}");
    let path = format!("/api/patients/{}", text(&created.body, "/data/patient/id"));

    let read = daria.get(&path).await;
    assert_eq!((read.status, read.cache.as_str()), (200, "MISS"));
    assert_eq!((&read.body, &read.etag), (&created.body, &created.etag));
    assert!(read.etag.starts_with("\"v1-"), "{}", read.etag);
    assert_eq!(daria.get(&path).await.cache, "HIT");

    let list = "/api/patients?fields=city";
    let (_, stats) = (daria.get(list).await, daria.get("/api/patients/stats").await);
    assert_eq!(stats.body["data"]["total"], 1);
    assert_eq!(daria.get(list).await.cache, "HIT");
    let changed = daria.put(&path, json!({"city": "Lyon"}), &read.etag).await;
    assert_eq!(changed.body["data"]["patient"]["version"], 2, "{changed:?}");
    let listed = daria.get(list).await;
    assert_eq!(
        (listed.cache.as_str(), listed.body["data"]["patients"][0]["city"].clone()),
        ("MISS", json!("Lyon"))
    );
    let read_again = daria.get(&path).await;
    assert_eq!((read_again.body, read_again.etag), (changed.body, changed.etag));

    let stale = daria.put(&path, json!({"city": "Nice"}), &read.etag).await;
    assert_eq!(code(&stale), (409, "STALE_WRITE"));
    assert_eq!(stale.body["data"]["patient"]["city"], "Lyon");
}

#[rocket::async_test]
async fn permission_comes_before_the_body_and_the_record_before_its_owner() {
    let house = House::open().await;
    let alice = Session::of(&house, "Alice").await;
    let daria = Session::of(&house, "Daria").await;
    let vera = Session::of(&house, "Vera").await;
    let created = alice.post("/api/patients", somebody()).await;
    let id = text(&created.body, "/data/patient/id");
    let unknown = Id::new();

    assert_eq!(code(&vera.post("/api/patients", json!({})).await), (403, "PERMISSION_DENIED"));
    assert_eq!(code(&vera.put("/api/patients/1", json!({}), "").await), (403, "PERMISSION_DENIED"));
    let bad = daria.post("/api/patients", json!({"email": "x"})).await;
    assert_eq!(
        (code(&bad).1, bad.body["error"]["details"].as_array().unwrap().len()),
        ("VALIDATION_ERROR", 3)
    );
    for below in ["", "/timeline", "/measurements"] {
        let path = |id: &str| format!("/api/patients/{id}{below}");
        assert_eq!(code(&daria.get(&path("1")).await), (400, "VALIDATION_ERROR"));
        let missing = daria.get(&path(&unknown.to_string())).await;
        assert_eq!(code(&missing), (404, "PATIENT_NOT_FOUND"));
        assert_eq!(code(&daria.get(&path(id)).await), (403, "NOT_ASSIGNED_PATIENT"));
        assert_eq!(alice.get(&path(id)).await.status, 200);
        // An administrator's answer has addresses that nobody else sees.
        assert_eq!(vera.get(&path(id)).await.status, 200);
        assert_eq!(vera.get(&path(id)).await.cache, "HIT");
        // What another scope has in the cache does not open it.
        assert_eq!(daria.get(&path(id)).await.status, 403);
    }
    let patient = format!("/api/patients/{id}");
    let delete = daria.ask(Method::Delete, &patient, None, "").await;
    assert_eq!(code(&delete), (403, "PERMISSION_DENIED"));
    for _ in 0..2 {
        assert_eq!(alice.ask(Method::Delete, &patient, None, "").await.status, 200);
    }
    let off = alice.ask(Method::Put, &format!("{patient}/deactivate"), None, "").await;
    assert_eq!(code(&off), (400, "PATIENT_ALREADY_INACTIVE"));
    let on = alice.ask(Method::Put, &format!("{patient}/activate"), None, "").await;
    assert_eq!((on.status, on.body["data"]["patient"]["is_active"].clone()), (200, json!(true)));
    let ask = "/api/patients/duplicates?first_name=Zoe&last_name=Martin";
    assert_eq!(daria.get(ask).await.body["data"], json!({"duplicates": []}));
}

#[rocket::async_test]
async fn whoever_does_not_see_all_patients_asks_for_few_people_and_each_question_is_told() {
    let house = House::open().await;
    let (alice, daria) = (Session::of(&house, "Alice").await, Session::of(&house, "Daria").await);
    assert_eq!(alice.post("/api/patients", somebody()).await.status, Status::Created.code);
    let of = |day: i32| {
        format!("/api/patients/duplicates?last_name=Martin&date_of_birth=1990-01-{day:02}")
    };
    let mut answers = Vec::new();
    for day in 1..=31 {
        answers.push(daria.get(&of(day)).await.status);
        assert_eq!(alice.get(&of(day)).await.status, 200, "who sees them all may ask");
    }
    assert_eq!(answers.iter().filter(|status| **status == 200).count(), 20);
    assert_eq!(answers.last(), Some(&429));
    let told = "SELECT count(*) FROM audit_logs WHERE request_path = '/api/patients/duplicates' \
                AND username = 'Daria' AND status = 'SUCCESS'";
    assert_eq!(awaited(&house, told, 20).await, 20);
    let refused = "SELECT count(*) FROM audit_logs WHERE request_path = '/api/patients/duplicates' \
                   AND username = 'Daria' AND error_message = 'TOO_MANY_REQUESTS'";
    assert!(awaited(&house, refused, 1).await >= 1, "a question refused is told as well");
}

/// The value of a count that rises to that, or does not within five seconds.
async fn awaited(house: &House, count: &str, least: i64) -> i64 {
    let begun = std::time::Instant::now();
    while house.value::<i64>(count) < least && begun.elapsed().as_secs() < 5 {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    house.value(count)
}

fn numbered(number: &str) -> Value {
    let mut body = somebody();
    body["file_number"] = json!(number);
    body
}

#[rocket::async_test]
async fn a_file_number_that_somebody_has_names_its_field_alone_and_is_counted_and_told() {
    let house = House::open().await;
    let (alice, daria) = (Session::of(&house, "Alice").await, Session::of(&house, "Daria").await);
    let taken = || numbered("F-17");
    assert_eq!(alice.post("/api/patients", taken()).await.status, Status::Created.code);
    let mut statuses = Vec::new();
    for _ in 0..25 {
        let refused = daria.post("/api/patients", taken()).await;
        statuses.push(refused.status);
        if refused.status == 400 {
            let details = json!([{"field": "file_number", "message": "is already in use"}]);
            assert_eq!(refused.body["error"]["details"], details);
            assert!(!refused.body.to_string().contains("Martin"));
        }
    }
    assert_eq!((statuses[0], statuses.last()), (400, Some(&429)));
    let of_daria = "SELECT count(*) FROM audit_logs WHERE username = 'Daria' AND resource_id IS NULL \
                    AND resource_type = 'patient' AND action = 'READ' AND status = ";
    let refusals = statuses.iter().filter(|status| **status == 400).count() as i64;
    assert_eq!(awaited(&house, &format!("{of_daria}'SUCCESS'"), refusals).await, refusals);
    assert!(awaited(&house, &format!("{of_daria}'FAILURE'"), 1).await >= 1);
}

#[rocket::async_test]
async fn whoever_was_told_too_often_hears_the_same_of_a_free_file_number() {
    let house = House::open().await;
    let (alice, daria) = (Session::of(&house, "Alice").await, Session::of(&house, "Daria").await);
    assert_eq!(alice.post("/api/patients", numbered("F-17")).await.status, 201);
    // A morning of registrations asks nothing: no number was somebody's.
    let mut own = String::new();
    for number in 0..25 {
        let created = daria.post("/api/patients", numbered(&format!("D-{number}"))).await;
        assert_eq!(created.status, 201, "{created:?}");
        own = format!("/api/patients/{}", text(&created.body, "/data/patient/id"));
    }
    for _ in 0..20 {
        let put = daria.put(&own, json!({ "file_number": "F-17" }), "").await;
        assert_eq!(put.status, 400, "{put:?}");
    }
    let answers = [
        daria.post("/api/patients", numbered("F-17")).await,
        daria.post("/api/patients", numbered("F-18")).await,
        daria.put(&own, json!({ "file_number": "F-17" }), "").await,
        daria.put(&own, json!({ "file_number": "F-18" }), "").await,
    ];
    for answer in &answers {
        assert_eq!(code(answer), (429, "TOO_MANY_REQUESTS"));
        let said = text(&answer.body, "/error/message");
        assert!(said.starts_with("You have named many file numbers"), "{said}");
    }
    // What asks nothing goes on: no number, or the one that the patient has.
    assert_eq!(daria.post("/api/patients", somebody()).await.status, 201);
    let kept = json!({ "file_number": "D-24", "city": "Lyon" });
    assert_eq!(daria.put(&own, kept, "").await.status, 200);
    assert_eq!(alice.post("/api/patients", numbered("F-18")).await.status, 201);
}

#[rocket::async_test]
async fn a_list_with_related_rows_takes_three_statements_and_a_hit_none() {
    let house = House::open().await;
    let alice = Session::of(&house, "Alice").await;
    for _ in 0..12 {
        assert_eq!(alice.post("/api/patients", somebody()).await.status, Status::Created.code);
    }
    let path = "/api/patients?limit=100&include=visits,measurements";
    let (first, second) = (alice.get(path).await, alice.get(path).await);
    assert_eq!(first.body["data"]["patients"].as_array().unwrap().len(), 12);
    assert_eq!((first.cache.as_str(), second.cache.as_str()), ("MISS", "HIT"));
    assert_eq!((first.queries, second.queries), (3, 0));
}
