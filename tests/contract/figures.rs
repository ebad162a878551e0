//! Figures on pages: each says what it counts, one press away and without a script, and the list
//! that it leads to has as many rows, whoever looks.

use std::collections::HashMap;

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

use crate::practice::Practice;
use crate::rooms::{cookie, knock};

/// The pages with figures, of every kind of period.
const PAGES: [&str; 20] = [
    "/",
    "/?view=owner",
    "/?view=dietitian",
    "/?view=dietitian&whose=all",
    "/?view=desk",
    "/?view=desk&show=late&by=person",
    "/?view=owner&show=waiting",
    "/invoices",
    "/reports/activity",
    "/reports/visits",
    "/reports/patients",
    "/reports/money",
    "/reports/activity?from_date={past}&to_date={today}",
    "/reports/visits?from_date={past}&to_date={ahead}",
    "/reports/patients?from_date={past}&to_date={today}",
    "/reports/money?from_date={past}&to_date={ahead}",
    "/reports/visits?from_date={past}",
    "/reports/patients?from_date={past}",
    "/reports/activity?to_date={past}",
    "/reports/money?to_date={past}",
];

/// The text between two others.
fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    Some(rest.split_once(after)?.0)
}

/// A number without what stands between its thousands; none for what is no whole number.
fn whole(text: &str) -> Option<u64> {
    text.trim().replace(',', "").parse().ok()
}

/// The links of a part of a page, as their address, their text, and the count they state.
fn links(part: &str) -> Vec<(String, String, Option<u64>)> {
    let link = |rest: &str| {
        let (tag, rest) = rest.split_once('>')?;
        let href = between(tag, "href=\"", "\"")?.replace("&#38;", "&").replace("&amp;", "&");
        let count = between(tag, "data-count=\"", "\"").and_then(whole);
        Some((href, rest.split_once("</a>")?.0.to_owned(), count))
    };
    part.split("<a ").skip(1).filter_map(link).collect()
}

/// Somebody who walks the pages.
struct Walker<'p> {
    practice: &'p Practice,
    name: String,
    cookie: String,
    compared: usize,
    /// The lists that were opened already.
    known: HashMap<String, u64>,
}

