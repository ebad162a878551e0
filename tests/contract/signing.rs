//! Signed notes: locked against every route, every statement and every race; amended for a reason, with
//! what was signed still to be read.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::practice::Practice;
use crate::rooms::cookie;
use crate::wire::{Answer, Sent};

const TEXTS: [&str; 7] = [
    "chief_complaint",
    "assessment",
    "nutrition_diagnosis",
    "intervention",
    "monitoring_evaluation",
    "recommendations",
    "private_notes",
];

struct Desk {
    practice: Practice,
    visit: String,
}

impl Desk {
    /// A practice with a completed visit whose every text is written, and measured.
    fn open() -> Self {
        let practice = Practice::open();
        let of =
            "SELECT patient_id || ' ' || dietitian_id FROM visits WHERE deleted_at IS NULL LIMIT 1";
        let of = practice.text(of);
        let (patient, dietitian) = of.split_once(' ').unwrap();
        let mut body = json!({
            "patient_id": patient, "dietitian_id": dietitian, "status": "COMPLETED",
            "visit_date": "2026-01-05T05:00:00Z", "allow_overlap": true,
        });
        for text in TEXTS {
            body[text] = json!(format!("first {text}"));
        }
        let sent = Sent::new("POST", "/api/visits").bearer(&practice.admin).json(body.to_string());
        let answer = practice.send(&sent);
        assert_eq!(answer.status, 201, "{}", answer.text);
        let visit = answer.json()["data"]["visit"]["id"].as_str().unwrap().to_owned();
        let desk = Self { practice, visit };
        assert_eq!(desk.ask("POST", "/measurements", json!({ "weight_kg": 77.2 })).status, 201);
        desk
    }

    fn ask(&self, method: &str, path: &str, body: Value) -> Answer {
        self.ask_as(&self.practice.admin, method, path, body)
    }

    fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, Value::Null)
    }

    fn ask_as(&self, token: &str, method: &str, path: &str, body: Value) -> Answer {
        self.practice.ask_as(token, method, &format!("/api/visits/{}{path}", self.visit), body)
    }

    fn form(&self, path: &str, form: &str) -> Answer {
        let admin = cookie(&self.practice, "admin");
        self.practice.press(&admin, &format!("/visits/{}{path}", self.visit), form)
    }

    fn page(&self, path: &str) -> String {
        let sent = Sent::new("GET", format!("/visits/{}{path}", self.visit))
            .header("Cookie", cookie(&self.practice, "admin"))
            .header("Accept", "text/html");
        let answer = self.practice.send(&sent);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        answer.text
    }

    fn texts(&self) -> Vec<String> {
        let visit = self.get("").json()["data"]["visit"].clone();
        TEXTS.iter().map(|text| visit[*text].as_str().unwrap().to_owned()).collect()
    }
}

#[track_caller]
fn signed(answer: &Answer) {
    assert_eq!((answer.status, answer.json()["error"]["code"].as_str()), (409, Some("SIGNED")));
    assert_eq!(answer.json()["data"]["visit"]["assessment"], "first assessment", "as it stands");
}

