//! The history of a record in the words of its own pages: every field of a patient, a consultation, what is
//! measured and an invoice, in both languages; and a signature told by who and when.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::practice::Practice;
use crate::rooms::cookie;
use crate::wire::Sent;

struct Clinic {
    practice: Practice,
    cookie: String,
    patient: String,
    visit: String,
    invoice: String,
}

/// Every field that an editor of a patient's file changes, twice.
fn of_patient(turn: usize) -> Value {
    let (born, gender, sex, language) = match turn {
        0 => ("1980-02-03", "FEMALE", "FEMALE", "en"),
        _ => ("1981-12-24", "OTHER", "MALE", "fr"),
    };
    let mut body = json!({ "date_of_birth": born, "gender": gender, "equation_sex": sex,
        "language": language, "email": format!("words{turn}@example.org"),
        "phone": format!("06 12 34 56 7{turn}"),
        "emergency_contact_phone": format!("06 12 34 56 8{turn}") });
    for field in [
        "first_name",
        "last_name",
        "former_names",
        "file_number",
        "address",
        "postal_code",
        "city",
        "country",
        "emergency_contact_name",
        "allergies",
        "dietary_preferences",
        "medical_notes",
        "alerts",
        "diagnoses",
        "medicines",
        "supplements",
        "surgery",
        "family_history",
        "bowel",
        "sleep",
        "physical_activity",
        "occupation",
        "household",
        "habits",
        "motivation",
    ] {
        body[field] = json!(format!("Text {turn}"));
    }
    body
}

/// The same of a visit.
fn of_visit(turn: usize) -> Value {
    let (begins, minutes, kind, next) = match turn {
        0 => ("2026-03-05T05:00:00Z", 30, "FOLLOW_UP", "2026-04-05"),
        _ => ("2026-03-06T06:30:00Z", 45, "IN_PERSON", "2026-05-06"),
    };
    let mut body = json!({ "visit_date": begins, "duration_minutes": minutes, "visit_type": kind,
        "next_visit_date": next, "allow_overlap": true });
    for field in [
        "chief_complaint",
        "assessment",
        "nutrition_diagnosis",
        "intervention",
        "monitoring_evaluation",
        "recommendations",
        "private_notes",
    ] {
        body[field] = json!(format!("Text {turn}"));
    }
    body
}

/// The same of what is measured.
fn measured(turn: usize) -> Value {
    let more = turn as f64;
    json!({ "weight_kg": 78.5 - more, "height_cm": 163.0 + more, "waist_circumference_cm": 90.0 + more,
        "hip_circumference_cm": 110.0 + more, "body_fat_percentage": 37.1 + more,
        "blood_pressure_systolic": 128 + turn, "blood_pressure_diastolic": 84 + turn,
        "notes": format!("Text {turn}") })
}

impl Clinic {
    fn open() -> Self {
        let practice = Practice::open();
        let cookie = cookie(&practice, "admin");
        let none = String::new;
        let mut clinic = Self { practice, cookie, patient: none(), visit: none(), invoice: none() };
        let dietitian = clinic.user("dietitian");
        let mut patient = of_patient(0);
        patient["assigned_dietitian_id"] = json!(dietitian);
        clinic.patient = clinic.practice.made("/api/patients", patient, "patient");
        let other = clinic.practice.text(
            "SELECT u.id FROM users u JOIN roles r ON r.id = u.role_id WHERE r.name = 'DIETITIAN' \
             AND u.username <> 'dietitian' AND u.is_active LIMIT 1",
        );
        let mut again = of_patient(1);
        again["assigned_dietitian_id"] = json!(other);
        clinic.practice.done("PUT", &format!("/api/patients/{}", clinic.patient), again);
        let mut visit = of_visit(0);
        visit["patient_id"] = json!(clinic.patient);
        visit["dietitian_id"] = json!(dietitian);
        visit["status"] = json!("COMPLETED");
        clinic.visit = clinic.practice.made("/api/visits", visit, "visit");
        clinic.practice.done("PUT", &format!("/api/visits/{}", clinic.visit), of_visit(1));
        let room = format!("/api/visits/{}/measurements", clinic.visit);
        let measurement = clinic.practice.made(&room, measured(0), "measurement");
        clinic.practice.done("PUT", &format!("{room}/{measurement}"), measured(1));
        clinic.invoice = clinic.billed();
        clinic
    }

    fn user(&self, name: &str) -> String {
        self.practice.text(&format!("SELECT id FROM users WHERE username = '{name}'"))
    }

