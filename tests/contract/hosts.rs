//! The names that the server answers to: on every route, before anything else is looked at.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::Value;

use crate::doors;
use crate::practice::Practice;
use crate::rooms;
use crate::wire::Sent;

#[test]
fn no_route_answers_to_a_name_that_is_not_ours() {
    let practice = Practice::shared();
    let doors = doors::TABLE.iter().map(|row| (row.0, row.2));
    let rooms = rooms::TABLE.iter().map(|row| (row.0, row.2));
    for (method, target) in doors.chain(rooms) {
        let target = target.replace(['{', '}'], "");
        let sent = Sent::new(method, target).bearer(&practice.admin);
        let answer = practice.send(&sent.clone().header("Host", "evil.example"));
        assert_eq!(answer.status, 421, "{method} {}", sent.line());
    }
}

#[test]
fn the_refusal_names_the_line_to_type_in_json_and_on_a_page() {
    let practice = Practice::shared();
    let asked = |path: &str| Sent::new("GET", path).header("Host", "front-desk.example:3001");
    let told: Value = practice.send(&asked("/api/patients")).json();
    assert_eq!(told["error"]["code"], "MISDIRECTED_REQUEST");
    assert_eq!(told["error"]["path"], "/api/patients");
    let line = "hosts = [\"front-desk.example\"]";
    assert!(told["error"]["message"].as_str().unwrap().contains(line), "{told}");
    let page = asked("/").header("Accept", "text/html").header("Accept-Language", "fr");
    let page = practice.send(&page).text;
    assert!(page.contains("front-desk.example") && page.contains("Rocket.toml sous"), "{page}");
}

/// The status of the answer to these bytes.
fn status(practice: &Practice, head: impl AsRef<[u8]>) -> u16 {
    let mut stream = TcpStream::connect(&practice.server.address).unwrap();
    stream.write_all(head.as_ref()).unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    answer.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0)
}

#[test]
fn a_request_names_its_host_once_whatever_its_version_and_target() {
    let practice = Practice::shared();
    const CLOSE: &str = "Connection: close\r\n\r\n";
    for (head, expected) in [
        ("GET /health HTTP/1.1\r\nHost: localhost\r\n", 200),
        ("GET /health HTTP/1.1\r\nhOST: LocalHost.:80\r\n", 200),
        ("GET /health HTTP/1.1\r\n", 400),
        ("GET /health HTTP/1.1\r\nHost:\r\n", 400),
        ("GET /health HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n", 400),
        ("GET /health HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n", 400),
        ("GET /health HTTP/1.0\r\n", 400),
        ("GET /health HTTP/1.0\r\nHost: localhost\r\n", 200),
        ("GET http://localhost/health HTTP/1.1\r\nHost: localhost\r\n", 200),
        ("GET http://evil.example/health HTTP/1.1\r\nHost: localhost\r\n", 400),
        ("GET http://evil.example/health HTTP/1.1\r\nHost: evil.example\r\n", 421),
        ("GET /health HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: localhost\r\n", 421),
    ] {
        assert_eq!(status(&practice, format!("{head}{CLOSE}")), expected, "{head}");
    }
}

#[test]
fn a_line_in_another_encoding_costs_nobody_the_page_and_a_foreign_method_asks_who_one_is() {
    let practice = Practice::shared();
    for line in [&b"Cookie: a=\xe9"[..], b"Referer: http://localhost/caf\xe9", b"X-Any: \xff\xfe"] {
        let ask = |path: &str| {
            let mut head = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n").into_bytes();
            head.extend_from_slice(line);
            head.extend_from_slice(b"\r\nConnection: close\r\n\r\n");
            status(&practice, head)
        };
        assert_eq!((ask("/health"), ask("/login")), (200, 200), "{}", line.escape_ascii());
    }
    for (method, path, expected) in [
        ("FOO", "/api/patients", 401),
        ("FOO", "/health", 405),
        ("PROPFIND", "/login", 405),
        ("FOO", "/nowhere", 404),
    ] {
        let head =
            format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assert_eq!(status(&practice, head), expected, "{method} {path}");
    }
}
