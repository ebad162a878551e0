//! A draft that was drawn up for somebody else's patient: what was written there stays there. Whoever has it now
//! reads of its past what is their patient's, by every way that tells of it or brings it back.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::practice::Practice;
use crate::rooms::{cookie, knock};
use crate::wire::{Answer, Sent};

const SECRET: &str = "Zqsecret";

/// Two dietitians, a patient of each, and a draft that came from the one to the other.
struct Moved {
    practice: Practice,
    here: String,
    there: String,
    draft: String,
    /// Of who has the draft now.
    token: String,
    cookie: String,
}

impl Moved {
    fn open() -> Self {
        let practice = Practice::open();
        let user =
            |name: &str| practice.text(&format!("SELECT id FROM users WHERE username = '{name}'"));
        let born = |whose: &str| {
            let born = json!({ "first_name": "Ana", "last_name": "Ek", "date_of_birth": "1980-01-02",
                "assigned_dietitian_id": user(whose) });
            practice.made("/api/patients", born, "patient")
        };
        let (there, here) = (born("dietitian"), born("zoe.lefevre"));
        let line =
            json!([{ "description": SECRET, "quantity": 1, "unit_price": 10, "tax_rate": 0 }]);
        let visit = json!({ "patient_id": there, "dietitian_id": user("dietitian"),
            "visit_date": "2026-01-05T05:00:00Z", "allow_overlap": true });
        let visit = practice.made("/api/visits", visit, "visit");
        let draft = json!({ "patient_id": there, "visit_id": visit, "status": "DRAFT", "notes": SECRET, "lines": line });
        let draft = practice.made("/api/billing", draft, "billing");
        let (token, cookie) = (practice.token("zoe.lefevre"), cookie(&practice, "zoe.lefevre"));
        let moved = Self { practice, here, there, draft, token, cookie };
        moved.change(json!({ "notes": format!("{SECRET} again") }));
        moved.change(json!({ "patient_id": moved.here, "visit_id": null, "notes": null, "lines": plain(20) }));
        moved.change(json!({ "notes": "Ours" }));
        moved
    }

    fn change(&self, body: Value) {
        self.practice.done("PUT", &self.api(""), body);
    }

    fn api(&self, rest: &str) -> String {
        format!("/api/billing/{}{rest}", self.draft)
    }

    fn get(&self, path: &str) -> Answer {
        self.practice.send(&Sent::new("GET", path).bearer(&self.token))
    }

    fn history(&self, token: &str, query: &str) -> Vec<Value> {
        let path = self.api(&format!("/history{query}"));
        let answer = self.practice.send(&Sent::new("GET", path).bearer(token));
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()["data"]["history"].as_array().unwrap().clone()
    }

    /// All that the trail has of the draft: the numbers of its rows, or their instants.
    fn rows(&self, column: &str) -> Vec<String> {
        let rows = format!(
            "SELECT group_concat({column}) FROM audit_logs WHERE resource_id = '{}' AND action <> 'READ'",
            self.draft
        );
        self.practice.text(&rows).split(',').map(str::to_owned).collect()
    }

    #[track_caller]
    fn tells_nothing(&self, what: &str, answer: &Answer) {
        for told in [SECRET, self.there.as_str()] {
            assert!(!answer.text.contains(told), "{what} tells {told}: {}", answer.text);
        }
    }
}

fn plain(price: i64) -> Value {
    json!([{ "description": "Follow-up", "quantity": 1, "unit_price": price, "tax_rate": 0 }])
}

