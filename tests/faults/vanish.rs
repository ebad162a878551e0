//! Clients that vanish in the middle of sending a file: no file stays behind, and no seat.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::clinic::PASSWORD;
use crate::line::Line;
use crate::staff::Practice;

/// Beyond `body_limit`, so that the rest comes while the file is being written.
const FILE: usize = 3 << 20;
const SEATS: &str = "16";

/// How a client goes: with a word, or without one.
#[derive(Clone, Copy, Debug)]
enum Going {
    Closes,
    Resets,
}

/// Where a file is sent, and who sends it.
struct Post<'a> {
    path: String,
    who: (&'a str, &'a str),
    field: &'a str,
}

impl Post<'_> {
    fn head_and_body(&self) -> (String, Vec<u8>) {
        let mut body = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"{}\"; filename=\"a.pdf\"\r\n\
             Content-Type: application/pdf\r\n\r\n%PDF-1.7\n",
            self.field
        )
        .into_bytes();
        body.resize(FILE, b'x');
        body.extend_from_slice(b"\r\n--edge--\r\n");
        let head = format!(
            "POST {} HTTP/1.1\r\nHost: localhost\r\n{}: {}\r\nSec-Fetch-Site: same-origin\r\n\
             Content-Type: multipart/form-data; boundary=edge\r\nContent-Length: {}\r\n\r\n",
            self.path,
            self.who.0,
            self.who.1,
            body.len()
        );
        (head, body)
    }

    /// Sends so many bytes of the body, and is gone.
    fn begin(&self, address: &str, sent: usize, going: Going) {
        let (head, body) = self.head_and_body();
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_write_timeout(Some(Duration::from_secs(10))).unwrap();
        // An answer that comes early ends the connection: that is as good.
        let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body[..sent]));
        if matches!(going, Going::Resets) {
            rustix::net::sockopt::set_socket_linger(&stream, Some(Duration::ZERO)).unwrap();
        }
    }
}

/// The names of the files in the data folder and among the copies, but for the database's own.
fn files(practice: &Practice) -> Vec<PathBuf> {
    let folders = [practice.clinic.data(), practice.clinic.file("backups")];
    let entries = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten();
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.is_file());
    files.sort();
    files
}

/// What the server has open: files without a name too.
fn open_files(practice: &Practice) -> usize {
    let folder = format!("/proc/{}/fd", practice.server.child.id());
    fs::read_dir(folder).unwrap().count()
}

pub fn cookie(practice: &Practice) -> String {
    let body = format!("username=admin&password={}", PASSWORD.replace(' ', "+"));
    let kind = "application/x-www-form-urlencoded";
    let headers = [("Sec-Fetch-Site", "same-origin")];
    let reply = practice.line().send("POST", "/login", &headers, kind, body.as_bytes()).unwrap();
    let is_session = |(name, value): &&(String, String)| {
        name == "set-cookie" && value.starts_with("nutrivault_session=")
    };
    let session = reply.headers.iter().find(is_session);
    let (_, set) = session.unwrap_or_else(|| panic!("{}", reply.text()));
    set.split(';').next().unwrap().to_owned()
}

fn settle(practice: &Practice, open: usize) {
    let begun = Instant::now();
    while open_files(practice) > open {
        let is_late = begun.elapsed() > Duration::from_secs(20);
        assert!(!is_late, "{} files are open, {open} were", open_files(practice));
        sleep(Duration::from_millis(50));
    }
}

#[test]
fn an_upload_whose_client_vanishes_leaves_no_file_and_no_seat_behind() {
    let practice = Practice::with(&[
        ("NUTRIVAULT_GATE__CONNECTIONS", SEATS),
        ("NUTRIVAULT_GATE__PER_ADDRESS", SEATS),
        ("NUTRIVAULT_GATE__BODY_S", "2"),
        ("NUTRIVAULT_POOL__IDLE_S", "1"),
    ]);
    let patient = practice.register("Upload");
    let cookie = cookie(&practice);
    let document = Post {
        path: format!("{patient}/documents"),
        who: ("Authorization", &practice.bearer),
        field: "files",
    };
    let backup =
        Post { path: "/system/backups/upload".to_owned(), who: ("Cookie", &cookie), field: "file" };
    // Each once whole: what the server opens for the first of them stays open.
    for post in [&document, &backup] {
        let (head, body) = post.head_and_body();
        let mut stream = TcpStream::connect(&practice.server.address).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(&body).unwrap();
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).unwrap();
        let expected = if post.field == "files" { "HTTP/1.1 201" } else { "HTTP/1.1 400" };
        assert_eq!(String::from_utf8_lossy(&answer), expected);
    }
    sleep(Duration::from_secs(3));
    let (known, open) = (files(&practice), open_files(&practice));

    for post in [&document, &backup] {
        for round in 0..20 {
            // Before the first byte, within what the server waits for, and in the middle of the rest.
            let sent = [0, 1, 500_000, 1 << 20, 2 << 20, FILE - 1][round % 6];
            let going = if round % 2 == 0 { Going::Closes } else { Going::Resets };
            post.begin(&practice.server.address, sent, going);
            assert_eq!(practice.ask("GET", "/health", None).status, 200, "{round} {going:?}");
        }
    }
    // Those who neither send nor go are sent away, and leave no more behind.
    for post in [&document, &backup] {
        let (head, body) = post.head_and_body();
        let mut silent = TcpStream::connect(&practice.server.address).unwrap();
        silent.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        silent.write_all(head.as_bytes()).unwrap();
        silent.write_all(&body[..2 << 20]).unwrap();
        let mut answer = [0; 12];
        silent.read_exact(&mut answer).unwrap();
        assert_eq!(String::from_utf8_lossy(&answer), "HTTP/1.1 400", "{}", post.path);
    }

    settle(&practice, open);
    assert_eq!(files(&practice), known);
    let stored = "SELECT count(*) FROM documents";
    let stored: i64 = practice.clinic.database().query_row(stored, [], |row| row.get(0)).unwrap();
    assert_eq!(stored, 1, "only the whole one");
    // Every seat is free: so many can ask at once.
    let seats: usize = SEATS.parse().unwrap();
    let mut lines: Vec<Line> = (0..seats - 1).map(|_| practice.line()).collect();
    for line in &mut lines {
        practice.ask_over(line, "GET", &patient, None).unwrap().fine();
    }
    for line in &mut lines {
        practice.ask_over(line, "GET", &patient, None).unwrap().fine();
    }
}
