//! Figures on pages: each says what it counts, one press away and without a script, and the list
//! that it leads to has as many rows.

use serde_json::{Value, json};

use crate::practice::Practice;
use crate::rooms::{cookie, knock};
use crate::wire::Sent;

const PAGES: [&str; 6] = [
    "/",
    "/reports/activity",
    "/reports/visits",
    "/reports/patients",
    "/reports/money",
    "/invoices",
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

/// How many a tile says there are: beside its figure, or as its figure.
fn said(tile: &str) -> Option<u64> {
    let notes = tile.split("<span class=\"label\">").skip(1);
    let notes = notes.filter_map(|rest| rest.split_once("</span>"));
    let note = notes.into_iter().find_map(|(note, _)| {
        let (count, what) = note.split_once(' ')?;
        what.starts_with("invoice").then(|| whole(count)).flatten()
    });
    let figure = tile.split_once("class=\"figure ")?.1;
    note.or_else(|| whole(between(figure, "\">", "</span>")?))
}

/// How many rows the list at that address of a page has.
fn listed(practice: &Practice, token: &str, cookie: &str, href: &str) -> Option<u64> {
    let (path, query) = href.split_once('?').unwrap_or((href, ""));
    let api = match path {
        "/invoices" => "/api/billing",
        "/visits" => "/api/visits",
        "/patients" => "/api/patients",
        "/credits" => {
            let page = knock(practice, "GET", href, Some(cookie)).text;
            let body = between(&page, "<tbody", "</tbody>").unwrap_or_default();
            return Some(body.matches("<tr").count() as u64);
        }
        _ => return None,
    };
    let sent = Sent::new("GET", format!("{api}?limit=1&{query}"));
    let answer = practice.send(&sent.header("Authorization", format!("Bearer {token}")));
    assert_eq!(answer.status, 200, "{href}: {}", answer.text);
    let answer: Value = serde_json::from_str(&answer.text).unwrap();
    answer["data"]["total"].as_u64()
}

#[test]
fn every_figure_says_what_counts_and_its_list_is_as_long() {
    let practice = Practice::open();
    let (cookie, token) = (cookie(&practice, "admin"), practice.token("admin"));
    let patient = practice.text("SELECT id FROM patients ORDER BY id LIMIT 1");
    for currency in ["EUR", "KWD", "JPY"] {
        let deposit = json!({"patient_id": patient, "amount": 80, "method": "CASH", "currency": currency, "allocations": []});
        let invoice = json!({"patient_id": patient, "amount": 70, "currency": currency});
        for (path, body) in [("/api/payments", deposit), ("/api/billing", invoice)] {
            let sent = Sent::new("POST", path).header("Authorization", format!("Bearer {token}"));
            let answer = practice.send(&sent.body("application/json", body.to_string()));
            assert_eq!(answer.status, 201, "{}", answer.text);
        }
    }
    let (mut figures, mut compared, mut beside) = (0, 0, 0);
    for page in PAGES {
        let text = knock(&practice, "GET", page, Some(&cookie)).text;
        let tiles: Vec<&str> = text.split("<div class=\"tile\">").skip(1).collect();
        assert!(!tiles.is_empty(), "{page} has no figure: {text}");
        for tile in tiles {
            assert!(tile.contains("<details class=\"counts\"><summary>"), "{page}: {tile}");
            figures += 1;
            beside += tile.matches("class=\"other\"").count();
            let Some(href) = between(tile, "<a href=\"", "\"") else { continue };
            let href = href.replace("&#38;", "&").replace("&amp;", "&");
            let pair = (said(tile), listed(&practice, &token, &cookie, &href));
            if let (Some(said), Some(listed)) = pair {
                assert_eq!(said, listed, "{page}: {href}");
                compared += 1;
            }
        }
        for sheet in text.split("<figure ").skip(1) {
            assert!(sheet.contains("<details class=\"counts\"><summary>"), "{page}: {sheet}");
        }
    }
    assert!(figures > 20 && compared > 12 && beside > 5, "{figures} {compared} {beside}");
}
