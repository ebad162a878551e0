//! Documents: what is taken, what is refused before anything is stored, and who reads it.

use std::io::Write;
use std::net::TcpStream;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::cast::Cast;
use crate::practice::Practice;
use crate::rooms::cookie;
use crate::wire::{Answer, Sent};

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";
const KIND: &str = "multipart/form-data; boundary=grenze";

/// A form with these files and these texts.
pub fn form(files: &[(&str, &[u8])], texts: &[(&str, &str)]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, bytes) in files {
        let head = format!(
            "--grenze\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    for (name, text) in texts {
        let part = format!(
            "--grenze\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n"
        );
        body.extend_from_slice(part.as_bytes());
    }
    body.extend_from_slice(b"--grenze--\r\n");
    body
}

pub struct Desk {
    practice: Practice,
    patient: String,
    pub own: String,
}

impl Desk {
    pub fn open() -> Self {
        Self::of(Practice::open())
    }

    fn of(practice: Practice) -> Self {
        let cast = Cast::of(&practice);
        let (patient, own) = (cast.address("{patient}"), cast.tokens[2].clone().unwrap());
        Self { practice, patient, own }
    }

    pub fn upload(&self, token: &str, owner: &str, body: Vec<u8>) -> Answer {
        let path = format!("/api/{owner}/documents");
        self.practice.send(&Sent::new("POST", path).bearer(token).body(KIND, body))
    }

    pub fn of_patient(&self) -> String {
        format!("patients/{}", self.patient)
    }

    fn stored(&self) -> i64 {
        self.practice.number("SELECT count(*) FROM documents")
    }

    fn send(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        let sent = Sent::new(method, path).bearer(&self.own);
        self.practice.send(&match body {
            Some(body) => sent.json(body.to_string()),
            None => sent,
        })
    }
}

fn first(answer: &Answer) -> Value {
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json()["data"]["documents"][0].clone()
}

