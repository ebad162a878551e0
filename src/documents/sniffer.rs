//! What a file is, told from its bytes while they come: pictures and PDFs by how they begin, text by
//! every byte, and containers by what lies in them once all is there.

use super::kind::{Kind, of_mime, text_named};
use super::plain_text::PlainText;

/// How many of a file's first bytes tell its kind.
const HEAD: usize = 8 * 1024;
/// A PDF may begin so far into its file (ISO 32000-1, annex H, note 13).
const PDF_WITHIN: usize = 1024;

/// What is known of a file as its bytes come.
#[derive(Default)]
pub struct Sniffer {
    head: Vec<u8>,
    text: PlainText,
}

/// What the bytes of a file say.
#[derive(Debug, PartialEq)]
pub enum Sniffed {
    Kind(&'static Kind),
    /// A ZIP container: what it is, its entries say.
    Container,
    /// Nothing that is kept.
    Unknown,
}

impl Sniffer {
    /// The next bytes.
    pub fn see(&mut self, bytes: &[u8]) {
        let missing = HEAD.saturating_sub(self.head.len());
        self.head.extend_from_slice(&bytes[..missing.min(bytes.len())]);
        self.text.see(bytes);
    }

    /// What the whole file is.
    pub fn sniffed(&self, name: &str) -> Sniffed {
        let head = self.head.as_slice();
        if head.starts_with(b"PK\x03\x04") {
            return Sniffed::Container;
        }
        let by_magic = mime_of(head).and_then(of_mime);
        let found = by_magic.or_else(|| self.text.is_kept(head).then(|| text_named(name)));
        found.map_or(Sniffed::Unknown, Sniffed::Kind)
    }
}

/// The MIME type that the first bytes stand for.
fn mime_of(head: &[u8]) -> Option<&'static str> {
    let at = |place: usize, bytes: &[u8]| head.get(place..).is_some_and(|h| h.starts_with(bytes));
    match () {
        () if at(0, b"\xff\xd8\xff") => Some("image/jpeg"),
        () if at(0, b"\x89PNG\r\n\x1a\n") => Some("image/png"),
        () if at(0, b"GIF87a") || at(0, b"GIF89a") => Some("image/gif"),
        () if at(0, b"RIFF") && at(8, b"WEBP") => Some("image/webp"),
        () if at(0, b"II*\0") || at(0, b"MM\0*") || at(0, b"II+\0") || at(0, b"MM\0+") => {
            Some("image/tiff")
        }
        () if at(4, b"ftyp") && is_heif(head) => Some("image/heif"),
        () if is_pdf(head) => Some("application/pdf"),
        () => None,
    }
}

