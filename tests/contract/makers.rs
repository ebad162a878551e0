//! Files as other programs make them: whoever packed a document, it is kept; what runs is not, however
//! it is called.

use std::io::{Cursor, Write};
use std::path::Path;

use zip::CompressionMethod::{Deflated, Stored};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::documents::{Desk, form};

const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const EXCEL: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const TEXT: &str = "application/vnd.oasis.opendocument.text";
const SHEET: &str = "application/vnd.oasis.opendocument.spreadsheet";

type Entry = (&'static str, Vec<u8>);

/// The list of content types of Office Open XML, as it names its main part.
fn types(kind: &str) -> Vec<u8> {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><Types xmlns=\"http://schemas.\
         openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"\
         application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/main.xml\" \
         ContentType=\"{kind}.main+xml\"/></Types>"
    )
    .into_bytes()
}

fn utf16(text: &str) -> Vec<u8> {
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

/// How containers are packed.
const PACKERS: [&str; 6] =
    ["deflated", "stored", "streamed", "large files", "zip64 at its end", "with a comment"];

fn packed(entries: &[Entry], packer: &str) -> Vec<u8> {
    let options = SimpleFileOptions::default();
    let options = match packer {
        "stored" => options.compression_method(Stored),
        "large files" => options.compression_method(Deflated).large_file(true),
        _ => options.compression_method(Deflated),
    };
    // The entry that names an OpenDocument stands uncompressed.
    let own = |name: &str| match name {
        "mimetype" => options.compression_method(Stored),
        _ => options,
    };
    if packer == "streamed" {
        let mut writer = ZipWriter::new_stream(Vec::new());
        for (name, bytes) in entries {
            writer.start_file(*name, own(name)).unwrap();
            writer.write_all(bytes).unwrap();
        }
        return writer.finish().unwrap().into_inner();
    }
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, own(name)).unwrap();
        writer.write_all(bytes).unwrap();
    }
    if packer == "with a comment" {
        writer.set_comment("PK\u{5}\u{6} is how an end begins").unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    if packer == "zip64 at its end" { zip64(bytes) } else { bytes }
}

/// The same container, whose end says nothing and leads to a record of zip64 (APPNOTE 4.3.14).
fn zip64(mut bytes: Vec<u8>) -> Vec<u8> {
    let end = bytes.len() - 22;
    let old = bytes.split_off(end);
    let number = |at: usize, size: usize| {
        let mut whole = [0; 8];
        whole[..size].copy_from_slice(&old[at..at + size]);
        u64::from_le_bytes(whole)
    };
    let (count, size, offset) = (number(10, 2), number(12, 4), number(16, 4));
    let record = bytes.len() as u64;
    bytes.extend(b"PK\x06\x06");
    bytes.extend(44_u64.to_le_bytes());
    bytes.extend([45, 0, 45, 0]);
    bytes.extend([0; 8]);
    for number in [count, count, size, offset] {
        bytes.extend(number.to_le_bytes());
    }
    bytes.extend(b"PK\x06\x07");
    bytes.extend([0; 4]);
    bytes.extend(record.to_le_bytes());
    bytes.extend(1_u32.to_le_bytes());
    bytes.extend(b"PK\x05\x06");
    bytes.extend([0; 4]);
    bytes.extend([0xff; 12]);
    bytes.extend([0, 0]);
    bytes
}