#[test]
fn a_file_comes_back_as_it_was_under_a_name_that_does_no_harm() {
    let desk = Desk::open();
    let texts = [("document_type", "lab_result"), ("title", "Bilan d'été"), ("description", "")];
    let body = form(&[("../../Ève lab.pdf", PDF)], &texts);
    let document = first(&desk.upload(&desk.own, &desk.of_patient(), body));
    let sha256: String = Sha256::digest(PDF).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(document["mime_type"], "application/pdf");
    assert_eq!(document["file_size"], json!(PDF.len()));
    assert_eq!(document["sha256"], json!(sha256));
    assert_eq!(document["document_type"], "lab_result");
    assert_eq!(document["title"], "Bilan d'été");
    assert_eq!(document["description"], Value::Null);
    assert_eq!(document["resource_type"], "patient");
    let name = document["original_filename"].as_str().unwrap();
    assert!(name == "Ève lab.pdf", "{name}");
    let told: Vec<&String> = document.as_object().unwrap().keys().collect();
    assert!(!told.iter().any(|key| key.contains("path")), "{told:?}");

    let path = format!("/api/documents/{}", document["id"].as_str().unwrap());
    let content = desk.send("GET", &format!("{path}/download"), None);
    assert_eq!(content.bytes, PDF);
    assert_eq!(content.header("content-type"), Some("application/pdf"));
    assert_eq!(content.header("content-length"), Some(PDF.len().to_string().as_str()));
    assert_eq!(content.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(content.header("cache-control"), Some("private, no-store"));
    let disposition = content.header("content-disposition").unwrap();
    assert!(disposition.starts_with("attachment; filename=\""), "{disposition}");
    assert!(disposition.contains("filename*=UTF-8''%C3%88ve%20"), "{disposition}");
}

#[test]
fn only_what_is_harmless_to_show_is_shown_and_in_a_sandbox() {
    let desk = Desk::open();
    let owner = desk.of_patient();
    let shown = |bytes: &[u8], name: &str| {
        let document = first(&desk.upload(&desk.own, &owner, form(&[(name, bytes)], &[])));
        let id = document["id"].as_str().unwrap().to_owned();
        desk.send("GET", &format!("/api/documents/{id}/download?disposition=inline"), None)
    };
    let picture = shown(PNG, "a.png");
    assert!(picture.header("content-disposition").unwrap().starts_with("inline"));
    assert!(picture.header("content-security-policy").unwrap().ends_with("sandbox"));
    let pages = shown(PDF, "a.pdf");
    assert!(pages.header("content-security-policy").unwrap().contains("default-src 'none'"));
    let text = shown(b"plain words", "a.txt");
    assert!(text.header("content-disposition").unwrap().starts_with("attachment"));
}

#[test]
fn one_bad_file_among_good_ones_stores_none() {
    let desk = Desk::open();
    let (owner, before) = (desk.of_patient(), desk.stored());
    let html: &[u8] = b"<html><script>alert(1)</script></html>";
    let svg: &[u8] = b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>";
    let large = vec![b'a'; 10 * 1024 * 1024 + 1];
    let eleven: Vec<(&str, &[u8])> = vec![("a.pdf", PDF); 11];
    for (files, texts, status, code) in [
        (vec![("a.pdf", PDF), ("a.pdf", html)], vec![], 415, "UNSUPPORTED_MEDIA_TYPE"),
        (vec![("a.png", PNG), ("a.png", svg)], vec![], 415, "UNSUPPORTED_MEDIA_TYPE"),
        (vec![("a.pdf", PDF), ("a.txt", &large)], vec![], 413, "PAYLOAD_TOO_LARGE"),
        (vec![], vec![("title", "nothing")], 400, "NO_FILES"),
        (vec![("", &b""[..])], vec![], 400, "NO_FILES"),
        (vec![("scan.pdf", &b""[..])], vec![], 400, "VALIDATION_ERROR"),
        (eleven, vec![], 400, "VALIDATION_ERROR"),
        (vec![("a.pdf", PDF)], vec![("document_type", "selfie")], 400, "VALIDATION_ERROR"),
        (vec![("a.pdf", PDF)], vec![("title", "a\u{7}b")], 400, "VALIDATION_ERROR"),
    ] {
        let answer = desk.upload(&desk.own, &owner, form(&files, &texts));
        let found = (answer.status, answer.json()["error"]["code"].clone());
        assert_eq!(found, (status, json!(code)), "{}", answer.text);
    }
    let misplaced = form(&[("a.pdf", PDF)], &[]);
    let misplaced =
        String::from_utf8(misplaced).unwrap().replace("name=\"files\"", "name=\"file\"");
    let answer = desk.upload(&desk.own, &owner, misplaced.into_bytes());
    assert_eq!((answer.status, &answer.json()["error"]["code"]), (400, &json!("NO_FILES")));
    assert!(answer.text.contains("another field"), "{}", answer.text);
    let raw = |kind: &str, body: &[u8]| {
        let path = format!("/api/{owner}/documents");
        desk.practice.send(&Sent::new("POST", path).bearer(&desk.own).body(kind, body)).status
    };
    assert_eq!(raw("application/json", b"{}"), 415);
    assert_eq!(raw(KIND, b"no form at all"), 400);
    let whole = form(&[("a.pdf", PDF)], &[]);
    assert_eq!(raw(KIND, &whole[..whole.len() - 20]), 400, "cut off");
    assert_eq!(desk.stored(), before);
}

#[test]
fn files_that_real_programs_write_are_kept() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/files");
    let Ok(files) = std::fs::read_dir(&folder) else {
        eprintln!("skipped: the files of other programs do not lie beside this checkout");
        return;
    };
    let desk = Desk::open();
    for file in files {
        let file = file.unwrap().path();
        let (name, bytes) = (file.file_name().unwrap(), std::fs::read(&file).unwrap());
        let name = name.to_str().unwrap();
        let kept = first(&desk.upload(&desk.own, &desk.of_patient(), form(&[(name, &bytes)], &[])));
        assert_eq!(kept["original_filename"], name);
    }
}

