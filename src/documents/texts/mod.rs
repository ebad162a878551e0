//! What can be read in a document: the text of PDFs, Word, Excel and OpenDocument files and plain text,
//! kept beside them and found by the search.
//!
//! Documents are read after they are stored, one at a time (`worker`), in a process of their own (`apart`)
//! which the system keeps to little memory and little time; within it [`Bounds`] ends what unpacks without
//! end. What cannot be read so is found by its name alone.

mod apart;
mod bounds;
mod cmap;
mod fonts;
mod glyphs;
mod office;
mod operators;
mod pdf;
mod pdf_objects;
mod pdf_syntax;
mod reading;
mod worker;

pub(crate) use apart::{Apart, read_here};
pub(super) use worker::at_start;

use self::bounds::Bounds;

/// The text of a file of that kind; blank where nothing can be read.
pub(super) fn text_of(mime: &str, bytes: &[u8]) -> String {
    let mut bounds = Bounds::new();
    match mime {
        "application/pdf" => pdf::read(bytes, &mut bounds),
        _ if office::is_known(mime) => office::read(bytes, &mut bounds),
        _ if mime.starts_with("text/") => bounds.read(&plain(bytes)),
        _ => {}
    }
    bounds.into_text()
}

/// Plain text in one of the encodings that are kept.
fn plain(bytes: &[u8]) -> String {
    let units = |of: fn([u8; 2]) -> u16| -> Vec<u16> {
        bytes[2..].chunks_exact(2).map(|pair| of([pair[0], pair[1]])).collect()
    };
    match bytes {
        [0xff, 0xfe, ..] => String::from_utf16_lossy(&units(u16::from_le_bytes)),
        [0xfe, 0xff, ..] => String::from_utf16_lossy(&units(u16::from_be_bytes)),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
            Err(_) => bytes.iter().map(|byte| fonts::ansi(*byte)).collect(),
        },
    }
}

#[cfg(test)]
mod tests;
