//! Every file in both of its forms: a workbook holds what the same CSV holds, cell for cell, and
//! both name a dietitian as the pages do.

use jiff::civil::DateTime;
use jiff::civil::date;
use serde_json::json;

use crate::practice::Practice;
use crate::rooms::cookie;
use crate::wire::{Answer, Sent};
use crate::workbook::{Book, lines};

const REPORTS: [&str; 4] = ["activity", "visits", "patients", "money"];
const LISTS: [&str; 5] = ["patients", "visits", "billing", "payments", "journal"];

/// Somebody in the pages, in a language.
struct Reader<'p> {
    practice: &'p Practice,
    cookie: String,
}

impl<'p> Reader<'p> {
    fn of(practice: &'p Practice, language: &str) -> Self {
        let cookie = cookie(practice, "admin");
        Self { practice, cookie: format!("{cookie}; nutrivault_language={language}") }
    }

    fn file(&self, target: &str) -> Answer {
        let answer =
            self.practice.send(&Sent::new("GET", target).header("Cookie", self.cookie.as_str()));
        assert_eq!(answer.status, 200, "{target}: {}", answer.text);
        answer
    }

    /// The tables of a CSV file, each headed by its lines.
    fn tables(&self, target: &str, is_report: bool) -> Vec<Vec<Vec<String>>> {
        let lines = lines(&self.file(target).text);
        match is_report {
            false => vec![lines],
            // A blank line stands between two tables, and the title above each.
            true => {
                let tables = lines.split(|line| line.len() == 1 && line[0].is_empty());
                tables.map(|table| table[1..].to_vec()).collect()
            }
        }
    }
}

/// What a cell of a workbook says where the CSV says this: sums and numbers as numbers, percents as
/// parts of one, days and moments as days since 1900.
fn is_same(csv: &str, cell: &str) -> bool {
    let text = csv.strip_prefix('\'').unwrap_or(csv);
    if text == cell || csv == cell {
        return true;
    }
    let close = |one: f64, other: f64| (one - other).abs() < 1e-6;
    let Ok(number) = cell.parse::<f64>() else { return false };
    if let Ok(written) = text.parse::<f64>() {
        return close(written, number) || close(written, number * 100.0);
    }
    let moment = if text.len() == 10 { format!("{text}T00:00:00") } else { text.replace(' ', "T") };
    let days = moment.parse::<DateTime>().ok().and_then(|moment| {
        let since = moment.since(date(1899, 12, 30).at(0, 0, 0, 0)).ok()?;
        since.total((jiff::Unit::Day, jiff::SpanRelativeTo::days_are_24_hours())).ok()
    });
    days.is_some_and(|days| (days - number).abs() < 1e-5)
}

/// The text of a cell without the marks of XML.
fn read(cell: &str) -> String {
    let marks = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    marks.iter().fold(cell.to_owned(), |text, (mark, sign)| text.replace(mark, sign))
}

fn compare(reader: &Reader<'_>, (csv, xlsx): (&str, &str), is_report: bool) -> usize {
    let tables = reader.tables(csv, is_report);
    let book = Book::read(&reader.file(xlsx).bytes);
    let sheets = book.sheets();
    assert_eq!(tables.len(), sheets.len(), "{xlsx} has as many sheets as {csv} has tables");
    let mut cells = 0;
    for (table, (name, sheet)) in tables.iter().zip(sheets) {
        assert_eq!(table.len(), sheet.len(), "{xlsx} {name}: rows");
        for (row, line) in table.iter().zip(sheet) {
            for (at, written) in row.iter().enumerate() {
                let cell = read(line.get(at).map_or("", String::as_str));
                assert!(
                    is_same(written, &cell),
                    "{xlsx} {name}: {written:?} is {cell:?} in {row:?}"
                );
                cells += 1;
            }
            assert!(line.len() <= row.len(), "{xlsx} {name}: more cells than {row:?}");
        }
    }
    cells
}