#[test]
fn a_signed_note_changes_by_no_route_and_an_amendment_keeps_what_was_signed() {
    let desk = Desk::open();
    let (texts, version) = (desk.texts(), desk.get("").json()["data"]["visit"]["version"].clone());
    let answer = desk.ask("POST", "/sign", json!({ "version": 9 }));
    assert_eq!(answer.json()["error"]["code"], "STALE_WRITE", "{}", answer.text);
    let answer = desk.ask("POST", "/sign", json!({ "version": version }));
    assert_eq!(answer.status, 200, "{}", answer.text);
    let signature = answer.json()["data"]["visit"]["signature"].clone();
    assert_eq!(
        (&signature["edition"], signature["signed_by"]["username"].as_str()),
        (&json!(1), Some("admin"))
    );

    signed(&desk.ask("POST", "/sign", json!({})));
    signed(&desk.ask("DELETE", "", json!({})));
    for text in TEXTS {
        for value in [json!("other"), json!(null)] {
            signed(&desk.ask("PUT", "", json!({ text: value, "version": 1 })));
            signed(&desk.ask("PUT", "", json!({ text: value })));
        }
        // The same text is no change.
        let same = json!({ text: format!("first {text}") });
        assert_eq!(desk.ask("PUT", "", same).status, 200);
    }
    // A form that was open meanwhile: refused, and what was typed is shown and kept.
    let answer = desk.form("", "then=finish&version=1&assessment=typed+meanwhile");
    assert_eq!(answer.status, 409);
    assert!(answer.text.contains("typed meanwhile") && answer.text.contains("first assessment"));
    let deleted = desk.form("/delete", "");
    assert_eq!(deleted.status, 409, "{}", deleted.text);
    assert_eq!(desk.texts(), texts);

    // What is not of the note goes on: a figure is corrected, and the page says so.
    assert_eq!(desk.ask("PUT", "", json!({ "next_visit_date": "2026-02-05" })).status, 200);
    let list = desk.get("/measurements").json();
    let measured = list["data"]["measurements"][0]["id"].as_str().unwrap().to_owned();
    let corrected =
        desk.ask("PUT", &format!("/measurements/{measured}"), json!({ "weight_kg": 72.7 }));
    assert_eq!(corrected.status, 200);
    let page = desk.page("");
    assert!(page.contains("77.2 kg") && page.contains("since corrected: 72.7"), "{page}");

    let refused = desk.ask("POST", "/amend", json!({}));
    assert_eq!(
        (refused.status, &refused.json()["error"]["details"][0]["field"]),
        (400, &json!("reason"))
    );
    let answer = desk.ask("POST", "/amend", json!({ "reason": "Wrong dose" }));
    assert_eq!(answer.status, 200, "{}", answer.text);
    let visit = answer.json()["data"]["visit"].clone();
    assert_eq!(
        (&visit["signed_at"], visit["amendment"]["reason"].as_str()),
        (&Value::Null, Some("Wrong dose"))
    );
    assert!(desk.page("?edit=1").contains("typed meanwhile"), "the draft is back");
    let again = desk.ask("POST", "/amend", json!({ "reason": "Again" }));
    assert_eq!(again.status, 400, "{}", again.text);
    signed_editions_stay(&desk, &signature);

    // Amended or not, a visit that was signed is not deleted.
    assert_eq!(desk.ask("DELETE", "", json!({})).json()["error"]["code"], "SIGNED");
}

/// Changes the open note and signs it again.
fn signed_editions_stay(desk: &Desk, signature: &Value) {
    assert_eq!(desk.ask("PUT", "", json!({ "assessment": "amended" })).status, 200);
    assert_eq!(desk.ask("POST", "/sign", json!({})).status, 200);
    let editions = desk.get("/signatures").json()["data"]["signatures"].clone();
    let (newest, first) = (&editions[0], &editions[1]);
    assert_eq!((&newest["edition"], newest["assessment"].as_str()), (&json!(2), Some("amended")));
    assert_eq!(
        (first["assessment"].as_str(), &first["digest"]),
        (Some("first assessment"), &signature["digest"])
    );
    assert_eq!(
        (&first["figures"][0]["weight_kg"], &newest["figures"][0]["weight_kg"]),
        (&json!(77.2), &json!(72.7))
    );
    assert_eq!((&first["holds"], &newest["holds"]), (&json!(true), &json!(true)));
    assert_eq!(first["amendment"]["reason"], "Wrong dose");
    let page = desk.page("/signatures");
    assert!(page.contains("first assessment") && page.contains("Wrong dose"), "{page}");

    // The chain covers the digest, and private notes stay private.
    let told = desk
        .practice
        .get(&format!("/api/audit-logs?resource_id={}&action=SIGN&sort_order=ASC", desk.visit));
    assert_eq!(told.json()["data"]["logs"][0]["changes"]["digest"]["new"], signature["digest"]);
    let viewer = desk.practice.token("viewer");
    let seen = desk.ask_as(&viewer, "GET", "/signatures", Value::Null);
    assert!(
        seen.text.contains("first assessment") && !seen.text.contains("private_notes"),
        "{}",
        seen.text
    );
    for token in [viewer, desk.practice.token("assistant")] {
        assert_eq!(desk.ask_as(&token, "POST", "/amend", json!({ "reason": "x" })).status, 403);
    }
}

