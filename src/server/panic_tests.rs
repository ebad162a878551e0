//! Panics in a handler, in a question, in a change, and around the handler: one request fails, in
//! the contract's shape, and the clinic works on.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};

use rocket::fairing::{Fairing, Info, Kind};
use rocket::{Data, Request, async_trait, get, post, routes};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::*;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::{Database, Db, Meter};
use crate::error::Result;

#[get("/handler")]
fn in_handler() -> &'static str {
    panic!("a handler that panics")
}

#[get("/question")]
async fn in_question(db: Db) -> Result<String> {
    db.read(|_| panic!("a question that panics")).await
}

#[get("/glance")]
async fn at_a_glance(db: Db) -> Result<String> {
    db.glance(|_| panic!("a short question that panics")).await
}

#[get("/leisure")]
async fn at_leisure(db: Db) -> Result<String> {
    db.read_at_leisure(Duration::from_secs(5), |_| panic!("a long question that panics")).await
}

#[post("/change")]
async fn in_change(db: Db) -> Result<String> {
    db.write(|tx| {
        tx.run("UPDATE settings SET name = 'half done'", [])?;
        panic!("a change that panics")
    })
    .await
}

/// Panics before and after the handlers of these paths.
struct Stumbling;

#[async_trait]
impl Fairing for Stumbling {
    fn info(&self) -> Info {
        Info { name: "stumbling", kind: Kind::Request | Kind::Response }
    }

    async fn on_request(&self, request: &mut Request<'_>, _: &mut Data<'_>) {
        assert!(request.uri().path() != "/before", "a fairing that panics");
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, _: &mut rocket::Response<'r>) {
        assert!(request.uri().path() != "/after", "a fairing that panics");
    }
}

/// One request over a connection of its own; status and body.
fn ask(address: SocketAddr, method: &str, path: &str) -> (u16, Value) {
    let mut stream = BufReader::new(TcpStream::connect(address).unwrap());
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    );
    stream.get_mut().write_all(request.as_bytes()).unwrap();
    let mut line = String::new();
    stream.read_line(&mut line).unwrap();
    let status = line.split(' ').nth(1).and_then(|code| code.parse().ok());
    let mut rest = String::new();
    stream.read_to_string(&mut rest).unwrap();
    let body = rest.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    (status.unwrap_or(0), serde_json::from_str(body).unwrap_or_default())
}

const PANICS: [(&str, &str); 7] = [
    ("GET", "/api/panics/handler"),
    ("GET", "/api/panics/question"),
    ("GET", "/api/panics/glance"),
    ("GET", "/api/panics/leisure"),
    ("POST", "/api/panics/change"),
    ("GET", "/before"),
    ("GET", "/after"),
];

/// More often than there are connections, permits and threads.
fn panic_again_and_again(address: SocketAddr) {
    for round in 0..12 {
        for (method, path) in PANICS {
            let (status, answer) = ask(address, method, path);
            assert_eq!(status, 500, "{round} {path}: {answer}");
            let error = &answer["error"];
            assert_eq!(answer["success"], false);
            assert_eq!(error["code"], "INTERNAL_SERVER_ERROR", "{path}");
            assert_eq!((&error["path"], &error["method"]), (&json!(path), &json!(method)));
            assert!(error["message"].is_string() && error["timestamp"].is_string(), "{answer}");
            assert!(!answer.to_string().contains("panic\""), "{answer}");
        }
        assert_eq!(ask(address, "GET", "/health").1["status"], "ok");
        assert_eq!(ask(address, "GET", "/health/ready"), (200, json!({ "status": "ok" })));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panic_anywhere_fails_one_request_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::default().with_data(folder.path());
    (config.pool.acquire_s, config.gate.connections) = (2, 20);
    let (database, _) = Database::open(&config, Clock::default()).unwrap();
    let panicking = routes![in_handler, in_question, at_a_glance, at_leisure, in_change];
    let rocket = crate::app::serving(config.clone(), database.clone())
        .mount("/api/panics", panicking)
        .attach(Stumbling);
    let client = Client::untracked(rocket).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (_listening, listener) = ListenerHandle::on(listener).unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let asking = tokio::task::spawn_blocking(move || {
        panic_again_and_again(address);
        stop.send(()).unwrap();
    });
    let until = async {
        // A failed assertion drops the sender: that ends the server too.
        let _ = stopped.await;
    };
    assert!(serve(listener, client, Certificates::none(), config.gate.clone(), until).await);
    asking.await.unwrap();
    let names = "SELECT count(*) FROM settings WHERE name = 'half done'";
    let halves =
        database.read_here(&Meter::default(), |sql| sql.one(names, [], |row| row.get::<_, i64>(0)));
    assert_eq!(halves.unwrap(), 0, "a change that panics is none");
    database
        .write_here(&Meter::default(), |tx| Ok(tx.run("UPDATE settings SET id = id", [])?))
        .unwrap();
    assert!(database.pool_state().is_healthy());
}
