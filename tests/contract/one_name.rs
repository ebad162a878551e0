//! A patient with one name, wherever a patient is named: pages, prints and exported files.

use std::collections::BTreeSet;

use serde_json::json;

use crate::practice::Practice;
use crate::rooms::{cookie, knock};

/// Nobody else in the clinic is called so.
const NAME: &str = "Suharto";

/// Where the name stands with a gap for a first one: before or behind it.
fn gaps(text: &str) -> Vec<String> {
    let odd = |at: usize| {
        let (before, after) = (&text[..at], &text[at + NAME.len()..]);
        let is_set_apart = before.ends_with("</b> ") || before.ends_with("class=\"hidden\"> ");
        let is_led = !is_set_apart
            && ["> ", ", ", ",", "  ", "null ", "None "].iter().any(|o| before.ends_with(o));
        let is_followed = [", <", ",<", " <", ", \""].iter().any(|o| after.starts_with(o));
        is_led || is_followed
    };
    let places = text.match_indices(NAME).map(|(at, _)| at).filter(|at| odd(*at));
    let around = |at: usize| {
        let from = text.floor_char_boundary(at.saturating_sub(60));
        text[from..text.floor_char_boundary((at + 40).min(text.len()))].to_owned()
    };
    places.map(around).collect()
}

/// The addresses of the same site that a page leads to.
fn links(text: &str) -> impl Iterator<Item = String> {
    text.split("href=\"").skip(1).filter_map(|rest| {
        let href = rest.split('"').next()?.replace("&amp;", "&");
        let href = href.split('#').next()?.to_owned();
        (href.starts_with('/') && !href.contains("logout") && !href.starts_with("/static"))
            .then_some(href)
    })
}

#[test]
fn a_patient_with_one_name_is_named_by_it_alone_on_every_page_and_in_every_file() {
    let practice = Practice::open();
    let today = practice.text("SELECT date('now')");
    let dietitian = practice.text("SELECT id FROM users WHERE username = 'dietitian'");
    let patient = practice.made(
        "/api/patients",
        json!({ "last_name": NAME, "date_of_birth": "1958-08-17", "assigned_dietitian_id": dietitian }),
        "patient",
    );
    let visit = practice.made(
        "/api/visits",
        json!({
            "patient_id": patient, "dietitian_id": dietitian, "visit_date": format!("{today}T11:00:00Z"),
            "duration_minutes": 30, "allow_overlap": true,
        }),
        "visit",
    );
    let invoice = practice.made(
        "/api/billing",
        json!({ "patient_id": patient, "amount": 60, "currency": "EUR", "status": "PENDING" }),
        "billing",
    );
    let cookie = cookie(&practice, "admin");
    let mut next: BTreeSet<String> = [
        "/".to_owned(),
        "/?by=person".into(),
        "/?view=desk".into(),
        "/?view=dietitian&whose=all".into(),
        format!("/search?search={NAME}"),
        format!("/patients/{patient}"),
        format!("/patients/{patient}/summary"),
        format!("/visits/{visit}"),
        format!("/invoices/{invoice}"),
        format!("/calendar?day={today}"),
        format!("/calendar?view=week&day={today}"),
        format!("/calendar?view=month&day={today}"),
        format!("/calendar?view=list&day={today}"),
        format!("/calendar/sheet?day={today}"),
        format!("/patients?search={NAME}"),
        format!("/invoices?search={NAME}"),
        "/visits".into(),
        "/invoices".into(),
    ]
    .into();
    let (mut seen, mut named) = (BTreeSet::new(), 0);
    let mut wrong = Vec::new();
    // What leads on from pages that name the patient, twice over.
    for _ in 0..3 {
        for address in std::mem::take(&mut next) {
            if !seen.insert(address.clone()) || seen.len() > 400 {
                continue;
            }
            let page = knock(&practice, "GET", &address, Some(&cookie));
            if page.status != 200 || !page.text.contains(NAME) {
                continue;
            }
            named += 1;
            wrong.extend(gaps(&page.text).into_iter().map(|odd| format!("{address}: {odd}")));
            let own = [&patient, &visit, &invoice];
            next.extend(links(&page.text).filter(|href| own.iter().any(|id| href.contains(*id))));
        }
    }
    for list in ["patients", "visits", "billing"] {
        let csv = practice.get(&format!("/api/export/{list}?format=csv"));
        assert!(csv.text.contains(NAME), "{list}");
        for line in csv.text.lines().filter(|line| line.contains(NAME)) {
            if line.contains("null") || line.contains(&format!(" {NAME}")) {
                wrong.push(line.to_owned());
            }
        }
        for format in ["xlsx", "pdf"] {
            let file = practice.get(&format!("/api/export/{list}?format={format}"));
            assert_eq!(file.status, 200, "{list} {format}");
        }
    }
    assert!(named >= 20, "only {named} of {} pages name the patient", seen.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
