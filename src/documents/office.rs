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
const MOST_ENTRIES: u64 = 4000;
/// Nor a longer list of its parts, bytes.
const LONGEST_LIST: u64 = 1024 * 1024;
/// Nor longer lists of relationships, all together.
const LONGEST_RELATIONSHIPS: usize = 8 * 1024 * 1024;
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
    let names: Option<Vec<String>> =
        container.file_names().map(|name| name.ok().map(Into::into)).collect();
    let names = names?;
    if names.iter().any(|name| may_run(name)) || relates_to_macros(&mut container, &names)? {
        return None;
    }
    // Names of parts do not differ by case alone (ECMA-376 part 2, §6.2.2).
    let mut text = |wanted: &str| {
        let name = names.iter().find(|name| name.eq_ignore_ascii_case(wanted))?;
        text_of(&mut container, name)
    };
    let mime = if let Some(mime) = text("mimetype") {
        OPEN_DOCUMENTS.into_iter().find(|known| *known == mime.trim())?
    } else if let Some(types) = text("[Content_Types].xml") {
        open_xml(&types)?
    } else {
        // The entry `mimetype` may be left out (OASIS OpenDocument 1.3 part 2, §3.3).
        open_document(&text("META-INF/manifest.xml")?)?
    };
    of_mime(mime)
}

/// How many entries the end of the container counts.
fn entries(file: &mut &File) -> std::io::Result<u64> {
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(END)))?;
    let mut end = Vec::new();
    file.take(END).read_to_end(&mut end)?;
    // A comment may hold the same letters; the end is where its comment ends the file.
    let is_end = |at: &usize| {
        let comment = end.get(at + 20..at + 22);
        comment
            .is_some_and(|n| at + 22 + usize::from(u16::from_le_bytes([n[0], n[1]])) == end.len())
    };
    let at = memchr::memmem::find_iter(&end, b"PK\x05\x06").find(is_end);
    let at = at.ok_or(std::io::ErrorKind::InvalidData)?;
    let count = end.get(at + 10..at + 12).ok_or(std::io::ErrorKind::InvalidData)?;
    match u16::from_le_bytes([count[0], count[1]]) {
        u16::MAX => entries_of_zip64(file, &end[..at]),
        count => Ok(count.into()),
    }
}

/// The same where the count stands in a record of its own, to which the bytes before the end lead
/// (APPNOTE 4.3.14 and 4.3.15): some makers write every container so.
fn entries_of_zip64(file: &mut &File, before: &[u8]) -> std::io::Result<u64> {
    let broken = || std::io::Error::from(std::io::ErrorKind::InvalidData);
    let locator = before.len().checked_sub(20).map(|at| &before[at..]).ok_or_else(broken)?;
    let number = |bytes: &[u8]| bytes.try_into().map(u64::from_le_bytes).map_err(|_| broken());
    if !locator.starts_with(b"PK\x06\x07") {
        return Err(broken());
    }
    file.seek(SeekFrom::Start(number(&locator[8..16])?))?;
    let mut record = [0; 40];
    file.read_exact(&mut record)?;
    match record.starts_with(b"PK\x06\x06") {
        true => number(&record[32..40]),
        false => Err(broken()),
    }
}

/// Whether an entry of that name holds macros or a program.
fn may_run(name: &str) -> bool {
    const PROGRAMS: [&str; 16] = [
        ".exe", ".dll", ".com", ".scr", ".msi", ".bat", ".cmd", ".ps1", ".vbs", ".js", ".jse",
        ".wsf", ".hta", ".jar", ".lnk", ".class",
    ];
    let name = name.to_ascii_lowercase().replace('\\', "/");
    let name = name.trim_start_matches(['/', '.']);
    name.ends_with("vbaproject.bin")
        || name.starts_with("basic/")
        || name.starts_with("scripts/")
        || name.starts_with("xl/macrosheets/")
        || PROGRAMS.iter().any(|ending| name.ends_with(ending))
}

/// The kind of an OpenDocument file by its manifest.
fn open_document(manifest: &str) -> Option<&'static str> {
    OPEN_DOCUMENTS.into_iter().find(|kind| {
        manifest.contains(&format!("\"{kind}\"")) || manifest.contains(&format!("'{kind}'"))
    })
}