    /// An invoice that was changed, issued, paid in part, and its payment undone.
    fn billed(&self) -> String {
        let draft = json!({ "patient_id": self.patient, "visit_id": self.visit, "status": "DRAFT",
            "notes": "First", "lines": [{ "description": "Talk", "quantity": 1, "unit_price": 45 },
            { "description": "Report", "quantity": 2, "unit_price": 10.5, "tax_rate": 20 }] });
        let invoice = self.practice.made("/api/billing", draft, "billing");
        let at = format!("/api/billing/{invoice}");
        let lines = json!([{ "description": "Talk", "quantity": 1, "unit_price": 50 }]);
        self.practice.done(
            "PUT",
            &at,
            json!({ "notes": "Second", "due_date": "2027-12-31", "lines": lines }),
        );
        let issued = self.practice.ask("POST", &format!("{at}/issue"), json!({}));
        assert!(issued.status < 300, "{}", issued.text);
        let paid = json!({ "amount": 20, "method": "CASH", "reference": "by hand" });
        let payment = self.practice.made(&format!("{at}/payments"), paid, "payment");
        let undone = self.practice.ask("DELETE", &format!("{at}/payments/{payment}"), json!({}));
        assert!(undone.status < 300, "{}", undone.text);
        invoice
    }

    fn page(&self, path: &str, language: &str) -> String {
        let sent = Sent::new("GET", path).header("Accept", "text/html");
        let sent = sent.header("Accept-Language", language).header("Cookie", &*self.cookie);
        let page = self.practice.send(&sent);
        assert_eq!(page.status, 200, "{path}: {}", page.text);
        page.text
    }

    /// The labels of the fields of a form, by their names.
    fn labels(&self, path: &str, language: &str) -> BTreeMap<String, String> {
        let page = self.page(path, language);
        let fields = page.split("<label for=\"").skip(1).filter_map(|rest| {
            let (name, rest) = rest.split_once('"')?;
            let label = rest.split_once('>')?.1.split('<').next()?.trim();
            Some((name.to_owned(), label.to_owned()))
        });
        fields.filter(|(_, label)| !label.is_empty()).collect()
    }

    fn history(&self, language: &str) -> [(&'static str, String); 3] {
        [
            ("patient", self.page(&format!("/patients/{}/history", self.patient), language)),
            ("visit", self.page(&format!("/visits/{}/history", self.visit), language)),
            ("invoice", self.page(&format!("/invoices/{}/history", self.invoice), language)),
        ]
    }
}

/// The rows of the tables of changes: each cell's text.
fn rows(page: &str) -> Vec<Vec<String>> {
    let tables = page.split("<table class=\"changes").skip(1);
    let tables = tables.filter_map(|table| table.split("</table>").next());
    let rows = tables.flat_map(|table| table.split("<tr>").skip(1));
    let cells = |row: &str| -> Vec<String> {
        let all = row.split("<td").skip(1).filter_map(|cell| cell.split_once('>'));
        all.map(|(_, cell)| text(cell.split("</td>").next().unwrap())).collect()
    };
    rows.map(cells).filter(|cells| !cells.is_empty()).collect()
}

/// What an element says.
fn text(html: &str) -> String {
    let parts = html.split('<').enumerate();
    let said = parts.map(|(at, part)| match at {
        0 => part,
        _ => part.split_once('>').map_or("", |(_, text)| text),
    });
    said.collect::<String>().trim().to_owned()
}

/// Words that no reader says: names of fields, codes, days and numbers as a program writes them, ids.
fn foreign(told: &str) -> Option<String> {
    let words = told.split([' ', '\u{a0}', '\n', '·', ',', ':', '(', ')', '/', '“', '”']);
    let is_foreign = |word: &&str| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let is_day = bare.len() == 10 && bare.chars().filter(|c| *c == '-').count() == 2;
        let is_code = bare.len() > 3 && bare.chars().all(|c| c.is_ascii_uppercase());
        let is_id = bare.len() == 36 && bare.matches('-').count() == 4;
        bare.contains('_') || is_day || is_code || is_id || bare.ends_with(".0")
    };
    words.into_iter().find(is_foreign).map(str::to_owned)
}