/// Whether the brands of an ISO base media file are those of HEIF pictures, single or in bursts
/// (ISO/IEC 23008-12, annex B). AV1's brands name another kind.
fn is_heif(head: &[u8]) -> bool {
    const BRANDS: [&[u8; 4]; 10] =
        [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"];
    let length = head.get(..4).and_then(|size| size.try_into().ok()).map_or(0, u32::from_be_bytes);
    let end = head.len().min(usize::try_from(length).unwrap_or(usize::MAX));
    let brands = head.get(8..end).unwrap_or_default();
    let mut brands = brands.chunks_exact(4);
    let is_av1 = |brand: &[u8]| brand == b"avif" || brand == b"avis";
    let major = brands.next().unwrap_or_default();
    !is_av1(major) && std::iter::once(major).chain(brands).any(|b| BRANDS.iter().any(|k| *k == b))
}

/// Whether a PDF begins here: at once, or behind what some makers put before it, which is no markup and
/// no program.
fn is_pdf(head: &[u8]) -> bool {
    const PROGRAMS: [&[u8]; 7] = [
        b"MZ",
        b"#!",
        b"PK",
        b"\x7fELF",
        b"\xcf\xfa\xed\xfe",
        b"\xce\xfa\xed\xfe",
        b"\xca\xfe\xba\xbe",
    ];
    let first = &head[..head.len().min(PDF_WITHIN)];
    let Some(at) = memchr::memmem::find(first, b"%PDF-") else { return false };
    let before = &first[..at];
    let is_tag = |pair: &[u8]| {
        pair[0] == b'<' && (pair[1].is_ascii_alphabetic() || matches!(pair[1], b'!' | b'?' | b'/'))
    };
    !before.windows(2).any(is_tag) && !PROGRAMS.iter().any(|program| before.starts_with(program))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mime(bytes: &[u8], name: &str) -> Option<&'static str> {
        let mut sniffer = Sniffer::default();
        bytes.chunks(7).for_each(|chunk| sniffer.see(chunk));
        match sniffer.sniffed(name) {
            Sniffed::Kind(kind) => Some(kind.mime),
            Sniffed::Container => Some("container"),
            Sniffed::Unknown => None,
        }
    }

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        let units = text.encode_utf16();
        let bytes = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
        std::iter::once(0xfeff).chain(units).flat_map(bytes).collect()
    }

    #[test]
    fn a_file_is_what_its_bytes_are_whatever_it_is_called() {
        for (bytes, name, is) in [
            (&b"%PDF-1.7\n%abc"[..], "a.html", "application/pdf"),
            (b"\xef\xbb\xbf\r\n%PDF-1.4\n", "scan.pdf", "application/pdf"),
            (b"\x89PNG\r\n\x1a\n0000", "a.exe", "image/png"),
            (b"\xff\xd8\xff\xe0abcd", "a", "image/jpeg"),
            (b"II*\0\x08\0\0\0", "scan.tif", "image/tiff"),
            (b"MM\0*\0\0\0\x08", "fax.tiff", "image/tiff"),
            (b"\0\0\0\x18ftyphevc\0\0\0\0hevcmsf1", "burst.heic", "image/heif"),
            (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "IMG_1.HEIC", "image/heif"),
            (b"PK\x03\x04whatever", "a.docx", "container"),
            ("Glucose: 5,4 mmol/l, caf\u{e9} \u{2615}".as_bytes(), "a", "text/plain"),
            (b"a,b\r\n1,2\r\n", "Lab.CSV", "text/csv"),
            (b"Pr\xe9nom;Poids\r\nZo\xe9;62,5\r\n", "poids.csv", "text/csv"),
            (b"<0.5 mg/l CRP\n<LOD ferritin\n", "lab.txt", "text/plain"),
            (b"BMI 25.3, weight 72\n", "note.txt", "text/plain"),
            (b"\x0bMSH|^~\\&|LAB\r\x1c\r", "hl7.txt", "text/plain"),
            (b"Pr\x8enom;Poids\rZo\x8e;62,5 \x8f\x90\r", "mac.csv", "text/csv"),
            (b"Gr\x81n\xe1e, \x8fngstr\x94m\r\n\x1a", "dos.txt", "text/plain"),
            (b"P\0o\0i\0d\0s\0", "no-mark.txt", "text/plain"),
            (b"\0P\0o\0i\0d\0s", "no-mark.txt", "text/plain"),
            (b"\x1b%-12345X@PJL ENTER LANGUAGE = PDF\r\n%PDF-1.4\n", "scan.pdf", "application/pdf"),
            (b"\0\x01<\x02%PDF-2.0\n%\xe2\xe3", "a.pdf", "application/pdf"),
            (b"5 < 6 <7\n", "note.txt", "text/plain"),
            (&utf16("Poids : 62,5 kg \u{1f957}\r\n", false), "n.txt", "text/plain"),
            (&utf16("Poids : 62,5 kg\r\n", true), "n.txt", "text/plain"),
        ] {
            assert_eq!(mime(bytes, name), Some(is), "{name}");
        }
    }

    #[test]
    fn what_a_browser_or_a_system_would_run_is_not_kept() {
        for (bytes, name) in [
            (&b"<!DOCTYPE html><script>alert(1)</script>"[..], "a.txt"),
            (b"\xef\xbb\xbf \n<svg xmlns='http://www.w3.org/2000/svg'/>", "a.txt"),
            (b"<?xml version='1.0'?><svg/>", "a.svg"),
            (b"<x-own-element>hello</x-own-element>", "a.txt"),
            (b"<!-- a -->%PDF-1.4", "a.pdf"),
            (&utf16("<html><body>", false), "a.txt"),
            (b"MZ\x90\x00\x03", "a.pdf"),
            (b"\x7fELF\x02\x01\x01\0", "a"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc"),
            (b"text with a \x00 in it", "a.txt"),
            (b"\0\0\0\x18ftypavif\0\0\0\0avifmif1", "a.heic"),
            (b"", "a.txt"),
            (b"#!/bin/sh\nrm -rf /", "a.txt"),
            (b"#!/bin/sh\n# %PDF-1.4\n", "a.pdf"),
            (b"\x7fELF\x02%PDF-1.4", "a.pdf"),
            (b"<html>%PDF-1.4", "a.pdf"),
            (b"\xca\xfe\xba\xbe\0\0\0\x34%PDF-1.4", "a.pdf"),
            (b"Dear patient,\n<script>alert(1)</script>", "note.txt"),
            (b"hello <HTML><body>", "note.txt"),
            (b"<\0h\0t\0m\0l\0>\0", "a.txt"),
        ] {
            assert_eq!(mime(bytes, name), None, "{name}: {bytes:?}");
        }
    }
}
