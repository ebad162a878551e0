//! The limit of the machine: a Rocket route that returns fixed bytes and does nothing else.
//!
//!     cargo run --release --example bare_route -- PORT BODY_FILE
//!
//! Same allocator, same build, one chunk with its length, and as many headers as our own answers.

use std::io::Cursor;
use std::sync::Arc;

use mimalloc::MiMalloc;
use rocket::http::{ContentType, Header};
use rocket::response::{Responder, Response, Result as Responded};
use rocket::{Request, State, get, routes};

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

struct Fixed(Arc<[u8]>);

struct Bytes(Arc<[u8]>);

impl<'r> Responder<'r, 'static> for Bytes {
    fn respond_to(self, _: &'r Request<'_>) -> Responded<'static> {
        let mut response = Response::build();
        response.header(ContentType::JSON);
        for name in ["X-Cache", "Cache-Control", "Vary", "ETag", "X-Request-Id", "Server-Timing"] {
            response.header(Header::new(name, "the length of a usual value"));
        }
        let length = self.0.len();
        response.sized_body(length, Cursor::new(self.0)).max_chunk_size(length).ok()
    }
}

#[get("/")]
fn fixed(body: &State<Fixed>) -> Bytes {
    Bytes(Arc::clone(&body.0))
}

#[rocket::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, port, body] = arguments.as_slice() else { return Err("PORT BODY_FILE".into()) };
    let (port, body) = (port.parse()?, std::fs::read(body)?);
    let config = rocket::Config {
        port,
        log_level: rocket::config::LogLevel::Off,
        ..rocket::Config::release_default()
    };
    rocket::custom(config).manage(Fixed(body.into())).mount("/", routes![fixed]).launch().await?;
    Ok(())
}
