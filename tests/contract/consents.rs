//! Consents: to which edition of a text somebody agreed, when and before whom, until it is withdrawn.

use serde_json::{Value, json};

use crate::practice::Practice;
use crate::rooms::cookie;
use crate::wire::{Answer, Sent};

/// A page as somebody sees it, or the answer to a form.
fn page(practice: &Practice, cookie: &str, path: &str, form: Option<(&str, &str)>) -> Answer {
    let sent = Sent::new(if form.is_some() { "POST" } else { "GET" }, path)
        .header("Cookie", cookie)
        .header("Accept", "text/html")
        .header("Sec-Fetch-Site", "same-origin");
    practice.send(&match form {
        Some((kind, body)) => sent.body(kind, body),
        None => sent,
    })
}

const FORM: &str = "application/x-www-form-urlencoded";

fn text(practice: &Practice, language: &str, body: &str) -> Value {
    let new = json!({ "code": "Photos", "language": language, "title": format!("Photos {language}"), "body": body });
    let written = practice.ask("POST", "/api/consent-texts", new);
    assert_eq!(written.status, 201, "{}", written.text);
    written.json()["data"]["consent_text"].clone()
}

/// A patient, with whether a text of that code is missing of them.
struct Asked {
    practice: Practice,
    patient: String,
}

impl Asked {
    fn open() -> Self {
        let practice = Practice::open();
        let patient = practice.text(
            "SELECT patient_id FROM visits WHERE status = 'SCHEDULED' AND deleted_at IS NULL \
             ORDER BY id LIMIT 1",
        );
        Self { practice, patient }
    }

    fn list(&self) -> Value {
        let path = format!("/api/consents?patient_id={}", self.patient);
        self.practice.get(&path).json()["data"].clone()
    }

    fn is_missing(&self) -> bool {
        self.list()["missing"].as_array().unwrap().contains(&json!("photos"))
    }

    fn give(&self, text: &Value) -> Value {
        let new =
            json!({ "patient_id": self.patient, "text_id": text["id"], "witness": "Zoé Lefèvre" });
        let given = self.practice.ask("POST", "/api/consents", new);
        assert_eq!(given.status, 201, "{}", given.text);
        given.json()["data"]["consent"].clone()
    }

    fn change(&self, consent: &Value, body: Value) -> Answer {
        let path = format!("/api/consents/{}", consent["id"].as_str().unwrap());
        self.practice.ask("PUT", &path, body)
    }
}

#[test]
fn a_consent_stays_with_the_edition_that_was_agreed_to() {
    let asked = Asked::open();
    let practice = &asked.practice;
    let (first, french) = (text(practice, "en", "I agree."), text(practice, "fr", "Je consens."));
    assert_eq!((&first["edition"], &french["edition"]), (&json!(1), &json!(1)));
    assert!(asked.is_missing());
    let consent = asked.give(&first);
    assert!(!asked.is_missing(), "agreed to in any language");

    // A new edition takes nothing back, and what was agreed to is what it was.
    let second = text(practice, "en", "I agree, and may say no.");
    assert_eq!(second["edition"], 2);
    let path = format!("/api/consents/{}", consent["id"].as_str().unwrap());
    let read = practice.get(&path).json();
    assert_eq!(read["data"]["consent"]["text"]["body"], "I agree.");
    assert!(!asked.is_missing());

    let at = consent["given_at"].clone();
    let body = json!({ "withdrawn_at": at, "version": consent["version"] });
    assert_eq!(asked.change(&consent, body.clone()).status, 200);
    assert!(asked.is_missing(), "withdrawn is not agreed");
    assert_eq!(asked.change(&consent, body).status, 409, "an older state");
    assert_eq!(asked.change(&consent, json!({ "withdrawn_at": null })).status, 200);
    assert!(!asked.is_missing(), "it was not withdrawn after all");
    assert_eq!(practice.ask("DELETE", &path, json!({})).status, 200);
    assert!(asked.is_missing(), "it was written down by mistake");
    assert_eq!(practice.get(&path).status, 404);

    // What is no longer asked for is not agreed to any more, and nobody misses it.
    let gone = format!("/api/consent-texts/{}", second["id"].as_str().unwrap());
    assert_eq!(practice.ask("DELETE", &gone, json!({})).status, 200);
    let late = json!({ "patient_id": asked.patient, "text_id": second["id"] });
    assert_eq!(practice.ask("POST", "/api/consents", late).status, 400);
    assert!(!asked.is_missing());
}

