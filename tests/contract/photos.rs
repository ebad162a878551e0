//! Documents where they are needed: dropped into a consultation, taken for what their names say, and photos
//! side by side.

use serde_json::Value;

use crate::practice::Practice;
use crate::rooms::cookie;
use crate::wire::{Answer, Sent};

/// The smallest of pictures.
const PNG: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\
\x9cc\xf8\xff\xff?\0\x05\xfe\x02\xfe\xa75\x81\x84\0\0\0\0IEND\xaeB`\x82";

struct Desk {
    practice: Practice,
    patient: String,
    visit: String,
}

impl Desk {
    fn open() -> Self {
        let practice = Practice::open();
        let found = "SELECT patient_id || ' ' || id FROM visits WHERE status = 'SCHEDULED' \
             AND deleted_at IS NULL ORDER BY id LIMIT 1";
        let found = practice.text(found);
        let (patient, visit) = found.split_once(' ').unwrap();
        Self { patient: patient.to_owned(), visit: visit.to_owned(), practice }
    }

    fn page(&self, who: &str, path: &str) -> Answer {
        let sent = Sent::new("GET", path).header("Cookie", cookie(&self.practice, who));
        self.practice.send(&sent.header("Accept", "text/html"))
    }

    /// A form with files, each with its name and content.
    fn drop(&self, who: &str, path: &str, kind: &str, files: &[(&str, &[u8])]) -> Answer {
        let mut body = format!(
            "--x\r\nContent-Disposition: form-data; name=\"document_type\"\r\n\r\n{kind}\r\n"
        )
        .into_bytes();
        for (name, content) in files {
            let head = format!(
                "--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--x--\r\n");
        let sent = Sent::new("POST", path)
            .header("Cookie", cookie(&self.practice, who))
            .header("Accept", "text/html")
            .header("Sec-Fetch-Site", "same-origin");
        self.practice.send(&sent.body("multipart/form-data; boundary=x", body))
    }

    fn documents(&self, of: &str) -> Vec<Value> {
        let answer = self.practice.get(&format!("/api/{of}/documents")).json();
        answer["data"]["documents"].as_array().unwrap().clone()
    }
}

#[test]
fn what_is_dropped_into_a_consultation_lies_there_and_in_the_file_as_what_its_name_says() {
    let desk = Desk::open();
    let path = format!("/visits/{}/documents", desk.visit);
    let files: [(&str, &[u8]); 3] =
        [("bilan sanguin.txt", b"Glucose 5.4"), ("IMG_2041.png", PNG), ("list.txt", b"Oats")];
    let dropped = desk.drop("assistant", &path, "", &files);
    assert_eq!(dropped.status, 303, "{}", dropped.text);
    let mut kinds: Vec<(String, String)> = desk
        .documents(&format!("visits/{}", desk.visit))
        .iter()
        .map(|one| {
            let text = |name: &str| one[name].as_str().unwrap().to_owned();
            (text("original_filename"), text("document_type"))
        })
        .collect();
    kinds.sort_unstable();
    let expected = [
        ("IMG_2041.png", "progress_photo"),
        ("bilan sanguin.txt", "lab_result"),
        ("list.txt", "other"),
    ];
    assert_eq!(kinds, expected.map(|(name, kind)| (name.to_owned(), kind.to_owned())));
    for page in [format!("/visits/{}", desk.visit), format!("/patients/{}/documents", desk.patient)]
    {
        let shown = desk.page("admin", &page).text;
        for (name, _) in &files {
            assert!(shown.contains(name), "{page}: {name}: {shown}");
        }
        assert_eq!(
            shown.matches("<img src=\"/documents/").count(),
            1,
            "{page}: the picture, small"
        );
    }
    // What is refused is refused whole, and the type that somebody chose is the one that is kept.
    let program: [(&str, &[u8]); 2] = [("a.txt", b"a"), ("b.pdf", b"MZ\x90\0\x03\0\0\0")];
    assert_eq!(desk.drop("admin", &path, "", &program).status, 415);
    assert_eq!(desk.documents(&format!("visits/{}", desk.visit)).len(), 3, "nothing was stored");
    let path = format!("/patients/{}/documents", desk.patient);
    let chosen = desk.drop("admin", &path, "prescription", &[("IMG_1.png", PNG)]);
    assert_eq!(chosen.status, 303, "{}", chosen.text);
    let kept = desk.documents(&format!("patients/{}", desk.patient));
    assert_eq!(kept[0]["document_type"], "prescription");
    assert_eq!(desk.drop("viewer", &path, "", &[("c.txt", b"c")]).status, 403);
}

#[test]
fn two_photos_stand_side_by_side_the_first_and_the_last_unless_others_are_chosen() {
    let desk = Desk::open();
    let photos = format!("/patients/{}/photos", desk.patient);
    assert!(desk.page("admin", &photos).text.contains("Two progress photos are needed"));
    let path = format!("/patients/{}/documents", desk.patient);
    for name in ["IMG_1.png", "IMG_2.png", "IMG_3.png"] {
        assert_eq!(desk.drop("admin", &path, "", &[(name, PNG)]).status, 303);
    }
    let of = |name: &str| {
        desk.practice.text(&format!("SELECT id FROM documents WHERE original_filename = '{name}'"))
    };
    let shows =
        |page: &str, name: &str| page.contains(&format!("src=\"/documents/{}?show", of(name)));
    let shown = desk.page("viewer", &photos).text;
    assert!(shows(&shown, "IMG_1.png") && shows(&shown, "IMG_3.png"), "{shown}");
    let chosen = desk.page("viewer", &format!("{photos}?right={}", of("IMG_2.png"))).text;
    assert!(
        shows(&chosen, "IMG_1.png") && shows(&chosen, "IMG_2.png") && !shows(&chosen, "IMG_3.png")
    );
    // A picture of somebody else is not shown here.
    let other =
        desk.practice.text(&format!("SELECT max(id) FROM patients WHERE id <> '{}'", desk.patient));
    let path = format!("/patients/{other}/documents");
    assert_eq!(desk.drop("admin", &path, "", &[("IMG_9.png", PNG)]).status, 303);
    let foreign = desk.page("viewer", &format!("{photos}?left={}", of("IMG_9.png"))).text;
    assert!(!shows(&foreign, "IMG_9.png"));
    assert!(desk.page("viewer", &path).text.contains("href=\"/patients/"), "the list leads on");
}