/// Documents as their makers order the entries, each with the ending that it has.
fn office() -> Vec<(&'static str, &'static str, Vec<Entry>)> {
    let part = |name: &'static str| (name, b"<x/>".to_vec());
    let (word, excel) = (types(WORD), types(EXCEL));
    let list = |bytes: &[u8]| ("[Content_Types].xml", bytes.to_vec());
    let picture = ("docProps/thumbnail.jpeg", b"\xff\xd8\xff\xe0 a picture".to_vec());
    let default =
        format!("<Types><Default Extension=\"xml\" ContentType=\"{EXCEL}.main+xml\"/></Types>");
    let quoted =
        format!("<Types><Override ContentType='{WORD}.main+xml' PartName='/w.xml'/></Types>");
    let manifest = format!(
        "<manifest:manifest><manifest:file-entry manifest:full-path=\"/\" \
         manifest:media-type=\"{TEXT}\"/></manifest:manifest>"
    );
    let mime = |kind: &str| ("mimetype", kind.as_bytes().to_vec());
    vec![
        ("Word", "docx", vec![list(&word), part("_rels/.rels"), part("word/document.xml")]),
        ("a thumbnail first", "docx", vec![picture, part("word/document.xml"), list(&word)]),
        ("LibreOffice", "docx", vec![part("_rels/.rels"), part("word/styles.xml"), list(&word)]),
        (
            "Google Docs",
            "docx",
            vec![part("word/numbering.xml"), part("word/media/image1.png"), list(&word)],
        ),
        ("Pages", "docx", vec![list(&word), part("docProps/app.xml"), part("word/document.xml")]),
        ("custom parts first", "docx", vec![part("customXml/item1.xml"), list(&word)]),
        ("quoted otherwise", "docx", vec![list(quoted.as_bytes()), part("word/document.xml")]),
        ("in lower case", "docx", vec![("[content_types].xml", word.clone())]),
        (
            "Excel",
            "xlsx",
            vec![list(&excel), part("xl/workbook.xml"), part("xl/sharedStrings.xml")],
        ),
        ("Excel on the web", "xlsx", vec![part("xl/worksheets/sheet1.xml"), list(&excel)]),
        ("WPS", "xlsx", vec![part("docProps/custom.xml"), list(&excel), part("xl/workbook.xml")]),
        ("a kind by default", "xlsx", vec![list(default.as_bytes()), part("xl/workbook.xml")]),
        (
            "a list in UTF-16",
            "xlsx",
            vec![list(&utf16(&String::from_utf8(excel.clone()).unwrap()))],
        ),
        ("Writer", "odt", vec![mime(TEXT), part("content.xml"), part("META-INF/manifest.xml")]),
        ("content first", "odt", vec![part("content.xml"), mime(&format!("{TEXT}\n"))]),
        (
            "without mimetype",
            "odt",
            vec![part("content.xml"), ("META-INF/manifest.xml", manifest.into_bytes())],
        ),
        ("Calc", "ods", vec![mime(SHEET), part("content.xml"), part("Configurations2/floater/")]),
    ]
}

fn pdfs() -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for version in ["1.0", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "2.0"] {
        let whole = format!("%PDF-{version}\n%\u{e2}\u{e3}\n1 0 obj\n<<>>\nendobj\n%%EOF\n");
        let kinds: [(&str, &[u8]); 7] = [
            ("plain", b""),
            ("with a mark", b"\xef\xbb\xbf"),
            ("with lines before", b"\r\n\r\n"),
            ("with noise before", b"\x00\x01\x02< 5\x7f"),
            ("of a printer", b"\x1b%-12345X@PJL ENTER LANGUAGE=PDF\r\n"),
            ("of a Macintosh", &[0; 128]),
            ("far into its file", &[b' '; 1000]),
        ];
        for (kind, before) in kinds {
            all.push((format!("{version} {kind}"), [before, whole.as_bytes()].concat()));
        }
    }
    for (kind, inner) in [
        ("linearised", "1 0 obj\n<</Linearized 1/L 5000>>\nendobj\n"),
        ("encrypted", "trailer\n<</Encrypt 5 0 R/ID[<00><00>]>>\n"),
        ("with a form", "1 0 obj\n<</AcroForm<</XFA 1 0 R>>>>\nendobj\n"),
    ] {
        all.push((kind.to_owned(), format!("%PDF-1.7\n{inner}%%EOF").into_bytes()));
    }
    all
}

