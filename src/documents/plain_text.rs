//! Plain text in the encodings that clinics send: UTF-8, UTF-16 with its mark, and Windows-1252, which
//! spreadsheets of Western Europe write.

/// Tags that begin a page or a picture, whatever stands around them (WHATWG MIME sniffing §7.1, and
/// what an SVG holds).
const TAGS: [&str; 24] = [
    "html", "head", "body", "script", "iframe", "h1", "div", "font", "table", "a", "style",
    "title", "b", "br", "p", "svg", "math", "meta", "link", "form", "img", "object", "embed",
    "video",
];

/// What of a file has come, as text.
#[derive(Default)]
pub struct PlainText {
    begun: Vec<u8>,
    /// The end of a chunk that may be half a character.
    partial: Vec<u8>,
    encoding: Option<Encoding>,
    is_no_utf8: bool,
    is_no_ansi: bool,
    is_no_utf16: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Encoding {
    /// UTF-8, or Windows-1252 where it is none.
    Bytes,
    Utf16 {
        is_big: bool,
    },
}

impl PlainText {
    /// The next bytes.
    pub fn see(&mut self, bytes: &[u8]) {
        if self.encoding.is_some() {
            return self.read(bytes);
        }
        self.begun.extend_from_slice(bytes);
        if self.begun.len() >= 4 {
            self.encoding = Some(Encoding::of(&self.begun));
            let begun = std::mem::take(&mut self.begun);
            self.read(&begun);
        }
    }

    /// Whether all of it is text, and none that a browser or a system would run.
    pub fn is_kept(&self, head: &[u8]) -> bool {
        let is_text = match self.encoding {
            // A few bytes are text if they are characters.
            None => !self.begun.is_empty() && !self.begun.iter().any(|byte| is_control(*byte)),
            Some(Encoding::Bytes) => {
                !self.is_no_utf8 && self.partial.is_empty() || !self.is_no_ansi
            }
            Some(Encoding::Utf16 { .. }) => !self.is_no_utf16 && self.partial.is_empty(),
        };
        let begins = self.begins(head);
        let begins = begins.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t', '\u{c}']);
        is_text && !begins.starts_with("#!") && !is_markup(begins) && !holds_page(begins)
    }

    /// How the text begins.
    fn begins(&self, head: &[u8]) -> String {
        match self.encoding {
            Some(Encoding::Utf16 { is_big }) => {
                let units: Vec<u16> = head.chunks_exact(2).map(|pair| unit(pair, is_big)).collect();
                String::from_utf16_lossy(&units)
            }
            _ => String::from_utf8_lossy(head).into_owned(),
        }
    }

    fn read(&mut self, bytes: &[u8]) {
        match self.encoding {
            Some(Encoding::Utf16 { is_big }) => self.read_utf16(bytes, is_big),
            _ => self.read_bytes(bytes),
        }
    }

    fn read_bytes(&mut self, bytes: &[u8]) {
        // What stands for nothing in Windows-1252 is a letter in what a Mac or DOS writes.
        self.is_no_ansi |= bytes.iter().any(|byte| is_control(*byte));
        if self.is_no_utf8 {
            return;
        }
        self.partial.extend_from_slice(bytes);
        let (valid, is_broken) = match std::str::from_utf8(&self.partial) {
            Ok(text) => (text.len(), false),
            Err(error) => (error.valid_up_to(), error.error_len().is_some()),
        };
        self.is_no_utf8 = is_broken || self.partial[..valid].iter().any(|byte| is_control(*byte));
        self.partial.drain(..valid);
    }

    fn read_utf16(&mut self, bytes: &[u8], is_big: bool) {
        if self.is_no_utf16 {
            return;
        }
        self.partial.extend_from_slice(bytes);
        let whole = self.partial.len() / 2 * 2;
        let units = self.partial[..whole].chunks_exact(2).map(|pair| unit(pair, is_big));
        self.is_no_utf16 = units.into_iter().any(|unit| match u8::try_from(unit) {
            Ok(byte) => is_control(byte),
            Err(_) => matches!(unit, 0xfffe | 0xffff),
        });
        self.partial.drain(..whole);
    }
}

impl Encoding {
    fn of(begins: &[u8]) -> Self {
        match begins {
            [0xff, 0xfe, ..] => Self::Utf16 { is_big: false },
            [0xfe, 0xff, ..] => Self::Utf16 { is_big: true },
            // Without its mark: two letters, each with an empty byte.
            [one, 0, other, 0, ..] if is_letter(*one) && is_letter(*other) => {
                Self::Utf16 { is_big: false }
            }
            [0, one, 0, other, ..] if is_letter(*one) && is_letter(*other) => {
                Self::Utf16 { is_big: true }
            }
            _ => Self::Bytes,
        }
    }
}

fn unit(pair: &[u8], is_big: bool) -> u16 {
    let pair = [pair[0], pair[1]];
    if is_big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
}

fn is_letter(byte: u8) -> bool {
    (0x20..0x7f).contains(&byte) || matches!(byte, b'\n' | b'\r' | b'\t')
}

/// A character that no text has: below the blank, but for ends of lines, tabs and pages, the ends of
/// files of DOS and the frames of laboratories' messages (HL7 MLLP).
fn is_control(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\n' | b'\r' | b'\t' | 0x0b | 0x0c | 0x1a | 0x1c)
}

/// Whether a page or a script stands in what a text begins with, behind other words.
fn holds_page(begins: &str) -> bool {
    const PAGES: [&str; 5] = ["<html", "<script", "<!doctype", "<svg", "<iframe"];
    let begins = begins.to_ascii_lowercase();
    PAGES.iter().any(|page| begins.contains(page))
}

/// Whether a text that begins so is markup. A value below a limit is none: `<0.5`, `<LOD`.
fn is_markup(begins: &str) -> bool {
    let Some(rest) = begins.strip_prefix('<') else { return false };
    if rest.starts_with(['!', '?', '/']) {
        return true;
    }
    let name: String =
        rest.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '-' | ':')).collect();
    let ends = rest[name.len()..].starts_with([' ', '\t', '\n', '\r', '>', '/']);
    let is_tag = TAGS.contains(&name.to_ascii_lowercase().as_str()) && ends;
    is_tag || !name.is_empty() && ends && begins.contains("</")
}
