//! Somebody who is logged in, and what they see of an answer.

use rocket::http::{ContentType, Header, Method};
use rocket::local::asynchronous::LocalResponse;
use serde_json::Value;

use super::{House, text};

/// Somebody who is logged in.
pub struct Session<'h> {
    house: &'h House,
    token: String,
}

/// What a caller sees of an answer.
#[derive(Debug)]
pub struct Seen {
    pub status: u16,
    pub cache: String,
    pub etag: String,
    pub queries: u32,
    pub body: Value,
}

impl<'h> Session<'h> {
    pub async fn of(house: &'h House, name: &str) -> Self {
        let session = house.log_in(name).await;
        Self { house, token: text(&session, "/accessToken").to_owned() }
    }

    pub async fn ask(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
        if_match: &str,
    ) -> Seen {
        let client = &self.house.client;
        let mut request = client.req(method, path.to_owned());
        request.add_header(Header::new("Authorization", format!("Bearer {}", self.token)));
        if !if_match.is_empty() {
            request.add_header(Header::new("If-Match", if_match.to_owned()));
        }
        if let Some(body) = body {
            request.add_header(ContentType::JSON);
            request.set_body(body.to_string());
        }
        seen(request.dispatch().await).await
    }

    pub async fn get(&self, path: &str) -> Seen {
        self.ask(Method::Get, path, None, "").await
    }

    pub async fn post(&self, path: &str, body: Value) -> Seen {
        self.ask(Method::Post, path, Some(body), "").await
    }

    pub async fn delete(&self, path: &str) -> Seen {
        self.ask(Method::Delete, path, None, "").await
    }

    pub async fn put(&self, path: &str, body: Value, if_match: &str) -> Seen {
        self.ask(Method::Put, path, Some(body), if_match).await
    }
}

async fn seen(response: LocalResponse<'_>) -> Seen {
    let header = |name: &str| response.headers().get_one(name).unwrap_or_default().to_owned();
    let timing = header("Server-Timing");
    let queries = timing.split('"').nth(1).and_then(|desc| desc.split(' ').next()?.parse().ok());
    let (status, cache, etag) = (response.status().code, header("X-Cache"), header("ETag"));
    let body = response.into_bytes().await.unwrap_or_default();
    Seen {
        status,
        cache,
        etag,
        queries: queries.unwrap_or_default(),
        body: serde_json::from_slice(&body).unwrap_or_default(),
    }
}

/// The status and the code of the contract.
pub fn code(seen: &Seen) -> (u16, &str) {
    (seen.status, text(&seen.body, "/error/code"))
}
