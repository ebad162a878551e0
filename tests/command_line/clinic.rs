//! A data folder, the program working on it, and what its outputs must look like.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant, SystemTime};
use std::{env, fs};

use serde_json::{Value, json};
use tempfile::TempDir;

/// The program that was built with the tests; the long runs name another one in PROGRAM, the
/// released one, whose tests need not be built like it.
fn program() -> std::ffi::OsString {
    env::var_os("PROGRAM").unwrap_or_else(|| env!("CARGO_BIN_EXE_nutrivault").into())
}

pub const PASSWORD: &str = "correct horse battery";

/// A data folder and the program working on it, with nothing of the caller's environment.
pub struct Clinic {
    pub folder: TempDir,
}

impl Clinic {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// A made-up clinic of these sizes. It is made once for a build and a day and then copied: the
    /// program that tests are built with takes two seconds for it.
    pub fn of_demo(sizes: &[&str]) -> Self {
        let clinic = Self::new();
        fs::DirBuilder::new().mode(0o700).create(clinic.data()).unwrap();
        fs::copy(demo_of(sizes), clinic.file("nutrivault.db")).unwrap();
        clinic
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.data().join(name)
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program());
        command
            .args(arguments)
            .env_clear()
            .env("NUTRIVAULT_DATA", self.data())
            // The system chooses a free port, and the server says which.
            .env("NUTRIVAULT_PORT", "0")
            .env("NUTRIVAULT_AUTH__BCRYPT_COST", "4")
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    pub fn run_with_stdin(&self, arguments: &[&str], input: &str) -> Output {
        let mut child = self.command(arguments).stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }

    /// A clinic as its first start leaves it, without that start.
    pub fn make(&self) {
        let config = nutrivault::config::Config::default().with_data(&self.data());
        let lock = nutrivault::data_folder::lock(&self.data()).unwrap();
        let clock = nutrivault::clock::Clock::default();
        let (database, _) = nutrivault::db::Database::open(&config, clock).unwrap();
        let meter = nutrivault::db::Meter::default();
        let ensure =
            |tx: &nutrivault::db::Tx<'_>| nutrivault::settings::store::ensure(tx, &config.clinic);
        database.write_here(&meter, ensure).unwrap();
        database.close().unwrap();
        drop(lock);
    }

    /// Adds a user, to a new clinic if there is none.
    pub fn add(&self, username: &str, role: &str) -> Output {
        if !self.file("nutrivault.db").exists() {
            self.make();
        }
        let email = format!("{username}@clinic.example");
        let arguments = [
            "user",
            "add",
            "--username",
            username,
            "--email",
            &email,
            "--role",
            role,
            "--first-name",
            "Anna",
            "--last-name",
            "Ek",
        ];
        self.run_with_stdin(&arguments, &format!("{PASSWORD}\n"))
    }

    pub fn serve(&self, arguments: &[&str]) -> Server {
        Server::start(self.command(arguments))
    }

    /// The database, opened beside the program as any SQLite tool would.
    pub fn database(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.file("nutrivault.db")).unwrap()
    }
}

pub struct Server {
    pub child: Child,
    /// What it said before it listened.
    pub said: String,
    pub address: String,
}

impl Server {
    pub fn start(mut command: Command) -> Self {
        let child = command.spawn().unwrap();
        let mut server = Self { child, said: String::new(), address: String::new() };
        let mut out = BufReader::new(server.child.stdout.take().unwrap());
        while server.address.is_empty() {
            let mut line = String::new();
            if out.read_line(&mut line).unwrap() == 0 {
                let mut why = String::new();
                server.child.stderr.take().unwrap().read_to_string(&mut why).unwrap();
                panic!("the server ended: {}{why}", server.said);
            }
            let words = line.strip_prefix("NutriVault listens on http");
            match words.and_then(|rest| rest.trim_start_matches('s').strip_prefix("://")) {
                Some(address) => address.trim().clone_into(&mut server.address),
                None => server.said.push_str(&line),
            }
        }
        server
    }

    pub fn port(&self) -> &str {
        self.address.rsplit_once(':').unwrap().1
    }

    pub fn login(&self, username: &str, password: &str) -> (u16, Value) {
        let body = json!({ "username": username, "password": password });
        self.call("POST", "/api/auth/login", None, Some(&body))
    }

    pub fn call(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: Option<&Value>,
    ) -> (u16, Value) {
        let agent: ureq::Agent =
            ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("http://{}{path}", self.address))
            .header("Content-Type", "application/json");
        if let Some(token) = token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        let body = body.map(Value::to_string).unwrap_or_default();
        let mut answer = agent.run(request.body(body).unwrap()).unwrap();
        let text = answer.body_mut().read_to_string().unwrap();
        (answer.status().as_u16(), serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    pub fn terminate(&self) {
        let id = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(id, rustix::process::Signal::TERM).unwrap();
    }

    /// Waits for the end; its exit code and how long it took.
    pub fn ended(mut self) -> (Option<i32>, Duration) {
        let begun = Instant::now();
        let status = self.child.wait().unwrap();
        (status.code(), begun.elapsed())
    }

    pub fn stop(self) -> (Option<i32>, Duration) {
        self.terminate();
        self.ended()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Refused: exit code 1 and a sentence, without a trace of the program's insides.
pub fn refusal(output: &Output) -> String {
    let sentence = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(1), "{sentence}{}", out(output));
    assert!(sentence.lines().any(|line| line.starts_with("nutrivault: ")), "{sentence}");
    assert!(!sentence.contains("panicked") && !sentence.contains(".rs:"), "{sentence}");
    sentence
}

pub fn fine(output: &Output) -> String {
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{complaint}");
    out(output)
}

/// The database that `demo` fills with these sizes, beside the build.
fn demo_of(sizes: &[&str]) -> PathBuf {
    let build = fs::metadata(program()).unwrap();
    let hash = |it: &dyn Fn(&mut DefaultHasher)| {
        let mut hasher = DefaultHasher::new();
        it(&mut hasher);
        hasher.finish()
    };
    let of_sizes = format!("demo-{:016x}-", hash(&|hasher| sizes.hash(hasher)));
    let today = SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs() / 86_400;
    let built = hash(&|hasher| (build.len(), build.modified().unwrap(), today).hash(hasher));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let kept = folder.join(format!("{of_sizes}{built:016x}.db"));
    if !kept.exists() {
        let made = Clinic { folder: tempfile::tempdir_in(folder).unwrap() };
        fine(&made.run(&[&["demo"], sizes].concat()));
        // Of an earlier build or day.
        for old in fs::read_dir(folder).unwrap().flatten() {
            let is_old = old.path() != kept;
            if is_old && old.file_name().to_string_lossy().starts_with(&of_sizes) {
                let _ = fs::remove_file(old.path());
            }
        }
        // Tests of two processes may both make it; either is as good.
        fs::rename(made.file("nutrivault.db"), &kept).unwrap();
    }
    kept
}

pub fn small_demo(clinic: &Clinic) -> Output {
    let sizes = ["demo", "--patients", "20", "--visits", "60", "--invoices", "30", "--audit", "40"];
    clinic.run(&sizes)
}
