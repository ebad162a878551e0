//! A file as an answer: sent from the disk as fast as the client reads, under a name that any
//! client understands.

use std::io;

use rocket::http::{ContentType, Header};
use rocket::response::{Responder, Response, Result as Responded};
use rocket::{Request, http::Status};

use super::{Bypass, Opened, Spool};
use crate::shown::Shows;

/// What one read from the disk and one write to the client carry.
const CHUNK: usize = 64 * 1024;

/// A file on its way to the client.
pub type Download = Opened<Attachment>;

/// A file that the client keeps: the browser shows it only where `shown` says.
pub struct Attachment {
    body: Spool,
    kind: ContentType,
    name: String,
    is_gzip: bool,
    policy: Option<&'static str>,
}

impl Download {
    /// To be kept under that name; it shows this.
    pub fn of(body: Spool, kind: ContentType, name: String, shows: Shows) -> Self {
        Self::new(Attachment { body, kind, name, is_gzip: false, policy: None }, shows)
    }

    /// Its bytes are gzip's.
    pub fn gzip(self, is_gzip: bool) -> Self {
        self.map(|file| Attachment { is_gzip, ..file })
    }

    /// The browser may show it, under that content security policy.
    pub fn shown(self, policy: &'static str) -> Self {
        self.map(|file| Attachment { policy: Some(policy), ..file })
    }
}

impl Attachment {
    fn disposition(&self) -> String {
        let place = if self.policy.is_some() { "inline" } else { "attachment" };
        format!("{place}; {}", file_name(&self.name))
    }
}

/// The parameters that name a file: plain ASCII for every client (RFC 6266), and the whole name in
/// UTF-8 (RFC 8187, once RFC 5987) where it has more than that.
fn file_name(name: &str) -> String {
    let plain = |c: char| if c.is_ascii() && !c.is_ascii_control() { c } else { '_' };
    let ascii: String = name.chars().map(plain).collect();
    let quoted = ascii.replace(['\\', '"', '%'], "_");
    if quoted == name {
        return format!("filename=\"{name}\"");
    }
    let mut encoded = String::new();
    for byte in name.bytes() {
        match byte {
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte));
            }
            other => encoded.push_str(&format!("%{other:02X}")),
        }
    }
    format!("filename=\"{quoted}\"; filename*=UTF-8''{encoded}")
}

impl<'r> Responder<'r, 'static> for Attachment {
    fn respond_to(self, request: &'r Request<'_>) -> Responded<'static> {
        Bypass::is_of_a_file(request);
        let mut response = Response::build();
        response.header(Header::new("Content-Disposition", self.disposition()));
        response.header(Header::new("Cache-Control", "private, no-store"));
        response.header(self.kind);
        if let Some(policy) = self.policy {
            response.header(Header::new("Content-Security-Policy", policy));
        }
        if self.is_gzip {
            response.header(Header::new("Content-Encoding", "gzip"));
            response.header(Header::new("Vary", "Accept-Encoding"));
        }
        match self.body.rewound() {
            Ok((file, length)) => {
                let file = tokio::fs::File::from_std(file);
                let length = usize::try_from(length).unwrap_or(usize::MAX);
                response.sized_body(length, file).max_chunk_size(CHUNK).ok()
            }
            Err(error) => broken(&error, request),
        }
    }
}

fn broken(error: &io::Error, request: &Request<'_>) -> Responded<'static> {
    log::error!("{}: a file cannot be read back: {error}", request.uri().path());
    Err(Status::InternalServerError)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_reaches_every_client_and_ends_no_header() {
        assert_eq!(file_name("plan.pdf"), "filename=\"plan.pdf\"");
        assert_eq!(
            file_name("Ève \"1\".pdf"),
            "filename=\"_ve _1_.pdf\"; filename*=UTF-8''%C3%88ve%20%221%22.pdf"
        );
        assert!(!file_name("a\r\nSet-Cookie: b").contains(['\r', '\n']));
    }
}
