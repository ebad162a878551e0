//! Single facts of an invoice's life, as the contract tells them.

use std::thread;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::house::{House, Person, id_of};
use crate::line::Reply;

struct Office {
    admin: Person,
    patient: String,
    house: House,
}

impl Office {
    fn open() -> Self {
        let house = House::of(&[("admin", "ADMIN")]);
        let admin = house.person("admin");
        let patient = admin.patient("Facts", &admin);
        Self { admin, patient, house }
    }

    fn ask_for(&self, body: Value) -> Reply {
        let mut body = body;
        body["patient_id"] = json!(self.patient);
        self.admin.ask("POST", "/api/billing", Some(&body))
    }

    /// The path of a new invoice.
    #[track_caller]
    fn invoice(&self, body: Value) -> String {
        format!("/api/billing/{}", id_of(&self.ask_for(body).fine(), "billing"))
    }

    fn post(&self, path: &str, body: Value) -> Reply {
        self.admin.ask("POST", path, Some(&body))
    }

    fn read(&self, path: &str) -> Value {
        self.admin.get(path).fine().json()["data"]["billing"].clone()
    }
}

#[track_caller]
fn is_refused(reply: &Reply, status: u16, code: &str) {
    assert_eq!((reply.status, reply.code().as_str()), (status, code), "{}", reply.text());
}

#[track_caller]
fn names(reply: &Reply, field: &str) {
    let answer = reply.json();
    let details = answer["error"]["details"].as_array().unwrap_or_else(|| panic!("{answer}"));
    assert!(details.iter().any(|detail| detail["field"] == field), "{field}: {answer}");
}

