//! Back to an earlier version: offered exactly where it works, told afterwards with a way to undo it, and asked
//! about where the time of then is another's by now.

use serde_json::json;

use crate::past::Desk;
use crate::rooms::{cookie, knock};
use crate::wire::Answer;

impl Desk {
    fn page(&self, user: &str, path: &str) -> Answer {
        knock(&self.practice, "GET", path, Some(&cookie(&self.practice, user)))
    }

    fn visit(&self, at: &str) -> String {
        let body = json!({ "patient_id": self.patient, "dietitian_id": self.dietitian, "visit_date": at,
            "allow_overlap": true });
        self.practice.made("/api/visits", body, "visit")
    }
}

/// The presses that a page offers: each as its form sends it.
fn offered(page: &str) -> Vec<String> {
    let forms = page.split("<form method=\"post\"").skip(1).filter_map(|rest| {
        let form = rest.split("</form>").next()?;
        form.contains("Back to this version").then_some(form)
    });
    let fields = |form: &str| {
        let inputs = form.split("<input type=\"hidden\" name=\"").skip(1);
        let pairs = inputs.filter_map(|input| {
            let (name, rest) = input.split_once("\" value=\"")?;
            Some(format!("{name}={}", rest.split('"').next()?))
        });
        pairs.collect::<Vec<_>>().join("&")
    };
    forms.map(fields).collect()
}

#[test]
fn a_version_is_offered_exactly_where_going_back_to_it_works() {
    let desk = Desk::open();
    let visit = desk.visit("2026-03-05T05:00:00Z");
    let (api, room) = (format!("/api/visits/{visit}"), format!("/visits/{visit}/history"));
    let admin = cookie(&desk.practice, "admin");
    desk.practice.done("PUT", &api, json!({ "assessment": "one", "duration_minutes": 40 }));
    desk.practice.done("PUT", &api, json!({ "duration_minutes": 50 }));
    desk.practice.done("PUT", &api, json!({ "assessment": "two" }));
    let measured = desk.practice.made(
        &format!("{api}/measurements"),
        json!({ "weight_kg": 70 }),
        "measurement",
    );
    desk.practice.done(
        "PUT",
        &format!("{api}/measurements/{measured}"),
        json!({ "weight_kg": 71.5 }),
    );
    let line = |price: i64| json!([{ "description": "Follow-up", "quantity": 1, "unit_price": price, "tax_rate": 0 }]);
    let draft =
        json!({ "patient_id": desk.patient, "lines": line(10), "status": "DRAFT", "notes": "a" });
    let invoice = desk.practice.made("/api/billing", draft, "billing");
    let bill = format!("/api/billing/{invoice}");
    desk.practice.done("PUT", &bill, json!({ "lines": line(20) }));
    desk.practice.done("PUT", &bill, json!({ "notes": "b" }));
    let patient = format!("/api/patients/{}", desk.patient);
    desk.practice.done("PUT", &patient, json!({ "city": "Lyon" }));
    desk.practice.done("PUT", &patient, json!({ "city": null, "phone": "0612345678" }));
    let rooms = [
        (room.clone(), api.clone()),
        (format!("/invoices/{invoice}/history"), bill.clone()),
        (format!("/patients/{}/history", desk.patient), patient),
    ];
    let mut pressed = 0;
    let mut every_offer = |desk: &Desk| {
        for (room, api) in &rooms {
            for place in 0.. {
                let page = desk.page("admin", room);
                assert_eq!(page.status, 200, "{}", page.text);
                let all = offered(&page.text);
                let Some(form) = all.get(place) else { break };
                let done = desk.practice.press(&admin, room, form);
                assert_eq!(done.status, 303, "{form}: {}", done.text);
                pressed += 1;
            }
            // What is not offered is no change or refused.
            let text = desk.page("admin", room).text;
            let seqs: Vec<String> = offered(&text);
            for version in desk.practice.get(&format!("{api}/history")).json()["data"]["history"]
                .as_array()
                .unwrap()
            {
                let seq = version["seq"].as_i64().unwrap();
                if !seqs.iter().any(|form| form.contains(&format!("version={seq}&"))) {
                    let before = desk.practice.get(&format!("{api}/history")).text;
                    let back = desk.practice.ask(
                        "POST",
                        &format!("{api}/history/{seq}/restore"),
                        json!({}),
                    );
                    let after = desk.practice.get(&format!("{api}/history")).text;
                    assert!(back.status < 500 && before == after, "{room} {seq}: {}", back.text);
                }
            }
        }
    };
    every_offer(&desk);
    assert_eq!(desk.practice.ask("POST", &format!("{bill}/issue"), json!({})).status, 200);
    assert_eq!(desk.practice.ask("POST", &format!("{api}/sign"), json!({})).status, 200);
    every_offer(&desk);
    assert!(pressed > 20, "{pressed}");
    let page = desk.page("admin", &room).text;
    assert!(page.contains("The note is signed: amend it before it goes back."), "{page}");
    let page = desk.page("admin", &format!("/invoices/{invoice}/history")).text;
    assert!(page.contains("of it only notes and due date go back"), "{page}");
    let page = desk.page("viewer", &room).text;
    assert!(offered(&page).is_empty() && page.contains("Only who may change the record"), "{page}");
}

