use rocket::http::{ContentType, Header, Method, Status};
use rocket::local::asynchronous::Client;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::audit::Actor;
use crate::auth::hasher::hash_here;
use crate::config::Config;
use crate::db::{Database, Meter};
use crate::ids::Id;
use crate::users::{ChosenBy, NewUser, RoleName, store};

const PASSWORD: &str = "plain porridge at dawn";

/// A running server with Alice (ADMIN) and Vera (VIEWER), both logged in.
struct House {
    client: Client,
    alice: Session,
    vera: Session,
    _folder: TempDir,
}

#[derive(Clone)]
struct Session {
    id: String,
    token: String,
}

impl House {
    async fn open() -> Self {
        Self::with(|_| {}).await
    }

    /// With a configuration of its own.
    async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let folder = TempDir::new().unwrap();
        let mut config = Config::default().with_data(folder.path());
        config.auth.bcrypt_cost = 4;
        change(&mut config);
        let client = Client::untracked(crate::app::rocket(config)).await.unwrap();
        for (name, role) in [("Alice", "ADMIN"), ("Vera", "VIEWER")] {
            let new = NewUser {
                username: name.into(),
                email: format!("{name}@clinic.example"),
                first_name: name.into(),
                last_name: "Ek".into(),
                registration_number: None,
                role: RoleName::Name(role.into()),
                locale: None,
            };
            let database: &Database = client.rocket().state().unwrap();
            let hash = hash_here(PASSWORD, 4).unwrap();
            let add = |tx: &crate::db::Tx<'_>| {
                store::create(
                    tx,
                    &Actor::command_line(),
                    Id::new(),
                    &new,
                    &hash,
                    ChosenBy::Themselves,
                )
            };
            database.write_here(&Meter::default(), add).unwrap();
        }
        let alice = log_in(&client, "alice", PASSWORD).await.unwrap();
        let vera = log_in(&client, "vera", PASSWORD).await.unwrap();
        Self { client, alice, vera, _folder: folder }
    }

    async fn ask(&self, who: &Session, method: Method, path: &str, body: Value) -> (u16, Value) {
        let bearer = Header::new("Authorization", format!("Bearer {}", who.token));
        let mut request = self.client.req(method, path.to_owned()).header(bearer);
        if !body.is_null() {
            request = request.header(ContentType::JSON).body(body.to_string());
        }
        let response = request.dispatch().await;
        let status = response.status().code;
        let body = response.into_bytes().await.unwrap_or_default();
        (status, serde_json::from_slice(&body).unwrap_or_default())
    }

    async fn get(&self, who: &Session, path: &str) -> (u16, Value) {
        self.ask(who, Method::Get, path, Value::Null).await
    }

    /// Status and code of an answer that should be a refusal.
    async fn refusal(
        &self,
        who: &Session,
        method: Method,
        path: &str,
        body: Value,
    ) -> (u16, String) {
        let (status, answer) = self.ask(who, method, path, body).await;
        (status, answer["error"]["code"].as_str().unwrap_or_default().to_owned())
    }
}

async fn log_in(client: &Client, name: &str, password: &str) -> Option<Session> {
    let body = json!({"username": name, "password": password}).to_string();
    let request = client.post("/api/auth/login").header(ContentType::JSON).body(body);
    let response = request.dispatch().await;
    let is_in = response.status() == Status::Ok;
    let answer: Value = serde_json::from_slice(&response.into_bytes().await?).ok()?;
    let text = |pointer: &str| answer.pointer(pointer)?.as_str().map(str::to_owned);
    is_in.then_some(Session { id: text("/data/user/id")?, token: text("/data/accessToken")? })
}

fn bert() -> Value {
    json!({
        "username": "bert", "email": "bert@clinic.example", "first_name": "Bert",
        "last_name": "Ek", "role": "ASSISTANT", "password": PASSWORD,
    })
}

#[rocket::async_test]
async fn alice_makes_a_user_who_can_log_in_and_a_second_click_makes_no_other() {
    let house = House::open().await;
    let mut body = bert();
    body["id"] = json!(Id::new());
    let (status, first) = house.ask(&house.alice, Method::Post, "/api/users", body.clone()).await;
    assert_eq!(
        (status, &first["data"]["user"]["role"]["name"]),
        (201, &json!("ASSISTANT")),
        "{first}"
    );
    let again = house.ask(&house.alice, Method::Post, "/api/users", body).await;
    assert_eq!(again, (201, first));
    assert!(log_in(&house.client, "BERT", PASSWORD).await.is_some());
    let other = house.refusal(&house.alice, Method::Post, "/api/auth/register", bert()).await;
    assert_eq!(other, (409, "USERNAME_EXISTS".into()));
    let (_, stats) = house.get(&house.alice, "/api/users/stats").await;
    assert_eq!(stats["data"]["total"], 3);
}

