//! Heads that hyper cannot read: it answers them by itself, with a status and nothing else. The
//! client gets our answer of that status instead, in the shape of all others.

use serde_json::json;

use crate::clock::Clock;

/// The answer that goes out instead of what hyper is about to write; nothing for an answer of ours.
pub(super) fn replacement_of(written: &[u8]) -> Option<Vec<u8>> {
    const LONGEST: usize = 300;
    let head = std::str::from_utf8(written.get(..written.len().min(LONGEST))?).ok()?;
    let status = head.strip_prefix("HTTP/1.1 ")?;
    // Every answer of ours has an id.
    if !head.contains("\r\ncontent-length: 0\r\n") || head.contains("\r\nx-request-id: ") {
        return None;
    }
    let (reason, message) = match status.get(..3)? {
        "400" => ("400 Bad Request", "The request could not be read."),
        "414" => ("414 URI Too Long", "The address is longer than this server reads."),
        "431" => (
            "431 Request Header Fields Too Large",
            "The head of the request is longer than this server reads.",
        ),
        _ => return None,
    };
    let told = json!({ "success": false, "error": {
        "code": "VALIDATION_ERROR",
        "message": message,
        "timestamp": Clock::default().now(),
        "path": "",
        "method": "",
    }});
    let body = told.to_string();
    let head = format!(
        "HTTP/1.1 {reason}\r\ncontent-type: application/json\r\nx-content-type-options: nosniff\r\n\
         cache-control: no-store\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    Some((head + &body).into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_hyper_says_by_itself_is_said_otherwise() {
        let bare = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\n\
                     content-length: 0\r\ndate: Thu, 26 Nov 2026 17:00:00 GMT\r\n\r\n";
        let told = String::from_utf8(replacement_of(bare).unwrap()).unwrap();
        assert!(told.starts_with("HTTP/1.1 431 ") && told.contains("\"success\":false"), "{told}");
        for ours in [
            &b"HTTP/1.1 400 Bad Request\r\nx-request-id: 1\r\ncontent-length: 0\r\n\r\n"[..],
            b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
            b"HTTP/1.1 400 Bad Request\r\ncontent-length: 10\r\n\r\n",
            b"a file that begins anyhow",
            b"",
        ] {
            assert_eq!(replacement_of(ours), None);
        }
    }
}