fn texts() -> Vec<(&'static str, Vec<u8>)> {
    let big = |text: &str| -> Vec<u8> {
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect()
    };
    let bare = |text: &str| utf16(text)[2..].to_vec();
    vec![
        ("note.txt", b"Drinks more water\n".to_vec()),
        ("utf8.csv", "Prénom;Poids\r\nZoé;62,5\r\n".as_bytes().to_vec()),
        ("mark.csv", "\u{feff}a,b\r\n1,2\r\n".as_bytes().to_vec()),
        ("excel-fr.csv", b"Pr\xe9nom;Poids\r\nZo\xe9;62,5 \x80\r\n".to_vec()),
        ("mac.csv", b"Pr\x8enom;Poids\rZo\x8e;62,5\r".to_vec()),
        ("dos.txt", b"Gr\x81n\xe1e\r\n\x1a".to_vec()),
        ("cyrillic.txt", b"\xcf\xf0\xe8\xe2\xe5\xf2 \x8f\x9d\n".to_vec()),
        ("unicode.txt", utf16("Prénom\tPoids\r\nZoé\t62,5\r\n")),
        ("unicode.csv", utf16("Prénom,Poids\r\n")),
        ("big.txt", big("Poids : 62,5 kg\r\n")),
        ("bare.txt", bare("Poids : 62,5 kg\r\n")),
        ("less.txt", b"<0.5 mg/l CRP\n<LOD ferritin\n".to_vec()),
        ("angle.txt", b"<5 g a day\n".to_vec()),
        ("quoted.txt", b"> Dear colleague\n>> thank you\n".to_vec()),
        ("hl7.txt", b"\x0bMSH|^~\\&|LAB|\rPID|1\r\x1c\r".to_vec()),
        ("tabs.tsv", b"a\tb\n1\t2\n".to_vec()),
        ("one.txt", b"x".to_vec()),
        ("two.txt", b"ok".to_vec()),
        ("emoji.txt", "Bravo 🎉\n".as_bytes().to_vec()),
        ("chinese.txt", "体重 62.5 公斤\n".as_bytes().to_vec()),
        ("arabic.txt", "الوزن ٦٢٫٥ كغ\n".as_bytes().to_vec()),
        ("pages.txt", b"page one\x0cpage two\x0bline\n".to_vec()),
    ]
}

