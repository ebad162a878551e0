//! Word, Excel and OpenDocument files: ZIP containers that say what they are, in whatever order their
//! makers wrote the entries.
//!
//! Office Open XML names the kind of its main part in `[Content_Types].xml` (ECMA-376 part 2, §10.1),
//! OpenDocument its own in `mimetype` (OASIS OpenDocument 1.3 part 2, §3.3). What can hold macros is no
//! kind that is kept.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use zip::ZipArchive;

use super::kind::{Kind, of_mime};

/// No document has more entries; each costs memory before anything is known of it.
const MOST_ENTRIES: u16 = 4000;
/// Nor a longer list of its parts, bytes.
const LONGEST_LIST: u64 = 1024 * 1024;
/// The end of a container lies within its last bytes (APPNOTE 4.3.16: 22 and a comment of 65,535).
const END: u64 = 22 + 65_535;

const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const EXCEL: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const OPEN_DOCUMENTS: [&str; 2] =
    ["application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet"];

/// The kind of a container; none for what is no office document, is damaged or may run.
pub fn kind_of(mut file: &File) -> Option<&'static Kind> {
    if entries(&mut file).ok()? > MOST_ENTRIES {
        return None;
    }
    file.rewind().ok()?;
    let mut container = ZipArchive::new(file).ok()?;
    if container.file_names().any(|name| name.map_or(true, |name| may_run(&name))) {
        return None;
    }
    let mime = match text_of(&mut container, "mimetype") {
        Some(mime) => OPEN_DOCUMENTS.into_iter().find(|known| *known == mime.trim())?,
        None => open_xml(&text_of(&mut container, "[Content_Types].xml")?)?,
    };
    of_mime(mime)
}

/// How many entries the end of the container counts.
fn entries(file: &mut &File) -> std::io::Result<u16> {
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(END)))?;
    let mut end = Vec::new();
    file.take(END).read_to_end(&mut end)?;
    let at = memchr::memmem::rfind(&end, b"PK\x05\x06").ok_or(std::io::ErrorKind::InvalidData)?;
    let count = end.get(at + 10..at + 12).ok_or(std::io::ErrorKind::InvalidData)?;
    Ok(u16::from_le_bytes([count[0], count[1]]))
}

/// Whether an entry of that name holds macros or a program.
fn may_run(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with("vbaproject.bin") || name.starts_with("basic/") || name.starts_with("scripts/")
}

/// The kind of the main part in a list of content types. Templates and documents with macros have
/// types of their own, which are not kept.
fn open_xml(types: &str) -> Option<&'static str> {
    if types.contains("macroEnabled") {
        return None;
    }
    let has = |kind: &str| {
        types.contains(&format!("\"{kind}.main+xml\""))
            || types.contains(&format!("'{kind}.main+xml'"))
    };
    [WORD, EXCEL].into_iter().find(|kind| has(kind))
}

/// The text of an entry, if there is one and it is not longer than such a text is.
fn text_of(container: &mut ZipArchive<&File>, name: &str) -> Option<String> {
    let entry = container.by_name(name).ok()?;
    let mut text = Vec::new();
    entry.take(LONGEST_LIST).read_to_end(&mut text).ok()?;
    // Some makers write UTF-16.
    Some(match text.as_slice() {
        [0xff, 0xfe, rest @ ..] => {
            let units: Vec<u16> =
                rest.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
            String::from_utf16_lossy(&units)
        }
        bytes => String::from_utf8_lossy(bytes).into_owned(),
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn container(entries: &[(&str, &str)]) -> Option<&'static str> {
        let mut writer = ZipWriter::new(tempfile::tempfile().unwrap());
        for (name, text) in entries {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        kind_of(&writer.finish().unwrap()).map(|kind| kind.extensions[0])
    }

    fn types(kind: &str) -> String {
        format!(
            "<Types><Override PartName=\"/word/document.xml\" ContentType=\"{kind}.main+xml\"/></Types>"
        )
    }

    #[test]
    fn an_office_document_is_known_in_whatever_order_its_entries_stand() {
        let (list, picture) = (types(WORD), ("docProps/thumbnail.jpeg", "\u{1}"));
        let list = ("[Content_Types].xml", list.as_str());
        let main = ("word/document.xml", "<w:document/>");
        assert_eq!(container(&[list, main, picture]), Some("docx"));
        assert_eq!(container(&[picture, main, list]), Some("docx"));
        let sheet = types(EXCEL);
        assert_eq!(
            container(&[("xl/workbook.xml", ""), ("[Content_Types].xml", &sheet)]),
            Some("xlsx")
        );
        let text = ("mimetype", OPEN_DOCUMENTS[0]);
        assert_eq!(container(&[text, ("content.xml", "")]), Some("odt"));
        assert_eq!(container(&[("content.xml", ""), ("mimetype", OPEN_DOCUMENTS[1])]), Some("ods"));
    }

    #[test]
    fn what_holds_macros_or_is_another_container_is_not_kept() {
        let list = types(WORD);
        let list = ("[Content_Types].xml", list.as_str());
        assert_eq!(container(&[list, ("word/vbaProject.bin", "")]), None);
        let macros = types("application/vnd.ms-word.document.macroEnabled");
        assert_eq!(container(&[("[Content_Types].xml", &macros)]), None);
        assert_eq!(container(&[("mimetype", "application/epub+zip")]), None);
        assert_eq!(
            container(&[("mimetype", OPEN_DOCUMENTS[0]), ("Basic/script-lb.xml", "")]),
            None
        );
        assert_eq!(container(&[("setup.exe", "MZ")]), None);
        let mut torn = tempfile::tempfile().unwrap();
        torn.write_all(b"PK\x03\x04nothing of an office").unwrap();
        assert_eq!(kind_of(&torn), None);
    }
}