#[test]
fn the_largest_file_is_taken_and_ten_at_once() {
    let desk = Desk::open();
    let largest = vec![b'a'; 10 * 1024 * 1024];
    let document =
        first(&desk.upload(&desk.own, &desk.of_patient(), form(&[("a.txt", &largest)], &[])));
    let path = format!("/api/documents/{}/download", document["id"].as_str().unwrap());
    assert!(desk.send("GET", &path, None).bytes == largest);
    let ten: Vec<(&str, &[u8])> = vec![("a.pdf", PDF); 10];
    let answer = desk.upload(&desk.own, &desk.of_patient(), form(&ten, &[]));
    assert_eq!(answer.json()["data"]["count"], 10, "{}", answer.text);
}

#[test]
fn a_client_that_vanishes_in_the_middle_leaves_nothing() {
    let desk = Desk::open();
    let before = desk.stored();
    let mut stream = TcpStream::connect(&desk.practice.server.address).unwrap();
    let body = form(&[("a.txt", &[b'a'; 200_000])], &[]);
    let head = format!(
        "POST /api/{}/documents HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\n\
         Content-Type: {KIND}\r\nContent-Length: {}\r\n\r\n",
        desk.of_patient(),
        desk.own,
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&body[..150_000]).unwrap();
    drop(stream);
    let patience = Instant::now() + Duration::from_millis(500);
    while Instant::now() < patience {
        assert_eq!(desk.stored(), before);
        std::thread::sleep(Duration::from_millis(50));
    }
    let folder = desk.practice.clinic.file("nutrivault.db");
    let names = std::fs::read_dir(folder.parent().unwrap()).unwrap();
    let names: Vec<String> =
        names.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    let is_known = |name: &String| {
        name.starts_with("nutrivault") || name == "backups" || name.ends_with(".key")
    };
    assert!(names.iter().all(is_known), "{names:?}");
}

#[test]
fn a_label_changes_by_version_and_a_deleted_document_can_come_back() {
    let desk = Desk::open();
    let owner = desk.of_patient();
    let document = first(&desk.upload(&desk.own, &owner, form(&[("a.pdf", PDF)], &[])));
    assert_eq!(document["document_type"], "other");
    let path = format!("/api/documents/{}", document["id"].as_str().unwrap());
    let change = json!({ "document_type": "consent_form", "title": "Signed", "version": 1 });
    let changed = desk.send("PATCH", &path, Some(change.clone()));
    assert_eq!(changed.status, 200, "{}", changed.text);
    assert_eq!(changed.json()["data"]["document"]["version"], 2);
    let stale = desk.send("PATCH", &path, Some(change));
    assert_eq!(stale.json()["error"]["code"], "STALE_WRITE");
    assert_eq!(stale.json()["data"]["document"]["title"], "Signed");

    let list = format!("/api/{owner}/documents");
    let count = || desk.send("GET", &list, None).json()["data"]["count"].clone();
    let stats = || desk.send("GET", &format!("{list}/stats"), None).json()["data"].clone();
    let before = count();
    assert_eq!(stats()["total"], before);
    assert_eq!(desk.send("DELETE", &path, None).status, 200);
    assert_eq!(count(), json!(before.as_i64().unwrap() - 1));
    assert_eq!(stats()["total"], count());
    for gone in [path.clone(), format!("{path}/download")] {
        let answer = desk.send("GET", &gone, None);
        assert_eq!(answer.json()["error"]["code"], "DOCUMENT_NOT_FOUND", "{gone}");
    }
    assert_eq!(desk.send("DELETE", &path, None).status, 404);
    assert_eq!(desk.send("POST", &format!("{path}/restore"), None).status, 200);
    assert_eq!(count(), before);
    assert_eq!(desk.send("GET", &format!("{path}/download"), None).bytes, PDF);
}

