//! What a file is, by its own bytes: its name and what the client says of it prove nothing.

use crate::error::Error;
use crate::message::{Message, message};

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

static KINDS: [Kind; 11] = [
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
    kind("application/vnd.oasis.opendocument.spreadsheet", &["ods"], None),
    // What scanners make; most browsers cannot show it.
    kind("image/tiff", &["tif", "tiff"], None),
];
static TEXT: Kind = kind("text/plain", &["txt"], None);
static CSV: Kind = kind("text/csv", &["csv"], None);

/// Text, or CSV by its name: the two differ by nothing else.
pub(super) fn text_named(name: &str) -> &'static Kind {
    if name.to_ascii_lowercase().ends_with(".csv") { &CSV } else { &TEXT }
}

/// The kind of that MIME type, as stored.
pub fn of_mime(mime: &str) -> Option<&'static Kind> {
    KINDS.iter().chain([&TEXT, &CSV]).find(|kind| kind.mime == mime)
}

/// As much of a file's name as a message repeats, without what is no letter.
fn shown(name: &str) -> String {
    const MOST: usize = 60;
    let plain: String = name.chars().filter(|c| !c.is_control()).take(MOST).collect();
    if plain.is_empty() { "?".to_owned() } else { plain }
}

/// The message about a file of the request: by its place, and by its name as it was sent.
pub fn about_file(told: Message, place: usize, name: &str) -> Message {
    told.count("place", place).name("name", shown(name))
}

/// 415: which file of the request it was, and what can be done.
pub fn refused(place: usize, name: &str) -> Error {
    let wording = "File {place} ({name}) is of a kind that is not kept here. Nothing was stored. Send PDF, JPEG, \
         PNG, WebP, GIF, TIFF, HEIC, Word (docx) and Excel (xlsx) without macros, OpenDocument \
         (odt, ods), plain text or CSV.";
    Error::unsupported(about_file(message("refused-file-kind", wording), place, name))
}

/// 400: a file without a byte in it.
pub fn empty(place: usize, name: &str) -> Error {
    let wording = "File {place} ({name}) is empty. Nothing was stored. Look at it on your computer, and send it \
         again.";
    let told = about_file(message("refused-file-empty", wording), place, name);
    Error::bad("VALIDATION_ERROR", told)
}