/// The kind of the main part in a list of content types. Templates and documents with macros have
/// types of their own, which are not kept.
fn open_xml(types: &str) -> Option<&'static str> {
    if speaks_of_macros(types) {
        return None;
    }
    let has = |kind: &str| {
        types.contains(&format!("\"{kind}.main+xml\""))
            || types.contains(&format!("'{kind}.main+xml'"))
    };
    [WORD, EXCEL].into_iter().find(|kind| has(kind))
}

/// Whether a list of content types or of relationships speaks of macros, whatever their part is
/// called: types by ECMA-376 part 4 and [MS-OFFMACRO2], relationships by the same.
fn speaks_of_macros(list: &str) -> bool {
    const MACROS: [&str; 4] = ["macroenabled", "vbaproject", "vbadata", "macrosheet"];
    let list = without_references(list).to_ascii_lowercase();
    MACROS.iter().any(|word| list.contains(word))
}

/// Text of XML with its character references (XML 1.0, 4.1) in place: `&#118;` is a `v`. Those that
/// are none stay.
fn without_references(xml: &str) -> String {
    let mut parts = xml.split("&#");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let referred = part.split_once(';').and_then(|(number, rest)| {
            let code = match number.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            Some((char::from_u32(code)?, rest))
        });
        match referred {
            Some((letter, rest)) => {
                text.push(letter);
                text.push_str(rest);
            }
            None => {
                text.push_str("&#");
                text.push_str(part);
            }
        }
    }
    text
}

/// Whether a part says that it belongs to macros: by relationship, a part may have any name and
/// type. None where the lists are longer than those of any document.
fn relates_to_macros(container: &mut ZipArchive<&File>, names: &[String]) -> Option<bool> {
    let mut left = LONGEST_RELATIONSHIPS;
    for name in names.iter().filter(|name| name.to_ascii_lowercase().ends_with(".rels")) {
        let list = text_of(container, name)?;
        left = left.checked_sub(list.len())?;
        if speaks_of_macros(&list) {
            return Some(true);
        }
    }
    Some(false)
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
        let main = ("word/document.xml", "<w:document/>");
        assert_eq!(container(&[list, main]), Some("docx"));
        for hidden in [
            r#"<Override PartName="/word/notes.bin" ContentType="application/vnd.ms-office.vbaProject"/>"#,
            r#"<Override PartName="/word/notes.bin" ContentType="application/vnd.ms-office.VBAPROJECT"/>"#,
            r#"<Default Extension="dat" ContentType='application/vnd.ms-office.&#x76;baProject'/>"#,
            r#"<Override PartName="/word/x.xml" ContentType="application/vnd.ms-word.vba&#68;ata+xml"/>"#,
            r#"<Override PartName="/xl/x.xml" ContentType="application/vnd.ms-excel.macrosheet+xml"/>"#,
            r#"<Override PartName="/xl/x.xml" ContentType="application/vnd.ms-excel.intlmacrosheet+xml"/>"#,
        ] {
            let types = list.1.replace("</Types>", &format!("{hidden}</Types>"));
            let entries = [("[Content_Types].xml", types.as_str()), main, ("word/notes.bin", "")];
            assert_eq!(container(&entries), None, "{hidden}");
        }
        for relationship in ["vbaProject", "vba&#80;roject", "wordVbaData", "xlMacrosheet"] {
            let relationships = format!(
                "<Relationships><Relationship Id=\"r1\" Target=\"notes.bin\" \
                 Type=\"http://schemas.microsoft.com/office/2006/relationships/{relationship}\"/>\
                 </Relationships>"
            );
            let related = ("word/_rels/document.xml.rels", relationships.as_str());
            assert_eq!(container(&[list, main, related]), None, "{relationship}");
        }
        let plain =
            "<Relationships><Relationship Id=\"r1\" Target=\"styles.xml\"/></Relationships>";
        let plain = ("word/_rels/document.xml.rels", plain);
        assert_eq!(container(&[list, main, plain]), Some("docx"));
        assert_eq!(container(&[list, main, ("/xl\\macrosheets\\sheet1.xml", "")]), None);
        assert_eq!(without_references("a&#x76;&#98; &amp; &#;&#xg;"), "avb &amp; &#;&#xg;");
        let mut torn = tempfile::tempfile().unwrap();
        torn.write_all(b"PK\x03\x04nothing of an office").unwrap();
        assert_eq!(kind_of(&torn), None);
    }
}