impl Walker<'_> {
    fn page(&self, address: &str) -> String {
        let answer = knock(self.practice, "GET", address, Some(&self.cookie));
        assert_eq!(answer.status, 200, "{} at {address}: {}", self.name, answer.text);
        answer.text
    }

    /// How many the list at that address says it has, or shows.
    fn listed(&self, href: &str) -> u64 {
        let page = self.page(href);
        if href == "/" || href.starts_with("/?") {
            return page.matches("<tr id=\"visit-").count() as u64;
        }
        if href.starts_with("/calendar") {
            let shown = between(&page, "id=\"counted\">", " appointment").unwrap();
            return if shown == "No" { 0 } else { whole(shown).unwrap() };
        }
        let pager = between(&page, "class=\"pager\"", "</nav>");
        let range = pager.and_then(|pager| between(pager, "<span class=\"quiet\">", "</span>"));
        match range {
            Some(range) => {
                let total = range.rsplit(" of ").next().and_then(whole);
                total.unwrap_or_else(|| panic!("{href} says {range:?}"))
            }
            None => {
                assert!(page.contains("class=\"empty\""), "{href} says no total: {page}");
                0
            }
        }
    }

    fn compare(&mut self, page: &str, href: &str, stated: u64) {
        let listed = match self.known.get(href) {
            Some(listed) => *listed,
            None => self.listed(href),
        };
        self.known.insert(href.to_owned(), listed);
        assert_eq!(stated, listed, "{} at {page}: {href}", self.name);
        self.compared += 1;
    }

    /// Every figure above a page and what needs attention: its definition, its list.
    fn tiles(&mut self, page: &str, text: &str) {
        let attention = between(text, "<ul class=\"row\">", "</ul>").unwrap_or_default();
        let noted = attention.split("<li>").skip(1);
        for tile in text.split("<div class=\"tile\">").skip(1).chain(noted) {
            let tile = tile.split("</details></div>").next().unwrap();
            let Some((href, shown, count)) = links(tile).into_iter().next() else { continue };
            if href == "/system" {
                continue;
            }
            assert!(tile.contains("<details class=\"counts\"><summary>"), "{page}: {tile}");
            let count = count.unwrap_or_else(|| panic!("{page} does not say how many: {tile}"));
            // What the machine is told stands on the page as well.
            let words: String = tile
                .chars()
                .map(|c| if c.is_ascii_digit() || c == ',' { c } else { ' ' })
                .collect();
            let is_shown = words.split_whitespace().any(|word| whole(word) == Some(count));
            assert!(is_shown, "{page} shows no {count}: {shown}: {tile}");
            self.compare(page, &href, count);
            for (other, _, _) in links(tile).into_iter().skip(1) {
                self.page(&other);
            }
        }
    }

    /// Every other figure that stands beside something, with its list.
    fn counts(&mut self, page: &str, text: &str) {
        for (href, _, count) in links(text) {
            if let Some(count) = count {
                self.compare(page, &href, count);
            }
        }
    }

    /// Every row of every table: its first cell leads to what its first count counts, other cells
    /// to what they count themselves.
    fn sheets(&mut self, page: &str, text: &str) {
        for sheet in text.split("<figure ").skip(1) {
            assert!(sheet.contains("<details class=\"counts\"><summary>"), "{page}: {sheet}");
            let body = between(sheet, "<tbody>", "</tbody>").unwrap();
            for row in body.split("<tr>").skip(1) {
                let cells: Vec<&str> = row.split("<td").skip(1).collect();
                let text = |cell: &str| {
                    let cell = cell.split_once('>').unwrap().1.split("</td>").next().unwrap();
                    match cell.contains("<a ") {
                        true => between(cell, "\">", "</a>").unwrap().to_owned(),
                        false => cell.to_owned(),
                    }
                };
                let first = cells.iter().skip(1).find_map(|cell| whole(&text(cell)));
                for (at, cell) in cells.iter().enumerate() {
                    let Some((href, shown, _)) = links(cell).into_iter().next() else { continue };
                    match if at == 0 { first } else { whole(&shown) } {
                        Some(stated) => self.compare(page, &href, stated),
                        None => drop(self.page(&href)),
                    }
                }
                let is_count = first.is_some_and(|count| count > 0);
                assert!(
                    !is_count || !links(row).is_empty(),
                    "{page}: a count without a list: {row}"
                );
            }
        }
    }
}

/// A clinic with what is rare: other currencies, deposits, visits that are marked before their
/// time, patients of nobody, somebody who left.
fn practice() -> Practice {
    let practice = Practice::open();
    let patient = practice.text("SELECT id FROM patients ORDER BY id LIMIT 1");
    for currency in ["EUR", "KWD", "JPY"] {
        let deposit = json!({"patient_id": patient, "amount": 80, "method": "CASH", "currency": currency, "allocations": []});
        let invoice = json!({"patient_id": patient, "amount": 70, "currency": currency});
        practice.done("POST", "/api/payments", deposit);
        practice.done("POST", "/api/billing", invoice);
    }
    taxes(&practice, &patient);
    let dietitian = practice.text(
        "SELECT u.id FROM users u JOIN roles r ON r.id = u.role_id WHERE r.name = 'DIETITIAN' ORDER BY u.id DESC LIMIT 1",
    );
    let nobodys =
        json!({"first_name": "Nobody", "last_name": "Sent", "date_of_birth": "1980-01-01"});
    let nobodys = practice.made("/api/patients", nobodys, "patient");
    let today = practice.text("SELECT date('now')");
    for (day, status) in [
        ("-1 day", "NO_SHOW"),
        ("-400 days", "COMPLETED"),
        ("+1 day", "NO_SHOW"),
        ("+2 days", "COMPLETED"),
        ("+3 days", "SCHEDULED"),
    ] {
        let day = practice.text(&format!("SELECT date('{today}', '{day}')"));
        let visit = json!({"patient_id": nobodys, "dietitian_id": dietitian, "status": status,
            "visit_date": format!("{day}T10:00:00Z"), "allow_overlap": true});
        practice.done("POST", "/api/visits", visit);
    }
    stand_ins(&practice);
    practice
}

