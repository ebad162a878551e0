//! What a file is, by its own bytes: its name and what the client says of it prove nothing.

use crate::error::Error;

/// A kind of file that a clinic keeps. HTML, SVG and everything else that a browser would run are
/// none; old Word and Excel files may hold macros, so they are none either.
#[derive(Debug, PartialEq)]
pub struct Kind {
    pub mime: &'static str,
    /// The first is given to names that have none of them.
    pub extensions: &'static [&'static str],
    /// The policy under which a browser may show it, instead of keeping it.
    pub shown: Option<&'static str>,
}

/// A picture is a picture and nothing else.
const PICTURE: Option<&str> = Some(
    "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
);
/// The browser's own reader is a plug-in, which a sandbox would keep out; it runs in one of its own.
const PAGES: Option<&str> = Some(
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'",
);

const fn kind(
    mime: &'static str,
    extensions: &'static [&'static str],
    shown: Option<&'static str>,
) -> Kind {
    Kind { mime, extensions, shown }
}

static KINDS: [Kind; 9] = [
    kind("application/pdf", &["pdf"], PAGES),
    kind("image/jpeg", &["jpg", "jpeg"], PICTURE),
    kind("image/png", &["png"], PICTURE),
    kind("image/webp", &["webp"], PICTURE),
    kind("image/gif", &["gif"], PICTURE),
    // What telephones take pictures in; most browsers cannot show it.
    kind("image/heif", &["heic", "heif"], None),
    kind(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        &["docx"],
        None,
    ),
    kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &["xlsx"], None),
    kind("application/vnd.oasis.opendocument.text", &["odt"], None),
];
static TEXT: Kind = kind("text/plain", &["txt"], None);
static CSV: Kind = kind("text/csv", &["csv"], None);

/// How many of a file's first bytes tell its kind.
pub const HEAD: usize = 8 * 1024;

/// What is known of a file as its bytes come.
#[derive(Default)]
pub struct Sniffer {
    head: Vec<u8>,
    /// The end of a chunk that may be half a character.
    partial: Vec<u8>,
    is_no_text: bool,
}

impl Sniffer {
    /// The next bytes.
    pub fn see(&mut self, bytes: &[u8]) {
        let missing = HEAD.saturating_sub(self.head.len());
        self.head.extend_from_slice(&bytes[..missing.min(bytes.len())]);
        if !self.is_no_text {
            self.partial.extend_from_slice(bytes);
            self.read_text();
        }
    }

    fn read_text(&mut self) {
        let (valid, broken) = match std::str::from_utf8(&self.partial) {
            Ok(text) => (text.len(), false),
            Err(error) => (error.valid_up_to(), error.error_len().is_some()),
        };
        let is_control = |byte: &u8| *byte < 0x20 && !matches!(byte, b'\n' | b'\r' | b'\t' | 0x0c);
        self.is_no_text = broken || self.partial[..valid].iter().any(is_control);
        self.partial.drain(..valid);
    }

    /// The kind of the whole file, if it is one that is kept. Text and CSV differ by name only.
    pub fn kind(&self, name: &str) -> Option<&'static Kind> {
        if let Some(found) = infer::get(&self.head) {
            return KINDS.iter().find(|kind| kind.mime == found.mime_type());
        }
        let is_text = !self.is_no_text && self.partial.is_empty() && !self.head.is_empty();
        // Markup begins with an angle bracket, whatever it is called.
        let text = String::from_utf8_lossy(&self.head);
        let begins = text.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']);
        if !is_text || begins.starts_with('<') {
            return None;
        }
        let is_csv = name.to_ascii_lowercase().ends_with(".csv");
        Some(if is_csv { &CSV } else { &TEXT })
    }
}

/// The kind of that MIME type, as stored.
pub fn of_mime(mime: &str) -> Option<&'static Kind> {
    KINDS.iter().chain([&TEXT, &CSV]).find(|kind| kind.mime == mime)
}

/// 415: what the file is not, and what can be done.
pub fn refused(name: &str) -> Error {
    Error::unsupported(format!(
        "{name} is of a kind that is not kept here. Nothing was stored. Send PDF, JPEG, PNG, WebP, \
         GIF, HEIC, Word (docx), Excel (xlsx), OpenDocument text, or plain text and CSV in UTF-8."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mime(bytes: &[u8], name: &str) -> Option<&'static str> {
        let mut sniffer = Sniffer::default();
        bytes.chunks(7).for_each(|chunk| sniffer.see(chunk));
        sniffer.kind(name).map(|kind| kind.mime)
    }

    #[test]
    fn a_file_is_what_its_bytes_are_whatever_it_is_called() {
        assert_eq!(mime(b"%PDF-1.7\n%abc", "a.html"), Some("application/pdf"));
        assert_eq!(mime(b"\x89PNG\r\n\x1a\n0000", "a.exe"), Some("image/png"));
        assert_eq!(mime(b"\xff\xd8\xff\xe0abcd", "a"), Some("image/jpeg"));
        assert_eq!(mime("Glucose: 5,4 mmol/l, café ☕".as_bytes(), "a"), Some("text/plain"));
        assert_eq!(mime(b"a,b\r\n1,2\r\n", "Lab.CSV"), Some("text/csv"));
    }

    #[test]
    fn what_a_browser_or_an_office_would_run_is_not_kept() {
        for (bytes, name) in [
            (&b"<!DOCTYPE html><script>alert(1)</script>"[..], "a.txt"),
            (b"\xef\xbb\xbf \n<svg xmlns='http://www.w3.org/2000/svg'/>", "a.txt"),
            (b"<?xml version='1.0'?><svg/>", "a.svg"),
            (b"MZ\x90\x00\x03", "a.pdf"),
            (b"PK\x03\x04nothing of an office", "a.docx"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc"),
            (b"text with a \x00 in it", "a.txt"),
            (b"caf\xe9 in Latin 1", "a.txt"),
            (b"half a character \xe2\x82", "a.txt"),
            (b"", "a.txt"),
            (b"#!/bin/sh\nrm -rf /", "a.txt"),
        ] {
            assert_eq!(mime(bytes, name), None, "{name}: {bytes:?}");
        }
    }
}
