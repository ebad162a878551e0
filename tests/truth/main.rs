//! What must be true of the whole server, seen from outside: nobody reads the past, nothing
//! acknowledged is lost, nothing done goes untold, and no question reads a whole table.

#[path = "../command_line/clinic.rs"]
#[allow(dead_code)] // Each crate of tests uses its own part of the fixture.
mod clinic;
mod house;
mod line;

mod cascade;
mod crash;
mod plans;
mod race;
mod scopes;
mod trail;
mod wire;

use serde_json::Value;

use clinic::Server;

fn token(server: &Server) -> String {
    let (status, answer) = server.login("admin", "NutriVault-demo-1");
    assert_eq!(status, 200, "{answer}");
    answer["data"]["accessToken"].as_str().unwrap().to_owned()
}

fn text<'a>(answer: &'a Value, pointer: &str) -> &'a str {
    answer.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}