#[test]
fn a_workbook_holds_what_the_same_csv_holds_in_every_report_and_list() {
    let practice = Practice::open();
    let days = "from_date=2025-01-01&to_date=2027-12-31";
    let mut cells = 0;
    for language in ["en", "fr"] {
        let reader = Reader::of(&practice, language);
        for query in ["", days, "to_date=2026-06-30"] {
            for report in REPORTS {
                let csv = format!("/reports/{report}/csv?separator=,&decimal=.&{query}");
                let xlsx = format!("/reports/{report}/xlsx?{query}");
                cells += compare(&reader, (&csv, &xlsx), true);
            }
        }
        for list in LISTS {
            let query = if list == "journal" { days } else { "" };
            let csv = format!("/export/{list}?format=csv&separator=,&decimal=.&{query}");
            let xlsx = format!("/export/{list}?format=xlsx&{query}");
            cells += compare(&reader, (&csv, &xlsx), false);
        }
    }
    assert!(cells > 20_000, "{cells} cells were compared");
}

#[test]
fn every_file_says_of_a_dietitian_who_has_left_that_they_have() {
    let practice = Practice::open();
    let whose = practice.text(
        "SELECT v.dietitian_id FROM visits v JOIN patients p ON p.assigned_dietitian_id = v.dietitian_id \
         JOIN users u ON u.id = v.dietitian_id JOIN roles r ON r.id = u.role_id \
         WHERE r.name = 'DIETITIAN' AND v.deleted_at IS NULL GROUP BY v.dietitian_id LIMIT 1",
    );
    let name = practice
        .text(&format!("SELECT first_name || ' ' || last_name FROM users WHERE id = '{whose}'"));
    let other = practice.text(&format!(
        "SELECT min(u.id) FROM users u JOIN roles r ON r.id = u.role_id JOIN visits v ON v.dietitian_id = u.id \
         WHERE r.name = 'DIETITIAN' AND u.is_active AND u.id <> '{whose}'"
    ));
    let called = practice
        .text(&format!("SELECT first_name || ' ' || last_name FROM users WHERE id = '{other}'"));
    let assistant = practice.text("SELECT id FROM roles WHERE name = 'ASSISTANT'");
    let put = |path: String, body: serde_json::Value| {
        let sent = Sent::new("PUT", path).bearer(&practice.admin).json(body.to_string());
        let answer = practice.send(&sent);
        assert_eq!(answer.status, 200, "{}", answer.text);
    };
    put(format!("/api/users/{whose}/deactivate"), json!({}));
    put(format!("/api/users/{other}"), json!({ "role_id": assistant }));
    for (language, left, changed) in [
        ("en", "(has left)", "(no longer a dietitian)"),
        ("fr", "(a quitté l’équipe)", "(n’est plus diététicien)"),
    ] {
        let reader = Reader::of(&practice, language);
        let left = format!("{name} {left}");
        let changed = format!("{called} {changed}");
        for target in [
            "/export/visits?format=csv",
            "/export/patients?format=csv",
            "/reports/visits/csv?",
            "/reports/patients/csv?",
        ] {
            let text = reader.file(target).text;
            for words in [&left, &changed] {
                assert!(text.contains(words.as_str()), "{target} does not say {words}: {text}");
            }
            let times = text.matches(name.as_str()).count();
            assert_eq!(times, text.matches(left.as_str()).count(), "{target}: a bare {name}");
            let book = target.replace("csv", "xlsx");
            let book = Book::read(&reader.file(&book).bytes);
            let said = book.sheets().iter().flat_map(|(_, rows)| rows).flatten();
            let named: Vec<&String> = said.filter(|cell| cell.starts_with(&name)).collect();
            assert!(!named.is_empty() && named.iter().all(|cell| **cell == left), "{named:?}");
        }
    }
    // A program gets names as they are: it asks for the user by the id beside them.
    for list in ["visits", "patients"] {
        let sent = Sent::new("GET", format!("/api/export/{list}")).bearer(&practice.admin);
        let text = practice.send(&sent).text;
        assert!(text.contains(&name) && !text.contains("has left"), "{list}: {text}");
        assert!(!text.contains('\u{1f}'), "{list}");
    }
}
