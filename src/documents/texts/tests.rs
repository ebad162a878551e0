//! Files made here, as their makers write them, and what goes wrong with those of others.

use std::io::Write as _;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::text_of;

const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const EXCEL: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const ODT: &str = "application/vnd.oasis.opendocument.text";

fn container(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut container = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        container.start_file(*name, SimpleFileOptions::default()).unwrap();
        container.write_all(bytes).unwrap();
    }
    container.finish().unwrap().into_inner()
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A PDF of one page with that content and those further objects.
fn pdf(content: &[u8], fonts: &str, others: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let page = format!(
        "1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1\
        /Resources<</Font<<{fonts}>>>>>>\nendobj\n3 0 obj\n<</Type /Page /Parent 2 0 R /Contents 4 0 R>>\nendobj\n"
    );
    file.extend(page.as_bytes());
    let content = packed(content);
    file.extend(
        format!("4 0 obj\n<</Length {}/Filter/FlateDecode>>\nstream\n", content.len()).as_bytes(),
    );
    file.extend(content);
    file.extend(b"\nendstream\nendobj\n");
    for (number, object) in others {
        file.extend(format!("{number} 0 obj\n").as_bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    file.extend(b"trailer\n<</Root 1 0 R>>\n%%EOF\n");
    file
}

fn stream(bytes: &[u8]) -> Vec<u8> {
    let mut object = format!("<</Length {}>>\nstream\n", bytes.len()).into_bytes();
    object.extend(bytes);
    object.extend(b"\nendstream");
    object
}

#[test]
fn the_words_of_office_files_are_read() {
    let body = "<w:document xmlns:w='x'><w:body><w:p><w:r><w:t>Vitamine</w:t></w:r><w:r><w:t xml:space='preserve'> D &amp; fer</w:t></w:r></w:p>\
        <w:p><w:r><w:instrText>PAGE</w:instrText><w:t>Caf&#233;</w:t><w:tab/><w:t>noir</w:t></w:r></w:p></w:body></w:document>";
    let word =
        container(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", body.as_bytes())]);
    assert_eq!(text_of(WORD, &word), "Vitamine D & fer Café noir");
    let strings = "<sst><si><t>Ferritine</t></si><si><r><t>Zin</t></r><r><t>c</t></r></si></sst>";
    let sheet = "<worksheet><sheetData><row><c><v>0</v></c><c t='inlineStr'><is><t>libre</t></is></c></row></sheetData></worksheet>";
    let excel = container(&[
        ("xl/sharedStrings.xml", strings.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ]);
    assert_eq!(text_of(EXCEL, &excel), "Ferritine Zinc libre");
    let open = "<office:document-content><office:body><text:h>Bilan</text:h><text:p>du<text:s/>matin</text:p></office:body></office:document-content>";
    let odt = container(&[("mimetype", ODT.as_bytes()), ("content.xml", open.as_bytes())]);
    assert_eq!(text_of(ODT, &odt), "Bilan du matin");
    assert_eq!(text_of("text/plain", b"Caf\xe9 \x80 5\r\nfin"), "Café € 5 fin");
    assert_eq!(text_of("text/csv", "\u{feff}a;é".as_bytes()), "a;é");
}

#[test]
fn the_words_of_a_pdf_are_read_by_what_its_fonts_say() {
    let fonts = "/F1 5 0 R/F2 6 0 R";
    let map = b"1 begincodespacerange <0000> <ffff> endcodespacerange 2 beginbfchar <0003> <0020> <0010> <00660069> endbfchar \
        1 beginbfrange <0024> <0026> <0041> endbfrange";
    let others = [
        (5, b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Differences[128/eacute/fi 200/uni0153]>>>>".to_vec()),
        (6, b"<</Type/Font/Subtype/Type0/ToUnicode 7 0 R>>".to_vec()),
        (7, stream(map)),
    ];
    let content = b"BT /F1 12 Tf 1 0 0 1 50 700 Tm (Bilan \\(sang\\)) Tj 0 -14 Td [(Gly)20(c)-3(\\200mie)-250(\\201ne)] TJ T* (c\\310ur) ' ET \
        BT /F2 9 Tf <00240025000300260010> Tj ET BI /W 1 /H 1 ID \x00)(\xff EI BT /F1 1 Tf (after) Tj ET";
    let read = text_of("application/pdf", &pdf(content, fonts, &others));
    assert_eq!(read, "Bilan (sang) Glycémie fine cœur AB Cfi after");
}

#[test]
fn objects_in_streams_and_forms_are_found_and_locked_files_are_not_read() {
    let packed_objects =
        b"5 0 8 60 <</Type/Font/Subtype/Type1/BaseFont/Times-Roman            >> <</X 1>>";
    let mut holder =
        format!("<</Type/ObjStm/N 2/First 9/Length {}>>\nstream\n", packed_objects.len())
            .into_bytes();
    holder.extend(packed_objects);
    holder.extend(b"\nendstream");
    let form = b"BT /F1 3 Tf (inner) Tj ET /Me Do";
    let mut own = format!("<</Subtype/Form/Resources<</Font<</F1 5 0 R>>/XObject<</Me 12 0 R>>>>/Length {}>>\nstream\n", form.len()).into_bytes();
    own.extend(form);
    own.extend(b"\nendstream");
    let file =
        pdf(b"BT /F1 1 Tf (outer) Tj ET", "/F1 5 0 R", &[(9, holder.clone()), (12, own.clone())]);
    assert_eq!(text_of("application/pdf", &file), "outer");
    let resources = "/F1 5 0 R>>/XObject<</Fm 12 0 R";
    let file = pdf(b"BT /F1 1 Tf (outer) Tj ET /Fm Do", resources, &[(9, holder), (12, own)]);
    assert_eq!(text_of("application/pdf", &file), "outer inner");
    let mut locked = file.clone();
    locked.extend(b"trailer <</Encrypt 9 0 R>>");
    assert_eq!(text_of("application/pdf", &locked), "");
}

#[test]
fn what_unpacks_without_end_or_never_ends_costs_little() {
    // Five seconds are all that it may take; a debug build on a busy machine is late to look at its clock.
    let timed = |mime: &str, bytes: &[u8]| {
        let begun = Instant::now();
        let read = text_of(mime, bytes);
        assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
        assert!(read.len() <= 200_000, "{}", read.len());
        read
    };
    let letters = vec![b'a'; 40 << 20];
    let word = [b"<w:document><w:t>".as_slice(), &letters].concat();
    let bomb = container(&[("word/document.xml", &word)]);
    assert!(bomb.len() < 1 << 20, "{}", bomb.len());
    timed(WORD, &bomb);
    let unpacking = packed(&letters[..4 << 20]);
    let mut holder = format!(
        "<</Type/ObjStm/N 9/First 9/Filter/FlateDecode/Length {}>>\nstream\n",
        unpacking.len()
    )
    .into_bytes();
    holder.extend(unpacking);
    holder.extend(b"\nendstream");
    let many: Vec<(u32, Vec<u8>)> = (20..50).map(|number| (number, holder.clone())).collect();
    let read = timed("application/pdf", &pdf(b"(", "", &many));
    assert!(read.is_empty(), "{read}");
    let endless = "BT /F1 1 Tf ".to_owned() + &"(word) Tj ".repeat(300_000);
    let font = [(5, b"<</Type/Font/Subtype/Type1>>".to_vec())];
    timed("application/pdf", &pdf(endless.as_bytes(), "/F1 5 0 R", &font));
}

proptest::proptest! {
    #[test]
    fn no_bytes_bring_the_reader_down(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..600), cut in 0_usize..400) {
        let content = [b"BT /F1 1 Tf ".as_slice(), &bytes, b" Tj ET"].concat();
        let mut file = pdf(&content, "/F1 5 0 R", &[(5, bytes.clone())]);
        text_of("application/pdf", &file);
        file.truncate(file.len().saturating_sub(cut));
        file.extend(&bytes);
        text_of("application/pdf", &file);
        text_of(WORD, &bytes);
        text_of("text/plain", &bytes);
    }
}