#[test]
fn a_dietitian_reads_no_document_of_somebody_elses_patient_or_visit() {
    let desk = Desk::open();
    let practice = &desk.practice;
    let visit = practice.text(&format!(
        "SELECT v.id FROM visits v JOIN patients p ON p.id = v.patient_id WHERE v.patient_id = \
         '{}' AND v.dietitian_id = p.assigned_dietitian_id AND v.deleted_at IS NULL AND v.edition = 0 LIMIT 1",
        desk.patient
    ));
    let strangers = practice.text(&format!(
        "SELECT u.username FROM users u JOIN roles r ON r.id = u.role_id WHERE r.name = \
         'DIETITIAN' AND u.is_active AND u.id NOT IN (SELECT dietitian_id FROM visits WHERE \
         patient_id = '{0}') AND u.id <> (SELECT assigned_dietitian_id FROM patients WHERE id = \
         '{0}') LIMIT 1",
        desk.patient
    ));
    let stranger = practice.token(&strangers);
    for owner in [desk.of_patient(), format!("visits/{visit}")] {
        let document = first(&desk.upload(&desk.own, &owner, form(&[("a.pdf", PDF)], &[])));
        let id = document["id"].as_str().unwrap();
        for (method, path) in [
            ("GET", format!("/api/{owner}/documents")),
            ("GET", format!("/api/{owner}/documents/stats")),
            ("GET", format!("/api/documents/{id}")),
            ("GET", format!("/api/documents/{id}/download")),
            ("DELETE", format!("/api/documents/{id}")),
        ] {
            let answer = practice.send(&Sent::new(method, &path).bearer(&stranger));
            let code = answer.json()["error"]["code"].clone();
            assert_eq!((answer.status, code), (403, json!("NOT_ASSIGNED_PATIENT")), "{path}");
        }
        let refused = desk.upload(&stranger, &owner, form(&[("a.pdf", PDF)], &[]));
        assert_eq!(refused.status, 403, "{}", refused.text);
        assert_eq!(practice.get(&format!("/api/documents/{id}")).status, 200);
    }
    let listed = practice.get(&format!("/api/{}/documents", desk.of_patient()));
    assert_eq!(listed.json()["data"]["count"], 2, "the cast's and this test's");
}

