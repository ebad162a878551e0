//! A patient's file at a glance: the curve of the weight and the last notes in short, for who reads notes,
//! with a row in the trail for each note.

use std::thread::sleep;
use std::time::Duration;

use serde_json::json;

use crate::notes::{all_but, permissions};
use crate::practice::Practice;
use crate::rooms::{cookie, knock};

/// A patient who came four times, weighed each time, with a long note of each.
struct File {
    practice: Practice,
    patient: String,
    visits: Vec<String>,
}

impl File {
    fn open() -> Self {
        let practice = Practice::open();
        let dietitian = practice.text("SELECT id FROM users WHERE username = 'dietitian'");
        let mut file = Self { practice, patient: String::new(), visits: Vec::new() };
        let born = json!({ "last_name": "Glance", "date_of_birth": "1980-02-03",
            "assigned_dietitian_id": dietitian });
        file.patient = file.practice.made("/api/patients", born, "patient");
        for (month, weight) in [(1, 81.2), (2, 80.4), (3, 78.4), (4, 77.2)] {
            let long = format!("Found in {month}.\n{}", "Bread\tand butter, 🍎. ".repeat(950));
            let visit = file.practice.made(
                "/api/visits",
                json!({ "patient_id": file.patient, "dietitian_id": dietitian,
                    "visit_date": format!("2026-0{month}-05T05:00:00Z"), "status": "COMPLETED",
                    "allow_overlap": true, "assessment": long, "intervention": long,
                    "recommendations": format!("Advice of {month}"),
                    "private_notes": format!("Private of {month}") }),
                "visit",
            );
            let measured = json!({ "weight_kg": weight });
            file.practice.made(
                &format!("/api/visits/{visit}/measurements"),
                measured,
                "measurement",
            );
            file.visits.push(visit);
        }
        let goal = json!({ "patient_id": file.patient, "title": "72", "kind": "measure",
            "measure": "weight_kg", "target_value": 72 });
        file.practice.made("/api/goals", goal, "goal");
        file
    }

    fn page(&self, name: &str) -> String {
        let cookie = cookie(&self.practice, name);
        let page =
            knock(&self.practice, "GET", &format!("/patients/{}", self.patient), Some(&cookie));
        assert_eq!(page.status, 200, "{}", page.text);
        page.text
    }

    /// How many rows of the trail say that text of these visits was seen.
    fn rows(&self) -> i64 {
        self.practice.number(&format!(
            "SELECT count(*) FROM audit_logs l WHERE action = 'READ' AND resource_type = 'visit' AND \
             (patient_id = '{0}' OR seq IN (SELECT v.seq FROM audit_set_patients s \
             JOIN audit_values v ON v.set_id = s.set_id \
             WHERE s.patient_id = unhex(replace('{0}', '-', ''))))",
            self.patient
        ))
    }
}

#[test]
fn a_file_at_a_glance_draws_the_weight_and_shows_the_last_three_notes_in_short() {
    let file = File::open();
    let page = file.page("admin");
    assert_eq!(page.matches("<polyline").count(), 1);
    assert!(page.contains("Goal: 72") && page.contains("81.2 kg"), "{page}");
    for month in [2, 3, 4] {
        assert!(page.contains(&format!("Found in {month}. Bread and butter, 🍎.")), "{month}");
        assert!(page.contains(&format!("Advice of {month}")), "{month}");
    }
    assert!(!page.contains("Found in 1.") && !page.contains("Private of"));
    assert!(page.contains("77.2 kg") && page.contains("−1.2"));
    assert!(page.contains('…') && page.len() < 60_000, "{}", page.len());
    let links = file.visits.iter().filter(|visit| {
        let article = page.split_once("last-notes").unwrap().1.split_once("</section>").unwrap().0;
        article.contains(&format!("href=\"/visits/{visit}\""))
    });
    assert_eq!(links.count(), 3);
}

#[test]
fn who_sees_a_note_at_a_glance_leaves_a_row_as_who_opens_it() {
    let file = File::open();
    let before = file.rows();
    file.page("admin");
    let is_told = (0..100).any(|_| {
        sleep(Duration::from_millis(50));
        file.rows() > before
    });
    assert!(is_told, "nothing tells that the notes were seen");
}

#[test]
fn a_front_desk_without_notes_sees_no_curve_and_no_note_at_a_glance() {
    let file = File::open();
    permissions(&file.practice, "ASSISTANT", &all_but(&file.practice, &["visits.notes"]));
    let page = file.page("assistant");
    for hidden in ["<polyline", "last-notes", "Found in", "Advice of", "77.2", "Goal: 72"] {
        assert!(!page.contains(hidden), "{hidden}");
    }
    permissions(&file.practice, "ASSISTANT", &all_but(&file.practice, &["visits.read"]));
    let page = file.page("assistant");
    assert!(page.contains("<polyline") && !page.contains("Found in"));
    permissions(&file.practice, "ASSISTANT", &all_but(&file.practice, &[]));
    assert!(file.page("assistant").contains("Found in 4."));
}
