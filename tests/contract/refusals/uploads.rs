//! Files that are refused: documents of a patient, and backups from elsewhere.

use super::{LANGUAGES, Office, Scene};
use crate::wire::Answer;

/// The routes that files are sent to.
pub const ROUTES: [&str; 6] = [
    "/consents/<id>/scan",
    "/foods/tables",
    "/patients/<id>/documents",
    "/settings/logo",
    "/system/backups/upload",
    "/visits/<id>/documents",
];

/// A part of a form: its field, the name of a file, the content.
type Piece<'a> = (&'a str, Option<&'a str>, &'a [u8]);

fn body(pieces: &[Piece<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    for (field, file, content) in pieces {
        body.extend_from_slice(b"--edge\r\nContent-Disposition: form-data; name=\"");
        body.extend_from_slice(field.as_bytes());
        body.push(b'"');
        if let Some(file) = file {
            body.extend_from_slice(format!("; filename=\"{file}\"").as_bytes());
        }
        body.extend_from_slice(b"\r\n\r\n");
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--edge--\r\n");
    body
}

fn upload(office: &Office, address: &str, language: &str, who: &str, body: &[u8]) -> Answer {
    let sent = office.request("POST", address, language, who);
    office.practice.send(&sent.body("multipart/form-data; boundary=edge", body))
}

#[test]
fn a_table_of_foods_that_is_none_is_told_about_in_the_words_of_its_reader() {
    let mut office = Office::open();
    let file = |content: &[u8]| body(&[("file", Some("foods.csv"), content)]);
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("nothing", body(&[])),
        ("an empty file", file(b"")),
        ("a text", file(b"Glucose 5.4")),
        ("another table", file(b"name;price\nApple;2\n")),
        ("no form", b"zzz".to_vec()),
    ];
    for language in LANGUAGES {
        for (what, body) in &cases {
            let admin = office.admin.clone();
            let answer = upload(&office, "/foods/tables", language, &admin, body);
            let place = format!("{language} tables of foods: {what}");
            assert!((400..500).contains(&answer.status), "{place}: {}", answer.status);
            office.reader.read_words(&place, language, &answer);
        }
    }
    office.reader.finish();
}

#[test]
fn a_logo_that_is_no_picture_is_told_about_in_the_words_of_its_reader() {
    let mut office = Office::open();
    let file = |content: &[u8]| body(&[("file", Some("logo.png"), content)]);
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("nothing", body(&[])),
        ("an empty file", file(b"")),
        ("a drawing", file(b"<svg xmlns='http://www.w3.org/2000/svg'/>")),
        ("half a picture", file(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")),
        ("too large", file(&vec![b'a'; 600_000])),
        ("no form", b"zzz".to_vec()),
    ];
    for language in LANGUAGES {
        for (what, body) in &cases {
            let admin = office.admin.clone();
            let answer = upload(&office, "/settings/logo", language, &admin, body);
            let place = format!("{language} logo: {what}");
            assert!((400..500).contains(&answer.status), "{place}: {}", answer.status);
            office.reader.read_words(&place, language, &answer);
        }
    }
    office.reader.finish();
}

#[test]
fn a_file_that_is_refused_is_told_about_in_the_words_of_its_reader() {
    let mut office = Office::open();
    let address = office.cast.address("/patients/{patient}/documents");
    let big = vec![b'a'; (10 << 20) + 1];
    let long = "t".repeat(201);
    let text: &[u8] = b"Glucose 5.4";
    let eleven: Vec<Piece<'_>> = (0..11).map(|_| ("files", Some("a.txt"), text)).collect();
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("nothing", body(&[])),
        ("no file", body(&[("title", None, b"A title")])),
        ("no name", body(&[("files", Some(""), b"")])),
        ("an empty file", body(&[("files", Some("a.pdf"), b"")])),
        ("a program", body(&[("files", Some("a.pdf"), b"MZ\x90\0\x03\0\0\0")])),
        ("a page", body(&[("files", Some("a.html"), b"<!doctype html><script>x</script>")])),
        ("a picture by name only", body(&[("files", Some("a.png"), b"\0\x01\x02\x03")])),
        ("too large", body(&[("files", Some("a.txt"), &big)])),
        ("too many", body(&eleven)),
        ("another field", body(&[("file", Some("a.txt"), text)])),
        ("a long title", body(&[("title", None, long.as_bytes()), ("files", Some("a.txt"), text)])),
        ("no such type", body(&[("document_type", None, b"zzz"), ("files", Some("a.txt"), text)])),
        (
            "a long text",
            body(&[("description", None, &big[..2001]), ("files", Some("a.txt"), text)]),
        ),
        ("half of it", b"--edge\r\nContent-Disposition: form-data; name=\"files\"; fil".to_vec()),
        ("no form", b"zzz".to_vec()),
    ];
    for language in LANGUAGES {
        for (what, body) in &cases {
            let admin = office.admin.clone();
            let answer = upload(&office, &address, language, &admin, body);
            let place = format!("{language} documents: {what}");
            assert!((400..500).contains(&answer.status), "{place}: {}", answer.status);
            office.reader.read_words(&place, language, &answer);
        }
        let typed = body(&[("title", None, b"Blood"), ("description", None, b"Of May")]);
        let admin = office.admin.clone();
        let answer = upload(&office, &address, language, &admin, &typed);
        let is_kept = answer.text.contains("value=\"Blood\"") && answer.text.contains(">Of May<");
        assert!(is_kept, "{language}: what was typed beside the file is lost");
    }
    office.reader.finish();
}

#[test]
fn a_file_that_is_no_backup_is_told_about_in_the_words_of_its_reader() {
    let mut office = Office::open();
    let scene = Scene::set(&office);
    let copy =
        std::fs::read(office.practice.clinic.file("backups").join(&scene.copies[0])).unwrap();
    let half = &copy[..copy.len() / 2];
    let mut changed = copy.clone();
    let middle = changed.len() / 2;
    changed[middle] ^= 0xff;
    let other = tempfile::tempdir().unwrap();
    let path = other.path().join("other.db");
    let database = rusqlite::Connection::open(&path).unwrap();
    database
        .execute_batch("CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('x');")
        .unwrap();
    drop(database);
    let other = std::fs::read(path).unwrap();
    let file = |content: &[u8]| body(&[("file", Some("b.db"), content)]);
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("nothing", body(&[])),
        ("no name", body(&[("file", Some(""), b"")])),
        ("an empty file", file(b"")),
        ("a text", file(b"Glucose 5.4")),
        ("another field", body(&[("files", Some("b.db"), &copy)])),
        ("half a copy", file(half)),
        ("a changed copy", file(&changed)),
        ("another database", file(&other)),
        ("no form", b"zzz".to_vec()),
    ];
    for language in LANGUAGES {
        for (what, body) in &cases {
            let admin = office.admin.clone();
            let answer = upload(&office, "/system/backups/upload", language, &admin, body);
            let place = format!("{language} backups: {what}");
            assert!((400..500).contains(&answer.status), "{place}: {}", answer.status);
            office.reader.read_words(&place, language, &answer);
        }
    }
    office.reader.finish();
}
