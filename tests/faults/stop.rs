//! SIGTERM under load, STOP_ROUNDS times (3): no request in flight is lost.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::at_length;
use crate::clinic::{Clinic, fine};
use crate::line::Line;
use crate::staff::Practice;

const READERS: usize = 6;
const WRITERS: usize = 2;

#[derive(Default)]
struct Told {
    answered: AtomicUsize,
    stored: AtomicUsize,
    lost: AtomicUsize,
}

/// Asks over one connection after the other until nobody listens any more.
fn ask_until_the_end(practice: &Practice, told: &Told, writes: bool) {
    loop {
        let Ok(mut line) = Line::to(&practice.server.address) else { return };
        for number in 0..50 {
            let reply = if writes {
                let body = practice.patient(&format!("Stop{number}"));
                practice.ask_over(&mut line, "POST", "/api/patients", Some(&body))
            } else {
                practice.ask_over(&mut line, "GET", "/api/patients?limit=20", None)
            };
            match reply {
                Ok(reply) => {
                    let reply = reply.fine();
                    told.answered.fetch_add(1, Relaxed);
                    told.stored.fetch_add(usize::from(writes), Relaxed);
                    if reply.header("Connection") == Some("close") {
                        break;
                    }
                }
                Err(error) => {
                    eprintln!("request {number} of a connection was lost: {error}");
                    told.lost.fetch_add(1, Relaxed);
                    return;
                }
            }
        }
    }
}

/// The clinic afterwards, how many requests were answered, and how long its end took.
fn stop_under_load(clinic: Clinic, after: Duration) -> (Clinic, usize, Duration) {
    let practice = Practice::of(clinic, &[]);
    let before = stored(&practice.clinic);
    let told = Told::default();
    let signalled = thread::scope(|scope| {
        for number in 0..READERS + WRITERS {
            let (practice, told) = (&practice, &told);
            scope.spawn(move || ask_until_the_end(practice, told, number < WRITERS));
        }
        thread::sleep(after);
        practice.server.terminate();
        Instant::now()
    });
    let Practice { server, clinic, .. } = practice;
    assert_eq!(server.ended().0, Some(0));
    // The clients were waited for meanwhile.
    let took = signalled.elapsed();
    assert!(took < Duration::from_secs(5), "{took:?}");
    let (answered, kept) = (told.answered.into_inner(), told.stored.into_inner());
    assert_eq!(told.lost.into_inner(), 0, "of {answered} requests");
    assert!(answered > 5, "only {answered} requests were answered");
    assert!(!clinic.file("nutrivault.db-wal").exists(), "the single file is complete");
    assert_eq!(stored(&clinic) - before, i64::try_from(kept).unwrap());
    (clinic, answered, took)
}

fn stored(clinic: &Clinic) -> i64 {
    let patients = "SELECT count(*) FROM patients";
    clinic.database().query_row(patients, [], |row| row.get(0)).unwrap()
}

#[test]
fn a_stop_under_load_loses_no_request() {
    let mut clinic = Clinic::new();
    fine(&clinic.add("admin", "ADMIN"));
    let rounds = at_length("STOP_ROUNDS", 3);
    let (mut answered, mut longest) = (0, Duration::ZERO);
    for round in 0..rounds {
        let after = Duration::from_millis(100 + round * 53 % 400);
        let (next, told, took) = stop_under_load(clinic, after);
        (clinic, answered, longest) = (next, answered + told, longest.max(took));
    }
    eprintln!(
        "{rounds} stops under load: 0 of {answered} requests lost, the longest end {} ms, no log left",
        longest.as_millis()
    );
    fine(&clinic.run(&["doctor"]));
}

#[test]
fn those_who_stand_in_the_queue_are_still_served() {
    let practice = Practice::new();
    let told = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..40 {
            scope.spawn(|| {
                // Connected and asked before the signal, read after it.
                let mut line = practice.line();
                let reply = line.ask("GET", "/health", &[], None::<&serde_json::Value>).unwrap();
                assert_eq!(reply.json()["status"], json!("ok"));
                told.fetch_add(1, Relaxed);
            });
        }
        thread::sleep(Duration::from_millis(5));
        while told.load(Relaxed) == 0 {
            thread::sleep(Duration::from_millis(1));
        }
        practice.server.terminate();
    });
    assert!(told.into_inner() > 0);
}
