//! Templates of notes: own ones and the clinic's, with what is known of the patient filled in.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::practice::Practice;
use crate::rooms::{cookie, knock};
use crate::wire::Answer;

fn ask(practice: &Practice, token: &str, method: &str, path: &str, body: Value) -> Answer {
    practice.ask_as(token, method, &format!("/api/note-templates{path}"), body)
}

#[test]
fn own_templates_are_seen_by_their_writer_alone_and_the_clinics_by_everybody_who_writes() {
    let practice = Practice::open();
    let (admin, dietitian, assistant) =
        (practice.admin.clone(), practice.token("dietitian"), practice.token("assistant"));
    let own = json!({ "name": "Mine", "assessment": "Eats {goal}." });
    let own = ask(&practice, &dietitian, "POST", "", own);
    assert_eq!(own.status, 201, "{}", own.text);
    let id = own.json()["data"]["note_template"]["id"].as_str().unwrap().to_owned();
    let shared = json!({ "name": "Ours", "kind": "block", "text": "Plate method.", "is_shared": true, "language": "en" });
    assert_eq!(ask(&practice, &dietitian, "POST", "", shared.clone()).status, 201);
    assert_eq!(ask(&practice, &assistant, "POST", "", shared).status, 403, "not theirs to write");
    let names = |token: &str| {
        let list =
            ask(&practice, token, "GET", "", Value::Null).json()["data"]["note_templates"].clone();
        let rows = list.as_array().unwrap().iter();
        rows.map(|row| row["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert!(
        names(&dietitian).contains(&"Mine".to_owned())
            && names(&dietitian).contains(&"Ours".to_owned())
    );
    for token in [&admin, &assistant] {
        assert!(
            !names(token).contains(&"Mine".to_owned()) && names(token).contains(&"Ours".to_owned())
        );
        for method in ["GET", "PUT", "DELETE"] {
            assert_eq!(ask(&practice, token, method, &format!("/{id}"), json!({})).status, 404);
        }
    }
    let empty = ask(&practice, &dietitian, "PUT", &format!("/{id}"), json!({ "assessment": null }));
    assert_eq!(empty.status, 400, "a template says something: {}", empty.text);
    let stale =
        ask(&practice, &dietitian, "PUT", &format!("/{id}"), json!({ "name": "x", "version": 7 }));
    assert_eq!(stale.json()["error"]["code"], "STALE_WRITE");
    assert_eq!(ask(&practice, &dietitian, "DELETE", &format!("/{id}"), json!({})).status, 200);
    assert!(!names(&dietitian).contains(&"Mine".to_owned()));
}

#[test]
fn a_template_goes_below_what_stands_with_what_was_typed_a_moment_ago() {
    let practice = Practice::open();
    let visit = practice.text(
        "SELECT v.id FROM visits v WHERE v.status = 'SCHEDULED' AND v.deleted_at IS NULL AND EXISTS \
         (SELECT 1 FROM visit_measurements m WHERE m.patient_id = v.patient_id AND m.weight_kg IS NOT NULL \
          AND m.measured_at < v.visit_date) LIMIT 1",
    );
    let body = json!({ "name": "T", "assessment": "{weight} kg ({weight_change}). {unknown}", "intervention": "Plan" });
    let made = ask(&practice, &practice.admin, "POST", "", body);
    let template = made.json()["data"]["note_template"]["id"].as_str().unwrap().to_owned();
    let page = |method: &str, path: &str, form: String| {
        let (admin, path) = (cookie(&practice, "admin"), format!("/visits/{visit}{path}"));
        match method {
            "GET" => knock(&practice, "GET", &path, Some(&admin)),
            _ => practice.press(&admin, &path, form),
        }
    };
    let shown = page("GET", "", String::new()).text;
    assert!(shown.contains(&format!("<option value=\"{template}\">T</option>")), "it is offered");
    let form =
        format!("then=template&template={template}&weight_kg=500.5&assessment=Mine&intervention=");
    assert_eq!(page("POST", "", form).status, 303);
    let text = page("GET", "", String::new()).text;
    assert!(text.contains("Mine\n500.5 kg (+"), "below, with the weight of a moment ago: {text}");
    assert!(text.contains("{unknown}") && text.contains(">Plan</textarea>"), "{text}");
    let stored = practice.get(&format!("/api/visits/{visit}")).json();
    assert_ne!(stored["data"]["visit"]["intervention"], "Plan", "only a draft");
}

#[test]
fn what_others_share_makes_nobodys_consultation_slow() {
    let practice = Practice::open();
    let visit = practice.text(
        "SELECT id FROM visits WHERE status = 'SCHEDULED' AND deleted_at IS NULL ORDER BY id LIMIT 1",
    );
    let page = || {
        let begun = Instant::now();
        let path = format!("/visits/{visit}?edit=1");
        let page = knock(&practice, "GET", &path, Some(&cookie(&practice, "admin")));
        assert_eq!(page.status, 200, "{}", page.text);
        (page.bytes.len(), begun.elapsed())
    };
    let (bytes, took) = page();
    let shared = |name: &str, text: &str| {
        let block = json!({ "name": name, "kind": "block", "text": text, "is_shared": true });
        ask(&practice, &practice.admin, "POST", "", block)
    };
    let kept = (0..50).map(|at| shared(&format!("Braces {at}"), &"{".repeat(20_000)).status);
    let kept: Vec<u16> = kept.collect();
    let taken = kept.iter().take_while(|status| **status == 201).count();
    assert!(
        (1..=5).contains(&taken) && kept[taken..].iter().all(|status| *status == 400),
        "{kept:?}"
    );
    let (more_bytes, longer) = page();
    assert!(more_bytes < bytes + 120_000, "{more_bytes} bytes, not {bytes}");
    assert!(longer < took + Duration::from_millis(200), "{longer:?}, not {took:?}");
    // Sections are read when they are chosen: however long, the page has their names alone.
    let sections = |at: usize| {
        let note = "x".repeat(20_000);
        let body = json!({ "name": format!("Long {at}"), "assessment": note, "intervention": note,
            "recommendations": note, "is_shared": true });
        ask(&practice, &practice.admin, "POST", "", body)
    };
    let kept: Vec<u16> = (0..20).map(|at| sections(at).status).collect();
    assert!(kept[0] == 201 && kept[19] == 400, "{kept:?}");
    assert!(page().0 < bytes + 130_000);
    // What makes one shorter is taken all the same, and who keeps their own is not kept from it.
    let list = ask(&practice, &practice.admin, "GET", "", Value::Null);
    assert!(list.bytes.len() < 2 << 20, "{} bytes", list.bytes.len());
    let rows = list.json()["data"]["note_templates"].clone();
    let long = rows.as_array().unwrap().iter().find(|row| row["name"] == "Braces 0").unwrap();
    let path = format!("/{}", long["id"].as_str().unwrap());
    let shorter =
        ask(&practice, &practice.admin, "PUT", &path, json!({ "text": "{".repeat(19_999) }));
    assert_eq!(shorter.status, 200, "{}", shorter.text);
    let own = json!({ "name": "Mine", "assessment": "Eats {goal}." });
    assert_eq!(ask(&practice, &practice.token("dietitian"), "POST", "", own).status, 201);
}

#[test]
fn there_are_no_more_templates_than_somebody_chooses_among() {
    let practice = Practice::open();
    let dietitian = practice.token("dietitian");
    let add = |at: usize| {
        let own = json!({ "name": format!("T{at}"), "kind": "block", "text": "x" });
        ask(&practice, &dietitian, "POST", "", own)
    };
    let made: Vec<_> = (0..210).map(add).collect();
    let taken = made.iter().take_while(|answer| answer.status == 201).count();
    assert!((150..=200).contains(&taken), "{taken}");
    let refused = made.last().unwrap();
    assert_eq!(refused.status, 400, "{}", refused.text);
    // One that goes makes room; it does not come back while there is none.
    let id = made[0].json()["data"]["note_template"]["id"].as_str().unwrap().to_owned();
    assert_eq!(ask(&practice, &dietitian, "DELETE", &format!("/{id}"), json!({})).status, 200);
    assert_eq!(add(300).status, 201);
    let back = practice.press(
        &cookie(&practice, "dietitian"),
        &format!("/note-templates/{id}/restore"),
        "",
    );
    assert_eq!(back.status, 400, "{}", back.text);
}
