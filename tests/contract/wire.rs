//! HTTP as bytes over a socket: whatever no client library would send.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

/// A request, as bytes.
#[derive(Clone, Debug)]
pub struct Sent {
    pub method: String,
    pub target: Vec<u8>,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

impl Sent {
    pub fn new(method: &str, target: impl AsRef<[u8]>) -> Self {
        let target = target.as_ref().to_vec();
        Self { method: method.to_owned(), target, headers: Vec::new(), body: Vec::new() }
    }

    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub fn bearer(self, token: &str) -> Self {
        self.header("Authorization", format!("Bearer {token}"))
    }

    pub fn json(self, body: impl AsRef<[u8]>) -> Self {
        self.body("application/json", body)
    }

    pub fn body(self, content_type: &str, body: impl AsRef<[u8]>) -> Self {
        let mut sent = self.header("Content-Type", content_type);
        sent.body = body.as_ref().to_vec();
        sent
    }

    /// Sends it over a connection of its own.
    pub fn to(&self, address: &str) -> Answer {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let mut head = format!("{} ", self.method).into_bytes();
        head.extend_from_slice(&self.target);
        head.extend_from_slice(b" HTTP/1.1\r\nConnection: close\r\n");
        if !self.headers.iter().any(|(name, _)| *name == "Host") {
            head.extend_from_slice(b"Host: localhost\r\n");
        }
        for (name, value) in &self.headers {
            head.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
        }
        head.extend_from_slice(format!("Content-Length: {}\r\n\r\n", self.body.len()).as_bytes());
        head.extend_from_slice(&self.body);
        // A server may answer before it has read everything.
        let _ = stream.write_all(&head);
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        Answer::read(&bytes)
    }

    /// The request line for a failure's message, short.
    pub fn line(&self) -> String {
        let target: String = String::from_utf8_lossy(&self.target).chars().take(160).collect();
        let body: String = String::from_utf8_lossy(&self.body).chars().take(300).collect();
        format!("{} {target} {body}", self.method)
    }
}

/// What came back.
#[derive(Debug, Default)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub bytes: Vec<u8>,
    pub text: String,
}

impl Answer {
    fn read(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let Some(end) = end else {
            return Self::default();
        };
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).unwrap_or_default();
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        let is_chunked = headers.iter().any(|(name, _)| name == "transfer-encoding");
        let body = &bytes[end + 4..];
        let body = if is_chunked { joined(body) } else { body.to_vec() };
        let text = String::from_utf8_lossy(&body).into_owned();
        Self { status: status.parse().unwrap_or_default(), headers, bytes: body, text }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }

    /// The statements of the request, as `Server-Timing` counts them.
    pub fn queries(&self) -> u64 {
        let timing = self.header("server-timing").unwrap_or_default();
        let count = timing.split("desc=\"").nth(1).and_then(|rest| rest.split(' ').next());
        count.and_then(|count| count.parse().ok()).unwrap_or_else(|| panic!("{timing:?}"))
    }
}

/// A chunked body without its chunks' lengths.
fn joined(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = rest.windows(2).position(|two| two == b"\r\n") {
        let length = std::str::from_utf8(&rest[..end]).ok();
        let length = length.and_then(|hex| usize::from_str_radix(hex, 16).ok()).unwrap_or(0);
        if length == 0 || rest.len() < end + 2 + length {
            break;
        }
        body.extend_from_slice(&rest[end + 2..end + 2 + length]);
        rest = rest.get(end + 4 + length..).unwrap_or_default();
    }
    body
}
