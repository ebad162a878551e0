//! The clinic at work: so many changes a second, each timed.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{JoinHandle, sleep, spawn};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::clinic::Server;

/// Changes by one client until it is told to stop.
pub struct Load {
    stop: Arc<AtomicBool>,
    client: JoinHandle<Vec<(Instant, Duration)>>,
}

impl Load {
    /// `user` changes patients at this rate.
    pub fn start(server: &Server, user: &str, password: &str, per_second: u32) -> Self {
        let (status, answer) = server.login(user, password);
        assert_eq!(status, 200, "{answer}");
        let bearer = format!("Bearer {}", answer["data"]["accessToken"].as_str().unwrap());
        let token = bearer.trim_start_matches("Bearer ").to_owned();
        let (_, listed) = server.call("GET", "/api/patients?limit=50", Some(&token), None);
        let patients: Vec<String> = listed["data"]["patients"]
            .as_array()
            .unwrap()
            .iter()
            .map(|patient| patient["id"].as_str().unwrap().to_owned())
            .collect();
        let stop = Arc::new(AtomicBool::new(false));
        let (address, told) = (server.address.clone(), Arc::clone(&stop));
        let client = spawn(move || {
            let agent: ureq::Agent = ureq::Agent::config_builder().build().into();
            let pause = Duration::from_secs(1) / per_second;
            let mut took = Vec::new();
            let mut next = Instant::now();
            for number in 0.. {
                if told.load(Ordering::Relaxed) {
                    break;
                }
                let id = &patients[number % patients.len()];
                let body = json!({ "city": format!("City {number}") }).to_string();
                let begun = Instant::now();
                let answer = agent
                    .put(format!("http://{address}/api/patients/{id}"))
                    .header("Authorization", &bearer)
                    .header("Content-Type", "application/json")
                    .send(body);
                answer.unwrap();
                took.push((begun, begun.elapsed()));
                next += pause;
                sleep(next.saturating_duration_since(Instant::now()));
            }
            took
        });
        Self { stop, client }
    }

    /// Ends the work; when each change began and how long it took.
    pub fn end(self) -> Vec<(Instant, Duration)> {
        self.stop.store(true, Ordering::Relaxed);
        self.client.join().unwrap()
    }
}

/// The 95th of a hundred, of the changes that began in this span.
pub fn p95(took: &[(Instant, Duration)], from: Instant, to: Instant) -> Duration {
    let within = took.iter().filter(|(begun, _)| (from..to).contains(begun));
    let mut sorted: Vec<Duration> = within.map(|(_, took)| *took).collect();
    sorted.sort();
    assert!(sorted.len() >= 20, "only {} changes to measure", sorted.len());
    sorted[sorted.len() * 95 / 100]
}