#[rocket::async_test]
async fn a_weak_password_and_bad_fields_make_no_user() {
    let house = House::open().await;
    for (field, value, code) in [
        ("password", json!("short"), "WEAK_PASSWORD"),
        ("password", json!(null), "VALIDATION_ERROR"),
        ("email", json!("bert"), "VALIDATION_ERROR"),
        ("role", json!("BOSS"), "INVALID_REFERENCE"),
    ] {
        let mut body = bert();
        body[field] = value;
        let refusal = house.refusal(&house.alice, Method::Post, "/api/users", body).await;
        assert_eq!(refusal, (400, code.into()), "{field}");
    }
}

#[rocket::async_test]
async fn a_viewer_sees_colleagues_but_changes_only_their_own_names() {
    let house = House::open().await;
    let (vera, alice) = (&house.vera, format!("/api/users/{}", house.alice.id));
    let own = format!("/api/users/{}", vera.id);
    assert_eq!(house.get(vera, &alice).await.0, 200);
    assert_eq!(house.get(vera, "/api/users?search=alice").await.1["data"]["total"], 1);
    let denied = (403, "PERMISSION_DENIED".to_owned());
    for (method, path) in [
        (Method::Put, alice.clone()),
        (Method::Put, format!("{alice}/password")),
        (Method::Put, format!("{alice}/deactivate")),
        (Method::Delete, alice.clone()),
        (Method::Post, "/api/users".into()),
        (Method::Get, "/api/roles".into()),
    ] {
        // Before the body is looked at.
        let body = if method == Method::Get { Value::Null } else { json!({"first_name": 7}) };
        assert_eq!(house.refusal(vera, method, &path, body).await, denied, "{method} {path}");
    }
    let (status, answer) =
        house.ask(vera, Method::Put, &own, json!({"first_name": "Véra", "version": 1})).await;
    assert_eq!((status, &answer["data"]["user"]["first_name"]), (200, &json!("Véra")));
    assert_eq!(house.get(vera, &own).await.1["data"], answer["data"]);
    let stale = house.refusal(vera, Method::Put, &own, json!({"version": 1})).await;
    assert_eq!(stale, (409, "STALE_WRITE".into()));
}

#[rocket::async_test]
async fn vera_changes_her_password_and_only_her_other_sessions_end() {
    let house = House::open().await;
    let other = log_in(&house.client, "vera", PASSWORD).await.unwrap();
    let path = format!("/api/users/{}/password", house.vera.id);
    let put = |current: &str, new: &str| {
        let body = json!({"current_password": current, "new_password": new});
        let (house, path) = (&house, &path);
        async move { house.refusal(&house.vera, Method::Put, path, body).await }
    };
    assert_eq!(put("wrong", "a better porridge").await, (401, "INVALID_PASSWORD".into()));
    assert_eq!(put(PASSWORD, "short").await, (400, "WEAK_PASSWORD".into()));
    assert_eq!(put(PASSWORD, PASSWORD).await, (400, "WEAK_PASSWORD".into()));
    assert_eq!(put(PASSWORD, "a better porridge").await, (200, String::new()));
    let own = format!("/api/users/{}", house.vera.id);
    assert_eq!(house.get(&house.vera, &own).await.0, 200);
    assert_eq!(house.get(&other, &own).await.0, 401);
    assert!(log_in(&house.client, "vera", PASSWORD).await.is_none());
    assert!(log_in(&house.client, "vera", "a better porridge").await.is_some());
}

#[rocket::async_test]
async fn a_password_given_by_an_administrator_is_good_for_choosing_another() {
    let house = House::open().await;
    let path = format!("/api/users/{}/password", house.vera.id);
    let body = json!({"password": "given by alice"});
    assert_eq!(house.ask(&house.alice, Method::Put, &path, body).await.0, 200);
    let own = format!("/api/users/{}", house.vera.id);
    assert_eq!(house.get(&house.vera, &own).await.0, 401);
    let vera = log_in(&house.client, "vera", "given by alice").await.unwrap();
    let refusal = house.refusal(&vera, Method::Get, &own, Value::Null).await;
    assert_eq!(refusal, (403, "PASSWORD_CHANGE_REQUIRED".into()));
    let body = json!({"current_password": "given by alice", "newPassword": "chosen by herself"});
    assert_eq!(house.ask(&vera, Method::Put, &path, body).await.0, 200);
    assert_eq!(house.get(&vera, &own).await.0, 200);
}

