//! What the pages ask before it is done, and the API does without asking.

use serde_json::{Value, json};

use crate::practice::Practice;
use crate::rooms::cookie;
use crate::wire::Sent;

struct Office {
    practice: Practice,
    cookie: String,
}

impl Office {
    fn open() -> Self {
        let practice = Practice::open();
        let cookie = cookie(&practice, "admin");
        Self { practice, cookie }
    }

    fn draft(&self, fields: Value) -> String {
        let mut body = fields;
        body["patient_id"] = json!(self.practice.text("SELECT id FROM patients LIMIT 1"));
        body["status"] = json!("DRAFT");
        self.practice.made("/api/billing", body, "billing")
    }

    fn status(&self, id: &str) -> String {
        self.practice.text(&format!("SELECT status FROM billing WHERE id = '{id}'"))
    }
}

#[test]
fn an_invoice_out_of_its_order_is_issued_by_a_second_press() {
    let office = Office::open();
    for fields in [
        json!({"amount": 5, "invoice_date": "2019-03-01"}),
        json!({"amount": 5, "invoice_date": "2031-03-01"}),
        json!({"amount": 5, "due_date": "2035-01-01"}),
    ] {
        let id = office.draft(fields.clone());
        let page = format!("/invoices/{id}/issue");
        let asked = office.practice.press(&office.cookie, &page, "");
        assert_eq!(asked.status, 200, "{fields}");
        assert!(asked.text.contains("Issue it all the same"), "{fields}");
        assert_eq!(office.status(&id), "DRAFT", "{fields}");
        assert_eq!(
            office.practice.press(&office.cookie, &page, "confirm=yes").status,
            303,
            "{fields}"
        );
        assert_ne!(office.status(&id), "DRAFT", "{fields}");
    }
    let id = office.draft(json!({"amount": 5, "invoice_date": "2018-03-01"}));
    office.practice.done("POST", &format!("/api/billing/{id}/issue"), json!({}));
}

#[test]
fn another_currency_or_zone_says_what_it_will_move() {
    let office = Office::open();
    for (field, value, said) in [
        ("currency", "KWD", "named beside the figures"),
        ("time_zone", "Pacific/Auckland", "follow the new zone"),
    ] {
        let column = format!("SELECT {field} FROM settings");
        let before = office.practice.text(&column);
        let asked = office.practice.press(&office.cookie, "/settings", format!("{field}={value}"));
        assert_eq!(asked.status, 200, "{}", asked.text);
        assert!(asked.text.contains(said) && asked.text.contains("name=\"confirm\""), "{said}");
        assert_eq!(office.practice.text(&column), before);
        let saved = office.practice.press(
            &office.cookie,
            "/settings",
            format!("{field}={value}&confirm=yes"),
        );
        assert_eq!(saved.status, 303, "{}", saved.text);
        assert_eq!(office.practice.text(&column), value);
    }
}

/// How many rows name that patient or visit, once one does or a while is over.
fn rows_of(practice: &Practice, id: &str) -> i64 {
    let statement = format!(
        "SELECT count(*) FROM audit_logs l LEFT JOIN audit_values v ON v.seq = l.seq \
         WHERE l.username = 'assistant' AND (l.resource_id = '{id}' OR v.body LIKE '%{id}%')"
    );
    let begun = std::time::Instant::now();
    loop {
        let found = practice.number(&statement);
        if found > 0 || begun.elapsed().as_secs() >= 5 {
            return found;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

#[test]
fn whom_a_refusal_names_is_seen_and_every_question_for_a_person_is_told() {
    let practice = Practice::open();
    let token = practice.token("assistant");
    let taken = practice.text(
        "SELECT id FROM visits WHERE status = 'SCHEDULED' AND deleted_at IS NULL \
         AND visit_date > strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '+1 day') LIMIT 1",
    );
    let of =
        |column: &str| practice.text(&format!("SELECT {column} FROM visits WHERE id = '{taken}'"));
    let other = practice.text(&format!(
        "SELECT id FROM patients WHERE is_active AND id <> '{}' LIMIT 1",
        of("patient_id")
    ));
    let body = json!({
        "patient_id": other, "dietitian_id": of("dietitian_id"), "visit_date": of("visit_date"),
        "duration_minutes": 5, "visit_type": "FOLLOW_UP",
    });
    let sent = Sent::new("POST", "/api/visits").bearer(&token).json(body.to_string());
    let answer = practice.send(&sent);
    assert_eq!(answer.status, 409, "{}", answer.text);
    assert!(rows_of(&practice, &taken) > 0, "{}", answer.text);
    let asked = "SELECT count(*) FROM audit_logs WHERE username = 'assistant' AND action = 'READ' \
                 AND resource_type = 'patient' AND resource_id IS NULL";
    let before = practice.number(asked);
    let question = "/api/patients/duplicates?last_name=Nobody-of-that-name";
    assert_eq!(practice.send(&Sent::new("GET", question).bearer(&token)).status, 200);
    let begun = std::time::Instant::now();
    while practice.number(asked) == before {
        assert!(begun.elapsed().as_secs() < 5, "a question that found nobody left no row");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}
