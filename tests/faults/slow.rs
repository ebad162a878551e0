//! Clients that are slow, silent, many or gone: the others do not notice.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::thread::sleep;
use std::time::{Duration, Instant};

use socket2::SockRef;

use crate::staff::Practice;

const SECOND: Duration = Duration::from_secs(1);
const IMPATIENT: [(&str, &str); 4] = [
    ("NUTRIVAULT_GATE__HEAD_S", "1"),
    ("NUTRIVAULT_GATE__BODY_S", "1"),
    ("NUTRIVAULT_GATE__FETCH_S", "1"),
    ("NUTRIVAULT_GATE__SILENCE_S", "1"),
];

fn connection(practice: &Practice) -> TcpStream {
    let stream = TcpStream::connect(&practice.server.address).unwrap();
    stream.set_read_timeout(Some(10 * SECOND)).unwrap();
    stream
}

/// Everything until the server ends the connection.
fn to_the_end(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    // A connection that is reset has ended too.
    if let Err(error) = stream.read_to_end(&mut bytes) {
        assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset, "{error}");
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn a_head_that_never_ends_is_not_waited_for() {
    let practice = Practice::with(&IMPATIENT);
    let mut slow = connection(&practice);
    let begun = Instant::now();
    slow.write_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\n").unwrap();
    // Bytes that keep coming buy no time.
    while slow.write_all(b"X-a: b\r\n").is_ok() && begun.elapsed() < 8 * SECOND {
        sleep(SECOND / 10);
    }
    let took = begun.elapsed();
    assert!(took >= SECOND && took < 6 * SECOND, "{took:?}");
    let mut silent = connection(&practice);
    assert_eq!(to_the_end(&mut silent), "", "who says nothing is told nothing");
}

#[test]
fn a_body_that_never_ends_is_answered_and_changes_nothing() {
    let practice = Practice::with(&IMPATIENT);
    let mut slow = connection(&practice);
    let head = format!(
        "POST /api/patients HTTP/1.1\r\nHost: localhost\r\nAuthorization: {}\r\n\
         Content-Type: application/json\r\nContent-Length: 5000\r\n\r\n{{\"first_name\":",
        practice.bearer
    );
    slow.write_all(head.as_bytes()).unwrap();
    let answer = to_the_end(&mut slow);
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    for part in ["\"success\":false", "\"REQUEST_TIMEOUT\"", "\"path\":\"/api/patients\""] {
        assert!(answer.contains(part), "{answer}");
    }
    let patients = practice.ask("GET", "/api/patients", None).fine();
    assert_eq!(patients.json()["data"]["total"], 0);
}

#[test]
fn a_client_that_vanishes_in_the_middle_of_a_body_leaves_nothing() {
    let practice = Practice::new();
    let body = practice.patient("Vanished").to_string();
    for sent in [0, 1, body.len() / 2, body.len() - 1] {
        let mut gone = connection(&practice);
        let head = format!(
            "POST /api/patients HTTP/1.1\r\nHost: localhost\r\nAuthorization: {}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
            practice.bearer,
            body.len(),
            &body[..sent]
        );
        gone.write_all(head.as_bytes()).unwrap();
    }
    let patients = practice.ask("GET", "/api/patients", None).fine();
    assert_eq!(patients.json()["data"]["total"], 0);
}

#[test]
fn an_answer_that_nobody_fetches_is_not_kept() {
    let practice = Practice::with(&IMPATIENT);
    let mut slow = connection(&practice);
    let question = "GET /api/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(200);
    // Some 40 MB of answers: more than any buffer between us takes, ours being a small one.
    SockRef::from(&slow).set_recv_buffer_size(64 * 1024).unwrap();
    let _ = slow.set_write_timeout(Some(SECOND));
    let _ = slow.write_all(question.as_bytes());
    sleep(4 * SECOND);
    let fetched = to_the_end(&mut slow).matches("HTTP/1.1 200").count();
    assert!((1..200).contains(&fetched), "{fetched} answers were kept");
    assert_eq!(practice.ask("GET", "/health", None).status, 200);
}

#[test]
fn the_silent_make_room_for_those_who_ask() {
    let practice = Practice::with(&[
        ("NUTRIVAULT_GATE__CONNECTIONS", "40"),
        ("NUTRIVAULT_GATE__PER_ADDRESS", "20"),
    ]);
    let mut patient = practice.line();
    practice.ask_over(&mut patient, "GET", "/api/patients", None).unwrap().fine();
    let silent: Vec<_> = (0..300).map(|_| connection(&practice)).collect();
    // Those who had to go know it; and on a machine however slow, all have come by then.
    let begun = Instant::now();
    let is_gone = |mut one: &TcpStream| {
        one.set_nonblocking(true).unwrap();
        !one.read(&mut [0; 1]).is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
    };
    while silent.iter().filter(|one| is_gone(one)).count() < 280 {
        assert!(begun.elapsed() < 10 * SECOND, "too few had to go");
        sleep(SECOND / 20);
    }
    for _ in 0..20 {
        assert_eq!(practice.ask("GET", "/health", None).status, 200, "a newcomer is served");
    }
    drop(silent);
    assert_eq!(practice.ask("GET", "/health", None).status, 200);
}

#[test]
fn several_questions_in_one_breath_are_answered_in_turn() {
    let practice = Practice::new();
    let mut stream = connection(&practice);
    let questions = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\nHEAD /health HTTP/1.1\r\nHost: localhost\r\n\r\n\
                     GET /api/patients?search={a|b} HTTP/1.1\r\nHost: localhost\r\n\r\nBREW / HTTP/1.1\r\n\
                     Host: localhost\r\nConnection: close\r\n\r\n";
    stream.write_all(questions.as_bytes()).unwrap();
    let answers = to_the_end(&mut stream);
    let statuses: Vec<_> =
        answers.match_indices("HTTP/1.1 ").map(|(at, _)| &answers[at + 9..at + 12]).collect();
    assert_eq!(statuses, ["200", "200", "401", "405"], "{answers}");
}

#[test]
fn a_body_above_the_limit_is_read_and_refused() {
    let practice = Practice::with(&[("NUTRIVAULT_BODY_LIMIT", "2048")]);
    for length in [2049, 300_000, 5_000_000] {
        let mut body = practice.patient("Long");
        body["medical_notes"] = "x".repeat(length).into();
        let mut line = practice.line();
        let reply = practice.ask_over(&mut line, "POST", "/api/patients", Some(&body)).unwrap();
        assert_eq!((reply.status, reply.code().as_str()), (413, "PAYLOAD_TOO_LARGE"), "{length}");
    }
}