#[test]
fn who_has_a_draft_now_reads_nothing_of_whose_it_was() {
    let moved = Moved::open();
    let history = moved.history(&moved.token, "");
    let told: Vec<&str> = history.iter().map(|one| one["action"].as_str().unwrap()).collect();
    assert_eq!(told, ["UPDATE", "UPDATE"], "what was written since, and that it came: {history:?}");
    assert_eq!(history[1]["changes"]["patient_id"], json!({ "new": moved.here }));
    for query in ["", "?limit=1", "?limit=2"] {
        moved.tells_nothing(query, &moved.get(&moved.api(&format!("/history{query}"))));
    }
    let oldest = history[1]["seq"].as_i64().unwrap();
    let before = moved.get(&moved.api(&format!("/history?cursor={oldest}")));
    assert_eq!(before.json()["data"]["history"], json!([]), "{}", before.text);
    let page = |path: String| {
        let page = knock(&moved.practice, "GET", &path, Some(&moved.cookie));
        moved.tells_nothing(&path, &page);
        page
    };
    let told = page(format!("/invoices/{}/history", moved.draft));
    assert!(told.status == 200 && told.text.contains("Ours"), "{}", told.text);
    for at in moved.rows("timestamp") {
        moved.tells_nothing(&at, &moved.get(&moved.api(&format!("?as_of={at}"))));
        let file = format!("/api/patients/{}?as_of={at}&include=visits,billing", moved.here);
        moved.tells_nothing(&at, &moved.get(&file));
        page(format!("/patients/{}?as_of={at}", moved.here));
    }
}

#[test]
fn who_has_a_draft_now_brings_nothing_back_that_was_somebody_elses() {
    let moved = Moved::open();
    for seq in moved.rows("seq") {
        for body in [
            json!({}),
            json!({ "field": "notes" }),
            json!({ "field": "lines" }),
            json!({ "field": "patient_id" }),
            json!({ "field": "visit_id" }),
        ] {
            let sent = Sent::new("POST", moved.api(&format!("/history/{seq}/restore")));
            let back = moved.practice.send(&sent.bearer(&moved.token).json(body.to_string()));
            moved.tells_nothing(&format!("{seq} {body}"), &back);
        }
        for form in ["field=notes", "field=lines", "known=5", "known=6", "known=7"] {
            let form = format!("version={seq}&{form}");
            let path = format!("/invoices/{}/history", moved.draft);
            moved.tells_nothing(&form, &moved.practice.press(&moved.cookie, &path, &form));
        }
        moved.tells_nothing(&seq, &moved.get(&moved.api("")));
    }
    let (stands, now) = (
        moved.get(&moved.api("")),
        moved
            .practice
            .text(&format!("SELECT patient_id FROM billing WHERE id = '{}'", moved.draft)),
    );
    assert_eq!((stands.status, now), (200, moved.here.clone()));
}

#[test]
fn who_sees_both_patients_reads_all_of_it_and_who_has_it_back_what_came_since() {
    let moved = Moved::open();
    let all = moved.history(&moved.practice.admin, "");
    assert!(json!(all).to_string().contains(SECRET) && all.len() == 4, "{all:?}");
    // Back with whose it was: what the other wrote meanwhile is theirs.
    moved.change(json!({ "patient_id": moved.there, "notes": null }));
    moved.change(json!({ "notes": "Back" }));
    let first = moved.practice.token("dietitian");
    let told = json!(moved.history(&first, "")).to_string();
    assert!(
        told.contains("Back") && !told.contains("Ours") && !told.contains(&moved.here),
        "{told}"
    );
    assert_eq!(moved.get(&moved.api("/history")).status, 403);
    // Once both are theirs, so is the whole past.
    let to = moved.practice.text("SELECT id FROM users WHERE username = 'dietitian'");
    moved.practice.done(
        "PUT",
        &format!("/api/patients/{}", moved.here),
        json!({ "assigned_dietitian_id": to }),
    );
    assert_eq!(moved.history(&first, "").len(), 6);
}

/// Nothing else changes its patient: it would need the same care.
#[test]
fn no_other_record_changes_its_patient() {
    fn files(folder: &Path, all: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            match entry.is_dir() {
                true => files(&entry, all),
                false => all.push(entry),
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = Vec::new();
    ["src", "sql/queries"].iter().for_each(|folder| files(&root.join(folder), &mut all));
    let mut found = Vec::new();
    for path in
        all.iter().filter(|path| path.extension().is_some_and(|end| end == "rs" || end == "sql"))
    {
        let text = fs::read_to_string(path).unwrap();
        for update in text.split("UPDATE ").skip(1) {
            let Some((_, set)) = update.split_once(" SET ") else { continue };
            let set = set.split("WHERE").next().unwrap().split(';').next().unwrap();
            if set.contains("patient_id =") {
                found.push(path.strip_prefix(root).unwrap().display().to_string());
            }
        }
    }
    assert_eq!(found, ["sql/queries/billing/rewrite.sql"]);
}
