//! Callers who send much, never all of it, or nonsense: the server holds little for them, and those
//! who are logged in do not wait for them.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;
use socket2::{Domain, Socket, Type};

use crate::staff::Practice;

/// A login form that says it is as long as a body may be.
const FORM: &str = "POST /login HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\n\
                    Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1048576\r\n\r\n";

fn send(practice: &Practice, bytes: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(&practice.server.address).unwrap();
    let timeout = Some(Duration::from_secs(15));
    stream.set_read_timeout(timeout).and_then(|()| stream.set_write_timeout(timeout)).unwrap();
    // A server that has no room says so before it has read everything.
    let _ = stream.write_all(bytes);
    stream
}

/// What it is told until the connection ends or nothing more comes.
fn told(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The most memory that the server ever had, in MiB.
fn most_memory(practice: &Practice) -> u64 {
    let status = format!("/proc/{}/status", practice.server.child.id());
    let status = std::fs::read_to_string(status).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}

/// The time of the administrator's largest change, which takes room of its own.
#[track_caller]
fn large_change(practice: &Practice, path: &str) -> Duration {
    let notes: Value = serde_json::json!({ "medical_notes": "é".repeat(20_000) });
    let begun = Instant::now();
    practice.ask("PUT", path, Some(&notes)).fine();
    begun.elapsed()
}

#[test]
fn bodies_that_never_end_cost_little_and_nobody_who_is_logged_in_waits() {
    let practice = Practice::new();
    let path = practice.register("Patient");
    let mut body = FORM.as_bytes().to_vec();
    body.resize(FORM.len() + 1_000_000, b'a');
    let before = most_memory(&practice);
    let mut held: Vec<_> = (0..120).map(|_| send(&practice, &body)).collect();
    let grown = most_memory(&practice) - before;
    assert!(grown < 60, "{grown} MiB for 120 unfinished bodies");
    for _ in 0..5 {
        let took = large_change(&practice, &path);
        assert!(took < Duration::from_secs(2), "{took:?}");
    }
    // Who finds no room is told so; a form of the usual size always finds some.
    let refused = held.iter_mut().skip(30).take(3).map(told);
    for answer in refused {
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 503 "), "{answer}");
    }
    let (status, _) = practice.server.login("admin", "Wrong-password-1");
    assert_eq!(status, 401);
}

#[test]
fn heads_that_never_end_make_way_for_each_other() {
    let practice = Practice::new();
    let head = format!("GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: {}", "x".repeat(30_000));
    let before = most_memory(&practice);
    let mut held: Vec<_> = (0..600).map(|_| send(&practice, head.as_bytes())).collect();
    let grown = most_memory(&practice) - before;
    assert!(grown < 60, "{grown} MiB for 600 unfinished heads");
    assert_eq!(told(&mut held[0]), "", "the first had to go");
    assert_eq!(practice.ask("GET", "/api/patients", None).status, 200);
    // A long head that ends is read, whoever else is still sending theirs.
    let mut whole = send(&practice, head.as_bytes());
    whole.write_all(b"\r\nConnection: close\r\n\r\n").unwrap();
    assert!(told(&mut whole).starts_with("HTTP/1.1 200 "));
}

#[test]
fn a_body_that_is_not_what_its_head_says_is_a_bad_request_and_no_error_of_ours() {
    let practice = Practice::new();
    let head = |path: &str| {
        format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {}\r\nSec-Fetch-Site: same-origin\r\n\
             Content-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n",
            practice.bearer
        )
    };
    let long = format!("2710\r\n{}\r\n", "x".repeat(10_000));
    for path in ["/api/patients", "/api/auth/login", "/login", "/nothing", "/api/nothing"] {
        for body in [
            "zz\r\nabc\r\n0\r\n\r\n".to_owned(),
            "5\r\nabcdefghij".to_owned(),
            "fffffffffffffffff\r\n".to_owned(),
            format!("1;{}\r\na\r\n0\r\n\r\n", "e".repeat(40_000)),
            format!("0\r\n{}\r\n", "A: b\r\n".repeat(10_000)),
            format!("{long}zz\r\n"),
        ] {
            let mut stream = send(&practice, (head(path) + &body).as_bytes());
            let answer = told(&mut stream);
            // A long one is refused for what it asks before all of it is looked at.
            let is_bad = answer.starts_with("HTTP/1.1 400 ");
            let is_other = body.len() > 10_000 && answer.starts_with("HTTP/1.1 4");
            let shown = &body[..body.len().min(40)];
            assert!(is_bad || is_other || answer.is_empty(), "{path} {shown:?}: {answer}");
            assert!(!answer.is_empty() || body.len() > 10_000, "{path} {shown:?}: no answer");
        }
    }
    for cut in [0, 1, 10, 4000] {
        for method in ["GET", "POST", "PUT"] {
            let request = format!(
                "{method} /api/patients HTTP/1.1\r\nHost: localhost\r\nAuthorization: {}\r\n\
                 Content-Type: application/json\r\nContent-Length: 5000\r\n\r\n{}",
                practice.bearer,
                "x".repeat(cut)
            );
            drop(send(&practice, request.as_bytes()));
        }
    }
    assert_eq!(practice.ask("GET", "/api/patients", None).status, 200);
    let log = std::fs::read_to_string(practice.clinic.folder.path().join("log")).unwrap();
    assert!(!log.contains("ERROR") && !log.contains("WARN"), "{log}");
}