#[test]
fn every_field_of_a_history_is_told_in_the_words_of_its_own_page() {
    let clinic = Clinic::open();
    let (patient, visit) = (&clinic.patient, &clinic.visit);
    for language in ["en", "fr"] {
        let mut forms = clinic.labels(&format!("/patients/{patient}/edit"), language);
        forms.extend(clinic.labels(&format!("/patients/{patient}/medical-history/edit"), language));
        let writing = clinic.labels(&format!("/visits/{visit}?edit=1"), language);
        let [patients, visits, invoices] = clinic.history(language);
        for (fields, forms, (_, page)) in [
            (of_patient(0), &forms, &patients),
            (of_visit(0), &writing, &visits),
            (measured(0), &writing, &visits),
        ] {
            let labels: Vec<String> = rows(page).into_iter().map(|row| row[0].clone()).collect();
            let named = fields.as_object().unwrap().keys();
            // The kind and the day of a visit are called longer where no form stands around them.
            let longer = ["visit_type", "next_visit_date"];
            for name in named.filter(|name| !longer.contains(&name.as_str())) {
                let Some(label) = forms.get(name) else { continue };
                assert!(labels.contains(label), "{language}: {name} is no “{label}”: {labels:?}");
            }
        }
        for (of, page) in [&patients, &visits, &invoices] {
            let rows = rows(page);
            assert!(rows.len() > 15, "{of}: {}", rows.len());
            // Versions of one minute are called alike, and places to jump to must not be.
            assert!(!page.contains("role=\"region\""), "{of}");
            for row in &rows {
                for told in row.iter().filter(|told| !told.contains("INV-") && *told != "EUR") {
                    assert_eq!(foreign(told), None, "{language}, {of}: {row:?}");
                }
            }
        }
    }
}

#[test]
fn a_payment_in_a_history_is_told_as_people_say_it() {
    let clinic = Clinic::open();
    let [_, _, (_, english)] = clinic.history("en");
    let [_, _, (_, french)] = clinic.history("fr");
    let told = |page: &str, label: &str| -> Vec<String> {
        let of_it = rows(page).into_iter().filter(|row| row[0] == label);
        of_it.map(|row| row[row.len() - 2].clone()).collect()
    };
    let (english, french) = (told(&english, "Payment"), told(&french, "Paiement"));
    assert!(english.iter().any(|one| one.starts_with("Payment · €20.00 · Cash · ")), "{english:?}");
    assert!(
        english.iter().any(|one| one.starts_with("Undone payment · ") && one.contains("€20.00")),
        "{english:?}"
    );
    assert!(
        french.iter().any(|one| one.starts_with("Paiement · 20,00\u{a0}€ · Espèces · ")),
        "{french:?}"
    );
}

#[test]
fn a_signature_is_told_by_who_and_when_and_its_digest_only_where_it_is_asked_for() {
    let clinic = Clinic::open();
    let at = format!("/api/visits/{}", clinic.visit);
    let act = |path: &str, body: Value| {
        let done = clinic.practice.ask("POST", &format!("{at}/{path}"), body);
        assert!(done.status < 300, "{}", done.text);
    };
    act("sign", json!({}));
    act("amend", json!({ "reason": "A word was wrong" }));
    clinic.practice.done("PUT", &at, json!({ "assessment": "Right" }));
    act("sign", json!({}));
    let name = clinic
        .practice
        .text("SELECT first_name || ' ' || last_name FROM users WHERE username = 'admin'");
    let digest = clinic.practice.text(&format!(
        "SELECT digest FROM visit_signatures WHERE visit_id = '{}' ORDER BY edition DESC LIMIT 1",
        clinic.visit
    ));
    for (language, signed, amended) in
        [("en", "Signed by", "Amended by"), ("fr", "Signé par", "A word was wrong")]
    {
        for page in ["history", "signatures"] {
            let page = clinic.page(&format!("/visits/{}/{page}", clinic.visit), language);
            assert!(page.contains(&format!("{signed} {name}")), "{page}");
            assert!(page.contains(amended) && page.contains("A word was wrong"), "{page}");
            // In a fold, with what it is for, and nowhere else.
            for before in page.split(&digest).take(page.matches(&digest).count()) {
                let (_, fold) = before.rsplit_once("<details class=\"digest\">").unwrap();
                assert!(!fold.contains("</details>") && fold.contains("<small>"), "{fold}");
            }
            assert_eq!(page.matches(&digest).count(), 1);
        }
        for print in ["note", "sheet"] {
            let paper = format!("/visits/{}/print/{print}?language={language}", clinic.visit);
            assert!(!clinic.page(&paper, language).contains(&digest), "{print}");
        }
    }
}
