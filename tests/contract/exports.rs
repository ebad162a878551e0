//! Exports: what a file holds, who may take it, and what it may not do in a spreadsheet.

use std::io::{Cursor, Read};

use serde_json::{Value, json};

use crate::practice::Practice;
use crate::rooms;
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
        practice.done("POST", "/api/patients", &body);
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
    let patient = practice.done("POST", "/api/patients", &who)["patient"]["id"].clone();
    let bill = json!({ "patient_id": patient, "amount": 110.1, "currency": "EUR" });
    let bill = practice.done("POST", "/api/billing", &bill)["billing"]["id"].clone();
    let credited = json!({ "amount": 10, "reason": "A gift" });
    let paid = json!({ "amount": 110.1 });
    let path = format!("/api/billing/{}", bill.as_str().unwrap());
    practice.done("POST", &format!("{path}/payments"), &paid);
    practice.done("POST", &format!("{path}/credit-note"), &credited);
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
    practice.done("POST", "/api/visits", &visit);
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
        ("patients?format=PDF", "INVALID_FORMAT"),
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

/// Every file that there is to take, as a program and in the pages.
const FILES: [&str; 5] = ["patients", "visits", "billing", "payments", "journal"];

#[test]
fn whoever_asks_who_saw_a_patient_finds_every_file_that_named_them() {
    let practice = Practice::open();
    let who = json!({ "first_name": "Ana", "last_name": "Zqtaken", "date_of_birth": "1980-01-02" });
    let patient = practice.done("POST", "/api/patients", &who)["patient"]["id"].clone();
    let dietitian = practice.text("SELECT id FROM users WHERE username = 'dietitian'");
    let visit = json!({
        "patient_id": patient, "dietitian_id": dietitian, "visit_date": "2031-05-06T20:00:00Z",
    });
    practice.done("POST", "/api/visits", &visit);
    let bill = json!({ "patient_id": patient, "amount": 80, "status": "PENDING" });
    let bill = practice.done("POST", "/api/billing", &bill)["billing"]["id"].clone();
    let payments = format!("/api/billing/{}/payments", bill.as_str().unwrap());
    practice.done("POST", &payments, json!({ "amount": 20 }));
    let patient = patient.as_str().unwrap();

    let found = || {
        let target = format!("/api/audit-logs?action=EXPORT&patient_id={patient}&limit=500");
        practice.get(&target).json()["data"]["logs"].as_array().unwrap().clone()
    };
    let cookie = rooms::cookie(&practice, "admin");
    let mut taken = 0;
    for file in FILES {
        for format in ["csv", "xlsx", "pdf"] {
            let of_api = export(&practice, &practice.admin, &format!("{file}?format={format}"));
            let page = format!("/export/{file}?format={format}");
            let of_page = rooms::knock(&practice, "GET", &page, Some(&cookie));
            assert_eq!(of_api.status, of_page.status, "{page}");
            // The journal is no printed list.
            if of_api.status != 200 {
                assert_eq!((file, format), ("journal", "pdf"));
                continue;
            }
            taken += 2;
            let rows = found();
            assert_eq!(rows.len(), taken, "a file of {file} as {format} has left no row");
            let paths: Vec<&str> =
                rows[..2].iter().map(|row| row["request_path"].as_str().unwrap()).collect();
            assert_eq!(paths, [format!("/export/{file}"), format!("/api/export/{file}")]);
        }
    }
    for without in ["patients?search=nobodyhasthisname", "visits?to_date=2001-01-01"] {
        export(&practice, &practice.admin, without);
    }
    assert_eq!(found().len(), taken, "a file without the patient is none that showed them");
    export(&practice, &practice.admin, "patients?search=zqtaken");
    let alone = &found()[0];
    assert_eq!((&alone["resource_id"], &alone["patient_id"]), (&json!(patient), &json!(patient)));
    let verdict = practice.get("/api/audit-logs/verify").json();
    assert_eq!(verdict["data"]["first_bad"], Value::Null, "{verdict}");
}

