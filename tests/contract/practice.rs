//! A served demo clinic, and who works there.

use std::borrow::Borrow;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::OpenFlags;
use serde_json::Value;

use crate::clinic::{Clinic, Server};
use crate::wire::{Answer, Sent};

/// The password of everybody in a demo clinic.
const PASSWORD: &str = "NutriVault-demo-1";

/// Enough for every list to have a second page.
const SIZES: [&str; 10] =
    ["--patients", "40", "--visits", "120", "--invoices", "60", "--audit", "100", "--seed", "7"];

/// A running clinic; it ends and its folder goes when the last test lets go of it.
pub struct Practice {
    // Before the folder, so that it ends first.
    pub server: Server,
    pub clinic: Clinic,
    pub admin: String,
}

/// The practice of the tests that only look.
static SHARED: Mutex<Weak<Practice>> = Mutex::new(Weak::new());

impl Practice {
    /// One of its own, for a test that changes something.
    pub fn open() -> Self {
        Self::with(&[])
    }

    /// The same with more in its environment.
    pub fn with(environment: &[(&str, &str)]) -> Self {
        let clinic = Clinic::of_demo(&SIZES);
        let mut command = clinic.command(&["serve"]);
        command.env("NUTRIVAULT_AUTH__ADDRESS_BURST", "1000");
        // Nobody reads what it logs: a line for each request would fill the pipe, and the server wait.
        command.env("NUTRIVAULT_LOG_LEVEL", "error");
        command.envs(environment.iter().copied());
        let server = Server::start(command);
        let mut practice = Self { server, clinic, admin: String::new() };
        practice.admin = practice.token("admin");
        practice
    }

    /// The one that reading tests share while any of them runs.
    pub fn shared() -> Arc<Self> {
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        shared.upgrade().unwrap_or_else(|| {
            let practice = Arc::new(Self::open());
            *shared = Arc::downgrade(&practice);
            practice
        })
    }

    /// An access token of that user.
    pub fn token(&self, username: &str) -> String {
        self.token_with(username, PASSWORD)
    }

    /// The same with a password of its own.
    pub fn token_with(&self, username: &str, password: &str) -> String {
        let (status, answer) = self.server.login(username, password);
        assert_eq!(status, 200, "{username}: {answer}");
        answer["data"]["accessToken"].as_str().unwrap().to_owned()
    }

    pub fn send(&self, sent: &Sent) -> Answer {
        sent.to(&self.server.address)
    }

    /// What the administrator is answered at this address.
    pub fn get(&self, target: &str) -> Answer {
        self.send(&Sent::new("GET", target).bearer(&self.admin))
    }

    /// What the administrator is answered; a body of null is not sent.
    pub fn ask(&self, method: &str, path: &str, body: impl Borrow<Value>) -> Answer {
        self.ask_as(&self.admin, method, path, body)
    }

    /// The same for whoever has that token.
    pub fn ask_as(
        &self,
        token: &str,
        method: &str,
        path: &str,
        body: impl Borrow<Value>,
    ) -> Answer {
        let (sent, body) = (Sent::new(method, path).bearer(token), body.borrow());
        let is_bare = method == "GET" || body.is_null();
        self.send(&if is_bare { sent } else { sent.json(body.to_string()) })
    }

    /// The data of the answer to what the administrator does, which succeeds.
    #[track_caller]
    pub fn done(&self, method: &str, path: &str, body: impl Borrow<Value>) -> Value {
        let answer = self.ask(method, path, body);
        assert!(matches!(answer.status, 200 | 201), "{method} {path}: {}", answer.text);
        answer.json()["data"].clone()
    }

    /// The id of a record that the administrator makes, which the answer calls `what`.
    #[track_caller]
    pub fn made(&self, path: &str, body: impl Borrow<Value>, what: &str) -> String {
        let answer = self.ask("POST", path, body);
        assert_eq!(answer.status, 201, "{path}: {}", answer.text);
        answer.json()["data"][what]["id"].as_str().unwrap().to_owned()
    }

    /// The answer to a form that somebody sends from a page, as a browser does.
    pub fn press(&self, cookie: &str, path: &str, form: impl AsRef<[u8]>) -> Answer {
        let sent = Sent::new("POST", path)
            .header("Cookie", cookie)
            .header("Accept", "text/html")
            .header("Sec-Fetch-Site", "same-origin");
        self.send(&sent.body("application/x-www-form-urlencoded", form))
    }

    /// The database beside the server, for looking.
    pub fn look(&self) -> rusqlite::Connection {
        let path = self.clinic.file("nutrivault.db");
        rusqlite::Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
    }

    /// How many denials of such paths the trail tells, once it tells `enough` or a while is over.
    pub fn denials(&self, path: &str, enough: i64) -> i64 {
        let told = format!(
            "SELECT count(*) FROM audit_logs WHERE action = 'PERMISSION_CHECK' \
             AND user_agent IS NULL AND request_path {path}"
        );
        let begun = Instant::now();
        loop {
            let found = self.number(&told);
            if found >= enough || begun.elapsed() > Duration::from_secs(5) {
                return found;
            }
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// The one text that this statement finds.
    pub fn text(&self, statement: &str) -> String {
        self.look().query_row(statement, [], |row| row.get(0)).unwrap()
    }

    pub fn number(&self, statement: &str) -> i64 {
        self.look().query_row(statement, [], |row| row.get(0)).unwrap()
    }
}