#[test]
fn opening_a_document_is_in_the_trail_of_its_patient() {
    let desk = Desk::open();
    let body = form(&[("a.pdf", PDF)], &[]);
    let document = first(&desk.upload(&desk.own, &desk.of_patient(), body));
    let id = document["id"].as_str().unwrap();
    desk.send("GET", &format!("/api/documents/{id}/download"), None);
    let trail = desk.practice.get(&format!("/api/audit-logs?resource_id={id}")).json();
    let logs = trail["data"]["logs"].as_array().unwrap();
    let actions: Vec<&str> = logs.iter().map(|log| log["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["READ", "CREATE"]);
    let of_patient = format!(
        "SELECT count(*) FROM audit_logs WHERE resource_id = '{id}' AND patient_id = '{}'",
        desk.patient
    );
    assert_eq!(desk.practice.number(&of_patient), 2);
}

#[test]
fn a_users_own_documents_are_theirs_to_keep() {
    let desk = Desk::open();
    let practice = &desk.practice;
    let user = |name: &str| {
        let id = practice.text(&format!("SELECT id FROM users WHERE username = '{name}'"));
        format!("users/{id}")
    };
    let assistant = practice.token("assistant");
    let photo = [("document_type", "profile_photo")];
    let own = desk.upload(&assistant, &user("assistant"), form(&[("me.png", PNG)], &photo));
    assert_eq!(first(&own)["resource_type"], "user");
    let others = desk.upload(&assistant, &user("admin"), form(&[("me.png", PNG)], &photo));
    assert_eq!(others.json()["error"]["code"], "ACCESS_DENIED");
    let unknown = "users/01900000-0000-7000-8000-00000000abcd";
    let unknown = desk.upload(&practice.admin, unknown, form(&[("me.png", PNG)], &photo));
    assert_eq!(unknown.json()["error"]["code"], "USER_NOT_FOUND");
}

#[test]
fn what_is_set_aside_for_documents_is_not_exceeded() {
    let desk = Desk::of(Practice::with(&[("NUTRIVAULT_DOCUMENTS_QUOTA_MIB", "1")]));
    let half = [b"%PDF-1.7\n".to_vec(), vec![b' '; 600 << 10]].concat();
    let (admin, patient) = (desk.practice.admin.clone(), desk.of_patient());
    let send = |files: &[(&str, &[u8])]| desk.upload(&admin, &patient, form(files, &[]));
    // Both or none: together they would not fit.
    let refused = send(&[("a.pdf", &half), ("b.pdf", &half)]);
    assert_eq!(refused.status, 507, "{}", refused.text);
    assert_eq!(refused.json()["error"]["code"], "STORAGE_FULL");
    assert!(refused.text.contains("Nothing was stored"), "{}", refused.text);
    let large = "SELECT count(*) FROM documents WHERE file_size > 600000";
    assert_eq!(desk.practice.number(large), 0);
    let stored = send(&[("a.pdf", &half)]);
    assert_eq!(stored.status, 201, "{}", stored.text);
    // A deleted one can come back: it counts.
    let id = first(&stored)["id"].as_str().unwrap().to_owned();
    let gone = Sent::new("DELETE", format!("/api/documents/{id}")).bearer(&admin);
    assert_eq!(desk.practice.send(&gone).status, 200);
    assert_eq!(send(&[("b.pdf", &half)]).status, 507);
    assert_eq!(send(&[("c.pdf", PDF)]).status, 201);
    let status = desk.practice.get("/api/system/status").json();
    assert!(status["data"]["database"]["documents_size"].as_u64().unwrap() > 600 << 10, "{status}");
}

/// A Word file of one paragraph.
fn word_file(text: &str) -> Vec<u8> {
    let types = "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'><Override PartName='/word/document.xml' \
        ContentType='application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'/></Types>";
    let body = format!(
        "<w:document xmlns:w='x'><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"
    );
    let mut container = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, part) in [("[Content_Types].xml", types), ("word/document.xml", body.as_str())] {
        container.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        container.write_all(part.as_bytes()).unwrap();
    }
    container.finish().unwrap().into_inner()
}

#[test]
fn what_is_written_in_a_document_is_found_by_who_may_open_it() {
    let desk = Desk::open();
    let admin = &desk.practice.admin;
    // A PDF as this program makes one: a list with the patient's names.
    let invoices = desk.practice.get("/api/export/patients?format=pdf");
    assert_eq!(invoices.status, 200, "{}", invoices.text);
    let lab = word_file("Ferritine basse : 12 µg/l, supplémentation à prévoir avant l’été");
    let files: [(&str, &[u8]); 2] = [("labo.docx", &lab), ("liste.pdf", &invoices.bytes)];
    let stored =
        desk.upload(admin, &desk.of_patient(), form(&files, &[("document_type", "lab_result")]));
    assert_eq!(stored.status, 201, "{}", stored.text);
    let find = |token: &str, words: &str| {
        let sent = Sent::new("GET", format!("/api/search?q={words}")).bearer(token);
        let all = desk.practice.send(&sent).json()["data"]["results"].as_array().unwrap().clone();
        all.into_iter().filter(|one| one["kind"] == "document").collect::<Vec<_>>()
    };
    let begun = Instant::now();
    while desk.practice.number("SELECT count(*) FROM documents d WHERE NOT EXISTS (SELECT 1 FROM document_texts t WHERE t.document_id = d.id)") > 0 {
        assert!(begun.elapsed() < Duration::from_secs(20), "nobody reads them");
        std::thread::sleep(Duration::from_millis(50));
    }
    let found = find(admin, "ferritine+supplementation");
    let page = Sent::new("GET", "/search?search=ferritine+supplementation");
    let page = page.header("Cookie", cookie(&desk.practice, "admin"));
    let page = desk.practice.send(&page).text;
    assert!(page.contains("Found elsewhere") && page.contains("labo.docx"), "{page}");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["title"], "labo.docx");
    let detail = found[0]["detail"].as_str().unwrap();
    assert!(detail.contains("Ferritine basse : 12 µg/l"), "{detail}");
    let name = desk.practice.text("SELECT last_name FROM patients WHERE length(last_name) > 4 AND last_name GLOB '[A-Z]*' AND last_name NOT LIKE '% %' ORDER BY created_at, id LIMIT 1");
    assert!(
        find(admin, &name.replace(' ', "+")).iter().any(|one| one["title"] == "liste.pdf"),
        "{name}"
    );
    assert!(find(admin, "ferritine+nowhere").is_empty());
    // Only who may open it.
    let other = desk.practice.text(&format!(
        "SELECT u.username FROM users u JOIN roles r ON r.id = u.role_id WHERE r.name = 'DIETITIAN' AND u.is_active \
         AND u.id <> (SELECT assigned_dietitian_id FROM patients WHERE id = '{}') LIMIT 1",
        desk.patient
    ));
    assert!(find(&desk.practice.token(&other), "ferritine").is_empty(), "{other}");
    assert_eq!(find(&desk.own, "ferritine").len(), 1);
    let id = found[0]["id"].as_str().unwrap();
    let page = crate::rooms::knock(
        &desk.practice,
        "GET",
        "/search/palette?q=ferritine",
        Some(&crate::rooms::cookie(&desk.practice, "admin")),
    );
    assert!(
        page.text.contains("labo.docx") && page.text.contains("supplémentation"),
        "{}",
        page.text
    );
    assert_eq!(desk.send("DELETE", &format!("/api/documents/{id}"), None).status, 200);
    assert!(find(admin, "ferritine").is_empty(), "a deleted one is not found");
}