/// Dietitians who treat each other's patients: today more are late than any card names, in every
/// way that a visit can stand, and tomorrow too.
fn stand_ins(practice: &Practice) {
    let all = practice.text(
        "SELECT group_concat(u.id) FROM users u JOIN roles r ON r.id = u.role_id \
         WHERE r.name = 'DIETITIAN' AND u.is_active",
    );
    let all: Vec<&str> = all.split(',').collect();
    for (place, assigned) in all.iter().enumerate() {
        let own = json!({"first_name": "Lent", "last_name": format!("Out{place}"),
            "date_of_birth": "1980-01-01", "assigned_dietitian_id": assigned});
        let patient = practice.made("/api/patients", own, "patient");
        for (minutes, status) in [
            (-25, "SCHEDULED"),
            (-24, "SCHEDULED"),
            (-23, "SCHEDULED"),
            (-5, "SCHEDULED"),
            (-30, "NO_SHOW"),
            (-31, "CANCELLED"),
            (-32, "COMPLETED"),
            (1440, "SCHEDULED"),
            (1441, "CANCELLED"),
            (1442, "SCHEDULED"),
        ] {
            let at =
                format!("SELECT strftime('%Y-%m-%dT%H:%M:00.000Z', 'now', '{minutes} minutes')");
            for with in [assigned, &all[(place + 1) % all.len()]] {
                let visit = json!({"patient_id": patient, "dietitian_id": with, "status": status,
                    "visit_date": practice.text(&at), "allow_overlap": true,
                    "assessment": "Written"});
                practice.done("POST", "/api/visits", visit);
            }
        }
    }
}

/// Invoices of every kind of rate: several on one, the same on several lines, a second tax, none that
/// is known, all lessened to nothing but one; drafts and cancelled ones; notes of another period.
fn taxes(practice: &Practice, patient: &str) {
    let line = |price: i64, rate: f64, second: Option<f64>, off: i64| {
        json!({"description": "Consultation", "quantity": 1, "unit_price": price, "tax_rate": rate,
            "second_tax_rate": second, "discount_percent": off})
    };
    let day = |shift: &str| practice.text(&format!("SELECT date('now', '{shift}')"));
    for (shift, lines, status) in [
        (
            "-1 day",
            vec![line(10, 5.5, None, 0), line(20, 5.5, None, 0), line(5, 20.0, None, 0)],
            "",
        ),
        ("-1 day", vec![line(10, 5.5, Some(9.975), 0), line(10, 20.0, Some(9.975), 0)], ""),
        ("-1 day", vec![line(10, 7.725, None, 100), line(10, 0.0, Some(5.5), 0)], ""),
        ("-2 days", vec![line(10, 5.5, Some(5.5), 0)], "DRAFT"),
        ("-400 days", vec![line(10, 7.725, None, 0), line(10, 5.5, None, 0)], ""),
        ("-300 days", vec![line(10, 3.25, None, 0)], ""),
        ("+9 days", vec![line(12, 5.5, None, 0)], "PAID"),
    ] {
        for currency in ["EUR", "JPY"] {
            let mut body = json!({"patient_id": patient, "lines": lines, "currency": currency,
                "invoice_date": day(shift), "due_date": day("+30 days")});
            if !status.is_empty() {
                body["status"] = json!(status);
            }
            let made = practice.done("POST", "/api/billing", body)["billing"].clone();
            if shift.ends_with("00 days") {
                let note = format!("/api/billing/{}/credit-note", made["id"].as_str().unwrap());
                practice.done("POST", &note, json!({"amount": 3, "reason": "Too much"}));
            }
        }
    }
    let cancelled = json!({"patient_id": patient, "lines": [line(8, 5.5, None, 0)]});
    let cancelled = practice.made("/api/billing", cancelled, "billing");
    let path = format!("/api/billing/{cancelled}");
    practice.done("DELETE", &path, Value::Null);
}