#[test]
fn an_edition_and_what_was_given_never_change_by_any_statement_or_route() {
    let asked = Asked::open();
    let practice = &asked.practice;
    let first = text(practice, "en", "I agree.");
    let consent = asked.give(&first);
    let (edition, given) = (first["id"].as_str().unwrap(), consent["id"].as_str().unwrap());
    let database = practice.clinic.database();
    for statement in [
        "UPDATE consent_texts SET body = 'x'",
        "UPDATE consent_texts SET title = 'x'",
        "UPDATE consent_texts SET edition = edition + 1",
        "UPDATE consent_texts SET language = 'fr'",
        "UPDATE consent_texts SET created_at = '2001-01-01T00:00:00.000Z'",
        "DELETE FROM consent_texts",
        "INSERT OR REPLACE INTO consent_texts (id, code, language, edition, title, body, created_at) \
         SELECT id, code, language, edition, title, 'x', created_at FROM consent_texts",
        "INSERT OR REPLACE INTO consent_texts (id, code, language, edition, title, body, created_at) \
         SELECT id || 'x', code, language, edition, title, 'x', created_at FROM consent_texts",
        "UPDATE consents SET given_at = '2001-01-01T00:00:00.000Z'",
        "UPDATE consents SET text_id = text_id",
        "UPDATE consents SET patient_id = patient_id",
    ] {
        assert!(database.execute(statement, []).is_err(), "{statement}");
    }
    let whole = json!({
        "id": edition, "code": "photos", "language": "en", "title": "x", "body": "x", "edition": 1,
        "patient_id": practice.text("SELECT max(id) FROM patients"), "text_id": edition,
        "given_at": "2001-01-01T00:00:00Z",
    });
    for method in ["PUT", "PATCH", "POST"] {
        let path = format!("/api/consent-texts/{edition}");
        assert_eq!(practice.ask(method, &path, whole.clone()).status, 405, "{method}");
    }
    // A form of the settings that was opened for an edition writes the next one.
    let admin = cookie(practice, "admin");
    let form = "title=Photos+en&code=photos&language=en&body=x";
    let saved = page(practice, &admin, "/settings/consent-texts", Some((FORM, form)));
    assert_eq!(saved.status, 303, "{}", saved.text);
    assert_eq!(asked.change(&consent, whole).status, 200, "what cannot be said is not heard");
    let read = practice.get(&format!("/api/consents/{given}")).json();
    let read = &read["data"]["consent"];
    assert_eq!(read["text"], first);
    assert_eq!(
        (&read["given_at"], &read["patient_id"]),
        (&consent["given_at"], &json!(asked.patient))
    );
}

