//! LEDGER_OPERATIONS (300) random things done to invoices by eight people at once: every answer,
//! every sum and the doctor agree with a model that knows the contract alone.

mod desk;
mod model;
mod printed;
mod till;
mod visits;
mod workbook;
mod zones;

use std::collections::BTreeMap;
use std::thread;

use serde_json::{Value, json};

use crate::clinic::fine;
use crate::house::{House, Person};
use model::{CURRENCIES, Deposit, Invoice, Stage, minor};
use printed::Reader;
use till::Till;
use zones::ZONES;

const TILLS: usize = 8;
/// How many operations are asked for, or that many.
fn asked_operations(usual: usize) -> usize {
    let asked = std::env::var("LEDGER_OPERATIONS").ok().and_then(|text| text.parse().ok());
    asked.unwrap_or(usual)
}

/// Decides what is done, and in which zone.
fn seed() -> u64 {
    std::env::var("LEDGER_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(1)
}

#[test]
fn the_books_agree_with_everything_that_was_done() {
    let (operations, seed) = (asked_operations(300), seed());
    let house = House::of(&[("admin", "ADMIN")]);
    let admin = house.person("admin");
    let zone = ZONES[usize::try_from(seed).unwrap() % ZONES.len()].name;
    admin.ask("PUT", "/api/settings", Some(&json!({ "time_zone": zone }))).fine();
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
    let deposits: Vec<&Deposit> = tills.iter().flat_map(|till| &till.deposits).collect();
    the_figures_are_the_sums(&admin, &present, &deposits);
    pages_and_files_say_the_same(&house, &admin, &present, &deposits);
    months_are_what_their_invoices_come_to(&admin, &present);
    fine(&house.clinic.run(&["doctor"]));
    assert_eq!(house.count(GAPS), 0, "credit notes are numbered without gaps");
    the_trail_is_whole(&admin);
}

/// The chain of a long trail is walked as a job, whose end is waited for.
fn the_trail_is_whole(admin: &Person) {
    for _ in 0..300 {
        let walked = admin.get("/api/audit-logs/verify").fine().json()["data"].clone();
        if !walked["ok"].is_null() {
            return assert_eq!(walked["ok"], json!(true), "{walked}");
        }
        thread::sleep(std::time::Duration::from_millis(200));
    }
    panic!("the chain was not walked within a minute");
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

/// Statistics, reports, pages and files are the sums of the invoices and deposits, each currency for
/// itself, and any two figures of one name are the same.
fn the_figures_are_the_sums(admin: &Person, invoices: &[&Invoice], deposits: &[&Deposit]) {
    let answer = |path: &str| admin.get(path).fine().json();
    let (stats, report) = (answer("/api/billing/stats"), answer("/api/reports/billing"));
    let (books, overview) = (answer("/api/reports/financial"), answer("/api/reports/overview"));
    let dashboard = answer("/api/reports/dashboard");
    let file = exported(admin);
    for (currency, _) in CURRENCIES {
        let own: Vec<&&Invoice> =
            invoices.iter().filter(|invoice| invoice.currency == currency).collect();
        let kept: Vec<&&Deposit> =
            deposits.iter().filter(|deposit| deposit.currency == currency).collect();
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
        let total = |rows: &Value, field: &str| {
            rows.as_array().unwrap().iter().map(|row| minor(&row[field], currency)).sum::<i64>()
        };
        let (row, own_report, own_books) = (of(&stats), of(&report), of(&books));
        let (own_overview, own_board) = (of(&overview), of(&dashboard));
        let summary = &own_report["summary"];
        assert_eq!(row["total_invoices"], own.len());
        assert_eq!(summary["totalInvoices"], own.len(), "{summary}");
        for by_status in row["by_status"].as_array().unwrap() {
            let status = by_status["status"].as_str().unwrap();
            let these = || own.iter().filter(|invoice| invoice.status() == status);
            assert_eq!(by_status["count"], these().count(), "{status} in {currency}");
            let total = these().map(|invoice| invoice.total()).sum();
            same(&by_status["total"], total, status);
        }

        let billed = sum(Invoice::left);
        same(&row["total_revenue"], billed, "total_revenue");
        same(&summary["totalRevenue"], billed, "totalRevenue");
        same(&own_books["billed"], billed, "billed");
        same(&own_overview["billing"]["totalRevenue"], billed, "billed of the overview");
        same(&summary["totalAmount"], sum(|one| one.net - one.credited_net), "totalAmount");
        same(&summary["totalTax"], sum(|one| one.tax - one.credited_tax), "totalTax");
        assert_eq!(total(&own_report["byStatus"], "revenue"), billed, "by status in {currency}");
        let taxes = own_books["tax"].as_array().unwrap();
        let first: Value = taxes.iter().filter(|row| row["second"].is_null()).cloned().collect();
        assert_eq!(total(&first, "net"), sum(|one| one.net - one.credited_net), "net by rate");
        let tax = sum(|one| one.tax - one.credited_tax);
        assert_eq!(total(&own_books["tax"], "tax"), tax, "tax by rate in {currency}");

        let received = own.iter().map(|invoice| invoice.paid() - invoice.moved).sum::<i64>()
            + kept.iter().map(|deposit| deposit.received()).sum::<i64>();
        same(&row["paid_revenue"], received, "paid_revenue");
        same(&own_books["received"], received, "received");
        assert_eq!(total(&own_books["byMethod"], "amount"), received, "by method");
        assert_eq!(total(&own_report["byPaymentMethod"], "revenue"), received, "by method");

        let outstanding = own.iter().filter(owes).map(|invoice| invoice.balance()).sum();
        let count = own.iter().filter(owes).count();
        same(&row["pending_revenue"], outstanding, "pending_revenue");
        same(&own_books["outstanding"], outstanding, "outstanding");
        assert_eq!(total(&own_books["ageing"], "amount"), outstanding, "ageing in {currency}");
        for figure in [&summary["outstanding"], &own_board["unpaid"]] {
            same(&figure["amount"], outstanding, "outstanding");
            assert_eq!(figure["count"], count, "outstanding in {currency}");
        }
        let list =
            format!("/api/billing?limit=1&status_in=PENDING,PARTIAL,OVERDUE&currency={currency}");
        assert_eq!(answer(&list)["data"]["total"], count, "the list behind it");
        assert_eq!(file.get(currency).copied().unwrap_or_default(), (outstanding, count), "CSV");

        let owed = sum(|one| (-one.balance()).max(0))
            + kept.iter().map(|deposit| deposit.rest()).sum::<i64>();
        let places = own.iter().filter(claims).filter(|one| one.balance() < 0).count()
            + kept.iter().filter(|deposit| deposit.rest() > 0).count();
        for figure in
            [&row["owed_to_patients"], &own_books["owedToPatients"], &summary["owedToPatients"]]
        {
            same(&figure["amount"], owed, "owed to patients");
            assert_eq!(figure["count"], places, "owed to patients in {currency}");
        }
    }
}

/// A sum as a page in English prints it, without the sign of its currency.
fn digits(minor: i64, currency: &str) -> String {
    let places = model::decimals(currency) as usize;
    let text = format!("{:0width$}", minor.unsigned_abs(), width = places + 1);
    let (whole, part) = text.split_at(text.len() - places);
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if part.is_empty() { grouped } else { format!("{grouped}.{part}") }
}

/// The minor units of a number of a file.
#[track_caller]
fn of_file(text: &str, currency: &str) -> i64 {
    let number: f64 = text.parse().unwrap_or_else(|_| panic!("{text} is no number"));
    (number * 10_f64.powi(model::decimals(currency) as i32)).round() as i64
}

/// Tiles, reports as files, lists as workbooks and the journal come to the same sums.
fn pages_and_files_say_the_same(
    house: &House,
    admin: &Person,
    invoices: &[&Invoice],
    deposits: &[&Deposit],
) {
    let reader = Reader::of(house, "admin");
    let (money, activity) = (reader.page("/reports/money"), reader.page("/reports/activity"));
    let figures = reader.book("/reports/money/xlsx").rows(0);
    let lines_of_report = reader.lines("/reports/money/csv");
    let billing = printed::book_of(admin, "/api/export/billing?format=xlsx").rows(0);
    let payments = printed::book_of(admin, "/api/export/payments?format=xlsx").rows(0);
    let journal = printed::book_of(admin, "/api/export/journal?format=xlsx").rows(0);
    let journal_csv = printed::lines(&admin.get("/api/export/journal").fine().text());
    assert_eq!(journal_csv.len(), journal.len() + 1, "the same lines as CSV");
    for (currency, _) in CURRENCIES {
        let own = || invoices.iter().filter(|invoice| invoice.currency == currency);
        let claims = || own().filter(|one| !["DRAFT", "CANCELLED"].contains(&one.status()));
        let billed: i64 = claims().map(|one| one.left()).sum();
        let kept = || deposits.iter().filter(|deposit| deposit.currency == currency);
        let received = own().map(|one| one.paid() - one.moved).sum::<i64>()
            + kept().map(|deposit| deposit.received()).sum::<i64>();
        let is_owed = |status: &str| ["PENDING", "PARTIAL", "OVERDUE"].contains(&status);
        let owed: i64 = own().filter(|one| is_owed(one.status())).map(|one| one.balance()).sum();
        let owing = claims().map(|one| (-one.balance()).max(0)).sum::<i64>()
            + kept().map(|deposit| deposit.rest()).sum::<i64>();
        for (label, sum, pages) in [
            ("Billed", billed, vec![&money, &activity]),
            ("Received", received, vec![&money]),
            ("Outstanding", owed, vec![&money, &activity]),
            ("Owed to patients", owing, vec![&money, &activity]),
        ] {
            let printed = digits(sum, currency);
            for page in pages {
                let tile = page.tile(label);
                let is_there = tile.iter().any(|text| text.contains(&printed));
                assert!(is_there || sum == 0, "{label} {printed} {currency}: {tile:?}");
            }
            let is_row = |row: &&BTreeMap<String, String>| {
                row["Figure"] == label && row["Currency"] == currency
            };
            let row = figures.iter().find(is_row);
            let value = row.map_or(0, |row| of_file(&row["Value"], currency));
            assert_eq!(value, sum, "{label} in {currency} of the workbook");
            let line = lines_of_report.iter().find(|line| {
                line.first().is_some_and(|cell| cell == label)
                    && line.get(2).is_some_and(|cell| cell == currency)
            });
            let value = line.map_or(0, |line| of_file(&line[1], currency));
            assert_eq!(value, sum, "{label} in {currency} of the CSV");
        }
        let sum = |rows: &[BTreeMap<String, String>], field: &str| -> i64 {
            let own = rows.iter().filter(|row| row["currency"] == currency);
            let filled = own.filter_map(|row| row.get(field).filter(|text| !text.is_empty()));
            filled.map(|text| of_file(text, currency)).sum()
        };
        let open: Vec<_> = billing.iter().filter(|row| is_owed(&row["status"])).cloned().collect();
        assert_eq!(sum(&open, "balance"), owed, "owed in {currency} of the workbook");
        assert_eq!(sum(&payments, "amount"), received, "payments in {currency}");
        assert_eq!(sum(&journal, "gross"), billed, "gross of the journal in {currency}");
        let net: i64 = claims().map(|one| one.net - one.credited_net).sum();
        let tax: i64 = claims().map(|one| one.tax - one.credited_tax).sum();
        assert_eq!(sum(&journal, "net"), net, "net of the journal in {currency}");
        assert_eq!(sum(&journal, "tax"), tax, "tax of the journal in {currency}");
        assert_eq!(sum(&journal, "payment"), received, "payments of the journal in {currency}");
        let (debit, credit) = (sum(&journal, "debit"), sum(&journal, "credit"));
        assert_eq!(debit, credit, "debit is credit in {currency}");
        let headings = &journal_csv[0];
        let at = |name: &str| headings.iter().position(|known| known == name).unwrap();
        let in_csv = |name: &str| -> i64 {
            let own = journal_csv[1..].iter().filter(|line| line[at("currency")] == currency);
            let filled = own.map(|line| &line[at(name)]).filter(|text| !text.is_empty());
            filled.map(|text| of_file(text, currency)).sum()
        };
        assert_eq!((in_csv("debit"), in_csv("gross")), (debit, billed), "the CSV in {currency}");
    }
}

/// An invoice stands in the month of its date, to the day: in reports and in the journal.
fn months_are_what_their_invoices_come_to(admin: &Person, invoices: &[&Invoice]) {
    for (from, to) in
        [("2026-04-01", "2026-04-30"), ("2026-05-01", "2026-05-31"), ("2026-06-01", "2026-06-30")]
    {
        let days = format!("from_date={from}&to_date={to}");
        let books = admin.get(&format!("/api/reports/financial?{days}")).fine().json();
        let journal = printed::book_of(admin, &format!("/api/export/journal?format=xlsx&{days}"));
        let journal = journal.rows(0);
        for (currency, _) in CURRENCIES {
            let own = invoices.iter().filter(|one| one.currency == currency && one.is_issued());
            let own = own.filter(|one| (from..=to).contains(&one.day.as_str()));
            let billed: i64 = own.map(|one| one.total()).sum();
            let rows = books["data"]["byCurrency"].as_array().unwrap();
            let row = rows.iter().find(|row| row["currency"] == currency);
            let found = row.map_or(0, |row| minor(&row["billed"], currency));
            assert_eq!(found, billed, "billed in {currency} from {from}");
            let gross = journal.iter().filter(|row| row["currency"] == currency);
            let gross = gross.filter_map(|row| row.get("gross").filter(|text| !text.is_empty()));
            let gross: i64 = gross.map(|text| of_file(text, currency)).sum();
            assert_eq!(gross, billed, "the journal in {currency} from {from}");
        }
    }
}

/// What the file of the invoices says is owed in each currency, and on how many.
fn exported(admin: &Person) -> BTreeMap<String, (i64, usize)> {
    let file = admin.get("/api/export/billing?format=csv").fine().text();
    let mut reader = csv::Reader::from_reader(file.trim_start_matches('\u{feff}').as_bytes());
    let headings = reader.headers().unwrap().clone();
    let at = |name: &str| headings.iter().position(|heading| heading == name).unwrap();
    let (status, currency, balance) = (at("status"), at("currency"), at("balance"));
    let mut sums: BTreeMap<String, (i64, usize)> = BTreeMap::new();
    for row in reader.records() {
        let row = row.unwrap();
        if ["PENDING", "PARTIAL", "OVERDUE"].contains(&&row[status]) {
            let code = &row[currency];
            let sum = sums.entry(code.to_owned()).or_default();
            let amount: Value = serde_json::from_str(&row[balance]).unwrap();
            *sum = (sum.0 + minor(&amount, code), sum.1 + 1);
        }
    }
    sums
}
