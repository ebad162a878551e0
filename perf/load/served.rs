//! A server that runs for a measurement: ours over a clinic, or the bare route.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::client::{Answer, Asked, Connection};
use crate::programs::{PASSWORD, built};

/// What Linux counts processor time in, on every architecture that we know.
const TICKS_PER_SECOND: f64 = 100.0;

/// A running server; ends with this value.
pub struct Served {
    /// None where somebody else has started it.
    child: Option<Child>,
    pub port: u16,
    /// Of the administrator.
    pub token: String,
    /// From the start of the process to the first answer.
    pub started: Duration,
}

impl Served {
    pub async fn clinic(data: &Path) -> Self {
        Self::clinic_with(data, &[]).await
    }

    /// With keys of the configuration changed.
    pub async fn clinic_with(data: &Path, environment: &[(&str, &str)]) -> Self {
        let mut served = Self::started(data, environment).await;
        served.token = served.log_in("admin").await;
        served
    }

    /// Answers, but nobody has logged in.
    pub async fn started(data: &Path, environment: &[(&str, &str)]) -> Self {
        let port = free_port();
        let mut command = Command::new(built("nutrivault"));
        command
            .arg("serve")
            .env("NUTRIVAULT_DATA", data)
            .env("NUTRIVAULT_PORT", port.to_string())
            .env("NUTRIVAULT_LOG_LEVEL", "error")
            .envs(environment.iter().copied())
            .stdout(Stdio::piped());
        Self::run(command, port).await
    }

    /// The bare route over these bytes, with so many headers besides its own.
    pub async fn bare(body: &Path, headers: usize) -> Self {
        let port = free_port();
        let mut command = Command::new(built("bare_route"));
        command.arg(port.to_string()).arg(body).arg(headers.to_string()).stdout(Stdio::null());
        Self::run(command, port).await
    }

    /// A demo clinic that runs already, with the password of the measurements.
    pub async fn running(port: u16) -> Self {
        let mut served = Self { child: None, port, token: String::new(), started: Duration::ZERO };
        served.wait().await;
        served.token = served.log_in("admin").await;
        served
    }

    async fn run(mut command: Command, port: u16) -> Self {
        let begun = Instant::now();
        let mut child = command.stderr(Stdio::null()).spawn().expect("the program starts");
        // Ours says in one line that it listens: until then nobody need knock.
        if let Some(out) = child.stdout.take() {
            let _ = BufReader::new(out).read_line(&mut String::new());
        }
        let (child, token) = (Some(child), String::new());
        let mut served = Self { child, port, token, started: Duration::ZERO };
        served.wait().await;
        served.started = begun.elapsed();
        served
    }

    async fn wait(&mut self) {
        let asked = Asked::new("GET", "/health", &[], "");
        for _ in 0..2_000 {
            if let Ok(mut connection) = Connection::open(self.port).await
                && connection.status(&asked).await.is_ok()
            {
                return;
            }
            if let Some(Ok(Some(status))) = self.child.as_mut().map(Child::try_wait) {
                panic!("the server ended with {status}");
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("nothing answers at port {}", self.port);
    }

    /// The access token of somebody who logs in.
    pub async fn log_in(&self, username: &str) -> String {
        let answer = self.send(&log_in(username)).await;
        let token = answer.json()["data"]["accessToken"].as_str().map(str::to_owned);
        token.unwrap_or_else(|| panic!("no login: {} {}", answer.status, answer.json()))
    }

    pub async fn send(&self, asked: &Asked) -> Answer {
        let mut connection = Connection::open(self.port).await.expect("the server answers");
        connection.send(asked).await.expect("an answer")
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(&Asked::get(path, &self.token)).await
    }

    /// Ids of the first records of a list.
    pub async fn ids(&self, list: &str, many: usize) -> Vec<String> {
        let mut ids = Vec::new();
        while ids.len() < many {
            let path = format!("/api/{list}?limit=100&offset={}&fields=id", ids.len());
            let answer = self.get(&path).await.json();
            let rows = answer["data"][list].as_array().cloned().unwrap_or_default();
            assert!(!rows.is_empty(), "there are {many} {list}: {answer}");
            ids.extend(rows.iter().filter_map(|row| row["id"].as_str().map(str::to_owned)));
        }
        ids.truncate(many);
        ids
    }

    /// Its process, unless somebody else has started it.
    pub fn process(&self) -> Option<u32> {
        self.child.as_ref().map(Child::id)
    }

    /// Resident memory, megabytes.
    pub fn resident_mb(&self) -> f64 {
        let status = self.told_by_kernel("status");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
        kib.unwrap_or(f64::NAN) * 1024.0 / 1e6
    }

    /// Processor time that the server has used since its start.
    pub fn cpu_seconds(&self) -> f64 {
        let stat = self.told_by_kernel("stat");
        // After the name, which may hold anything, utime and stime are the 12th and 13th.
        let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
        let ticks: f64 =
            fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum();
        ticks / TICKS_PER_SECOND
    }

    fn told_by_kernel(&self, what: &str) -> String {
        self.process()
            .and_then(|id| std::fs::read_to_string(format!("/proc/{id}/{what}")).ok())
            .unwrap_or_default()
    }

    /// From SIGTERM to the end of the process.
    pub fn stop(mut self) -> Duration {
        let begun = Instant::now();
        if let Some(mut child) = self.child.take() {
            let id = rustix::process::Pid::from_child(&child);
            let _ = rustix::process::kill_process(id, rustix::process::Signal::TERM);
            let _ = child.wait();
        }
        begun.elapsed()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// The request that logs somebody of the demo clinic in.
pub fn log_in(username: &str) -> Asked {
    let body = format!(r#"{{"username":"{username}","password":"{PASSWORD}"}}"#);
    Asked::new("POST", "/api/auth/login", &[], &body)
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("bound").port()
}
