use rocket::http::Status;
use serde_json::json;

use crate::ids::Id;
use crate::login::tests::{House, text};

async fn token_of(house: &House, name: &str) -> String {
    text(&house.log_in(name).await, "/accessToken").to_owned()
}

#[rocket::async_test]
async fn only_those_who_may_read_the_trail_see_any_of_it() {
    let house = House::open().await;
    let (daria, id) = (token_of(&house, "Daria").await, Id::new());
    for path in ["", "/stats", "/verify", "/nonsense", &format!("/{id}"), "?limit=0"] {
        let path = format!("/api/audit-logs{path}");
        let anonymous = house.client.get(path.clone()).dispatch().await.status();
        assert_eq!(anonymous, Status::Unauthorized, "{path}");
        let (status, answer) = house.get(&path, &daria).await;
        assert_eq!(
            (status, text(&answer, "/error/code")),
            (Status::Forbidden, "PERMISSION_DENIED")
        );
    }
}

#[rocket::async_test]
async fn every_denial_of_somebody_known_is_a_row_of_its_own() {
    let house = House::open().await;
    let (alice, vera) = (token_of(&house, "Alice").await, token_of(&house, "Vera").await);
    let patient = Id::new();
    for _ in 0..3 {
        let (status, _) = house.delete(&vera, &format!("/api/patients/{patient}")).await;
        assert_eq!(status, Status::Forbidden);
    }
    let (_, answer) = house.get("/api/audit-logs?action=PERMISSION_CHECK", &alice).await;
    assert_eq!(answer["data"]["total"], 3, "{answer}");
    let row = &answer["data"]["logs"][0];
    let id = json!(patient.to_string());
    assert_eq!((&row["resource_type"], &row["resource_id"]), (&json!("patient"), &id));
    assert_eq!((&row["patient_id"], &row["status"]), (&id, &json!("FAILURE")));
    assert_eq!(
        (&row["error_message"], &row["severity"]),
        (&json!("PERMISSION_DENIED"), &json!("WARN"))
    );
    assert_eq!((&row["username"], &row["request_method"]), (&json!("Vera"), &json!("DELETE")));
    assert_eq!(row["user"]["email"], "Vera@Example.org");
    assert!(row["session_id"].is_string());
}

#[rocket::async_test]
async fn one_row_is_answered_in_the_shape_of_the_list() {
    let house = House::open().await;
    let alice = token_of(&house, "Alice").await;
    let (_, list) = house.get("/api/audit-logs?limit=1", &alice).await;
    let row = &list["data"]["logs"][0];
    let path = format!("/api/audit-logs/{}", text(row, "/id"));
    let (status, one) = house.get(&path, &alice).await;
    assert_eq!((status, &one["data"]["log"]), (Status::Ok, row));
    let (status, unknown) = house.get(&format!("/api/audit-logs/{}", Id::new()), &alice).await;
    assert_eq!((status, text(&unknown, "/error/code")), (Status::NotFound, "NOT_FOUND"));
    for (path, code) in [
        ("/api/audit-logs/nonsense", "VALIDATION_ERROR"),
        ("/api/audit-logs?nonsense=1", "INVALID_FILTER"),
        ("/api/audit-logs/stats?from_date=2026-01-01", "INVALID_FILTER"),
    ] {
        let (status, answer) = house.get(path, &alice).await;
        assert_eq!((status, text(&answer, "/error/code")), (Status::BadRequest, code), "{path}");
    }
}

#[rocket::async_test]
async fn the_chain_verifies_and_a_changed_byte_is_named() {
    let house = House::open().await;
    let alice = token_of(&house, "Alice").await;
    let (status, answer) = house.get("/api/audit-logs/verify", &alice).await;
    assert_eq!((status, &answer["data"]["ok"]), (Status::Ok, &json!(true)));
    assert_eq!(text(&answer, "/data/head").len(), 64);
    assert!(answer["data"]["checked"].as_i64() >= Some(1));
    let tamperer = rusqlite::Connection::open(house.database().path()).unwrap();
    tamperer
        .execute_batch(
            "DROP TRIGGER audit_logs_never_change; \
             UPDATE audit_logs SET ip_address = '192.0.2.1' WHERE seq = 1",
        )
        .unwrap();
    let (_, answer) = house.get("/api/audit-logs/verify", &alice).await;
    assert_eq!(
        (&answer["data"]["ok"], &answer["data"]["first_bad"]["seq"]),
        (&json!(false), &json!(1))
    );
    assert!(answer["data"]["first_bad"]["id"].is_string());
}

#[rocket::async_test]
async fn the_figures_have_their_four_breakdowns() {
    let house = House::open().await;
    let alice = token_of(&house, "Alice").await;
    let (status, answer) = house.get("/api/audit-logs/stats", &alice).await;
    assert_eq!(status, Status::Ok);
    assert_eq!(answer["data"]["by_action"][0], json!({"action": "LOGIN", "count": 1}));
    for figures in ["by_status", "by_severity", "by_resource_type"] {
        assert!(answer["data"][figures][0]["count"].is_i64(), "{answer}");
    }
}