#[test]
fn every_figure_says_what_counts_and_its_list_is_as_long_whoever_looks() {
    let practice = practice();
    let day = |shift: &str| practice.text(&format!("SELECT date('now', '{shift}')"));
    let (today, past, ahead) = (day("+0 days"), day("-75 days"), day("+20 days"));
    let staff = "SELECT group_concat(u.username) FROM users u WHERE u.is_active";
    let staff = practice.text(staff);
    let (mut compared, mut walked) = (0, 0);
    for name in staff.split(',') {
        let cookie = cookie(&practice, name);
        let mut walker = Walker {
            practice: &practice,
            name: name.to_owned(),
            cookie,
            compared: 0,
            known: HashMap::new(),
        };
        let role = practice.text(&format!(
            "SELECT r.name FROM users u JOIN roles r ON r.id = u.role_id WHERE u.username = '{name}'"
        ));
        let reads_reports = ["ADMIN", "DIETITIAN"].contains(&role.as_str());
        for page in PAGES.iter().filter(|page| reads_reports || !page.starts_with("/reports")) {
            let page =
                page.replace("{today}", &today).replace("{past}", &past).replace("{ahead}", &ahead);
            let text = walker.page(&page);
            walker.tiles(&page, &text);
            walker.counts(&page, &text);
            walker.sheets(&page, &text);
        }
        assert!(walker.compared > 0, "{name} saw no figure");
        compared += walker.compared;
        walked += 1;
    }
    assert!(walked > 4 && compared > 1000, "{walked} {compared}");
}

/// A patient of that name with visits so many days ago (or ahead), each with its status.
fn patient(practice: &Practice, name: &str, visits: &[(i64, &str)]) -> String {
    let body = json!({"first_name": name, "last_name": "Unseenson", "date_of_birth": "1980-01-01"});
    let id = practice.made("/api/patients", body, "patient");
    let with = practice.text(
        "SELECT u.id FROM users u JOIN roles r ON r.id = u.role_id WHERE r.name = 'DIETITIAN' LIMIT 1",
    );
    for (days, status) in visits {
        let at = practice.text(
            &format!("SELECT strftime('%Y-%m-%dT09:00:00Z', 'now', '-{days} days')")
                .replace("--", "+"),
        );
        let visit = json!({"patient_id": id, "dietitian_id": with, "visit_date": at,
            "status": status, "allow_overlap": true});
        practice.done("POST", "/api/visits", &visit);
    }
    id
}

#[test]
fn not_seen_for_six_months_has_no_upper_end_and_waits_for_nobody_who_comes() {
    let practice = Practice::open();
    let cookie = cookie(&practice, "admin");
    patient(&practice, "Lately", &[(400, "COMPLETED"), (150, "COMPLETED")]);
    patient(&practice, "Halfyear", &[(200, "COMPLETED")]);
    patient(&practice, "Decade", &[(3650, "COMPLETED")]);
    patient(&practice, "Missing", &[(3000, "COMPLETED"), (10, "NO_SHOW"), (5, "CANCELLED")]);
    patient(&practice, "Forgotten", &[(300, "COMPLETED"), (100, "SCHEDULED")]);
    patient(&practice, "Coming", &[(300, "COMPLETED"), (-9, "SCHEDULED")]);
    patient(&practice, "Newcomer", &[]);
    let archived = patient(&practice, "Archived", &[(700, "COMPLETED")]);
    practice.done("DELETE", &format!("/api/patients/{archived}"), Value::Null);
    let mut found = String::new();
    for page in 0..40 {
        let address = format!("/attention/unseen?offset={}", page * 25);
        let text = knock(&practice, "GET", &address, Some(&cookie)).text;
        found.push_str(&text);
        if !text.contains("rel=\"next\"") {
            break;
        }
    }
    for name in ["Halfyear", "Decade", "Missing", "Forgotten"] {
        assert_eq!(found.matches(&format!("{name} Unseenson")).count(), 1, "{name}");
    }
    for name in ["Lately", "Coming", "Newcomer", "Archived"] {
        assert!(!found.contains(&format!("{name} Unseenson")), "{name}");
    }
}