#[test]
fn a_workbook_has_the_same_rows_and_no_formula() {
    let practice = Practice::open();
    let body = json!({
        "first_name": "=1+1", "last_name": "Exportee", "date_of_birth": "1980-01-02",
    });
    practice.done("POST", "/api/patients", &body);
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

#[test]
fn a_printed_list_is_a_whole_pdf_whatever_the_names_are() {
    let practice = Practice::open();
    for name in ["Ève Ærø Łuk Жук", "山田 太郎", "a\r\nb (\\)", "مريم"] {
        let body = json!({
            "first_name": name.replace("\r\n", " "), "last_name": "Exportee",
            "date_of_birth": "1980-01-02",
        });
        practice.done("POST", "/api/patients", &body);
    }
    for (target, pages) in [
        ("patients?format=pdf&search=exportee", 1),
        ("patients?format=pdf&search=nobodyhasthisname", 1),
        ("visits?format=pdf", 5),
        ("billing?format=pdf", 3),
    ] {
        let answer = export(&practice, &practice.admin, target);
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(answer.header("content-type"), Some("application/pdf"));
        assert!(answer.bytes.starts_with(b"%PDF-") && answer.bytes.ends_with(b"%%EOF"), "{target}");
        let count = answer.text.split("/Count ").nth(1).unwrap();
        let count: i32 = count.split(['\n', '/', '>', ' ']).next().unwrap().parse().unwrap();
        assert_eq!(count, pages, "{target}");
    }
}

/// What a person in the pages gets at this address.
fn of_page(practice: &Practice, cookie: &str, target: &str) -> Answer {
    let answer = practice.send(&Sent::new("GET", target).header("Cookie", cookie));
    assert_eq!(answer.status, 200, "{target}: {}", answer.text);
    answer
}

fn set(practice: &Practice, settings: &Value) {
    let put = Sent::new("PUT", "/api/settings").bearer(&practice.admin);
    let answer = practice.send(&put.json(settings.to_string()));
    assert_eq!(answer.status, 200, "{}", answer.text);
}

/// The headings and the rows of a file with that separator.
fn table(answer: &Answer, separator: u8) -> (Vec<String>, Vec<Vec<String>>) {
    let text = answer.text.strip_prefix('\u{feff}').expect("a byte order mark");
    let mut builder = csv::ReaderBuilder::new();
    let mut reader = builder.delimiter(separator).flexible(true).from_reader(text.as_bytes());
    let headings = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect());
    (headings, rows.collect())
}

#[test]
fn the_files_of_pages_speak_as_the_clinics_spreadsheets_do_and_hold_no_ids() {
    let practice = Practice::open();
    set(&practice, &json!({ "locale": "fr" }));
    let cookie = crate::rooms::cookie(&practice, "admin");
    let cookie = format!("{cookie}; nutrivault_language=fr");
    let is_id = |cell: &String| cell.len() == 36 && cell.matches('-').count() == 4;
    for (list, heading) in [
        ("patients", "Numéro de dossier"),
        ("visits", "Patient"),
        ("billing", "Numéro de facture"),
        ("payments", "Date de paiement"),
    ] {
        let (headings, rows) =
            table(&of_page(&practice, &cookie, &format!("/export/{list}")), b';');
        assert!(headings.iter().any(|known| known == heading), "{list}: {headings:?}");
        assert!(
            !headings.iter().any(|known| known.to_lowercase().ends_with(" id")),
            "{headings:?}"
        );
        assert!(!rows.is_empty() && !rows.iter().flatten().any(is_id), "{list} has ids");
    }
    let (headings, rows) = table(&of_page(&practice, &cookie, "/export/billing"), b';');
    let at = headings.iter().position(|heading| heading == "Total TTC").unwrap();
    let is_french = |sum: &str| sum.contains(',') && !sum.contains('.');
    assert!(rows.iter().all(|row| is_french(&row[at])), "{rows:?}");
    let (_, rows) =
        table(&of_page(&practice, &cookie, "/export/billing?separator=,&decimal=."), b',');
    assert!(rows.iter().all(|row| !row[at].contains(',')), "asked for otherwise");
    for report in ["activity", "visits", "patients", "money"] {
        let file = of_page(&practice, &cookie, &format!("/reports/{report}/csv"));
        assert!(file.text.contains(";"), "{report}: {}", file.text);
        assert!(!file.text.contains("NO_SHOW") && !file.text.contains("CASH"), "{}", file.text);
    }
    // The contract's own files stay as they are, unless a program asks otherwise.
    let file = export(&practice, &practice.admin, "billing");
    assert!(rows_have_points(&file), "{}", file.text);
    let file = export(&practice, &practice.admin, "billing?separator=;&decimal=,");
    let (headings, rows) = table(&file, b';');
    let at = headings.iter().position(|heading| heading == "total_amount").unwrap();
    assert!(rows.iter().all(|row| is_french(&row[at])), "{}", file.text);
    for wrong in ["separator=x", "decimal=x", "format=xlsx&separator=;", "format=pdf&decimal=,"] {
        let refused = export(&practice, &practice.admin, &format!("billing?{wrong}"));
        assert_eq!(
            (refused.status, &refused.json()["error"]["code"]),
            (400, &json!("VALIDATION_ERROR"))
        );
    }
}

