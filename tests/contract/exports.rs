//! Exports: what a file holds, who may take it, and what it may not do in a spreadsheet.

use std::io::{Cursor, Read};

use serde_json::{Value, json};

use crate::practice::Practice;
use crate::wire::{Answer, Sent};

fn export(practice: &Practice, token: &str, target: &str) -> Answer {
    practice.send(&Sent::new("GET", format!("/api/export/{target}")).bearer(token))
}

/// The rows below the headings, each value by its heading.
fn rows(answer: &Answer) -> Vec<Value> {
    assert_eq!(answer.status, 200, "{}", answer.text);
    let text = answer.text.strip_prefix('\u{feff}').expect("a byte order mark");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headings = reader.headers().unwrap().clone();
    let record = |record: csv::StringRecord| {
        headings.iter().zip(&record).map(|(name, value)| (name.to_owned(), json!(value))).collect()
    };
    reader.records().map(|found| record(found.unwrap())).collect()
}

fn post(practice: &Practice, path: &str, body: &Value) -> Value {
    let sent = Sent::new("POST", path).bearer(&practice.admin).json(body.to_string());
    let answer = practice.send(&sent);
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json()["data"].clone()
}

#[test]
fn a_file_of_the_list_has_every_row_that_the_list_counts() {
    let practice = Practice::open();
    for (list, filter) in [
        ("patients", ""),
        ("patients", "is_active=true&age_min=30&sort_by=last_name&sort_order=asc"),
        ("patients", "search=an"),
        ("visits", "status=COMPLETED"),
        ("visits", "from_date=2026-01-01&to_date=2026-12-31&sort_by=duration_minutes"),
        ("billing", "status_in=OVERDUE,PAID&total_amount_gte=10"),
        ("billing", "sort_by=payment_date&sort_order=DESC"),
    ] {
        let file = rows(&export(&practice, &practice.admin, &format!("{list}?{filter}")));
        let mut listed = Vec::new();
        let mut offset = 0;
        loop {
            let page =
                practice.get(&format!("/api/{list}?limit=100&offset={offset}&{filter}")).json();
            let page = page["data"][list].as_array().unwrap().clone();
            listed.extend(page.iter().map(|row| row["id"].clone()));
            offset += 100;
            if page.len() < 100 {
                break;
            }
        }
        let ids: Vec<Value> = file.iter().map(|row| row["id"].clone()).collect();
        assert_eq!(ids, listed, "{list}?{filter}");
        assert!(!ids.is_empty(), "{list}?{filter} matches nothing");
    }
}

