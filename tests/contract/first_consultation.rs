//! The first consultation: the history that is asked once, allergies and alerts where they are needed, and
//! whom else to turn to.

use serde_json::{Value, json};

use crate::practice::Practice;
use crate::rooms::{cookie, knock};
use crate::wire::Answer;

struct Desk {
    practice: Practice,
    patient: String,
    visit: String,
}

impl Desk {
    fn open() -> Self {
        let practice = Practice::open();
        let found = "SELECT patient_id || ' ' || id FROM visits WHERE status = 'SCHEDULED' \
             AND deleted_at IS NULL AND patient_id NOT IN (SELECT patient_id FROM patient_contacts) \
             ORDER BY id LIMIT 1";
        let found = practice.text(found);
        let (patient, visit) = found.split_once(' ').unwrap();
        Self { patient: patient.to_owned(), visit: visit.to_owned(), practice }
    }

    fn say(&self, body: Value) {
        let path = format!("/api/patients/{}", self.patient);
        let said = self.practice.ask("PUT", &path, body);
        assert_eq!(said.status, 200, "{}", said.text);
    }

    /// A page as somebody sees it, or the answer to a form.
    fn page(&self, cookie: &str, path: &str, form: Option<&str>) -> Answer {
        match form {
            Some(form) => self.practice.press(cookie, path, form),
            None => knock(&self.practice, "GET", path, Some(cookie)),
        }
    }
}