/// Bytes as a PDF packs them.
fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn object(number: u32, entries: &str, stream: &[u8]) -> Vec<u8> {
    let head = format!(
        "{number} 0 obj\n<<{entries}/Filter/FlateDecode/Length {}>>\nstream\n",
        stream.len()
    );
    [head.as_bytes(), stream, b"\nendstream\nendobj\n"].concat()
}

/// PDFs that ask for memory or time without end: objects that lie over each other, a font whose one
/// code stands for half a million letters, and texts that never close.
fn bombs() -> [Vec<u8>; 3] {
    let pages = "%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1\
        /Resources<</Font<</F 5 0 R>>>>>>\nendobj\n3 0 obj\n<</Type /Page /Parent 2 0 R /Contents 4 0 R>>\nendobj\n\
        5 0 obj\n<</Type/Font/Subtype/Type0/ToUnicode 6 0 R>>\nendobj\n";
    let content = object(4, "", &packed(b"BT /F 9 Tf <00010002> Tj ET"));
    let index: String = (10..2010).map(|number| format!("{number} 0 ")).collect();
    let mut over = index.clone().into_bytes();
    over.push(b'(');
    over.resize(60 << 20, b'a');
    let over = object(7, &format!("/Type/ObjStm/N 2000/First {}", index.len()), &packed(&over));
    let map = format!("1 beginbfrange\n<0000> <ffff> <{}>\nendbfrange\n", "0041".repeat(500_000));
    let map = object(6, "", &packed(map.as_bytes()));
    let open: String = (10..400_000).map(|number| format!("{number} 0 obj(")).collect();
    [over, map, open.into_bytes()].map(|bomb| [pages.as_bytes(), &content, &bomb].concat())
}

#[test]
fn a_document_made_to_break_its_reader_breaks_nothing_else() {
    let desk = Desk::open();
    let admin = &desk.practice.admin;
    let [over, map, open] = bombs();
    let after = word_file("Ferritine basse");
    let files: [(&str, &[u8]); 4] =
        [("over.pdf", &over), ("map.pdf", &map), ("open.pdf", &open), ("labo.docx", &after)];
    let stored =
        desk.upload(admin, &desk.of_patient(), form(&files, &[("document_type", "lab_result")]));
    assert_eq!(stored.status, 201, "{}", stored.text);
    let begun = Instant::now();
    while desk.practice.number("SELECT count(*) FROM documents d WHERE NOT EXISTS (SELECT 1 FROM document_texts t WHERE t.document_id = d.id)") > 0 {
        assert!(begun.elapsed() < Duration::from_secs(120), "reading them never ends");
        let asked = Instant::now();
        assert_eq!(desk.practice.get("/api/patients?limit=5").status, 200);
        assert!(asked.elapsed() < Duration::from_secs(2), "others wait");
        std::thread::sleep(Duration::from_millis(200));
    }
    let found = desk.practice.get("/api/search?q=ferritine").json();
    assert_eq!(found["data"]["results"][0]["title"], "labo.docx", "{found}");
}