#[test]
fn no_statement_changes_a_signed_note() {
    let desk = Desk::open();
    assert_eq!(desk.ask("POST", "/sign", json!({})).status, 200);
    let database = desk.practice.clinic.database();
    let visit = &desk.visit;
    let mut statements: Vec<String> = TEXTS
        .iter()
        .map(|text| format!("UPDATE visits SET {text} = 'x' WHERE id = '{visit}'"))
        .collect();
    statements.extend(
        [
            "UPDATE visits SET deleted_at = '2026-01-01T00:00:00.000Z' WHERE id = 'V'",
            "UPDATE visits SET signed_at = NULL WHERE id = 'V'",
            "UPDATE visits SET signed_at = NULL, assessment = 'x' WHERE id = 'V'",
            "UPDATE visits SET signed_at = '2027-01-01T00:00:00.000Z' WHERE id = 'V'",
            "UPDATE visits SET edition = 0 WHERE id = 'V'",
            "UPDATE visits SET id = 'other' WHERE id = 'V'",
            "DELETE FROM visits WHERE id = 'V'",
            "INSERT OR REPLACE INTO visits (id, patient_id, dietitian_id, visit_date, ends_at, duration_minutes, \
             created_at, updated_at) SELECT id, patient_id, dietitian_id, visit_date, ends_at, 30, created_at, \
             updated_at FROM visits WHERE id = 'V'",
            "UPDATE visit_signatures SET assessment = 'x' WHERE visit_id = 'V'",
            "DELETE FROM visit_signatures WHERE visit_id = 'V'",
            "INSERT OR REPLACE INTO visit_signatures SELECT * FROM visit_signatures WHERE visit_id = 'V'",
        ]
        .map(|statement| statement.replace('V', visit)),
    );
    for statement in statements {
        assert!(database.execute_batch(&statement).is_err(), "{statement}");
    }
    assert_eq!(desk.texts()[1], "first assessment");
}

/// What the trail of a consultation tells, row by row: no text changes between a signature and its amendment.
fn follow(desk: &Desk) -> (usize, usize) {
    let path = format!("/api/audit-logs?resource_id={}&sort_order=ASC&limit=500", desk.visit);
    let (mut cursor, mut is_signed, mut counted) = (String::new(), false, (0, 0));
    loop {
        let page = desk.practice.get(&format!("{path}{cursor}")).json()["data"].clone();
        for row in page["logs"].as_array().unwrap() {
            match row["action"].as_str().unwrap() {
                "SIGN" => {
                    assert!(!is_signed, "signed twice: {row}");
                    (is_signed, counted.0) = (true, counted.0 + 1);
                }
                "AMEND" => {
                    assert!(is_signed, "amended what was open: {row}");
                    is_signed = false;
                }
                "UPDATE" => {
                    let is_text = TEXTS.iter().any(|text| !row["changes"][*text].is_null());
                    assert!(!(is_signed && is_text), "a signed note changed: {row}");
                    counted.1 += usize::from(is_text);
                }
                _ => {}
            }
        }
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return counted,
        }
    }
}

/// For RACE_SECONDS (3): writers by API and page, signers and amenders at one note.
#[test]
fn eight_clients_at_once_never_change_a_signed_note() {
    let desk = Desk::open();
    let seconds = std::env::var("RACE_SECONDS").ok().and_then(|s| s.parse().ok()).unwrap_or(3);
    let end = Instant::now() + Duration::from_secs(seconds);
    let (is_over, turn) = (AtomicBool::new(false), AtomicU64::new(0));
    let work = |client: usize| {
        while !is_over.load(Ordering::Relaxed) && Instant::now() < end {
            let n = turn.fetch_add(1, Ordering::Relaxed);
            let answer = match client {
                0 => desk.ask("POST", "/sign", json!({})),
                1 => desk.ask("POST", "/amend", json!({ "reason": format!("round {n}") })),
                2 => desk.form("", &format!("then=save&version=1&assessment=page+{n}")),
                3 => desk.ask("DELETE", "", json!({})),
                4 => desk.ask("POST", "/restore", json!({})),
                _ => desk.ask("PUT", "", json!({ TEXTS[n as usize % 7]: format!("race {n}") })),
            };
            assert!(
                [200, 303, 400, 404, 409].contains(&answer.status),
                "{client}: {}",
                answer.text
            );
        }
    };
    thread::scope(|scope| {
        for client in 0..8 {
            scope.spawn(move || work(client));
        }
    });
    is_over.store(true, Ordering::Relaxed);
    desk.ask("POST", "/restore", json!({}));
    let editions = desk.get("/signatures").json()["data"]["signatures"].clone();
    let editions = editions.as_array().unwrap();
    assert!(editions.iter().all(|edition| edition["holds"] == true), "{editions:?}");
    let (signatures, changes) = follow(&desk);
    assert_eq!(signatures, editions.len());
    assert!(signatures > 1 && changes > 1, "{signatures} signatures, {changes} changes");
    let visit = desk.get("").json()["data"]["visit"].clone();
    if !visit["signed_at"].is_null() {
        assert!(TEXTS.iter().all(|text| visit[*text] == editions[0][*text]), "{visit}");
    }
}

