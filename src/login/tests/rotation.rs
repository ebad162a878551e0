use rocket::http::Status;
use serde_json::{Value, json};

use super::{House, text};

async fn exchange(house: &House, token: &str) -> (Status, Value) {
    house.post("/api/auth/refresh", json!({ "refreshToken": token })).await
}

async fn exchanged(house: &House, token: &str) -> Value {
    let (status, answer) = exchange(house, token).await;
    assert_eq!(status, Status::Ok, "{answer}");
    answer["data"].clone()
}

async fn is_refused(house: &House, token: &str) -> bool {
    let (status, answer) = exchange(house, token).await;
    status == Status::Unauthorized && text(&answer, "/error/code") == "INVALID_REFRESH_TOKEN"
}

#[rocket::async_test]
async fn a_refresh_token_is_exchanged_for_a_new_pair_that_works() {
    let house = House::open().await;
    let login = house.log_in("daria").await;
    let pair = exchanged(&house, text(&login, "/refreshToken")).await;
    assert_ne!(pair["refreshToken"], login["refreshToken"]);
    assert_eq!(pair["expiresIn"], 1800);
    assert_eq!(house.get("/api/auth/me", text(&pair, "/accessToken")).await.0, Status::Ok);
    let other_name = json!({ "refresh_token": pair["refreshToken"] });
    assert_eq!(house.post("/api/auth/refresh", other_name).await.0, Status::Ok);
}

#[rocket::async_test]
async fn a_twin_within_ten_seconds_gets_a_sibling_pair() {
    let house = House::open().await;
    let login = house.log_in("daria").await;
    let first = exchanged(&house, text(&login, "/refreshToken")).await;
    house.database().clock().advance_ms(9_000);
    let second = exchanged(&house, text(&login, "/refreshToken")).await;
    assert_ne!(first["refreshToken"], second["refreshToken"]);
    for pair in [first, second] {
        assert_eq!(house.get("/api/auth/me", text(&pair, "/accessToken")).await.0, Status::Ok);
        exchanged(&house, text(&pair, "/refreshToken")).await;
    }
}

#[rocket::async_test]
async fn a_token_used_again_later_ends_the_whole_session_and_no_other() {
    let house = House::open().await;
    let (stolen, other) = (house.log_in("daria").await, house.log_in("daria").await);
    let pair = exchanged(&house, text(&stolen, "/refreshToken")).await;
    house.database().clock().advance_ms(11_000);
    assert!(is_refused(&house, text(&stolen, "/refreshToken")).await);
    assert!(is_refused(&house, text(&pair, "/refreshToken")).await);
    for access in [text(&stolen, "/accessToken"), text(&pair, "/accessToken")] {
        assert_eq!(house.get("/api/auth/me", access).await.0, Status::Unauthorized);
    }
    assert_eq!(house.get("/api/auth/me", text(&other, "/accessToken")).await.0, Status::Ok);
    let audited: i64 = house.value(
        "SELECT count(*) FROM audit_logs WHERE action = 'REFRESH' AND severity = 'CRITICAL'",
    );
    assert_eq!(audited, 1);
}

#[rocket::async_test]
async fn tokens_end_when_they_say() {
    let house = House::open().await;
    let login = house.log_in("vera").await;
    house.database().clock().advance_ms(30 * 60_000);
    assert_eq!(
        house.get("/api/auth/me", text(&login, "/accessToken")).await.0,
        Status::Unauthorized
    );
    let pair = exchanged(&house, text(&login, "/refreshToken")).await;
    house.database().clock().advance_ms(7 * 86_400_000);
    assert!(is_refused(&house, text(&pair, "/refreshToken")).await);
}

#[rocket::async_test]
async fn what_is_no_refresh_token_is_refused_and_a_missing_one_asked_for() {
    let house = House::open().await;
    let login = house.log_in("vera").await;
    for wrong in ["x", &"A".repeat(43), text(&login, "/accessToken")] {
        assert!(is_refused(&house, wrong).await);
    }
    for path in ["/api/auth/refresh", "/api/auth/logout"] {
        let (status, answer) = house.post(path, json!({})).await;
        assert_eq!(status, Status::BadRequest);
        assert_eq!(text(&answer, "/error/code"), "REFRESH_TOKEN_REQUIRED");
    }
}
