//! The past of a record that was written over and over: every address that tells of it answers what there is room
//! for, says where it goes on, and leaves nothing out on the way.

use serde_json::{Value, json};

use crate::past::Desk;
use crate::rooms::{cookie, knock};
use crate::wire::Answer;

/// Changes of a note, each of six texts as long as they may be.
const CHANGES: usize = 60;
const NOTES: [&str; 6] = [
    "assessment",
    "nutrition_diagnosis",
    "intervention",
    "monitoring_evaluation",
    "recommendations",
    "private_notes",
];
/// Signed editions of such a note.
const EDITIONS: usize = 9;
/// Bytes of an answer, or a page, at most.
const MOST: usize = 4 << 20;

struct Heavy {
    desk: Desk,
    visit: String,
    admin: String,
    /// When each change was made.
    at: Vec<String>,
}

/// What a round writes into every note.
fn text(round: usize) -> String {
    format!("round {round} {}", "漢".repeat(19_980))
}

impl Heavy {
    fn open() -> Self {
        let desk = Desk::open();
        let booked = json!({ "patient_id": desk.patient, "dietitian_id": desk.dietitian,
            "visit_date": "2026-03-05T05:00:00Z", "allow_overlap": true });
        let visit = desk.practice.made("/api/visits", booked, "visit");
        let admin = cookie(&desk.practice, "admin");
        let mut heavy = Self { desk, visit, admin, at: Vec::new() };
        for round in 0..CHANGES {
            let note: Value =
                NOTES.iter().map(|name| ((*name).to_owned(), json!(text(round)))).collect();
            let done = heavy.desk.practice.done("PUT", &heavy.api(""), note);
            heavy.at.push(done["visit"]["updated_at"].as_str().unwrap().to_owned());
        }
        heavy
    }

    fn api(&self, rest: &str) -> String {
        format!("/api/visits/{}{rest}", self.visit)
    }

    #[track_caller]
    fn light(&self, what: &str, answer: Answer) -> Answer {
        assert_eq!(
            answer.status,
            200,
            "{what}: {}",
            answer.text.chars().take(300).collect::<String>()
        );
        assert!(answer.bytes.len() < MOST, "{what}: {} bytes", answer.bytes.len());
        answer
    }

    fn get(&self, path: &str) -> Answer {
        self.light(path, self.desk.practice.get(path))
    }

    fn page(&self, path: &str) -> Answer {
        self.light(path, knock(&self.desk.practice, "GET", path, Some(&self.admin)))
    }

    /// All that a list tells, leaf after leaf, and how many leaves it has.
    fn leaves(&self, path: &str, list: &str) -> (Vec<Value>, usize) {
        let (mut all, mut leaves, mut cursor) = (Vec::new(), 0, String::new());
        loop {
            let data = self.get(&format!("{path}{cursor}")).json()["data"].clone();
            all.extend(data[list].as_array().unwrap().iter().cloned());
            leaves += 1;
            let sign = if path.contains('?') { '&' } else { '?' };
            match data["next_cursor"].as_str() {
                Some(next) => cursor = format!("{sign}cursor={next}"),
                None => return (all, leaves),
            }
        }
    }

    /// How often a page and those that it leads on to have that.
    fn counted(&self, path: &str, what: &str) -> (usize, usize) {
        let (mut found, mut pages, mut next) = (0, 0, Some(path.to_owned()));
        while let Some(path) = next {
            let page = self.page(&path);
            found += page.text.matches(what).count();
            pages += 1;
            let link = page.text.split("rel=\"next\" href=\"").nth(1);
            next = link.and_then(|rest| rest.split('"').next()).map(str::to_owned);
        }
        (found, pages)
    }
}

fn numbers(all: &[Value], name: &str) -> Vec<i64> {
    all.iter().map(|one| one[name].as_i64().unwrap()).collect()
}

#[test]
fn a_note_that_was_written_over_and_over_is_told_leaf_by_leaf() {
    let heavy = Heavy::open();
    let (all, leaves) = heavy.leaves(&heavy.api("/history"), "history");
    let seqs = numbers(&all, "seq");
    assert_eq!((all.len(), leaves > 10), (CHANGES + 1, true), "{leaves} leaves");
    assert!(seqs.windows(2).all(|pair| pair[0] > pair[1]), "{seqs:?}");
    let (few, _) = heavy.leaves(&heavy.api("/history?limit=2"), "history");
    assert_eq!(numbers(&few, "seq"), seqs);
    for wrong in ["limit=0", "limit=501", "cursor=x"] {
        let refused = heavy.desk.practice.get(&heavy.api(&format!("/history?{wrong}")));
        assert_eq!(refused.status, 400, "{wrong}: {}", refused.text);
    }
    let (sections, pages) = heavy
        .counted(&format!("/visits/{}/history", heavy.visit), "<section class=\"card padded\">");
    assert_eq!((sections, pages > 10), (CHANGES + 1, true), "{pages} pages");
    // Every version but the present one can be gone back to, on whatever page it stands.
    let (back, _) =
        heavy.counted(&format!("/visits/{}/history", heavy.visit), "Back to this version");
    assert_eq!(back, CHANGES);

    // As of any instant the note has what was written by then, and the file as well.
    for round in [0, 1, CHANGES / 2, CHANGES - 2] {
        let at = &heavy.at[round];
        let then = heavy.get(&heavy.api(&format!("?as_of={at}"))).json()["data"].clone();
        assert_eq!(then["incomplete"], false);
        let path =
            format!("/api/patients/{}?as_of={at}&include=visits,billing", heavy.desk.patient);
        let file = heavy.get(&path).json()["data"].clone();
        for note in NOTES {
            let told =
                [&then["visit"][note], &file["visits"][0][note]].map(|note| note.as_str().unwrap());
            assert!(told.iter().all(|told| **told == text(round)), "{note} of {round}");
        }
    }
    heavy.page(&format!("/patients/{}?as_of={}", heavy.desk.patient, heavy.at[1]));

    // A version of the last leaf goes back.
    let back = heavy.api(&format!("/history/{}/restore", seqs[CHANGES - 1]));
    let back = heavy.desk.practice.done("POST", &back, json!({}));
    assert_eq!(back["visit"]["assessment"], json!(text(0)));
}

#[test]
fn a_note_that_was_signed_over_and_over_is_shown_leaf_by_leaf() {
    let heavy = Heavy::open();
    for edition in 0..EDITIONS {
        heavy.desk.practice.done("POST", &heavy.api("/sign"), json!({}));
        if edition + 1 < EDITIONS {
            heavy.desk.practice.done("POST", &heavy.api("/amend"), json!({ "reason": "Again" }));
        }
    }
    let (all, leaves) = heavy.leaves(&heavy.api("/signatures"), "signatures");
    let wanted: Vec<i64> = (1..=EDITIONS as i64).rev().collect();
    assert_eq!((numbers(&all, "edition"), leaves > 1), (wanted, true), "{leaves} leaves");
    assert!(all.iter().all(|edition| edition["holds"] == true));
    let page = format!("/visits/{}", heavy.visit);
    let (sections, pages) =
        heavy.counted(&format!("{page}/signatures"), "<section class=\"card padded prose\">");
    assert_eq!((sections, pages > 1), (EDITIONS, true), "{pages} pages");
    for path in [page.clone(), format!("{page}/print/note"), format!("{page}/print/letter")] {
        heavy.page(&path);
    }
}