#[test]
fn the_history_is_taken_once_and_read_section_by_section() {
    let desk = Desk::open();
    let admin = cookie(&desk.practice, "admin");
    let path = format!("/patients/{}/medical-history", desk.patient);
    desk.say(json!({
        "allergies": null, "medical_notes": null, "dietary_preferences": null, "diagnoses": null,
        "medicines": null, "family_history": null, "sleep": null, "physical_activity": null,
        "occupation": null, "habits": null, "motivation": null,
    }));
    let blank = desk.page(&admin, &path, None).text;
    assert!(blank.contains("Not asked yet") && blank.contains("Take the history"), "{blank}");
    let opened = desk.page(&admin, &format!("{path}/edit"), None).text;
    let version = opened.split("name=\"version\" value=\"").nth(1).unwrap();
    let version = version.split('"').next().unwrap();
    let form = format!(
        "version={version}&diagnoses=Type+2+diabetes%0D%0AGout&medicines=Metformin+850+mg\
         &allergies=Peanuts%3A+swelling%0D%0AKiwi&occupation=Night+nurse&last_name=Somebody"
    );
    let saved = desk.page(&admin, &path, Some(&form));
    assert_eq!(saved.status, 303, "{}", saved.text);
    let shown = desk.page(&admin, &path, None).text;
    for said in
        ["Type 2 diabetes</dd>", "Gout</dd>", "Metformin 850 mg", "swelling</dt>", "Night nurse"]
    {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    assert!(!shown.contains("Supplements"), "what was not asked is not shown");
    let file = desk.practice.get(&format!("/api/patients/{}", desk.patient)).json();
    let file = &file["data"]["patient"];
    assert_eq!(file["diagnoses"], "Type 2 diabetes\nGout");
    assert_ne!(file["last_name"], "Somebody", "the page asks for the history alone");

    // Two people write in it at once: each keeps what they wrote, and an older text is asked back.
    desk.say(json!({ "sleep": "5 h" }));
    let late = format!("version={version}&was.sleep=&sleep=&was.diagnoses=&diagnoses=Gout");
    let refused = desk.page(&admin, &path, Some(&late));
    assert_eq!(refused.status, 409, "{}", refused.text);
    let versions = desk.practice.get(&format!("/api/patients/{}/history", desk.patient));
    assert!(versions.text.contains("Night nurse"), "every version of it is kept");
}

#[test]
fn an_allergy_is_an_alarm_with_its_reaction_and_none_known_is_a_quiet_word() {
    let desk = Desk::open();
    let admin = cookie(&desk.practice, "admin");
    let pages = [format!("/patients/{}", desk.patient), format!("/visits/{}", desk.visit)];
    desk.say(json!({ "allergies": "Peanuts: swelling\nKiwi" }));
    for path in &pages {
        let shown = desk.page(&admin, path, None).text;
        assert!(shown.contains("Peanuts (swelling) · Kiwi"), "{path}: {shown}");
    }
    for none in ["None known", "Aucune connue"] {
        desk.say(json!({ "allergies": none }));
        for path in &pages {
            let shown = desk.page(&admin, path, None).text;
            assert!(!shown.contains("Allergies:"), "{path} sounds an alarm of {none}");
        }
        let shown = desk.page(&admin, &pages[0], None).text;
        assert!(shown.contains("<dd>None known</dd>"), "{shown}");
    }
}

#[test]
fn alerts_are_seen_where_somebody_books_and_where_the_patient_is() {
    let desk = Desk::open();
    desk.say(json!({ "alerts": "Needs an interpreter\nGround floor only" }));
    for who in ["admin", "assistant"] {
        let cookie = cookie(&desk.practice, who);
        for path in [
            format!("/patients/{}/visits/new", desk.patient),
            format!("/patients/{}", desk.patient),
            format!("/visits/{}", desk.visit),
        ] {
            let shown = desk.page(&cookie, &path, None).text;
            for alert in ["Needs an interpreter", "Ground floor only"] {
                assert!(shown.contains(alert), "{who} {path}: {shown}");
            }
        }
    }
}

#[test]
fn a_letter_is_addressed_to_whoever_referred_the_patient() {
    let desk = Desk::open();
    let assistant = cookie(&desk.practice, "assistant");
    let add = format!("/patients/{}/contacts", desk.patient);
    let form = "role=RELATIVE&name=Ana&phone=%2B33+1+23";
    assert_eq!(desk.page(&assistant, &add, Some(form)).status, 303);
    let form = "role=REFERRING_DOCTOR&name=Dr+Roux&organisation=Lilas&address=2+rue+Haute&email=x";
    let refused = desk.page(&assistant, &add, Some(form));
    assert_eq!(refused.status, 400);
    assert!(refused.text.contains("value=\"Dr Roux\""), "what was typed is kept: {}", refused.text);
    let form = form.replace("&email=x", "&email=roux%40lilas.example");
    assert_eq!(desk.page(&assistant, &add, Some(&form)).status, 303);
    let list = format!("/api/contacts?patient_id={}", desk.patient);
    let list = desk.practice.get(&list).json()["data"].clone();
    assert_eq!((&list["total"], &list["contacts"][0]["name"]), (&json!(2), &json!("Dr Roux")));
    let id = list["contacts"][0]["id"].as_str().unwrap().to_owned();

    let letter = format!("/visits/{}/print/letter", desk.visit);
    let admin = cookie(&desk.practice, "admin");
    assert!(desk.page(&admin, &letter, None).text.contains("Dr Roux\nLilas\n2 rue Haute"));
    let file = format!("/patients/{}", desk.patient);
    assert!(desk.page(&assistant, &file, None).text.contains("Referring doctor · Lilas"));

    let path = format!("/api/contacts/{id}");
    let stale = desk.practice.ask("PUT", &path, json!({ "name": "x", "version": 9 }));
    assert_eq!(stale.json()["error"]["code"], "STALE_WRITE");
    assert_eq!(desk.practice.ask("PUT", &path, json!({ "role": "WITCH" })).status, 400);
    let gone = desk.page(&assistant, &format!("/contacts/{id}/remove"), Some(""));
    let way = gone.header("location").unwrap().to_owned();
    assert!(!desk.page(&admin, &letter, None).text.contains("Dr Roux"));
    let undo = format!("/contacts/{id}/restore");
    assert!(desk.page(&assistant, &way, None).text.contains(&undo), "it can be taken back");
    assert_eq!(desk.page(&assistant, &undo, Some("")).status, 303);
    assert!(desk.page(&admin, &letter, None).text.contains("Dr Roux"));
    let told = desk.practice.number(&format!(
        "SELECT count(*) FROM audit_logs WHERE resource_type = 'contact' AND resource_id = '{id}' \
         AND action IN ('CREATE', 'DELETE', 'RESTORE') AND patient_id = '{}'",
        desk.patient
    ));
    assert_eq!(told, 3);
}

#[test]
fn what_leaves_the_room_is_in_the_language_of_the_patient_unless_another_is_asked_for() {
    let desk = Desk::open();
    let admin = cookie(&desk.practice, "admin");
    let language = |what: &str, asked: &str| {
        let page = desk.page(&admin, &format!("/visits/{}/print/{what}{asked}", desk.visit), None);
        assert_eq!(page.status, 200, "{}", page.text);
        let article = page.text.split("<article").nth(1).unwrap().to_owned();
        article.split("lang=\"").nth(1).unwrap()[..2].to_owned()
    };
    desk.say(json!({ "language": null }));
    assert_eq!(language("sheet", ""), "en");
    desk.say(json!({ "language": "fr" }));
    let all = ["sheet", "letter", "card", "note"].map(|what| language(what, ""));
    assert_eq!(all, ["fr", "fr", "fr", "en"], "the clinic's own note is its reader's");
    assert_eq!(language("sheet", "?language=en"), "en");
    let path = format!("/api/patients/{}", desk.patient);
    assert_eq!(desk.practice.ask("PUT", &path, json!({ "language": "xx" })).status, 400);
    let file = desk.page(&admin, &format!("/patients/{}", desk.patient), None);
    assert!(file.text.contains("French") || file.text.contains("Français"), "{}", file.text);
}
