//! LEDGER_OPERATIONS (300) random things done to invoices by eight people at once: every answer,
//! every sum and the doctor agree with a model that knows the contract alone.

mod model;
mod till;

use std::collections::BTreeMap;
use std::thread;

use serde_json::{Value, json};

use crate::clinic::fine;
use crate::house::{House, Person};
use model::{CURRENCIES, Invoice, Stage, minor};
use till::Till;

const TILLS: usize = 8;

#[test]
fn the_books_agree_with_everything_that_was_done() {
    let asked = std::env::var("LEDGER_OPERATIONS").ok().and_then(|text| text.parse().ok());
    let operations: usize = asked.unwrap_or(300);
    let seed = std::env::var("LEDGER_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
    let house = House::of(&[("admin", "ADMIN")]);
    let admin = house.person("admin");
    let tills = (0..TILLS).map(|number| {
        let patient = admin.patient(&format!("Till{number}"), &admin);
        Till::new(admin.on_another_line(&house), patient, seed * 1000 + number as u64)
    });
    let tills: Vec<Till> = tills.collect();
    let tills: Vec<Till> = thread::scope(|scope| {
        let work = |mut till: Till| {
            scope.spawn(move || {
                till.work(operations / TILLS);
                till
            })
        };
        let threads: Vec<_> = tills.into_iter().map(work).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    tills.iter().for_each(Till::look_at_everything);
    let invoices: Vec<&Invoice> = tills.iter().flat_map(|till| &till.invoices).collect();
    let present: Vec<&Invoice> =
        invoices.into_iter().filter(|invoice| invoice.stage != Stage::Gone).collect();
    let done: usize = tills.iter().map(|till| till.done).sum();
    eprintln!("{done} of {operations} operations were lawful, on {} invoices", present.len());
    assert!(done * 3 > operations, "only {done} of {operations} were lawful");

    let listed = everything(&admin, "/api/billing?sort_by=created_at", "billing");
    assert_eq!(listed.len(), present.len());
    for invoice in &present {
        invoice.must_be(listed.iter().find(|row| row["id"] == *invoice.id).unwrap());
    }
    must_be_numbered(&listed);
    the_figures_are_the_sums(&admin, &present);
    fine(&house.clinic.run(&["doctor"]));
    assert_eq!(house.count(GAPS), 0, "credit notes are numbered without gaps");
    assert_eq!(admin.get("/api/audit-logs/verify").fine().json()["data"]["ok"], json!(true));
}

/// How many numbers are missing between the credit notes' of each year.
const GAPS: &str = "SELECT coalesce(sum(last - notes), 0) FROM ( \
    SELECT max(CAST(substr(number, 9) AS INTEGER)) AS last, count(*) AS notes \
    FROM credit_notes GROUP BY substr(number, 1, 7))";

/// Every row of a list, page by page.
fn everything(person: &Person, path: &str, plural: &str) -> Vec<Value> {
    let (mut rows, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = person.get(&format!("{path}&limit=100{cursor}")).fine().json();
        rows.extend(page["data"][plural].as_array().unwrap().iter().cloned());
        match page["data"]["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return rows,
        }
    }
}

/// The issued ones of each year count from 1 without a gap.
fn must_be_numbered(listed: &[Value]) {
    let mut years: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for number in listed.iter().filter_map(|row| row["invoice_number"].as_str()) {
        let (year, number) = number.strip_prefix("INV-").unwrap().split_once('-').unwrap();
        assert_eq!(number.len(), 6);
        years.entry(year.to_owned()).or_default().push(number.parse().unwrap());
    }
    for (year, mut numbers) in years {
        numbers.sort_unstable();
        assert!(numbers.iter().copied().eq(1..=numbers.len()), "{year}: {numbers:?}");
    }
}

/// Statistics and reports are the sums of the invoices, each currency for itself.
fn the_figures_are_the_sums(admin: &Person, invoices: &[&Invoice]) {
    let stats = admin.get("/api/billing/stats").fine().json();
    let report = admin.get("/api/reports/billing").fine().json();
    for (currency, _) in CURRENCIES {
        let own: Vec<&&Invoice> =
            invoices.iter().filter(|invoice| invoice.currency == currency).collect();
        let claims = |invoice: &&&&Invoice| !["DRAFT", "CANCELLED"].contains(&invoice.status());
        let owes =
            |invoice: &&&&Invoice| ["PENDING", "PARTIAL", "OVERDUE"].contains(&invoice.status());
        let sum = |figure: fn(&Invoice) -> i64| {
            own.iter().filter(claims).map(|invoice| figure(invoice)).sum::<i64>()
        };
        let of = |answer: &Value| {
            let rows = answer["data"]["byCurrency"].as_array().unwrap();
            let row = rows.iter().find(|row| row["currency"] == currency);
            row.unwrap_or_else(|| panic!("{currency} is missing: {answer}")).clone()
        };
        let same = |found: &Value, expected: i64, what: &str| {
            assert_eq!(minor(found, currency), expected, "{what} in {currency}");
        };
        let row = of(&stats);
        assert_eq!(row["total_invoices"], own.len());
        same(&row["total_revenue"], sum(Invoice::left), "total_revenue");
        let received = own.iter().map(|invoice| invoice.paid()).sum::<i64>();
        same(&row["paid_revenue"], received, "paid_revenue");
        same(&row["pending_revenue"], sum(|one| one.balance().max(0)), "pending_revenue");
        same(&row["owed_to_patients"]["amount"], sum(|one| (-one.balance()).max(0)), "owed back");
        for by_status in row["by_status"].as_array().unwrap() {
            let status = by_status["status"].as_str().unwrap();
            let these = || own.iter().filter(|invoice| invoice.status() == status);
            assert_eq!(by_status["count"], these().count(), "{status} in {currency}");
            let total = these().map(|invoice| invoice.total()).sum();
            same(&by_status["total"], total, status);
        }
        let summary = &of(&report)["summary"];
        assert_eq!(summary["totalInvoices"], own.len(), "{summary}");
        same(&summary["totalRevenue"], sum(Invoice::left), "totalRevenue");
        same(&summary["totalAmount"], sum(|one| one.net - one.credited_net), "totalAmount");
        same(&summary["totalTax"], sum(|one| one.tax - one.credited_tax), "totalTax");
        let outstanding = own.iter().filter(owes).map(|invoice| invoice.balance()).sum();
        same(&summary["outstanding"]["amount"], outstanding, "outstanding");
        assert_eq!(summary["outstanding"]["count"], own.iter().filter(owes).count());
    }
}
