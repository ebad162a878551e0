//! Figures on pages: each says what it counts, one press away and without a script, and the list
//! that it leads to has as many rows, whoever looks.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::practice::Practice;
use crate::rooms::{cookie, knock};
use crate::wire::Sent;

/// The pages with figures, of every kind of period.
const PAGES: [&str; 14] = [
    "/",
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

    /// How many the list at that address says it has.
    fn listed(&self, href: &str) -> u64 {
        let page = self.page(href);
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
    let token = practice.token("admin");
    let send = |method: &str, path: &str, body: Value| {
        let sent = Sent::new(method, path).bearer(&token).json(body.to_string());
        let answer = practice.send(&sent);
        assert!(answer.status < 300, "{method} {path}: {}", answer.text);
        serde_json::from_str::<Value>(&answer.text).unwrap()
    };
    let patient = practice.text("SELECT id FROM patients ORDER BY id LIMIT 1");
    for currency in ["EUR", "KWD", "JPY"] {
        let deposit = json!({"patient_id": patient, "amount": 80, "method": "CASH", "currency": currency, "allocations": []});
        let invoice = json!({"patient_id": patient, "amount": 70, "currency": currency});
        send("POST", "/api/payments", deposit);
        send("POST", "/api/billing", invoice);
    }
    let dietitian = practice.text(
        "SELECT u.id FROM users u JOIN roles r ON r.id = u.role_id WHERE r.name = 'DIETITIAN' ORDER BY u.id DESC LIMIT 1",
    );
    let nobodys =
        json!({"first_name": "Nobody", "last_name": "Sent", "date_of_birth": "1980-01-01"});
    let nobodys = send("POST", "/api/patients", nobodys)["data"]["patient"]["id"].clone();
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
        send("POST", "/api/visits", visit);
    }
    practice
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
            walker.sheets(&page, &text);
        }
        assert!(walker.compared > 0, "{name} saw no figure");
        compared += walker.compared;
        walked += 1;
    }
    assert!(walked > 4 && compared > 1000, "{walked} {compared}");
}
