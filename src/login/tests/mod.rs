//! The feature as its callers see it: a real server on a database of its own.

mod clock;
mod keys;
mod login;
mod pages;
mod revocation;
mod rotation;
mod session;
mod strangers;
mod throttle;

pub use session::{Seen, Session, code};

use rocket::http::{ContentType, Header, Status};
use rocket::local::asynchronous::{Client, LocalResponse};
use rocket::{Build, Rocket};
use rusqlite::params;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::auth::hasher::hash_here;
use crate::config::Config;
use crate::db::{Database, Meter};
use crate::ids::Id;

/// The password of everybody here.
pub const PASSWORD: &str = "plain porridge at dawn";

/// A clinic with Alice (ADMIN), Daria (DIETITIAN) and Vera (VIEWER).
pub struct House {
    pub client: Client,
    _folder: TempDir,
}

impl House {
    pub async fn open() -> Self {
        Self::with(|_| {}).await
    }

    /// With a configuration of its own.
    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        Self::built(change, |rocket| rocket).await
    }

    /// With routes of its own.
    pub async fn mounting(mount: impl FnOnce(Rocket<Build>) -> Rocket<Build>) -> Self {
        Self::built(|_| {}, mount).await
    }

    async fn built(
        change: impl FnOnce(&mut Config),
        mount: impl FnOnce(Rocket<Build>) -> Rocket<Build>,
    ) -> Self {
        let folder = TempDir::new().unwrap();
        let mut config = Config::default().with_data(folder.path());
        config.auth.bcrypt_cost = 4;
        change(&mut config);
        let client = Client::untracked(mount(crate::app::rocket(config))).await.unwrap();
        let house = Self { client, _folder: folder };
        house.add("Alice", 1);
        house.add("Daria", 2);
        house.add("Vera", 4);
        house
    }

    pub fn database(&self) -> &Database {
        self.client.rocket().state().unwrap()
    }

    fn add(&self, name: &'static str, role: u8) {
        let hash = hash_here(PASSWORD, 4).unwrap();
        let (folded, role) = (name.to_lowercase(), format!("00000000-0000-7000-8000-{role:012}"));
        let write = |tx: &crate::db::Tx<'_>| {
            tx.run(
                "INSERT INTO users (id, username, username_folded, email, email_folded, password_hash, \
                 first_name, last_name, last_name_folded, search_folded, role_id, created_at, updated_at) \
                 VALUES (?1, ?2, ?3, ?2 || '@Example.org', ?3 || '@example.org', ?4, ?2, ?2, ?3, ?3, ?5, ?6, ?6)",
                params![Id::new(), name, folded, hash, role, tx.now()],
            )?;
            Ok(())
        };
        self.database().write_here(&Meter::default(), write).unwrap();
    }

    /// One value of the database.
    pub fn value<T: rusqlite::types::FromSql>(&self, sql: &str) -> T {
        let read = |s: &crate::db::Sql<'_>| s.one(sql, [], |row| row.get(0));
        self.database().read_here(&Meter::default(), read).unwrap()
    }

    pub async fn post(&self, path: &str, body: Value) -> (Status, Value) {
        let request = self.client.post(path.to_owned()).header(ContentType::JSON);
        told(request.body(body.to_string()).dispatch().await).await
    }

    pub async fn get(&self, path: &str, token: &str) -> (Status, Value) {
        told(self.client.get(path.to_owned()).header(bearer(token)).dispatch().await).await
    }

    pub async fn post_as(&self, token: &str, path: &str, body: Value) -> (Status, Value) {
        let request = self.client.post(path.to_owned()).header(ContentType::JSON);
        told(request.header(bearer(token)).body(body.to_string()).dispatch().await).await
    }

    pub async fn delete(&self, token: &str, path: &str) -> (Status, Value) {
        told(self.client.delete(path.to_owned()).header(bearer(token)).dispatch().await).await
    }

    pub async fn log_in(&self, name: &str) -> Value {
        let body = json!({ "username": name, "password": PASSWORD });
        let (status, answer) = self.post("/api/auth/login", body).await;
        assert_eq!(status, Status::Ok, "{answer}");
        answer["data"].clone()
    }
}

fn bearer(token: &str) -> Header<'static> {
    Header::new("Authorization", format!("Bearer {token}"))
}

async fn told(response: LocalResponse<'_>) -> (Status, Value) {
    let status = response.status();
    let body = response.into_bytes().await.unwrap_or_default();
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

/// The text at a pointer into an answer.
pub fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("{pointer}: {value}"))
}
