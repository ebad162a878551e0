use rocket::http::Status;
use serde_json::json;

use super::{House, text};
use crate::audit::Actor;
use crate::auth::{ApiKeys, revoke_all};
use crate::cache::Tag;
use crate::db::Meter;
use crate::ids::Id;

async fn works(house: &House, token: &str) -> bool {
    house.get("/api/auth/me", token).await.0 == Status::Ok
}

#[rocket::async_test]
async fn a_logout_ends_access_at_the_next_request() {
    let house = House::open().await;
    let login = house.log_in("daria").await;
    assert!(works(&house, text(&login, "/accessToken")).await);
    let body = json!({ "refreshToken": login["refreshToken"] });
    assert_eq!(house.post("/api/auth/logout", body.clone()).await.0, Status::Ok);
    assert!(!works(&house, text(&login, "/accessToken")).await);
    assert_eq!(house.post("/api/auth/logout", body).await.0, Status::Ok);
    assert_eq!(
        house.post("/api/auth/logout", json!({ "refreshToken": "unknown" })).await.0,
        Status::Ok
    );
}

#[rocket::async_test]
async fn logging_out_everywhere_spares_the_others_users() {
    let house = House::open().await;
    let (first, second) = (house.log_in("daria").await, house.log_in("daria").await);
    let alice = house.log_in("alice").await;
    let bearer = text(&second, "/accessToken");
    assert_eq!(house.post_as(bearer, "/api/auth/logout-all", json!({})).await.0, Status::Ok);
    assert!(!works(&house, text(&first, "/accessToken")).await);
    assert!(!works(&house, text(&second, "/accessToken")).await);
    assert!(works(&house, text(&alice, "/accessToken")).await);
}

#[rocket::async_test]
async fn the_sessions_of_a_user_can_be_seen_and_ended_one_by_one() {
    let house = House::open().await;
    let (here, there) = (house.log_in("daria").await, house.log_in("daria").await);
    let alice = house.log_in("alice").await;
    let token = text(&here, "/accessToken");
    let (_, answer) = house.get("/api/auth/sessions", token).await;
    let sessions = answer["data"]["sessions"].as_array().unwrap();
    assert_eq!(sessions.iter().filter(|s| s["current"] == true).count(), 1);
    let other = sessions.iter().find(|s| s["current"] == false).unwrap();
    let path = format!("/api/auth/sessions/{}", text(other, "/id"));

    let (status, _) = house.delete(text(&alice, "/accessToken"), &path).await;
    assert_eq!(status, Status::NotFound);
    assert!(works(&house, text(&there, "/accessToken")).await);
    assert_eq!(house.delete(token, &path).await.0, Status::Ok);
    assert!(!works(&house, text(&there, "/accessToken")).await);
    assert!(works(&house, token).await);
    assert_eq!(house.delete(token, &path).await.0, Status::NotFound);
    assert_eq!(house.delete(token, "/api/auth/sessions/none").await.0, Status::BadRequest);
}

#[rocket::async_test]
async fn a_change_of_the_user_or_of_any_role_holds_from_the_next_request_on() {
    let house = House::open().await;
    let login = house.log_in("vera").await;
    let token = text(&login, "/accessToken");
    let vera: Id = text(&login, "/user/id").parse().unwrap();
    let write = |sql: &'static str, tag: Tag| {
        let change = |tx: &crate::db::Tx<'_>| {
            tx.touch(tag);
            Ok(tx.run(sql, [])?)
        };
        house.database().write_here(&Meter::default(), change).unwrap();
    };
    let ask = || house.post_as(token, "/api/auth/api-keys", json!({ "name": "lab import" }));
    assert_eq!(ask().await.0, Status::Forbidden);
    write(
        "INSERT INTO role_permissions SELECT r.id, p.id, p.created_at FROM roles r, permissions p \
         WHERE r.name = 'VIEWER' AND p.name = 'api_keys.create'",
        Tag::Roles,
    );
    assert_eq!(ask().await.0, Status::Created);
    let touched = Tag::Access(vera);
    write("UPDATE users SET must_change_password = 1 WHERE username = 'Vera'", touched);
    let (status, answer) = ask().await;
    assert_eq!(status, Status::Forbidden);
    assert_eq!(text(&answer, "/error/code"), "PASSWORD_CHANGE_REQUIRED");
    assert!(works(&house, token).await);
    write("UPDATE users SET is_active = 0 WHERE username = 'Vera'", touched);
    assert!(!works(&house, token).await);
}

#[rocket::async_test]
async fn revoking_all_but_one_session_keeps_that_one() {
    let house = House::open().await;
    let (kept, ended) = (house.log_in("daria").await, house.log_in("daria").await);
    let user: Id = text(&kept, "/user/id").parse().unwrap();
    let (_, answer) = house.get("/api/auth/sessions", text(&kept, "/accessToken")).await;
    let sessions = answer["data"]["sessions"].as_array().unwrap();
    let current = sessions.iter().find(|s| s["current"] == true).unwrap();
    let current: Id = text(current, "/id").parse().unwrap();
    let revoke = |tx: &crate::db::Tx<'_>| {
        revoke_all(tx, &Actor::default(), user, Some(current), ApiKeys::Revoke)
    };
    house.database().write_here(&Meter::default(), revoke).unwrap();
    assert!(works(&house, text(&kept, "/accessToken")).await);
    assert!(!works(&house, text(&ended, "/accessToken")).await);
}
