//! Somebody who may not see invoices: on the routes and pages of patients nothing tells what was billed,
//! paid or is owed.

use serde_json::Value;

use crate::cast::Cast;
use crate::notes::{all_but, permissions};
use crate::openings::{Asked, Marked, Sessions, TEXT, plan};
use crate::practice::Practice;
use crate::wire::Sent;

const BILLING: [&str; 6] = [
    "billing.create",
    "billing.read",
    "billing.update",
    "billing.delete",
    "billing.list",
    "export.billing",
];

/// Fields that are absent, never emptied.
const FIELDS: [&str; 4] = ["balances", "balance", "invoice_number", "billing_id"];

fn field(value: &Value) -> Option<String> {
    match value {
        Value::Object(map) => map.iter().find_map(|(name, value)| {
            FIELDS.contains(&name.as_str()).then(|| name.clone()).or_else(|| field(value))
        }),
        Value::Array(all) => all.iter().find_map(field),
        _ => None,
    }
}

fn is_of_patients(asked: &Asked) -> bool {
    let route = asked.route.trim_start_matches("/api");
    route == "/patients" || route.starts_with("/patients/")
}

#[test]
fn whoever_may_not_see_invoices_sees_no_money_on_any_route_or_page_of_patients() {
    let practice = Practice::open();
    let cast = Cast::of(&practice);
    let marked = Marked::of(&practice, &cast);
    let number = format!("SELECT invoice_number FROM billing WHERE id = '{}'", marked.invoice);
    let number = practice.text(&number).to_lowercase();
    let file = format!("/api/patients/{}", marked.patient);
    let timeline = format!("{file}/timeline?limit=100");
    let read = |path: &str| {
        let token = practice.token("assistant");
        practice.send(&Sent::new("GET", path).bearer(&token)).json()["data"].clone()
    };
    // Asked before, so that what is kept for others is not handed on.
    assert!(field(&read(&file)).is_some() && field(&read(&timeline)).is_some());
    let changed = permissions(&practice, "ASSISTANT", &all_but(&practice, &BILLING));
    assert_eq!(changed.status, 200, "{}", changed.text);
    let kinds = |data: &Value| -> Vec<String> {
        let entries = data["timeline"].as_array().unwrap().iter();
        entries.map(|entry| entry["type"].as_str().unwrap().to_owned()).collect()
    };
    let seen = kinds(&read(&timeline));
    assert!(["visit", "measurement", "document"].iter().all(|kind| seen.iter().any(|k| k == kind)));
    assert!(!seen.iter().any(|kind| kind == "invoice" || kind == "payment"), "{seen:?}");

    let mut sessions = Sessions::prepare(&practice, &["assistant"]);
    let (mut wrong, mut allowed) = (Vec::new(), 0);
    let billed = ["payment", "invoice", "line"].map(|what| format!("{TEXT} {what}"));
    for asked in plan(&marked).iter().filter(|asked| is_of_patients(asked)) {
        let (_, answer) = sessions.ask("assistant", asked, None);
        let what = format!("{} {}: {}", asked.method, asked.target, answer.status);
        allowed += usize::from(answer.status < 300);
        if answer.status >= 500 {
            wrong.push(what.clone());
        }
        let text = answer.text.to_lowercase();
        // The banner and the timeline of the page lead to what they are about.
        let tells = [number.as_str(), "?show=invoice#timeline", "?show=payment#timeline"];
        let tells = tells.into_iter().chain(billed.iter().map(String::as_str));
        for told in tells.filter(|told| text.contains(told)) {
            wrong.push(format!("{what} tells {told}"));
        }
        if asked.route.starts_with("/api/")
            && let Ok(json) = serde_json::from_str::<Value>(&answer.text)
            && let Some(name) = field(&json)
        {
            wrong.push(format!("{what} has {name}"));
        }
    }
    assert!(allowed > 20, "only {allowed} answers were given at all");
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}
