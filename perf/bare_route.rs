//! The limit of the machine: a Rocket route that returns fixed bytes and does nothing else.
//!
//!     cargo run --release --example bare_route -- PORT BODY_FILE HEADERS
//!
//! Same allocator, same build, one chunk with its length, and HEADERS headers besides those that
//! Rocket gives every answer: whoever compares counts them, so that both sides have as many.
#![allow(clippy::unwrap_used)]

use std::io::Cursor;
use std::sync::Arc;

use mimalloc::MiMalloc;
use rocket::http::ContentType;
use rocket::response::{Responder, Response, Result as Responded};
use rocket::{Request, State, get, routes};

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

struct Fixed {
    body: Arc<[u8]>,
    names: Vec<String>,
}

struct Bytes<'r>(&'r Fixed);

impl<'r> Responder<'r, 'r> for Bytes<'r> {
    fn respond_to(self, _: &'r Request<'_>) -> Responded<'r> {
        let mut response = Response::build();
        response.header(ContentType::JSON);
        for name in &self.0.names {
            response.raw_header(name.as_str(), "the length of a usual value");
        }
        let length = self.0.body.len();
        let body = Cursor::new(Arc::clone(&self.0.body));
        response.sized_body(length, body).max_chunk_size(length).ok()
    }
}

#[get("/")]
fn fixed(fixed: &State<Fixed>) -> Bytes<'_> {
    Bytes(fixed.inner())
}

#[rocket::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, port, body, headers] = arguments.as_slice() else {
        return Err("PORT BODY_FILE HEADERS".into());
    };
    let (port, body) = (port.parse()?, std::fs::read(body)?);
    let names = (0..headers.parse()?).map(|number: usize| format!("X-Bare-{number}")).collect();
    let config = rocket::Config {
        port,
        log_level: rocket::config::LogLevel::Off,
        ..rocket::Config::release_default()
    };
    let state = Fixed { body: body.into(), names };
    rocket::custom(config).manage(state).mount("/", routes![fixed]).launch().await?;
    Ok(())
}