#[test]
fn a_consent_is_given_in_its_time_and_its_paper_is_one_of_the_patient() {
    let asked = Asked::open();
    let practice = &asked.practice;
    let first = text(practice, "en", "I agree.");
    let early =
        json!({ "patient_id": asked.patient, "text_id": first["id"], "given_at": "2150-01-01" });
    assert_eq!(practice.ask("POST", "/api/consents", early).status, 400, "not in the future");
    let consent = asked.give(&first);
    let form = "--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.txt\"\r\n\r\nOther.\r\n--x--\r\n";
    let sent = Sent::new("POST", format!("/api/patients/{}/documents", asked.patient));
    let sent = sent.bearer(&practice.admin).body("multipart/form-data; boundary=x", form);
    let other = practice.send(&sent).json()["data"]["documents"][0]["id"].clone();
    let refused = [
        json!({ "withdrawn_at": "2001-01-01T00:00:00Z" }),
        json!({ "withdrawn_at": "2150-01-01T00:00:00Z" }),
        json!({ "document_id": "01900000-0000-7000-8000-00000000abcd" }),
        // A document, and not a signed paper.
        json!({ "document_id": other }),
    ];
    for body in refused {
        let answer = asked.change(&consent, body.clone());
        assert_eq!(answer.status, 400, "{body}: {}", answer.text);
        assert!(answer.json()["error"]["details"][0]["field"].is_string());
    }

    // The assistant scans the paper beside the consent: it lies in the file, and is linked.
    let assistant = cookie(practice, "assistant");
    let id = consent["id"].as_str().unwrap();
    let form = "--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"signed.txt\"\r\n\r\n\
                Signed.\r\n--x--\r\n";
    let multipart = Some(("multipart/form-data; boundary=x", form));
    let scanned = page(practice, &assistant, &format!("/consents/{id}/scan"), multipart);
    assert_eq!(scanned.status, 303, "{}", scanned.text);
    let read = practice.get(&format!("/api/consents/{id}")).json();
    let paper = read["data"]["consent"]["document_id"].as_str().unwrap().to_owned();
    let kept = practice.get(&format!("/api/documents/{paper}")).json();
    assert_eq!(kept["data"]["document"]["document_type"], "consent_form");
    let list = page(practice, &assistant, &format!("/patients/{}/consents", asked.patient), None);
    assert!(list.text.contains(&format!("href=\"/documents/{paper}\"")), "{}", list.text);
    // A paper that was thrown away is not linked to any more.
    assert_eq!(practice.ask("DELETE", &format!("/api/documents/{paper}"), json!({})).status, 200);
    let list = page(practice, &assistant, &format!("/patients/{}/consents", asked.patient), None);
    assert!(!list.text.contains(&paper));
    assert_eq!(asked.change(&consent, json!({ "given_by": "Ana" })).status, 200, "it is as it was");
}

#[test]
fn what_is_missing_is_seen_where_the_patient_is_and_the_form_to_sign_is_in_its_own_language() {
    let asked = Asked::open();
    let practice = &asked.practice;
    let (first, french) = (text(practice, "en", "I agree."), text(practice, "fr", "Je consens."));
    let patient = &asked.patient;
    let visit = practice.text(&format!(
        "SELECT id FROM visits WHERE patient_id = '{patient}' AND status = 'SCHEDULED' \
         AND deleted_at IS NULL LIMIT 1"
    ));
    let admin = cookie(practice, "admin");
    let pages = [format!("/patients/{patient}"), format!("/visits/{visit}")];
    let missing = |expected: bool| {
        for path in &pages {
            let shown = page(practice, &admin, path, None).text;
            assert_eq!(shown.contains("Not agreed to yet:"), expected, "{path}: {shown}");
            assert_eq!(shown.contains("Photos en"), expected, "{path}, in the reader's language");
            assert!(!shown.contains("Photos fr"), "{path}: once");
        }
    };
    // Whatever else the clinic asks for is agreed to.
    for other in
        practice.get("/api/consent-texts").json()["data"]["consent_texts"].as_array().unwrap()
    {
        if other["code"] != "photos" {
            asked.give(other);
        }
    }
    missing(true);
    let list = format!("/patients/{patient}/consents");
    let given = format!("text_id={}&witness=Ana&given_at=", french["id"].as_str().unwrap());
    assert_eq!(page(practice, &admin, &list, Some((FORM, &given))).status, 303);
    missing(false);
    let id = asked.list()["consents"][0]["id"].as_str().unwrap().to_owned();
    let act =
        |what: &str| page(practice, &admin, &format!("/consents/{id}/{what}"), Some((FORM, "")));
    let withdrawn = act("withdraw");
    assert_eq!(withdrawn.status, 303);
    missing(true);
    let way = withdrawn.header("location").unwrap().to_owned();
    assert!(page(practice, &admin, &way, None).text.contains(&format!("/consents/{id}/stands")));
    assert_eq!(act("stands").status, 303);
    missing(false);
    assert_eq!(act("remove").status, 303);
    missing(true);
    assert_eq!(act("restore").status, 303);
    missing(false);

    for (text, says, signs) in [
        (&first, "I agree.", "Signature of the patient"),
        (&french, "Je consens.", "Signature du patient"),
    ] {
        let paper = format!("{list}/{}", text["id"].as_str().unwrap());
        let shown = page(practice, &admin, &paper, None).text;
        assert!(shown.contains(says) && shown.contains(signs), "{shown}");
    }
}