/// What must not be kept, by what it is and what it is called.
fn refused() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let list = |kind: &str| ("[Content_Types].xml", types(kind));
    let zip = |entries: &[Entry]| packed(entries, "deflated");
    let plain = |name: &'static str| (name, b"x".to_vec());
    let word = zip(&[list(WORD), plain("word/document.xml")]);
    let html = "<html><body><script>alert(1)</script></body></html>";
    vec![
        (
            "a document with macros",
            "a.docx",
            zip(&[list("application/vnd.ms-word.document.macroEnabled")]),
        ),
        (
            "a sheet with macros",
            "a.xlsx",
            zip(&[list("application/vnd.ms-excel.sheet.macroEnabled")]),
        ),
        (
            "a binary sheet",
            "a.xlsx",
            zip(&[list("application/vnd.ms-excel.sheet.binary.macroEnabled")]),
        ),
        ("macros inside", "a.docx", zip(&[list(WORD), plain("word/vbaProject.bin")])),
        ("old macros inside", "a.xlsx", zip(&[list(EXCEL), plain("xl/macrosheets/sheet1.xml")])),
        (
            "Basic inside",
            "a.odt",
            zip(&[("mimetype", TEXT.into()), plain("Basic/Standard/Module1.xml")]),
        ),
        ("a program inside", "a.docx", zip(&[list(WORD), plain("word/setup.EXE")])),
        (
            "a program for Java",
            "a.docx",
            zip(&[plain("META-INF/MANIFEST.MF"), plain("a/Main.class")]),
        ),
        ("a book", "a.odt", zip(&[("mimetype", b"application/epub+zip".to_vec())])),
        (
            "slides",
            "a.docx",
            zip(&[list(
                "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            )]),
        ),
        ("any container", "a.docx", zip(&[plain("readme.txt")])),
        ("an empty container", "a.docx", zip(&[])),
        ("a document that unpacks itself", "a.docx", [b"MZ\x90\0".to_vec(), word.clone()].concat()),
        ("half a document", "a.docx", word[..word.len() / 2].to_vec()),
        ("an old document", "a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0".to_vec()),
        ("a program", "scan.pdf", b"MZ\x90\0\x03\0%PDF-1.4".to_vec()),
        ("a program of Linux", "scan.pdf", b"\x7fELF\x02\x01\x01\0%PDF-1.4".to_vec()),
        ("a program of a Mac", "scan.png", b"\xcf\xfa\xed\xfe\x07\0\0\x01%PDF-1.4".to_vec()),
        ("a script", "note.txt", b"#!/bin/sh\nrm -rf /\n".to_vec()),
        ("a script as PDF", "scan.pdf", b"#!/bin/sh\n#%PDF-1.4\n".to_vec()),
        ("a page", "note.txt", html.into()),
        ("a page as PDF", "scan.pdf", format!("{html}\n%PDF-1.4\n").into_bytes()),
        ("a page in UTF-16", "note.txt", utf16(html)),
        ("a page with a mark", "note.txt", format!("\u{feff}\r\n  {html}").into_bytes()),
        ("a page behind words", "note.txt", format!("Hello\n{html}").into_bytes()),
        ("a page behind a remark", "note.csv", format!("<!-- a -->{html}").into_bytes()),
        (
            "a drawing that runs",
            "a.png",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>".to_vec(),
        ),
        ("a drawing in XML", "a.txt", b"<?xml version='1.0'?><svg/>".to_vec()),
    ]
}

#[test]
fn a_document_is_kept_whoever_made_it_and_however_it_is_packed() {
    let desk = Desk::open();
    let mut files: Vec<(String, String, Vec<u8>)> = Vec::new();
    for (maker, ending, entries) in office() {
        for packer in PACKERS {
            files.push((
                format!("{maker}, {packer}"),
                format!("a.{ending}"),
                packed(&entries, packer),
            ));
        }
    }
    files.extend(pdfs().into_iter().map(|(kind, bytes)| (kind, "scan.pdf".to_owned(), bytes)));
    files
        .extend(texts().into_iter().map(|(name, bytes)| (name.to_owned(), name.to_owned(), bytes)));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/files");
    for file in std::fs::read_dir(folder).into_iter().flatten() {
        let file = file.unwrap().path();
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        files.push((name.clone(), name, std::fs::read(&file).unwrap()));
    }
    let mut lost = Vec::new();
    for (maker, name, bytes) in &files {
        let answer = desk.upload(&desk.own, &desk.of_patient(), form(&[(name, bytes)], &[]));
        let kept = answer.json()["data"]["documents"][0]["original_filename"].clone();
        let ending = name.rsplit('.').next().unwrap();
        let is_text = ["txt", "tsv"].contains(&ending);
        if answer.status != 201 || !is_text && kept != name.as_str() {
            lost.push(format!("{maker} ({name}): {} {kept}", answer.status));
        }
    }
    assert!(lost.is_empty(), "{} of {}: {lost:#?}", lost.len(), files.len());
    assert!(files.len() > 150, "{}", files.len());
}

#[test]
fn what_runs_is_refused_however_it_is_called() {
    let desk = Desk::open();
    let mut kept = Vec::new();
    for (what, name, bytes) in refused() {
        let answer = desk.upload(&desk.own, &desk.of_patient(), form(&[(name, &bytes)], &[]));
        if answer.status != 415 {
            kept.push(format!("{what} ({name}): {} {}", answer.status, answer.text));
        }
    }
    assert!(kept.is_empty(), "{kept:#?}");
}