#[rocket::async_test]
async fn a_deactivated_user_is_out_at_the_next_request_and_nobody_shuts_themselves_out() {
    let house = House::open().await;
    let (own, hers) =
        (format!("/api/users/{}", house.alice.id), format!("/api/users/{}", house.vera.id));
    let alice = &house.alice;
    for (method, path, code) in [
        (Method::Put, format!("{own}/deactivate"), "CANNOT_DEACTIVATE_SELF"),
        (Method::Delete, own.clone(), "CANNOT_DELETE_SELF"),
        (Method::Put, format!("{hers}/activate"), "USER_ALREADY_ACTIVE"),
        (Method::Put, "/api/users/7/activate".into(), "VALIDATION_ERROR"),
    ] {
        let refusal = house.refusal(alice, method, &path, Value::Null).await;
        assert_eq!(refusal, (400, code.into()), "{path}");
    }
    let unknown = format!("/api/users/{}/activate", Id::new());
    let refusal = house.refusal(alice, Method::Put, &unknown, Value::Null).await;
    assert_eq!(refusal, (404, "USER_NOT_FOUND".into()));
    assert_eq!(house.get(&house.vera, &hers).await.0, 200);
    for _ in 0..2 {
        assert_eq!(house.ask(alice, Method::Delete, &hers, Value::Null).await.0, 200);
    }
    assert_eq!(house.get(&house.vera, &hers).await.0, 401);
    assert!(log_in(&house.client, "vera", PASSWORD).await.is_none());
    let back = house.ask(alice, Method::Put, &format!("{hers}/activate"), Value::Null).await;
    assert_eq!((back.0, &back.1["data"]["user"]["is_active"]), (200, &json!(true)));
    // The session that ended with the deactivation stays ended.
    assert_eq!(house.get(&house.vera, &hers).await.0, 401);
}

#[rocket::async_test]
async fn settings_change_for_administrators_only_and_are_in_force_at_once() {
    let house = House::open().await;
    let path = "/api/settings";
    let body = json!({"time_zone": "Asia/Tokyo", "version": 1});
    let refusal = house.refusal(&house.vera, Method::Put, path, body.clone()).await;
    assert_eq!(refusal, (403, "PERMISSION_DENIED".into()));
    let (status, changed) = house.ask(&house.alice, Method::Put, path, body.clone()).await;
    assert_eq!((status, &changed["data"]["settings"]["version"]), (200, &json!(2)));
    assert_eq!(house.get(&house.alice, path).await.1, changed);
    let refusal = house.refusal(&house.alice, Method::Put, path, body).await;
    assert_eq!(refusal, (409, "STALE_WRITE".into()));
}

#[rocket::async_test]
async fn an_api_key_reads_users_and_manages_none() {
    let house = House::open().await;
    let body = json!({"name": "reporting"});
    let (_, made) = house.ask(&house.alice, Method::Post, "/api/auth/api-keys", body).await;
    let key = made["data"]["key"].as_str().unwrap().to_owned();
    let (own, hers) =
        (format!("/api/users/{}", house.alice.id), format!("/api/users/{}", house.vera.id));
    let ask = |method, path: String| {
        let key = Header::new("X-API-Key", key.clone());
        let request = house.client.req(method, path).header(key).header(ContentType::JSON);
        async move { request.body("{}").dispatch().await.status().code }
    };
    assert_eq!(ask(Method::Get, own.clone()).await, 200);
    for (method, path) in [
        (Method::Post, "/api/users".to_owned()),
        (Method::Put, own.clone()),
        (Method::Put, format!("{own}/password")),
        (Method::Put, format!("{hers}/password")),
        (Method::Put, format!("{hers}/deactivate")),
        (Method::Delete, hers.clone()),
    ] {
        assert_eq!(ask(method, path.clone()).await, 403, "{method} {path}");
    }
    assert_eq!(house.get(&house.vera, &hers).await.0, 200);
}

#[rocket::async_test]
async fn guessing_the_current_password_is_slowed_down_like_a_login() {
    let house = House::with(|config| config.auth.address_burst = 3).await;
    let path = format!("/api/users/{}/password", house.vera.id);
    let body = json!({"current_password": "a guess", "new_password": "a better porridge"});
    let mut answers = Vec::new();
    for _ in 0..4 {
        answers.push(house.refusal(&house.vera, Method::Put, &path, body.clone()).await.0);
    }
    assert_eq!(answers, [401, 401, 401, 429]);
}

#[rocket::async_test]
async fn a_user_that_has_not_changed_is_not_sent_again() {
    let house = House::open().await;
    let path = format!("/api/users/{}", house.vera.id);
    let get = |known: String| {
        let bearer = Header::new("Authorization", format!("Bearer {}", house.alice.token));
        let known = Header::new("If-None-Match", known);
        let request = house.client.get(path.clone()).header(bearer).header(known);
        async move {
            let response = request.dispatch().await;
            let etag = response.headers().get_one("ETag").unwrap_or_default().to_owned();
            (response.status().code, etag)
        }
    };
    let (status, etag) = get(String::new()).await;
    assert_eq!((status, etag.starts_with("\"v1-")), (200, true), "{etag}");
    assert_eq!(get(etag.clone()).await, (304, etag.clone()));
    house.ask(&house.alice, Method::Put, &path, json!({"first_name": "Véra"})).await;
    let (status, changed) = get(etag).await;
    assert_eq!((status, changed.starts_with("\"v2-")), (200, true), "{changed}");
}
