use std::time::{Duration, Instant};

use rocket::futures::future::join_all;
use rocket::http::Status;
use serde_json::json;

use super::{House, PASSWORD, text};

#[rocket::async_test]
async fn thirty_parallel_guesses_count_thirty() {
    let house = House::with(|config| config.auth.account_burst = 100).await;
    let guess = json!({ "username": "alice", "password": "not this one" });
    let guesses = (0..30).map(|_| house.post("/api/auth/login", guess.clone()));
    let answers = join_all(guesses).await;
    let with = |status| answers.iter().filter(|(got, _)| *got == status).count();
    assert_eq!((with(Status::Unauthorized), with(Status::TooManyRequests)), (20, 10));
    let audited: i64 = house.value("SELECT count(*) FROM audit_logs WHERE action = 'FAILED_LOGIN'");
    assert_eq!(audited, 20, "those above the burst share a row, when their minute is over");

    let right = json!({ "username": "alice", "password": PASSWORD });
    let (status, answer) = house.post("/api/auth/login", right.clone()).await;
    assert_eq!(status, Status::TooManyRequests);
    assert_eq!(text(&answer, "/error/code"), "TOO_MANY_REQUESTS");
    house.database().clock().advance_ms(30_000);
    assert_eq!(house.post("/api/auth/login", right).await.0, Status::Ok);
}

#[rocket::async_test]
async fn an_account_slows_down_for_right_and_wrong_alike_and_is_never_locked() {
    let house = House::with(|config| config.auth.account_burst = 2).await;
    for (name, password) in [("daria", "wrong"), ("nobody", "wrong")] {
        let guess = json!({ "username": name, "password": password });
        for _ in 0..2 {
            house.post("/api/auth/login", guess.clone()).await;
        }
        let begun = Instant::now();
        house.post("/api/auth/login", guess).await;
        let took = begun.elapsed();
        assert!(took >= Duration::from_millis(450), "{name}: {took:?}");
    }
    let begun = Instant::now();
    house.log_in("daria").await;
    assert!(begun.elapsed() >= Duration::from_millis(900));
}

#[rocket::async_test]
async fn a_user_name_and_an_e_mail_of_one_person_count_together() {
    let house = House::with(|config| config.auth.account_burst = 2).await;
    let email: String = house.value("SELECT email FROM users WHERE username_folded = 'daria'");
    let guess = |name: &str| json!({ "username": name, "password": "wrong" });
    for name in ["daria", &email] {
        house.post("/api/auth/login", guess(name)).await;
    }
    let begun = Instant::now();
    house.post("/api/auth/login", guess(&email.to_uppercase())).await;
    assert!(begun.elapsed() >= Duration::from_millis(450), "the third guess at one account");
}
