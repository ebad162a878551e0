//! Ten people draw up NUMBERED_INVOICES (200) invoices at once: the numbers follow each other.

use std::thread;

use serde_json::json;

use crate::clinic::fine;
use crate::house::{House, Person};

const CLIENTS: usize = 10;

fn asked_for() -> usize {
    let asked = std::env::var("NUMBERED_INVOICES").ok().and_then(|text| text.parse().ok());
    asked.unwrap_or(200)
}

/// Draws up that many invoices, one after the other; where `is_bad` says so, one with a line that
/// is refused. Returns the numbers.
fn draw_up(person: &Person, patient: &str, count: usize, is_bad: fn(usize) -> bool) -> Vec<usize> {
    let mut numbers = Vec::new();
    for turn in 0..count {
        let price = if is_bad(turn) { json!("12.345") } else { json!(12.34) };
        let body = json!({
            "patient_id": patient, "currency": "EUR", "invoice_date": "2027-02-03",
            // The bad line comes last, after everything else of the invoice has been looked at.
            "lines": [
                {"description": "Consultation", "unit_price": 50},
                {"description": "Plan", "unit_price": price},
            ],
        });
        let reply = person.ask("POST", "/api/billing", Some(&body));
        if is_bad(turn) {
            assert_eq!((reply.status, reply.code()), (400, "VALIDATION_ERROR".to_owned()));
            continue;
        }
        assert_eq!(reply.status, 201, "{}", reply.text());
        let invoice = &reply.json()["data"]["billing"];
        let number = invoice["invoice_number"].as_str().unwrap();
        let number = number.strip_prefix("INV-2027-").unwrap_or_else(|| panic!("{number}"));
        assert_eq!(number.len(), 6, "six digits");
        numbers.push(number.parse().unwrap());
    }
    numbers
}

fn numbers_of_all(count: usize, is_bad: fn(usize) -> bool) -> (House, Vec<usize>) {
    let house = House::of(&[("admin", "ADMIN")]);
    let admin = house.person("admin");
    let patient = admin.patient("Numbered", &admin);
    let people = (0..CLIENTS).map(|_| admin.on_another_line(&house)).collect::<Vec<_>>();
    let patient = patient.as_str();
    let mut numbers: Vec<usize> = thread::scope(|scope| {
        let work = |person: Person| {
            scope.spawn(move || {
                let own = draw_up(&person, patient, count / CLIENTS, is_bad);
                assert!(own.is_sorted(), "one person's numbers rise: {own:?}");
                own
            })
        };
        let threads: Vec<_> = people.into_iter().map(work).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    numbers.sort_unstable();
    (house, numbers)
}

#[test]
fn ten_people_at_once_get_numbers_without_gap_or_double() {
    let count = asked_for();
    let (house, numbers) = numbers_of_all(count, |_| false);
    assert!(numbers.iter().copied().eq(1..=count), "{numbers:?}");
    fine(&house.clinic.run(&["doctor"]));
}

#[test]
fn what_is_refused_uses_no_number() {
    let (house, numbers) = numbers_of_all(asked_for(), |turn| turn % 3 == 1);
    assert!(numbers.len() > CLIENTS && numbers.iter().copied().eq(1..=numbers.len()));
    let last = house.count("SELECT last_number FROM number_series WHERE series = 'INV'");
    assert_eq!(last, numbers.len() as i64);
    fine(&house.clinic.run(&["doctor"]));
}

#[test]
fn drafts_are_numbered_in_the_order_of_issue_and_in_the_year_of_their_date() {
    let house = House::of(&[("admin", "ADMIN")]);
    let admin = house.person("admin");
    let patient = admin.patient("Drafts", &admin);
    let draft = |day: &str| {
        let body = json!({
            "patient_id": patient, "amount": 10, "status": "DRAFT", "invoice_date": day,
        });
        let reply = admin.post("/api/billing", body);
        assert!(reply.json()["data"]["billing"]["invoice_number"].is_null());
        crate::house::id_of(&reply, "billing")
    };
    let (first, second) = (draft("2027-01-01"), draft("2027-06-01"));
    let (gone, other_year) = (draft("2027-03-01"), draft("2028-01-01"));
    admin.delete(&format!("/api/billing/{gone}"));
    for (id, number) in
        [(second, "INV-2027-000001"), (other_year, "INV-2028-000001"), (first, "INV-2027-000002")]
    {
        let issued = admin.post(&format!("/api/billing/{id}/issue"), json!({})).json();
        assert_eq!(issued["data"]["billing"]["invoice_number"], number);
        // A cancelled one keeps it, and nobody else gets it.
        admin.delete(&format!("/api/billing/{id}"));
        let kept = admin.get(&format!("/api/billing/{id}")).json();
        let kept = &kept["data"]["billing"];
        assert_eq!(
            (&kept["invoice_number"], &kept["status"]),
            (&json!(number), &json!("CANCELLED"))
        );
    }
}