fn rows_have_points(file: &Answer) -> bool {
    rows(file).iter().all(|row| row["total_amount"].as_str().unwrap().contains('.'))
}

/// The parts of a workbook, joined.
fn parts(answer: &Answer, begins: &str) -> String {
    let mut book = zip::ZipArchive::new(Cursor::new(&answer.bytes)).unwrap();
    let names: Vec<String> = book.file_names().map(|name| name.unwrap().into_owned()).collect();
    let mut all = String::new();
    for name in names.iter().filter(|name| name.starts_with(begins)) {
        book.by_name(name).unwrap().read_to_string(&mut all).unwrap();
    }
    all
}

#[test]
fn sums_and_days_of_a_workbook_are_numbers_in_the_format_of_their_currency() {
    let practice = Practice::open();
    let cookie = crate::rooms::cookie(&practice, "admin");
    for target in
        ["/export/billing?format=xlsx", "/export/payments?format=xlsx", "/reports/money/xlsx"]
    {
        let book = of_page(&practice, &cookie, target);
        let styles = parts(&book, "xl/styles.xml");
        assert!(styles.contains("#,##0.00"), "{target}: {styles}");
        let sheets = parts(&book, "xl/worksheets/");
        assert!(!sheets.contains("<f>") && sheets.contains("<v>"), "{target}");
        let name = book.header("content-disposition").unwrap();
        assert!(name.ends_with(".xlsx\""), "{name}");
    }
    for report in ["activity", "visits", "patients", "money"] {
        let book = of_page(&practice, &cookie, &format!("/reports/{report}/xlsx"));
        assert!(parts(&book, "xl/workbook.xml").matches("<sheet ").count() > 2, "{report}");
    }
}

/// The cells of every kind of file that people write into: none is a formula.
#[test]
fn no_cell_of_any_file_is_a_formula() {
    let practice = Practice::open();
    let cookie = crate::rooms::cookie(&practice, "admin");
    let evil = "=HYPERLINK(\"http://x\";\"y\")";
    let who = json!({
        "first_name": "=1+1", "last_name": "＝cmd", "date_of_birth": "1980-01-02", "city": "@SUM(A1)",
        "phone": "+33 6 12", "address": "-2+3", "medical_notes": evil, "allergies": "\t=1",
    });
    let patient = practice.done("POST", "/api/patients", &who)["patient"]["id"].clone();
    let bill = json!({ "patient_id": patient, "amount": 90000, "notes": evil, "currency": "EUR" });
    let bill = practice.done("POST", "/api/billing", &bill)["billing"]["id"].clone();
    let path = format!("/api/billing/{}/payments", bill.as_str().unwrap());
    practice.done("POST", &path, json!({ "amount": 5, "reference": "=1+1" }));
    let dietitian = practice.text("SELECT id FROM users WHERE username = 'dietitian'");
    let visit = json!({
        "patient_id": patient, "dietitian_id": dietitian, "visit_date": "2031-05-06T20:00:00Z",
        "chief_complaint": evil, "private_notes": "@x",
    });
    practice.done("POST", "/api/visits", &visit);
    set(&practice, &json!({ "name": "=1+1" }));
    let begins = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];
    let is_number = |cell: &str| cell.replace(',', ".").parse::<f64>().is_ok();
    let mut looked = 0;
    for target in ["patients", "visits", "billing", "payments"] {
        for (separator, byte) in [(",", b','), (";", b';'), ("tab", b'\t')] {
            let path = format!("{target}?separator={separator}");
            for file in [
                export(&practice, &practice.admin, &path),
                of_page(&practice, &cookie, &format!("/export/{path}")),
            ] {
                for cell in table(&file, byte).1.iter().flatten() {
                    assert!(!cell.starts_with(begins) || is_number(cell), "{path}: {cell}");
                    looked += 1;
                }
            }
        }
        let book = of_page(&practice, &cookie, &format!("/export/{target}?format=xlsx"));
        assert!(!parts(&book, "xl/worksheets/").contains("<f"), "{target}");
    }
    let file = of_page(&practice, &cookie, "/reports/money/csv");
    for cell in table(&file, b',').1.iter().flatten() {
        assert!(!cell.starts_with(begins) || is_number(cell), "{cell}");
    }
    assert!(looked > 1000, "{looked}");
}

