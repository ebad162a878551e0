//! Writers and readers for seconds: no reader ever sees the past.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use super::{text, token};
use crate::clinic::{Clinic, fine};

const WRITERS: usize = 4;
const READERS: usize = 4;

/// Seconds of racing; `RACE_SECONDS` asks for more.
fn seconds() -> u64 {
    std::env::var("RACE_SECONDS").ok().and_then(|given| given.parse().ok()).unwrap_or(3)
}

/// The number that a writer left in a field.
fn count(field: &Value) -> u64 {
    field.as_str().and_then(|text| text.strip_prefix("count ")?.parse().ok()).unwrap_or(0)
}

#[test]
fn no_reader_ever_sees_the_past() {
    let clinic = Clinic::new();
    fine(&clinic.run(&[
        "demo",
        "--patients",
        "30",
        "--visits",
        "90",
        "--invoices",
        "5",
        "--audit",
        "5",
    ]));
    let server = clinic.serve(&["serve"]);
    let token = token(&server);
    let call = |method: &str, path: &str, body: Option<&Value>| {
        let (status, answer) = server.call(method, path, Some(&token), body);
        assert_eq!(status, 200, "{method} {path}: {answer}");
        answer
    };
    let visits = call("GET", "/api/visits?limit=100", None);
    let mut pairs: Vec<(String, String)> = Vec::new();
    for visit in visits["data"]["visits"].as_array().unwrap() {
        let patient = text(visit, "/patient_id").to_owned();
        if pairs.len() < WRITERS && pairs.iter().all(|(known, _)| *known != patient) {
            pairs.push((patient, text(visit, "/id").to_owned()));
        }
    }
    let acknowledged: Vec<AtomicU64> = pairs.iter().map(|_| AtomicU64::new(0)).collect();
    let over = AtomicBool::new(false);

    thread::scope(|scope| {
        for ((patient, visit), acknowledged) in pairs.iter().zip(&acknowledged) {
            let (call, over) = (&call, &over);
            scope.spawn(move || {
                for number in 1.. {
                    if over.load(Ordering::Relaxed) {
                        break;
                    }
                    let value = format!("count {number}");
                    call("PUT", &format!("/api/patients/{patient}"), Some(&json!({"city": value})));
                    let complaint = json!({"chief_complaint": value});
                    call("PUT", &format!("/api/visits/{visit}"), Some(&complaint));
                    acknowledged.store(number, Ordering::SeqCst);
                    thread::sleep(Duration::from_millis(10));
                }
            });
        }
        for reader in 0..READERS {
            let (call, over, pairs, acknowledged) = (&call, &over, &pairs, &acknowledged);
            scope.spawn(move || {
                for turn in reader.. {
                    if over.load(Ordering::Relaxed) {
                        break;
                    }
                    let before: Vec<u64> =
                        acknowledged.iter().map(|number| number.load(Ordering::SeqCst)).collect();
                    let at = turn % pairs.len();
                    let (patient, visit) = &pairs[at];
                    let seen = |answer: &Value, rows: &str, id: &str, field: &str| {
                        let rows = answer["data"][rows].as_array().unwrap();
                        rows.iter().find(|row| row["id"] == id).map(|row| count(&row[field])).unwrap()
                    };
                    let number = match turn % 5 {
                        0 => seen(&call("GET", "/api/patients?limit=100", None), "patients", patient, "city"),
                        1 => count(&call("GET", &format!("/api/patients/{patient}"), None)["data"]["patient"]["city"]),
                        2 => count(&call("GET", &format!("/api/visits/{visit}"), None)["data"]["visit"]["chief_complaint"]),
                        3 => seen(&call("GET", &format!("/api/visits?limit=100&patient_id={patient}"), None), "visits", visit, "chief_complaint"),
                        _ => {
                            let answer = call("GET", "/api/patients?limit=100&include=visits", None);
                            let rows = answer["data"]["patients"].as_array().unwrap();
                            let row = rows.iter().find(|row| row["id"] == *patient).unwrap();
                            let visits = row["visits"].as_array().unwrap();
                            count(&visits.iter().find(|v| v["id"] == *visit).unwrap()["chief_complaint"])
                        }
                    };
                    assert!(number >= before[at], "read {number} after {} was acknowledged", before[at]);
                }
            });
        }
        thread::sleep(Duration::from_secs(seconds()));
        over.store(true, Ordering::Relaxed);
    });

    let status = call("GET", "/api/system/status", None);
    let tiers = ["short", "medium"].map(|tier| &status["data"]["cache"][tier]);
    let sum = |name: &str| -> u64 { tiers.iter().map(|tier| tier[name].as_u64().unwrap()).sum() };
    assert!(sum("hits") > 0, "nothing was ever served from the cache: {status}");
    assert!(acknowledged.iter().all(|number| number.load(Ordering::SeqCst) > 5));
}