#[test]
fn tiny_chunks_and_expectations_are_read_as_any_body() {
    let practice = Practice::new();
    let body = practice.patient("Chunked").to_string();
    let chunks: String =
        body.chars().map(|sign| format!("{:x}\r\n{sign}\r\n", sign.len_utf8())).collect();
    for (version, expects) in [("HTTP/1.1", ""), ("HTTP/1.1", "Expect: 100-continue\r\n")] {
        let request = format!(
            "POST /api/patients {version}\r\nHost: localhost\r\nAuthorization: {}\r\n{expects}\
             Content-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n\
             {chunks}0\r\n\r\n",
            practice.bearer
        );
        let answer = told(&mut send(&practice, request.as_bytes()));
        assert!(answer.contains("HTTP/1.1 201 "), "{answer}");
    }
    let old = format!(
        "POST /api/patients HTTP/1.0\r\nAuthorization: {}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nHost: localhost\r\n\r\n{body}",
        practice.bearer,
        body.len()
    );
    let answer = told(&mut send(&practice, old.as_bytes()));
    assert!(answer.starts_with("HTTP/1.0 201 ") || answer.starts_with("HTTP/1.1 201 "), "{answer}");
}

/// The status of a long form that this client sends through a proxy; it is answered once it is read.
fn form_of(practice: &Practice, client: &str, is_whole: bool) -> TcpStream {
    let head =
        FORM.replace("Host: localhost", &format!("Host: localhost\r\nX-Forwarded-For: {client}"));
    let head = head.replace("1048576", "900000").replacen("\r\n", "\r\nConnection: close\r\n", 1);
    let mut request = head.into_bytes();
    let length = request.len() + 900_000 - usize::from(!is_whole);
    request.resize(length, b'a');
    send(practice, &request)
}

#[test]
fn clients_of_a_proxy_have_shares_of_their_own() {
    let practice = Practice::with(&[("NUTRIVAULT_TRUSTED_PROXIES", "[\"127.0.0.1\"]")]);
    let held: Vec<_> = (0..12).map(|_| form_of(&practice, "192.0.2.1", false)).collect();
    std::thread::sleep(Duration::from_millis(300));
    // This one's share is taken, and the next one's is not.
    let full = told(&mut form_of(&practice, "192.0.2.1", true));
    assert!(full.is_empty() || full.starts_with("HTTP/1.1 503 "), "{full}");
    let other = told(&mut form_of(&practice, "192.0.2.2", true));
    assert!(other.starts_with("HTTP/1.1 401 "), "{other}");
    drop(held);
    // What a client held is free once it has gone.
    let begun = Instant::now();
    while !told(&mut form_of(&practice, "192.0.2.1", true)).starts_with("HTTP/1.1 401 ") {
        assert!(begun.elapsed() < Duration::from_secs(10), "nothing was given back");
    }
}

/// Asks for this and fetches next to nothing of the answer.
fn ask_and_wait(practice: &Practice, path: &str, more: &str) -> TcpStream {
    let address: SocketAddr = practice.server.address.parse().unwrap();
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None).unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    socket.connect(&address.into()).unwrap();
    let mut stream = TcpStream::from(socket);
    let head = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{more}\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    stream
}

/// How many connections and files the server has open.
fn open_files(practice: &Practice) -> usize {
    let folder = format!("/proc/{}/fd", practice.server.child.id());
    std::fs::read_dir(folder).unwrap().count()
}

#[test]
fn answers_that_nobody_fetches_make_way_for_each_other() {
    let practice = Practice::new();
    let path = practice.register("Patient");
    let before = open_files(&practice);
    let held: Vec<_> = (0..150).map(|_| ask_and_wait(&practice, "/api-docs", "")).collect();
    let begun = Instant::now();
    // A quarter of a stranger's 16 MiB, of answers of some hundred kilobytes.
    while open_files(&practice) > before + 40 {
        assert!(begun.elapsed() < Duration::from_secs(5), "{} are open", open_files(&practice));
        sleep(Duration::from_millis(50));
    }
    assert!(open_files(&practice) > before, "a slow client is served as well");
    // Whoever the guard of an address has let in has room of their own, and a whole answer.
    let bearer = format!("Authorization: {}\r\nConnection: close\r\n", practice.bearer);
    let mut slow = ask_and_wait(&practice, "/api/audit-logs?limit=100", &bearer);
    let took = large_change(&practice, &path);
    assert!(took < Duration::from_secs(2), "{took:?}");
    slow.set_read_timeout(Some(Duration::from_secs(15))).unwrap();
    assert!(told(&mut slow).ends_with('}'));
    drop(held);
}