#[test]
fn a_tenth_and_two_tenths_are_three_tenths() {
    let office = Office::open();
    let lines = json!([
        {"description": "a", "unit_price": 0.1},
        {"description": "b", "unit_price": 0.2},
    ]);
    let reply = office.ask_for(json!({"currency": "EUR", "lines": lines})).fine();
    let text = reply.text();
    assert!(text.contains(r#""total_amount":0.3,"#) && !text.contains("0.30000"), "{text}");
}

#[test]
fn each_currency_has_its_own_decimals_and_none_is_added_to_another() {
    let office = Office::open();
    for (currency, too_fine) in [("JPY", "100.5"), ("EUR", "1.005"), ("KWD", "1.0005")] {
        for amount in [json!(too_fine), serde_json::from_str(too_fine).unwrap()] {
            let reply = office.ask_for(json!({"currency": currency, "amount": amount}));
            is_refused(&reply, 400, "VALIDATION_ERROR");
            names(&reply, "amount");
        }
        let lines = json!([{"description": "x", "unit_price": too_fine}]);
        let reply = office.ask_for(json!({"currency": currency, "lines": lines}));
        is_refused(&reply, 400, "VALIDATION_ERROR");
        names(&reply, "lines[0].unit_price");
    }
    for (currency, amount) in [("JPY", json!(1200)), ("EUR", json!(10.5)), ("KWD", json!(1.005))] {
        office.invoice(json!({"currency": currency, "amount": amount}));
    }
    for path in ["/api/billing/stats", "/api/reports/billing"] {
        let answer = office.admin.get(path).fine().json();
        let rows = answer["data"]["byCurrency"].as_array().unwrap();
        let revenue = |currency: &str| {
            let row = rows.iter().find(|row| row["currency"] == currency).unwrap();
            row.get("total_revenue").unwrap_or(&row["summary"]["totalRevenue"]).clone()
        };
        let each = ["JPY", "EUR", "KWD"].map(revenue);
        assert_eq!(each, [json!(1200), json!(10.5), json!(1.005)], "{path}: {answer}");
        assert!(!answer.to_string().contains("1211.505"), "added up: {answer}");
    }
}

#[test]
fn an_issued_invoice_is_frozen_but_for_notes_and_due_date() {
    let office = Office::open();
    let other = office.admin.patient("Other", &office.admin);
    let path = office.invoice(json!({"amount": 100, "currency": "EUR"}));
    let before = office.read(&path);
    for frozen in [
        json!({"amount": 90}),
        json!({"tax_amount": 1}),
        json!({"currency": "USD"}),
        json!({"patient_id": other}),
        json!({"lines": [{"description": "x", "unit_price": 1}]}),
    ] {
        let reply = office.admin.ask("PUT", &path, Some(&frozen));
        is_refused(&reply, 409, "INVOICE_ISSUED");
        assert_eq!(office.read(&path), before, "{frozen}");
    }
    office.admin.put(&path, json!({"notes": "By post", "due_date": "2035-01-01"}));
    let after = office.read(&path);
    assert_eq!((&after["notes"], &after["due_date"]), (&json!("By post"), &json!("2035-01-01")));
    assert_eq!(after["invoice_number"], before["invoice_number"]);
}

#[test]
fn a_paid_invoice_is_neither_paid_again_nor_deleted() {
    let office = Office::open();
    let path = office.invoice(json!({"amount": 100, "status": "PAID"}));
    let paid = office.read(&path);
    assert_eq!((&paid["status"], &paid["balance"]), (&json!("PAID"), &json!(0)));
    let pay = format!("{path}/pay");
    is_refused(&office.post(&pay, json!({})), 400, "ALREADY_PAID");
    // Before anything else in the body is looked at.
    is_refused(&office.post(&pay, json!({"payment_method": "SHELLS"})), 400, "ALREADY_PAID");
    is_refused(
        &office.post(&format!("{path}/payments"), json!({"amount": 1})),
        400,
        "VALIDATION_ERROR",
    );
    is_refused(&office.admin.ask("DELETE", &path, None), 400, "CANNOT_DELETE_PAID_INVOICE");
    assert_eq!(office.read(&path), paid);

    let note = office.post(&format!("{path}/credit-note"), json!({"reason": "Not held"})).fine();
    let note = &note.json()["data"]["credit_note"];
    assert!(note["number"].as_str().unwrap().starts_with("CN-"), "{note}");
    let credited = office.read(&path);
    assert_eq!((&credited["status"], &credited["balance"]), (&json!("PAID"), &json!(-100)));
    let payments = format!("{path}/payments");
    is_refused(&office.post(&payments, json!({"amount": -100.01})), 400, "VALIDATION_ERROR");
    office.post(&payments, json!({"amount": -100, "method": "CASH"})).fine();
    let settled = office.read(&path);
    assert_eq!((&settled["amount_paid"], &settled["balance"]), (&json!(0), &json!(0)));
    assert_eq!(settled["status"], "REFUNDED");
}

#[test]
fn a_visit_of_another_patient_is_refused() {
    let office = Office::open();
    let other = office.admin.patient("Other", &office.admin);
    let (theirs, own) = (
        office.admin.visit(&other, &office.admin, 1),
        office.admin.visit(&office.patient, &office.admin, 2),
    );
    let reply = office.ask_for(json!({"amount": 1, "visit_id": theirs}));
    is_refused(&reply, 400, "VISIT_PATIENT_MISMATCH");
    let path = office.invoice(json!({"amount": 1, "visit_id": own}));
    let invoice = office.read(&path);
    assert_eq!(invoice["visit"]["id"], *own);
    assert!(invoice["invoice_number"].as_str().unwrap().ends_with("-000001"), "{invoice}");
}

#[test]
fn the_same_id_and_body_make_one_invoice_and_one_payment() {
    let office = Office::open();
    let (id, payment) = (Uuid::now_v7().to_string(), Uuid::now_v7().to_string());
    let body = json!({"id": id, "amount": 100});
    let first = office.ask_for(body.clone()).fine().json();
    assert_eq!(office.ask_for(body).fine().json(), first);
    let other = office.ask_for(json!({"id": id, "amount": 99}));
    is_refused(&other, 400, "VALIDATION_ERROR");
    names(&other, "id");
    let payments = format!("/api/billing/{id}/payments");
    let body = json!({"id": payment, "amount": 40, "payment_method": "CASH"});
    for _ in 0..3 {
        office.post(&payments, body.clone()).fine();
    }
    assert_eq!(office.read(&format!("/api/billing/{id}"))["balance"], 60);
    let listed = office.admin.get("/api/billing").fine().json();
    assert_eq!(listed["data"]["total"], 1);
}

#[test]
fn eight_people_who_pay_one_invoice_at_once_pay_it_once() {
    let office = Office::open();
    let whole = office.invoice(json!({"amount": 100}));
    let in_parts = office.invoice(json!({"amount": 100}));
    let people: Vec<Person> = (0..8).map(|_| office.admin.on_another_line(&office.house)).collect();
    let (pay, part) = (format!("{whole}/pay"), format!("{in_parts}/payments"));
    let (pay, part) = (pay.as_str(), part.as_str());
    let answers: Vec<(Reply, Reply)> = thread::scope(|scope| {
        let both = |person: Person| {
            scope.spawn(move || {
                let thirty = json!({"amount": 30, "method": "CASH"});
                (person.ask("POST", pay, Some(&json!({}))), person.ask("POST", part, Some(&thirty)))
            })
        };
        let threads: Vec<_> = people.into_iter().map(both).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let paid = answers.iter().filter(|(whole, _)| whole.status == 200).count();
    let in_part = answers.iter().filter(|(_, part)| part.status == 201).count();
    assert_eq!((paid, in_part), (1, 3));
    for (whole, part) in &answers {
        assert!(whole.status == 200 || whole.code() == "ALREADY_PAID", "{}", whole.text());
        assert!(part.status == 201 || part.code() == "VALIDATION_ERROR", "{}", part.text());
    }
    assert_eq!(office.read(&whole)["balance"], 0);
    assert_eq!(office.read(&in_parts)["balance"], 10);
}
