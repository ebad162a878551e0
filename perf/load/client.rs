//! HTTP/1.1 over kept connections: just what the measurements need, so that the generator costs
//! less than the server that it measures on the same two cores.

use std::io::{Error, ErrorKind, Result};
use std::rc::Rc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A request as bytes. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Asked(Rc<[u8]>);

impl Asked {
    pub fn new(method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Self {
        let mut text = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\n");
        for (name, value) in headers {
            text.push_str(name);
            text.push_str(": ");
            text.push_str(value);
            text.push_str("\r\n");
        }
        if !body.is_empty() {
            text.push_str("Content-Type: application/json\r\n");
        }
        if method != "GET" {
            text.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        text.push_str("\r\n");
        text.push_str(body);
        Self(text.into_bytes().into())
    }

    pub fn get(path: &str, token: &str) -> Self {
        Self::new("GET", path, &[("Authorization", &bearer(token))], "")
    }

    /// With a JSON body, or without one where it is null.
    pub fn with(method: &str, path: &str, token: &str, body: &serde_json::Value) -> Self {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        Self::new(method, path, &[("Authorization", &bearer(token))], &body)
    }
}

pub fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

/// What came back.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn is_good(&self) -> bool {
        (200..400).contains(&self.status)
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The value of a header, whatever the case of its name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        lines.into_iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// How many headers it has.
    pub fn headers(&self) -> usize {
        self.head.lines().skip(1).filter(|line| !line.is_empty()).count()
    }

    /// What `Server-Timing` says of `app` or `db`, milliseconds.
    pub fn server_ms(&self, what: &str) -> Option<f64> {
        let parts = self.header("Server-Timing")?.split(", ");
        let duration = |part: &str| {
            part.strip_prefix(what)?.strip_prefix(";dur=")?.split(';').next()?.parse().ok()
        };
        parts.into_iter().find_map(duration)
    }
}

/// A kept connection.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub async fn open(port: u16) -> Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(64 * 1024) })
    }

    /// Sends, reads to the end of the answer, and tells its status alone.
    pub async fn status(&mut self, asked: &Asked) -> Result<u16> {
        self.exchange(asked).await.map(|(status, _)| status)
    }

    /// The whole answer.
    pub async fn send(&mut self, asked: &Asked) -> Result<Answer> {
        let (status, head_end) = self.exchange(asked).await?;
        let (head, body) = self.buffer.split_at(head_end);
        Ok(Answer { status, head: String::from_utf8_lossy(head).into_owned(), body: body.to_vec() })
    }

    /// Leaves the answer in the buffer: its status, and where its head ends.
    async fn exchange(&mut self, asked: &Asked) -> Result<(u16, usize)> {
        self.stream.write_all(&asked.0).await?;
        self.buffer.clear();
        let head_end = loop {
            self.read_more().await?;
            if let Some(end) = memchr::memmem::find(&self.buffer, b"\r\n\r\n") {
                break end + 4;
            }
        };
        let status = number(self.buffer.get(9..12).unwrap_or_default());
        let length = match status {
            204 | 304 => 0,
            _ => content_length(&self.buffer[..head_end])?,
        };
        while self.buffer.len() < head_end + length {
            self.read_more().await?;
        }
        Ok((u16::try_from(status).unwrap_or(0), head_end))
    }

    async fn read_more(&mut self) -> Result<()> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => Err(ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }
}

/// Every measured answer comes in one piece with its length: one without would be a finding.
fn content_length(head: &[u8]) -> Result<usize> {
    let name = b"ontent-";
    let at = memchr::memmem::find_iter(head, name)
        .map(|at| at + name.len())
        .find(|at| head[*at..].len() > 8 && head[*at..*at + 8].eq_ignore_ascii_case(b"length: "));
    let at =
        at.ok_or_else(|| Error::new(ErrorKind::InvalidData, "an answer without its length"))?;
    Ok(number(&head[at + 8..]))
}

fn number(digits: &[u8]) -> usize {
    let digits = digits.iter().take_while(|byte| byte.is_ascii_digit());
    digits.fold(0, |sum, digit| sum * 10 + usize::from(digit - b'0'))
}
