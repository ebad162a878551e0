//! A day's work pressed together, MIXED_SECONDS long (4): readers, writers, and a backup every
//! thirty seconds of a long run. No error, a short log, and memory that does not grow.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::at_length;
use crate::clinic::{Clinic, fine, out};
use crate::staff::{Practice, demo};

const LONGEST_WAL: u64 = 64 * 1024 * 1024;
/// Pauses make it a crowd of people instead of a race.
const THINKING: Duration = Duration::from_millis(8);

#[derive(Default)]
struct Watch {
    is_over: AtomicBool,
    answered: AtomicU64,
    failed: AtomicU64,
}

impl Watch {
    fn note(&self, status: u16, what: &str) {
        self.answered.fetch_add(1, Relaxed);
        if status >= 400 {
            self.failed.fetch_add(1, Relaxed);
            eprintln!("{status}: {what}");
        }
    }
}

/// Reads lists, details, searches, figures and reports.
fn read(practice: &Practice, watch: &Watch, seed: usize) {
    let list = practice.ask("GET", "/api/patients?limit=20&fields=id", None).fine().json();
    let ids: Vec<_> = list["data"]["patients"].as_array().unwrap().clone();
    let mut line = practice.line();
    for turn in seed.. {
        if watch.is_over.load(Relaxed) {
            return;
        }
        let id = ids[turn % ids.len()]["id"].as_str().unwrap();
        let path = match turn % 7 {
            0 => "/api/patients?limit=20".to_owned(),
            1 => format!("/api/visits?limit=20&offset={}", turn % 40),
            2 => format!("/api/patients?search={}", ["a", "ma", "le", "o"][turn / 7 % 4]),
            3 => "/api/billing?limit=20".to_owned(),
            4 => "/api/reports/overview".to_owned(),
            5 => format!("/api/patients/{id}/timeline"),
            _ => format!("/api/patients/{id}"),
        };
        let reply = practice.ask_over(&mut line, "GET", &path, None).unwrap();
        watch.note(reply.status, &path);
        sleep(THINKING);
    }
}

/// Changes the same patients again and again, so that the clinic itself does not grow much.
fn write(practice: &Practice, watch: &Watch) {
    let path = practice.register("Mixed");
    let mut line = practice.line();
    for turn in 0_u64.. {
        if watch.is_over.load(Relaxed) {
            return;
        }
        let body = json!({ "city": format!("n:{turn}") });
        let reply = practice.ask_over(&mut line, "PUT", &path, Some(&body)).unwrap();
        watch.note(reply.status, &path);
        sleep(THINKING * 5);
    }
}

fn back_up(clinic: &Clinic, watch: &Watch, every: Duration) -> u32 {
    let mut made = 0;
    let folder = clinic.folder.path().join("copies");
    std::fs::create_dir_all(&folder).unwrap();
    let mut due = Instant::now() + every;
    while !watch.is_over.load(Relaxed) {
        sleep(Duration::from_millis(100));
        if Instant::now() >= due {
            due += every;
            let copy = folder.join("copy.db");
            let _ = std::fs::remove_file(&copy);
            let done = clinic.run(&["backup", "--to", copy.to_str().unwrap()]);
            watch.note(if done.status.success() { 200 } else { 500 }, &out(&done));
            made += 1;
        }
    }
    made
}

/// Resident memory of a process, KiB.
fn memory(process: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

fn mean(samples: &[f64]) -> f64 {
    samples.iter().sum::<f64>() / samples.len().max(1) as f64
}

#[test]
fn a_long_day_leaves_memory_flat_and_the_log_short() {
    let length = Duration::from_secs(at_length("MIXED_SECONDS", 4));
    let clinic = Clinic::new();
    fine(&demo(&clinic));
    let practice = Practice::of(clinic, &[]);
    let watch = Watch::default();
    let every = (length / 40).max(Duration::from_secs(2)).min(Duration::from_secs(30));
    let (mut samples, mut longest) = (Vec::new(), 0);
    let mut made = 0;
    thread::scope(|scope| {
        for seed in 0..4 {
            let (practice, watch) = (&practice, &watch);
            scope.spawn(move || read(practice, watch, seed * 1000));
        }
        for _ in 0..2 {
            scope.spawn(|| write(&practice, &watch));
        }
        let copies = scope.spawn(|| back_up(&practice.clinic, &watch, every));
        let begun = Instant::now();
        while begun.elapsed() < length {
            sleep(Duration::from_millis(500));
            samples.push(memory(practice.server.child.id()));
            let log = std::fs::metadata(practice.clinic.file("nutrivault.db-wal"));
            longest = longest.max(log.map_or(0, |log| log.len()));
        }
        watch.is_over.store(true, Relaxed);
        made = copies.join().unwrap();
    });
    let quarters: Vec<f64> = samples.chunks(samples.len().div_ceil(4)).map(mean).collect();
    let (answered, failed) = (watch.answered.into_inner(), watch.failed.into_inner());
    eprintln!(
        "{}",
        json!({"seconds": length.as_secs(), "answers": answered, "errors": failed,
               "backups": made, "longest_wal_bytes": longest, "memory_kib_by_quarter": quarters})
    );
    assert_eq!(failed, 0, "of {answered} answers");
    assert!(answered > 100 && made > 0, "{answered} answers, {made} backups");
    assert!(longest < LONGEST_WAL, "the log grew to {longest} bytes");
    // A short run is still filling its caches.
    if length >= Duration::from_secs(600) {
        assert!(quarters[3] < quarters[1] * 1.05, "memory grew: {quarters:?} KiB");
    }
}
