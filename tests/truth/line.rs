//! A connection to the server that hides nothing: headers as they came, bodies as they were sent.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

/// One kept-alive connection.
pub struct Line {
    stream: BufReader<TcpStream>,
}

/// An answer as it came over the wire.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    /// In the order in which they came, their names in lower case.
    pub headers: Vec<(String, String)>,
    pub bytes: Vec<u8>,
}

impl Line {
    pub fn to(address: &str) -> std::io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        Ok(Self { stream: BufReader::new(stream) })
    }

    /// Asks and waits for the whole answer; an error when the server goes away meanwhile.
    pub fn ask(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&Value>,
    ) -> std::io::Result<Reply> {
        let body = body.map(Value::to_string).unwrap_or_default();
        self.send(method, path, headers, "application/json", body.as_bytes())
    }

    /// The same with any kind of body.
    pub fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        kind: &str,
        body: &[u8],
    ) -> std::io::Result<Reply> {
        let mut request = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\n");
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        if !body.is_empty() {
            request.push_str(&format!("Content-Type: {kind}\r\n"));
        }
        request.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
        self.stream.get_mut().write_all(request.as_bytes())?;
        self.stream.get_mut().write_all(body)?;
        self.hear(method)
    }

    fn hear(&mut self, method: &str) -> std::io::Result<Reply> {
        let status = self.text()?.split(' ').nth(1).and_then(|code| code.parse().ok());
        let status = status.ok_or(std::io::ErrorKind::InvalidData)?;
        let mut headers = Vec::new();
        loop {
            let line = self.text()?;
            let Some((name, value)) = line.split_once(": ") else { break };
            headers.push((name.to_ascii_lowercase(), value.to_owned()));
        }
        let mut reply = Reply { status, headers, bytes: Vec::new() };
        if method != "HEAD" && status != 304 {
            let length = reply.header("Content-Length").and_then(|length| length.parse().ok());
            reply.bytes = vec![0; length.ok_or(std::io::ErrorKind::InvalidData)?];
            self.stream.read_exact(&mut reply.bytes)?;
        }
        Ok(reply)
    }

    fn text(&mut self) -> std::io::Result<String> {
        let mut line = String::new();
        match self.stream.read_line(&mut line)? {
            0 => Err(std::io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(line.trim_end().to_owned()),
        }
    }
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        let name = name.to_ascii_lowercase();
        self.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    /// Whether the answer came from the cache; nothing when its route has none.
    pub fn hit(&self) -> Option<bool> {
        self.header("X-Cache").map(|word| match word {
            "HIT" => true,
            "MISS" => false,
            other => panic!("X-Cache: {other}"),
        })
    }

    /// The body, which must not be compressed.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn code(&self) -> String {
        self.json()["error"]["code"].as_str().unwrap_or_default().to_owned()
    }

    /// The same answer, which must be a success.
    #[track_caller]
    pub fn fine(self) -> Self {
        assert!((200..300).contains(&self.status), "{}: {}", self.status, self.text());
        self
    }
}