/// What a printed list says, as a reader of PDF finds it; none where the program is not installed.
fn read_aloud(pdf: &Answer) -> Option<String> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &pdf.bytes).unwrap();
    let mut command = std::process::Command::new("pdftotext");
    let said = command.args(["-layout", file.path().to_str().unwrap(), "-"]).output().ok()?;
    let text = String::from_utf8(said.stdout).unwrap();
    // What steers the direction of text is of the program that reads.
    Some(text.replace(['\u{202a}', '\u{202b}', '\u{202c}', '\u{200e}', '\u{200f}'], ""))
}

/// A list with boxes says what they are; one without says nothing of them.
fn boxes_are_told(boxed: &str, whole: &str) {
    let told = boxed.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("□ remplace une lettre que ce fichier ne sait pas montrer."), "{told}");
    assert!(!whole.contains('□'), "{whole}");
}

#[test]
fn a_printed_list_is_in_the_words_of_its_reader_with_its_pages_and_its_sums() {
    let practice = Practice::open();
    let long =
        "Fatigue après les repas, ballonnements, reflux le soir et sommeil agité depuis mars";
    let dietitian = practice.text("SELECT id FROM users WHERE username = 'dietitian'");
    for (first, last) in [("مريم", "الزهراء"), ("דוד", "כהן"), ("لالا", "Ek"), ("山田", "Ek")]
    {
        let who = json!({ "first_name": first, "last_name": last, "date_of_birth": "1980-01-02",
            "city": "Exportee" });
        let patient = practice.done("POST", "/api/patients", &who)["patient"]["id"].clone();
        let visit = json!({ "patient_id": patient, "dietitian_id": dietitian, "allow_overlap": true,
            "visit_date": "2031-05-06T20:00:00Z", "chief_complaint": long });
        practice.done("POST", "/api/visits", &visit);
    }
    let print = |target: &str, language: &str| {
        let path = format!("/api/export/{target}");
        let sent = Sent::new("GET", path).header("Accept-Language", language);
        read_aloud(&practice.send(&sent.bearer(&practice.admin)))
    };
    let Some(patients) = print("patients?format=pdf&city=Exportee", "fr") else {
        eprintln!("skipped: pdftotext is not installed");
        return;
    };
    for words in [
        "مريم",
        "الزهراء",
        "דוד",
        "כהן",
        "لالا",
        "□□",
        "Numéro de",
        "Page 1 sur 1",
        "Total de 4 lignes",
    ] {
        assert!(patients.contains(words), "{words}: {patients}");
    }
    // What the font has no letters for is said, and where it is whole; else nothing is.
    boxes_are_told(&patients, &print("patients?format=pdf&city=Nowhere", "en").unwrap());
    let visits = print("visits?format=pdf&from_date=2031-05-01", "en").unwrap();
    for word in long.split_whitespace() {
        assert!(visits.matches(word).count() >= 4, "{word} is cut off: {visits}");
    }
    let file = rows(&export(&practice, &practice.admin, "billing?currency=EUR"));
    let cents = |row: &Value| {
        row["total_amount"].as_str().unwrap().replace('.', "").parse::<i64>().unwrap()
    };
    let total: i64 = file.iter().map(cents).sum();
    let (whole, part) = (total / 100, total % 100);
    let whole = match whole {
        0..1000 => whole.to_string(),
        _ => format!("{},{:03}", whole / 1000, whole % 1000),
    };
    let invoices = print("billing?format=pdf&currency=EUR", "en").unwrap();
    assert!(invoices.contains(&format!("{whole}.{part:02}")), "{whole}.{part:02}: {invoices}");
    let pages = invoices.matches("Page ").count();
    assert!(pages > 1 && invoices.contains(&format!("Page {pages} of {pages}")), "{invoices}");
    assert!(invoices.contains(&format!("Page 1 of {pages}")), "{invoices}");
}