/// The texts as the database holds them, byte for byte, and what proves them.
fn bytes(desk: &Desk) -> String {
    let texts = TEXTS.map(|text| format!("coalesce(hex(v.{text}), '-')")).join(" || ' ' || ");
    desk.practice.text(&format!(
        "SELECT {texts} || ' ' || v.signed_at || ' ' || (SELECT group_concat(s.digest) \
         FROM visit_signatures s WHERE s.visit_id = v.id) FROM visits v WHERE v.id = '{}'",
        desk.visit
    ))
}

#[test]
fn a_signed_note_is_the_same_byte_for_byte_whatever_eight_clients_write_by_every_route() {
    let desk = Desk::open();
    let history = desk.get("/history").json()["data"]["history"].clone();
    let created = history.as_array().unwrap().last().unwrap()["seq"].as_i64().unwrap();
    for text in &TEXTS[..3] {
        let written = json!({ *text: format!("later {text} 🥦\u{202f}é") });
        assert_eq!(desk.ask("PUT", "", written).status, 200);
    }
    assert_eq!(desk.ask("POST", "/sign", json!({})).status, 200);
    let admin = cookie(&desk.practice, "admin");
    let form = |path: &str, form: &str| {
        desk.practice.press(&admin, &format!("/visits/{}{path}", desk.visit), form)
    };
    let before = bytes(&desk);
    let seconds = std::env::var("RACE_SECONDS").ok().and_then(|s| s.parse().ok()).unwrap_or(3);
    let end = Instant::now() + Duration::from_secs(seconds);
    let (turn, refused) = (AtomicU64::new(0), AtomicU64::new(0));
    let measurement = |n: u64| {
        let list = desk.get("/measurements").json();
        let all = list["data"]["measurements"].as_array().cloned().unwrap_or_default();
        let one = all.get(n as usize % all.len().max(1));
        one.map(|one| format!("/measurements/{}", one["id"].as_str().unwrap()))
    };
    let write = |client: u64, n: u64| match (client, n % 3) {
        (0, 0) => desk.ask("PUT", "", json!({ TEXTS[n as usize % 7]: null })),
        (0, _) => desk.ask("PUT", "", json!({ TEXTS[n as usize % 7]: format!("race {n}") })),
        (1, 0) => desk.ask("DELETE", "", json!({})),
        (1, _) => desk.ask("POST", "/restore", json!({})),
        (2, 0) => desk.ask("POST", "/measurements", json!({ "weight_kg": 60 + n % 20 })),
        (2, rest) => match measurement(n) {
            Some(path) if rest == 1 => desk.ask("PUT", &path, json!({ "weight_kg": 60 + n % 20 })),
            Some(path) if n.is_multiple_of(2) => desk.ask("DELETE", &path, json!({})),
            _ => desk.get("/measurements"),
        },
        (3, _) => desk.ask("POST", &format!("/history/{created}/restore"), json!({})),
        (4, 0) => form("/history", &format!("version={created}&known={n}")),
        (4, _) => form("/history", &format!("version={}&field=assessment", created + 1)),
        (5, 0) => form("", &format!("then=save&assessment=page+{n}&was.assessment=x")),
        (5, _) => form("", &format!("then=invoice&version=1&recommendations=page+{n}")),
        (6, 0) => form("/mark/missed", ""),
        (6, 1) => form("/mark/completed", ""),
        (6, _) => form("/delete", ""),
        _ => {
            let series = json!({ "series": "following", "assessment": format!("series {n}") });
            desk.ask("PUT", "", series)
        }
    };
    let work = |client: u64| {
        while Instant::now() < end {
            let answer = write(client, turn.fetch_add(1, Ordering::Relaxed));
            assert!(answer.status < 500, "{client}: {}", answer.text);
            refused.fetch_add(u64::from(answer.status == 409), Ordering::Relaxed);
            assert_eq!(bytes(&desk), before, "{client}: {}", answer.status);
        }
    };
    thread::scope(|scope| {
        for client in 0..8 {
            scope.spawn(move || work(client));
        }
    });
    assert!(refused.load(Ordering::Relaxed) > 20, "{refused:?} of {turn:?} were refused");
    let editions = desk.get("/signatures").json()["data"]["signatures"].clone();
    let editions = editions.as_array().unwrap();
    assert!(editions.len() == 1 && editions[0]["holds"] == true, "{editions:?}");
}
