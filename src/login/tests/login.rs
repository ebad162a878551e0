use rocket::http::{ContentType, Status};
use serde_json::json;

use super::{House, PASSWORD, text};

#[rocket::async_test]
async fn alice_logs_in_by_name_or_address_in_any_case() {
    let house = House::open().await;
    for name in ["Alice", "ALICE", "alice@EXAMPLE.org", "  alice "] {
        let data = house.log_in(name).await;
        assert_eq!(text(&data, "/user/username"), "Alice");
        assert_eq!(text(&data, "/user/role/name"), "ADMIN");
        assert_eq!(data["expiresIn"], 1800);
        let (status, me) = house.get("/api/auth/me", text(&data, "/accessToken")).await;
        assert_eq!((status, text(&me, "/data/user/username")), (Status::Ok, "Alice"));
        assert_eq!(me["data"]["user"]["is_active"], true);
        assert!(me["data"]["user"].get("password_hash").is_none());
    }
    let logins: i64 = house.value("SELECT count(*) FROM audit_logs WHERE action = 'LOGIN'");
    assert_eq!(logins, 4);
}

#[rocket::async_test]
async fn unknown_name_wrong_password_and_deactivated_user_look_the_same() {
    let house = House::open().await;
    let deactivate = "UPDATE users SET is_active = 0 WHERE username = 'Vera'";
    house.database().write_here(&Default::default(), |tx| Ok(tx.run(deactivate, [])?)).unwrap();
    for (name, password) in [("nobody", PASSWORD), ("alice", "wrong"), ("vera", PASSWORD)] {
        let body = json!({ "username": name, "password": password });
        let (status, answer) = house.post("/api/auth/login", body).await;
        assert_eq!(status, Status::Unauthorized);
        assert_eq!(text(&answer, "/error/code"), "INVALID_CREDENTIALS");
        let message = text(&answer, "/error/message");
        assert_eq!(message, "The user name or the password is not right.");
    }
    let audited: String = house.value(
        "SELECT group_concat(username || ': ' || error_message, '; ') FROM audit_logs \
         WHERE action = 'FAILED_LOGIN' AND status = 'FAILURE' AND resource_type = 'auth'",
    );
    assert_eq!(audited, "nobody: unknown user; alice: wrong password; vera: deactivated user");
}

#[rocket::async_test]
async fn a_login_without_its_fields_names_them() {
    let house = House::open().await;
    let (status, answer) = house.post("/api/auth/login", json!({ "password": "" })).await;
    assert_eq!(status, Status::BadRequest);
    assert_eq!(text(&answer, "/error/details/0/field"), "username");
    assert_eq!(text(&answer, "/error/details/1/field"), "password");
    let form = house.client.post("/api/auth/login").header(ContentType::Form).body("a=b");
    assert_eq!(form.dispatch().await.status(), Status::UnsupportedMediaType);
}

#[rocket::async_test]
async fn a_known_token_costs_no_query() {
    let house = House::open().await;
    let data = house.log_in("alice").await;
    let bearer = format!("Bearer {}", text(&data, "/accessToken"));
    let header = rocket::http::Header::new("Authorization", bearer);
    let response = house.client.get("/api/nowhere").header(header).dispatch().await;
    assert_eq!(response.status(), Status::NotFound);
    let timing = response.headers().get_one("Server-Timing").unwrap_or_default();
    assert!(timing.contains("0 queries"), "{timing}");
}

#[rocket::async_test]
async fn what_is_no_token_is_told_apart_from_no_credentials() {
    let house = House::open().await;
    let (_, anonymous) = super::told(house.client.get("/api/auth/me").dispatch().await).await;
    assert_eq!(text(&anonymous, "/error/code"), "AUTHENTICATION_REQUIRED");
    for token in ["", "x", &"A".repeat(43)] {
        let (status, answer) = house.get("/api/auth/me", token).await;
        assert_eq!(status, Status::Unauthorized);
        assert_eq!(text(&answer, "/error/code"), "INVALID_TOKEN");
    }
}

#[rocket::async_test]
async fn a_hash_of_another_cost_is_renewed_by_a_login() {
    let house = House::with(|config| config.auth.bcrypt_cost = 5).await;
    house.log_in("alice").await;
    let hash: String = house.value("SELECT password_hash FROM users WHERE username = 'Alice'");
    assert!(hash.starts_with("$2b$05$"), "{hash}");
    house.log_in("alice").await;
}