#[test]
fn a_hostile_name_comes_back_as_text_and_breaks_no_row() {
    let practice = Practice::open();
    let names = [
        ("=HYPERLINK(\"http://x\",\"y\")", "'=HYPERLINK(\"http://x\",\"y\")"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2+3", "'-2+3"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("O\"Brien, \"Jr\"", "O\"Brien, \"Jr\""),
        ("山田", "山田"),
    ];
    for (name, _) in names {
        let body = json!({
            "first_name": name, "last_name": "Exportee", "date_of_birth": "1980-01-02",
            "address": "1 Road\r\nTown;=1+1", "phone": "+41 22 000",
        });
        post(&practice, "/api/patients", &body);
    }
    let target = "patients?search=exportee&sort_by=created_at&sort_order=asc";
    let file = rows(&export(&practice, &practice.admin, target));
    assert_eq!(file.len(), names.len());
    for (row, (_, expected)) in file.iter().zip(names) {
        assert_eq!(row["first_name"], expected);
        assert_eq!(row["address"], "1 Road\r\nTown;=1+1");
        assert_eq!(row["phone"], "'+41 22 000");
    }
}

#[test]
fn money_and_instants_are_written_for_the_clinic() {
    let practice = Practice::open();
    let put = Sent::new("PUT", "/api/settings").bearer(&practice.admin);
    let zone = json!({ "time_zone": "Asia/Tokyo" }).to_string();
    assert_eq!(practice.send(&put.json(zone)).status, 200);
    let who = json!({ "first_name": "Ana", "last_name": "Zzz", "date_of_birth": "1980-01-02" });
    let patient = post(&practice, "/api/patients", &who)["patient"]["id"].clone();
    let bill = json!({ "patient_id": patient, "amount": 110.1, "currency": "EUR" });
    let bill = post(&practice, "/api/billing", &bill)["billing"]["id"].clone();
    let credited = json!({ "amount": 10, "reason": "A gift" });
    let paid = json!({ "amount": 110.1 });
    let path = format!("/api/billing/{}", bill.as_str().unwrap());
    post(&practice, &format!("{path}/payments"), &paid);
    post(&practice, &format!("{path}/credit-note"), &credited);
    let file = rows(&export(&practice, &practice.admin, "billing?search=zzz"));
    assert_eq!(file.len(), 1);
    assert_eq!(file[0]["total_amount"], "110.10");
    assert_eq!(file[0]["balance"], "-10.00", "a negative number stays one");
    assert_eq!((&file[0]["patient"], &file[0]["currency"]), (&json!("Ana Zzz"), &json!("EUR")));

    let dietitian = practice.text("SELECT id FROM users WHERE username = 'dietitian'");
    let visit = json!({
        "patient_id": patient, "dietitian_id": dietitian, "visit_date": "2031-05-06T20:00:00Z",
        "private_notes": "between us",
    });
    post(&practice, "/api/visits", &visit);
    let file = rows(&export(&practice, &practice.admin, "visits?search=zzz"));
    assert_eq!(file[0]["visit_date"], "2031-05-07 05:00:00");
    assert_eq!(file[0]["private_notes"], "between us");
}

#[test]
fn an_export_is_a_file_for_nobody_but_its_reader() {
    let practice = Practice::open();
    let answer = export(&practice, &practice.admin, "patients?search=nobodyhasthisname");
    assert!(rows(&answer).is_empty(), "headings alone");
    assert!(answer.text.contains("last_name,"), "{}", answer.text);
    assert_eq!(answer.header("content-type"), Some("text/csv; charset=utf-8"));
    assert_eq!(answer.header("cache-control"), Some("private, no-store"));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    let name = answer.header("content-disposition").unwrap();
    assert!(name.starts_with("attachment; filename=\"patients-20"), "{name}");
    let zipped = Sent::new("GET", "/api/export/patients").header("Accept-Encoding", "gzip");
    let zipped = practice.send(&zipped.bearer(&practice.admin));
    assert_eq!(zipped.header("content-encoding"), Some("gzip"));
    assert_eq!(zipped.header("vary"), Some("Accept-Encoding"));

    for (target, code) in [
        ("patients?format=doc", "INVALID_FORMAT"),
        ("patients?format=", "INVALID_FORMAT"),
        ("visits?limit=5", "INVALID_FILTER"),
        ("billing?nonsense=1", "INVALID_FILTER"),
        ("patients?age_min=x", "INVALID_FILTER"),
        ("billing?sort_by=nonsense", "VALIDATION_ERROR"),
    ] {
        let refused = export(&practice, &practice.admin, target);
        assert_eq!((refused.status, &refused.json()["error"]["code"]), (400, &json!(code)));
    }
}

#[test]
fn a_dietitian_takes_out_only_their_own_and_each_taking_is_audited() {
    let practice = Practice::open();
    let token = practice.token("dietitian");
    let id = practice.text("SELECT id FROM users WHERE username = 'dietitian'");
    let file = rows(&export(&practice, &token, "patients?format=csv&search=a"));
    let all = rows(&export(&practice, &practice.admin, "patients?search=a"));
    assert!(!file.is_empty() && file.len() < all.len());
    assert!(file.iter().all(|row| row["assigned_dietitian_id"] == json!(id)));
    let taken = practice.get("/api/audit-logs?action=EXPORT&resource_type=patient").json();
    let logs = taken["data"]["logs"].as_array().unwrap();
    let own = logs.iter().find(|log| log["user_id"] == json!(id)).unwrap();
    assert_eq!(own["changes"]["rows"]["new"], json!(file.len()));
    assert_eq!(own["changes"]["format"]["new"], "csv");
    assert_eq!(own["changes"]["filters"]["new"], json!(["search"]), "names, never values");
}

#[test]
fn a_workbook_has_the_same_rows_and_no_formula() {
    let practice = Practice::open();
    let body = json!({
        "first_name": "=1+1", "last_name": "Exportee", "date_of_birth": "1980-01-02",
    });
    post(&practice, "/api/patients", &body);
    for format in ["xlsx", "excel"] {
        let target = format!("patients?format={format}&search=exportee");
        let answer = export(&practice, &practice.admin, &target);
        assert_eq!(answer.status, 200, "{}", answer.text);
        let name = answer.header("content-disposition").unwrap();
        assert!(name.ends_with(".xlsx\""), "{name}");
        let mut book = zip::ZipArchive::new(Cursor::new(&answer.bytes)).unwrap();
        let mut sheet = String::new();
        book.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut sheet).unwrap();
        assert_eq!(sheet.matches("<row ").count(), 2, "{sheet}");
        assert!(sheet.contains(">=1+1<") && !sheet.contains("<f>"), "{sheet}");
    }
}
