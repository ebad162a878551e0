//! The audit in the pages: who did what to whose record, in a sentence, and found by a name.

use serde_json::{Value, json};

use crate::practice::Practice;
use crate::rooms::{cookie, knock};
use crate::wire::Sent;

const FRENCH: &str = "; nutrivault_language=fr";

struct Reader<'p> {
    practice: &'p Practice,
    cookie: String,
}

impl Reader<'_> {
    fn page(&self, address: &str) -> String {
        let answer = knock(self.practice, "GET", address, Some(&self.cookie));
        assert_eq!(answer.status, 200, "{address}: {}", answer.text);
        answer.text.replace("&#39;", "'").replace("&#38;", "&").replace("&amp;", "&")
    }
}

fn patient(practice: &Practice, first: &str, last: &str) -> String {
    let body = json!({ "first_name": first, "last_name": last, "date_of_birth": "1980-01-02" });
    practice.made("/api/patients", body, "patient")
}

#[test]
fn an_owner_asks_by_name_who_saw_a_patient_and_reads_it_in_sentences() {
    let practice = Practice::open();
    let admin =
        practice.text("SELECT first_name || ' ' || last_name FROM users WHERE username = 'admin'");
    let mariana = patient(&practice, "Mariana", "Zqaraujo");
    practice.get(&format!("/api/patients/{mariana}"));
    practice.get("/api/patients?search=zqaraujo");
    practice.get("/api/export/patients?search=zqaraujo");
    practice.get("/api/export/patients");
    let dietitian = practice.token("dietitian");
    let stranger = Sent::new("GET", format!("/api/patients/{mariana}")).bearer(&dietitian);
    assert_eq!(practice.send(&stranger).status, 403);

    let english = Reader { practice: &practice, cookie: cookie(&practice, "admin") };
    let french = Reader { practice: &practice, cookie: english.cookie.clone() + FRENCH };
    for asked in ["patient=zqarau".to_owned(), format!("patient_id={mariana}")] {
        let page = english.page(&format!("/audit?{asked}"));
        for sentence in [
            format!("{admin} opened the file of Mariana Zqaraujo"),
            format!("{admin} created the file of Mariana Zqaraujo"),
            format!("{admin} exported data of Mariana Zqaraujo"),
            format!("{admin} exported a file that names "),
            "was refused access to the file of Mariana Zqaraujo".to_owned(),
        ] {
            assert!(page.contains(&sentence), "{asked}: {sentence}: {page}");
        }
        assert!(!page.contains("logged in"), "{asked}: only what tells of her");
        let page = french.page(&format!("/audit?{asked}"));
        for sentence in [
            format!("{admin} a ouvert le dossier de Mariana Zqaraujo"),
            format!("{admin} a exporté des données de Mariana Zqaraujo"),
        ] {
            assert!(page.contains(&sentence), "{asked}: {sentence}: {page}");
        }
        assert!(!page.contains("opened") && !page.contains("exported"), "{page}");
    }
    let page = english.page("/audit?action=LOGIN");
    assert!(page.contains(&format!("{admin} logged in")), "{page}");

    // Two of one name: whoever looks chooses.
    let other = patient(&practice, "Marta", "Zqaraujo");
    let page = english.page("/audit?patient=zqaraujo&action=READ");
    for id in [&mariana, &other] {
        assert!(page.contains(&format!("/audit?action=READ&patient_id={id}")), "{page}");
    }
    assert!(page.contains("Several patients fit"), "{page}");
    let page = english.page("/audit?patient=nobodyhasthisname");
    assert!(page.contains("No patient is called that."), "{page}");

    // A set is told with its patients by name.
    let rows = practice.get(&format!("/api/audit-logs?patient_id={mariana}&action=EXPORT")).json();
    let rows = rows["data"]["logs"].as_array().unwrap().clone();
    let set = rows.iter().find(|row| row["resource_id"] == Value::Null).unwrap();
    let page = english.page(&format!("/audit/{}", set["id"].as_str().unwrap()));
    assert!(page.contains("Patients whom it names") && page.contains("Mariana Zqaraujo"), "{page}");
}

#[test]
fn a_booking_is_told_as_an_appointment_and_a_file_as_a_document() {
    let practice = Practice::open();
    let admin =
        practice.text("SELECT first_name || ' ' || last_name FROM users WHERE username = 'admin'");
    let mariana = patient(&practice, "Mariana", "Zqaraujo");
    let dietitian = practice.text("SELECT id FROM users WHERE username = 'dietitian'");
    let visit = json!({ "patient_id": mariana, "dietitian_id": dietitian,
        "visit_date": "2026-03-05T05:00:00Z", "allow_overlap": true });
    practice.made("/api/visits", visit, "visit");

    let english = Reader { practice: &practice, cookie: cookie(&practice, "admin") };
    let french = Reader { practice: &practice, cookie: english.cookie.clone() + FRENCH };
    let asked = format!("/audit?action=CREATE&patient_id={mariana}");
    for (reader, booked) in [
        (&english, "booked an appointment for Mariana Zqaraujo"),
        (&french, "a pris un rendez-vous pour Mariana Zqaraujo"),
    ] {
        let page = reader.page(&asked);
        assert!(page.contains(&format!("{admin} {booked}")), "{page}");
        assert!(page.contains("<option value=\"document\">Document</option>"), "{page}");
    }
}
