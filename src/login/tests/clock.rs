//! The machine's clock jumps back: nobody is thrown out, nobody waits for the old time, and what is
//! written keeps its order.

use rocket::http::Status;
use serde_json::json;

use super::{House, text};

const HOUR_MS: i64 = 3_600_000;

async fn wrong_password(house: &House) -> Status {
    let body = json!({ "username": "nobody", "password": "wrong porridge at dusk" });
    house.post("/api/auth/login", body).await.0
}

#[rocket::async_test]
async fn a_clock_that_jumps_back_throws_nobody_out_and_holds_nobody_up() {
    let house = House::with(|config| config.auth.address_burst = 3).await;
    let clock = house.database().clock().clone();
    clock.advance_ms(5 * HOUR_MS);
    let login = house.log_in("alice").await;
    let token = text(&login, "/accessToken");
    while wrong_password(&house).await == Status::Unauthorized {}

    clock.advance_ms(-5 * HOUR_MS);
    assert_eq!(house.get("/api/auth/me", token).await.0, Status::Ok);
    // Those who guessed wait as long as before, and no longer.
    assert_eq!(wrong_password(&house).await, Status::TooManyRequests);
    clock.advance_ms(300_000);
    assert_eq!(wrong_password(&house).await, Status::Unauthorized);
    let again = house.log_in("alice").await;
    assert_eq!(house.get("/api/auth/me", text(&again, "/accessToken")).await.0, Status::Ok);

    let token = text(&again, "/accessToken");
    let (status, trail) = house.get("/api/audit-logs/verify", token).await;
    assert_eq!((status, &trail["data"]["ok"]), (Status::Ok, &json!(true)), "{trail}");
    let (status, answer) = house.get("/health", token).await;
    assert_eq!(status, Status::Ok);
    assert!(answer["uptime"].as_u64().is_some_and(|seconds| seconds < 60), "{answer}");
}

#[rocket::async_test]
async fn a_refresh_token_that_was_spent_in_the_future_is_a_stolen_one() {
    let house = House::open().await;
    let clock = house.database().clock().clone();
    let login = house.log_in("daria").await;
    clock.advance_ms(HOUR_MS);
    let spend =
        || house.post("/api/auth/refresh", json!({ "refreshToken": login["refreshToken"] }));
    assert_eq!(spend().await.0, Status::Ok);
    clock.advance_ms(-HOUR_MS);
    assert_eq!(spend().await.0, Status::Unauthorized);
}