#[test]
fn what_went_back_is_told_and_undone_and_a_taken_time_is_asked_about() {
    let desk = Desk::open();
    let visit = desk.visit("2026-03-05T05:00:00Z");
    let (api, room) = (format!("/api/visits/{visit}"), format!("/visits/{visit}/history"));
    let admin = cookie(&desk.practice, "admin");
    desk.practice.done(
        "PUT",
        &api,
        json!({ "visit_date": "2026-03-06T05:00:00Z", "duration_minutes": 50 }),
    );
    let when = |text: &str| desk.practice.get(&api).json()["data"]["visit"]["visit_date"] == text;
    let first = offered(&desk.page("admin", &room).text).remove(0);
    let done = desk.practice.press(&admin, &room, &first);
    assert_eq!(done.status, 303, "{}", done.text);
    assert!(when("2026-03-05T05:00:00.000Z"));
    let told = desk.page("admin", done.header("location").unwrap());
    assert!(told.text.contains("The consultation is back to the version of "), "{}", told.text);
    assert!(
        told.text.contains(": when, minutes.") || told.text.contains(": minutes, when."),
        "{}",
        told.text
    );
    // Undo is going back to the version before.
    let form = told.text.split("class=\"done\"").nth(1).unwrap().split("</form>").next().unwrap();
    let value = |name: &str| {
        let rest = form.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    let undo = format!("version={}&known={}", value("version"), value("known"));
    assert_eq!(desk.practice.press(&admin, &room, &undo).status, 303);
    assert!(when("2026-03-06T05:00:00.000Z"));
    // Somebody else has the old time by now.
    desk.visit("2026-03-05T05:10:00Z");
    let first = offered(&desk.page("admin", &room).text).pop().unwrap();
    let asked = desk.practice.press(&admin, &room, &first);
    assert!(asked.status == 409 && asked.text.contains("Double-book anyway"), "{}", asked.text);
    assert!(when("2026-03-06T05:00:00.000Z"));
    let anyway = desk.practice.press(&admin, &room, format!("{first}&allow_overlap=true"));
    assert_eq!(anyway.status, 303, "{}", anyway.text);
    assert!(when("2026-03-05T05:00:00.000Z"));
}

#[test]
fn lists_sums_and_ids_of_a_history_are_words() {
    let desk = Desk::open();
    let line = |what: &str, price: i64, tax: i64| json!({ "description": what, "quantity": 2, "unit_price": price, "tax_rate": tax });
    let draft = json!({ "patient_id": desk.patient, "status": "DRAFT",
        "lines": [line("First", 10, 0), line("Kept", 5, 0), line("Dearer", 7, 0)] });
    let invoice = desk.practice.made("/api/billing", draft, "billing");
    let bill = format!("/api/billing/{invoice}");
    desk.practice.done(
        "PUT",
        &bill,
        json!({ "lines": [line("Kept", 5, 0), line("Dearer", 8, 20), line("New", 30, 0)] }),
    );
    let other = json!({ "first_name": "Bo", "last_name": "Lind", "date_of_birth": "1980-01-02" });
    let other = desk.practice.made("/api/patients", other, "patient");
    desk.practice.done("PUT", &bill, json!({ "patient_id": other }));
    let page = desk.page("admin", &format!("/invoices/{invoice}/history")).text;
    for words in [
        "Removed: 2 × First · €10.00",
        "Changed: 2 × Dearer · €7.00",
        "Changed to: 2 × Dearer · €8.00 · tax 20%",
        "Added: 2 × New · €30.00",
        "€86.00",
        "Bo Lind",
        "Ana Ek",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains(">…<"), "{page}");
    let rows = |patient: &str| {
        desk.practice.number(&format!(
            "SELECT count(*) FROM audit_logs WHERE resource_id = '{invoice}' AND patient_id = '{patient}' \
             AND action IN ('UPDATE', 'TRANSFER') AND seq > (SELECT max(seq) FROM audit_logs \
             WHERE action = 'CREATE' AND resource_id = '{other}')"
        ))
    };
    assert_eq!((rows(&desk.patient), rows(&other)), (1, 1), "both files tell of the move");
    let visit = desk.visit("2026-03-05T05:00:00Z");
    let admin = desk.practice.text("SELECT id FROM users WHERE username = 'admin'");
    desk.practice.done(
        "PUT",
        &format!("/api/visits/{visit}"),
        json!({ "dietitian_id": admin, "duration_minutes": 45 }),
    );
    let page = desk.page("admin", &format!("/visits/{visit}/history")).text;
    let name = desk
        .practice
        .text("SELECT first_name || ' ' || last_name FROM users WHERE username = 'admin'");
    assert!(page.contains(&name) && page.contains("45\u{a0}min"), "{page}");
    assert!(!page.contains(&admin[..8]), "{page}");
}
