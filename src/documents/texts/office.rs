//! The words of Word, Excel and OpenDocument files: the text of a few parts of a ZIP container.

use std::io::{BufReader, Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;

use super::bounds::Bounds;

/// Bytes of one part at most, and so of the longest text that is ever held.
const LARGEST_PART: u64 = 32 << 20;
/// What ends a word or a line, by its local name.
const GAPS: [&str; 14] = [
    "p",
    "h",
    "br",
    "cr",
    "tab",
    "s",
    "line-break",
    "table-cell",
    "tc",
    "si",
    "row",
    "c",
    "is",
    "list-item",
];

/// Whether that is a kind whose parts are known.
pub(super) fn is_known(mime: &str) -> bool {
    mime.starts_with("application/vnd.openxmlformats-officedocument.")
        || mime.starts_with("application/vnd.oasis.opendocument.")
}

/// Whether a part holds what people wrote.
fn is_written(name: &str) -> bool {
    let name = name.trim_start_matches('/').to_ascii_lowercase();
    let of_word = ["document", "footnotes", "endnotes", "comments", "header", "footer"];
    let is_word = name.strip_prefix("word/").is_some_and(|part| {
        part.ends_with(".xml") && of_word.iter().any(|begin| part.starts_with(begin))
    });
    is_word || name == "content.xml" || name == "xl/sharedstrings.xml" || is_sheet(&name)
}

fn is_sheet(name: &str) -> bool {
    name.starts_with("xl/worksheets/sheet") && name.ends_with(".xml")
}

/// Reads the parts that hold text, the main one first.
pub(super) fn read(bytes: &[u8], bounds: &mut Bounds) {
    let Ok(mut container) = ZipArchive::new(Cursor::new(bytes)) else { return };
    let names = container.file_names().filter_map(|name| Some(String::from(name.ok()?)));
    let mut names: Vec<String> = names.filter(|name| is_written(name)).collect();
    names.sort_by_key(|name| (!name.contains("document"), name.clone()));
    for name in names {
        if bounds.is_over() {
            return;
        }
        let Ok(part) = container.by_name(&name) else { continue };
        let most = LARGEST_PART.min(bounds.left());
        let numbers_only = is_sheet(&name.to_ascii_lowercase());
        part_of(part.take(most), numbers_only, bounds);
        bounds.gap();
    }
}

/// Reads a part: of a sheet only what stands in it as text, for its numbers say nothing to a search.
fn part_of(part: impl Read, inline_only: bool, bounds: &mut Bounds) {
    let mut reader = Reader::from_reader(BufReader::with_capacity(16 * 1024, part));
    let (mut buffer, mut position) = (Vec::new(), 0);
    // Text stands in `t` of Office Open XML; in a part of OpenDocument everywhere.
    let (mut is_text, mut is_open_xml) = (false, false);
    loop {
        buffer.clear();
        let Ok(event) = reader.read_event_into(&mut buffer) else { return };
        match event {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "t" => is_text = true,
                "document" | "sst" | "worksheet" | "footnotes" | "endnotes" | "comments"
                | "hdr" | "ftr" => is_open_xml = true,
                _ => {}
            },
            Event::End(tag) => {
                let name = tag.local_name();
                is_text &= name.as_ref() != "t";
                if GAPS.contains(&name.as_ref()) {
                    bounds.gap();
                }
            }
            Event::Empty(tag) if GAPS.contains(&tag.local_name().as_ref()) => bounds.gap(),
            Event::Text(text) if is_text || !(is_open_xml || inline_only) => {
                bounds.read(&text.xml10_content());
            }
            Event::CData(text) if is_text || !(is_open_xml || inline_only) => {
                bounds.read(&text.xml10_content());
            }
            Event::GeneralRef(reference) if is_text || !(is_open_xml || inline_only) => {
                if let Some(letter) = letter_of(&reference) {
                    bounds.read(letter.encode_utf8(&mut [0; 4]));
                }
            }
            Event::Eof => return,
            _ => {}
        }
        let read = reader.buffer_position();
        bounds.spend(read.saturating_sub(position));
        position = read;
        if bounds.is_over() {
            return;
        }
    }
}

/// The character that a reference stands for: by its number, or one of the five names of XML.
fn letter_of(reference: &quick_xml::events::BytesRef<'_>) -> Option<char> {
    if let Ok(Some(letter)) = reference.resolve_char_ref() {
        return Some(letter);
    }
    match reference.xml10_content().as_ref() {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}