#[test]
fn this_month_is_compared_with_the_same_days_and_active_means_what_the_settings_say() {
    let practice = Practice::open();
    practice.done("PUT", "/api/settings", json!({"time_zone": "UTC"}));
    patient(&practice, "Thrice", &[(0, "COMPLETED"), (29, "COMPLETED"), (40, "NO_SHOW")]);
    patient(&practice, "Once", &[(33, "COMPLETED"), (-40, "NO_SHOW")]);
    let dashboard = practice.done("GET", "/api/reports/dashboard", Value::Null);
    for month in ["thisMonth", "lastMonth"] {
        let figures = &dashboard[month];
        let day = |name: &str| figures[name].as_str().unwrap().to_owned();
        let (from, to) = (day("from_date"), day("to_date"));
        assert_eq!(&from[8..], "01");
        let within = |column: &str| format!("date({column}) BETWEEN '{from}' AND '{to}'");
        let visits = format!(
            "SELECT count(*) FROM visits WHERE deleted_at IS NULL AND {}",
            within("visit_date")
        );
        assert_eq!(figures["visits"]["total"], practice.number(&visits), "{month} {figures}");
        let new = format!(
            "SELECT count(*) FROM (SELECT min(visit_date) AS first FROM visits WHERE deleted_at IS NULL \
             AND status = 'COMPLETED' GROUP BY patient_id) WHERE {}",
            within("first")
        );
        assert_eq!(figures["newPatients"], practice.number(&new), "{month} {figures}");
        let registered = format!("SELECT count(*) FROM patients WHERE {}", within("created_at"));
        assert_eq!(figures["registered"], practice.number(&registered), "{month} {figures}");
    }
    let (this, last) = (&dashboard["thisMonth"], &dashboard["lastMonth"]);
    assert_eq!(this["to_date"], practice.text("SELECT date('now')"));
    let (today, same) = (this["to_date"].as_str().unwrap(), last["to_date"].as_str().unwrap());
    assert!(same[8..] <= today[8..] && same[..7] < today[..7], "{same} beside {today}");
    for months in [12_i32, 1, 120] {
        practice.done("PUT", "/api/settings", json!({ "active_months": months }));
        let since = TimeZone::UTC.to_datetime(Timestamp::now()).date();
        let since = since.saturating_sub(months.months());
        let seen = format!(
            "SELECT count(DISTINCT patient_id) FROM visits WHERE deleted_at IS NULL \
             AND status = 'COMPLETED' AND visit_date >= '{since}'"
        );
        let seen = practice.number(&seen);
        for path in ["/api/patients/stats", "/api/reports/patients"] {
            let data = practice.done("GET", path, Value::Null);
            let told =
                if data["seen"].is_null() { &data["summary"]["seen"] } else { &data["seen"] };
            assert_eq!(told, seen, "{path} with {months} months");
        }
    }
}

#[test]
fn invoices_are_found_by_the_rates_of_their_lines() {
    let practice = practice();
    let count = |query: &str| {
        let answer = practice.done("GET", &format!("/api/billing?limit=1&{query}"), Value::Null);
        answer["total"].as_i64().unwrap()
    };
    let all = count("");
    let with = |condition: &str| {
        practice.number(&format!(
            "SELECT count(DISTINCT billing_id) FROM billing_lines WHERE {condition}"
        ))
    };
    for (query, expected) in [
        ("tax_rate=5.5", with("tax_rate_milli = 5500")),
        ("tax_rate_eq=5.50", with("tax_rate_milli = 5500")),
        ("tax_rate_ne=5.5", all - with("tax_rate_milli = 5500")),
        ("tax_rate_in=5.5,7.725", with("tax_rate_milli IN (5500, 7725)")),
        ("tax_rate_gt=5.5", with("tax_rate_milli > 5500")),
        ("tax_rate_between=3,6", with("tax_rate_milli BETWEEN 3000 AND 6000")),
        ("tax_rate_null=true", with("tax_rate_milli IS NULL")),
        ("tax_rate_not_null=true", all - with("tax_rate_milli IS NULL")),
        ("tax_rate_null=false", all - with("tax_rate_milli IS NULL")),
        ("second_tax_rate=9.975", with("second_tax_rate_milli = 9975")),
        (
            "second_tax_rate=5.5&tax_rate=0",
            with("second_tax_rate_milli = 5500 AND tax_rate_milli = 0"),
        ),
    ] {
        assert_eq!(count(query), expected, "{query}");
        assert!(expected > 0, "{query} finds nothing in this clinic");
    }
    assert_eq!(count("tax_rate=5.5&tax_rate_ne=5.5"), 0);
    for (query, code) in [
        ("tax_rate=high", "INVALID_FILTER"),
        ("tax_rate_null=maybe", "INVALID_FILTER"),
        ("tax_rate_like=5", "INVALID_OPERATOR"),
        ("sort_by=tax_rate", "VALIDATION_ERROR"),
        ("fields=tax_rate", "VALIDATION_ERROR"),
    ] {
        let answer = practice.get(&format!("/api/billing?{query}"));
        let error = &answer.json()["error"]["code"];
        assert_eq!((answer.status, error.as_str()), (400, Some(code)), "{query}");
    }
}
