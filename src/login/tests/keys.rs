use rocket::http::{Header, Status};
use serde_json::{Value, json};

use super::{House, text, told};
use crate::auth::tidying::store_sightings;

impl House {
    async fn by_key(&self, key: &str, path: &str) -> (Status, Value) {
        let header = Header::new("X-API-Key", key.to_owned());
        told(self.client.get(path.to_owned()).header(header).dispatch().await).await
    }

    async fn make_key(&self, token: &str, body: Value) -> Value {
        let (status, answer) = self.post_as(token, "/api/auth/api-keys", body).await;
        assert_eq!(status, Status::Created, "{answer}");
        answer["data"].clone()
    }
}

#[rocket::async_test]
async fn a_key_is_shown_once_and_acts_for_its_owner() {
    let house = House::open().await;
    let login = house.log_in("daria").await;
    let token = text(&login, "/accessToken");
    let made = house.make_key(token, json!({ "name": "lab import" })).await;
    let key = text(&made, "/key");
    assert!(key.starts_with("nutri_ak_") && key.starts_with(text(&made, "/prefix")));
    assert!(made["warning"].is_string() && made["expires_at"].is_null());
    let (_, me) = house.by_key(key, "/api/auth/me").await;
    assert_eq!(text(&me, "/data/user/username"), "Daria");
    let (_, list) = house.get("/api/auth/api-keys", token).await;
    assert_eq!(
        (&list["data"]["count"], text(&list, "/data/apiKeys/0/name")),
        (&json!(1), "lab import")
    );
    assert!(!list.to_string().contains(key));
}

#[rocket::async_test]
async fn a_key_manages_no_keys_and_ends_when_deleted() {
    let house = House::open().await;
    let (daria, alice) = (house.log_in("daria").await, house.log_in("alice").await);
    let token = text(&daria, "/accessToken");
    let made = house.make_key(token, json!({ "name": "lab import" })).await;
    let (key, path) = (text(&made, "/key"), format!("/api/auth/api-keys/{}", text(&made, "/id")));
    let (status, answer) = house.by_key(key, "/api/auth/api-keys").await;
    assert_eq!((status, text(&answer, "/error/code")), (Status::Forbidden, "PERMISSION_DENIED"));

    let (status, answer) = house.delete(text(&alice, "/accessToken"), &path).await;
    assert_eq!((status, text(&answer, "/error/code")), (Status::NotFound, "API_KEY_NOT_FOUND"));
    assert_eq!(house.by_key(key, "/api/auth/me").await.0, Status::Ok);
    assert_eq!(house.delete(token, &path).await.0, Status::Ok);
    let (status, answer) = house.by_key(key, "/api/auth/me").await;
    assert_eq!((status, text(&answer, "/error/code")), (Status::Unauthorized, "INVALID_API_KEY"));
    assert_eq!(house.delete(token, &path).await.0, Status::NotFound);
}

#[rocket::async_test]
async fn a_key_expires() {
    let house = House::open().await;
    let login = house.log_in("daria").await;
    let token = text(&login, "/accessToken");
    let end = house.database().clock().now().plus_minutes(5);
    let made = house.make_key(token, json!({ "name": "brief", "expires_at": end })).await;
    assert_eq!(house.by_key(text(&made, "/key"), "/api/auth/me").await.0, Status::Ok);
    house.database().clock().advance_ms(5 * 60_000);
    let (status, answer) = house.by_key(text(&made, "/key"), "/api/auth/me").await;
    assert_eq!((status, text(&answer, "/error/code")), (Status::Unauthorized, "API_KEY_EXPIRED"));
}

#[rocket::async_test]
async fn a_viewer_makes_no_keys_and_a_bad_body_names_its_fields() {
    let house = House::open().await;
    let (vera, daria) = (house.log_in("vera").await, house.log_in("daria").await);
    let bad = json!({ "name": "ab", "expires_at": "2020-01-01T00:00:00Z" });
    let (status, _) =
        house.post_as(text(&vera, "/accessToken"), "/api/auth/api-keys", bad.clone()).await;
    assert_eq!(status, Status::Forbidden);
    let (status, answer) =
        house.post_as(text(&daria, "/accessToken"), "/api/auth/api-keys", bad).await;
    assert_eq!(status, Status::BadRequest);
    assert_eq!(answer["error"]["details"].as_array().map(Vec::len), Some(2), "{answer}");
}

#[rocket::async_test]
async fn last_uses_are_stored_beside_the_requests() {
    let house = House::open().await;
    let login = house.log_in("daria").await;
    let made = house.make_key(text(&login, "/accessToken"), json!({ "name": "lab" })).await;
    house.database().clock().advance_ms(5_000);
    house.by_key(text(&made, "/key"), "/api/auth/me").await;
    let used = "SELECT last_used_at FROM api_keys";
    assert_eq!(house.value::<Option<String>>(used), None);
    let sessions = house.client.rocket().state().unwrap();
    store_sightings(house.database(), sessions).await.unwrap();
    assert!(house.value::<Option<String>>(used).is_some());
}
