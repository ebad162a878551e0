//! Who works in the clinic of the mix, and what they do next.

use serde_json::json;

use crate::chance::Zipf;
use crate::client::Asked;
use crate::served::Served;
use crate::step::Step;
use crate::workday::Clinic;

/// Everybody who works there.
pub struct Staff(Vec<Member>);

/// Somebody with a session and the patients that they may open, most wanted first.
struct Member {
    token: String,
    weight: f64,
    sees_all: bool,
    patients: Vec<String>,
    among_patients: Zipf,
}

/// Login, share of the requests, and how many patients of theirs are known here.
const STAFF: [(&str, f64, usize); 4] = [
    ("assistant", 0.4, 5_000),
    ("admin", 0.2, 5_000),
    ("viewer", 0.1, 5_000),
    ("dietitian", 0.3, 200),
];

/// The place of the one who reads reports and changes things.
const MANAGER: usize = 1;

/// Words that people search for.
const WORDS: [&str; 8] = ["mar", "dup", "lef", "sch", "an", "jo", "mun", "ber"];

#[derive(Clone, Copy)]
enum Kind {
    List,
    Detail,
    Stats,
    Report,
    Change,
}

const KINDS: [(f64, Kind); 5] = [
    (0.40, Kind::List),
    (0.445, Kind::Detail),
    (0.10, Kind::Stats),
    (0.05, Kind::Report),
    (0.005, Kind::Change),
];

impl Staff {
    pub async fn of(ours: &Served) -> Self {
        let mut members = Vec::new();
        for (username, weight, many) in STAFF {
            let token = ours.log_in(username).await;
            let patients = patients(ours, &token, many).await;
            let among_patients = Zipf::over(patients.len());
            let sees_all = username != "dietitian";
            members.push(Member { token, weight, sees_all, patients, among_patients });
        }
        Self(members)
    }

    /// Whose turn it is, by the token, and what they do.
    pub fn next(&self, clinic: &Clinic) -> (&str, Step) {
        let weights: Vec<(f64, usize)> =
            self.0.iter().enumerate().map(|(place, member)| (member.weight, place)).collect();
        let anybody = &self.0[clinic.chance.weighed(&weights)];
        let manager = &self.0[MANAGER];
        match clinic.chance.weighed(&KINDS) {
            Kind::List => (&anybody.token, anybody.list(clinic)),
            Kind::Detail => (&anybody.token, anybody.detail(clinic)),
            Kind::Stats => (&anybody.token, anybody.stats(clinic)),
            Kind::Report => (&manager.token, Step::Report { path: report(clinic) }),
            Kind::Change => (&manager.token, manager.change(clinic)),
        }
    }
}

impl Member {
    fn patient(&self, clinic: &Clinic) -> &str {
        &self.patients[self.among_patients.draw(&clinic.chance)]
    }

    fn list(&self, clinic: &Clinic) -> Step {
        let chance = &clinic.chance;
        let word = WORDS[(chance.share() * WORDS.len() as f64) as usize];
        let (list, query) = chance.weighed(&[
            (0.25, ("patients", "")),
            (0.20, ("visits", "")),
            (0.15, ("billing", "")),
            (0.10, ("patients", "?limit=20&sort_by=last_name&sort_order=ASC")),
            (0.08, ("patients", "?limit=20&offset=20")),
            (0.07, ("visits", "?limit=20&status=SCHEDULED")),
            (0.05, ("billing", "?limit=20&status=PENDING")),
            (0.10, ("patients", "?search=")),
        ]);
        let word = if query.ends_with("search=") { word } else { "" };
        Step::List { list, path: format!("/api/{list}{query}{word}") }
    }

    fn detail(&self, clinic: &Clinic) -> Step {
        let patient = self.patient(clinic);
        let of_patient = |record: &'static str, rest: &str| Step::Detail {
            record,
            id: patient.to_owned(),
            path: format!("/api/patients/{patient}{rest}"),
        };
        let of_list = |record: &'static str, list: &str, ids: &[String]| {
            let id = &ids[clinic.among_visits.draw(&clinic.chance)];
            Step::Detail { record, id: id.clone(), path: format!("/api/{list}/{id}") }
        };
        let kind = clinic.chance.weighed(&[(0.6, 0), (0.1, 1), (0.1, 2), (0.12, 3), (0.08, 4)]);
        match kind {
            1 => of_patient("timeline", "/timeline"),
            2 => of_patient("measurements", "/measurements"),
            3 if self.sees_all => of_list("visit", "visits", &clinic.visits),
            4 if self.sees_all => of_list("billing", "billing", &clinic.invoices),
            _ => of_patient("patient", ""),
        }
    }

    fn stats(&self, clinic: &Clinic) -> Step {
        let (list, total) = clinic.chance.weighed(&[
            (0.5, ("patients", "total")),
            (0.3, ("visits", "total")),
            (0.2, ("billing", "total_invoices")),
        ]);
        // A dietitian's figures count what is theirs: nobody here knows how many those must be.
        let list_of_all = if self.sees_all { list } else { "own" };
        Step::Stats { list: list_of_all, path: format!("/api/{list}/stats"), total }
    }

    fn change(&self, clinic: &Clinic) -> Step {
        let patient = self.patient(clinic);
        let mark = (clinic.chance.share() * 1e9) as u64;
        let visit = &clinic.visits[clinic.among_visits.draw(&clinic.chance)];
        let line = json!({ "description": "Consultation", "unit_price": 60, "tax_rate": 20 });
        let person = json!({
            "first_name": "Mix", "last_name": format!("Ed {mark}"), "date_of_birth": "1990-01-01",
        });
        let made = |list: &'static str, record, body| Step::Change {
            method: "POST",
            path: format!("/api/{list}"),
            body,
            record,
            adds_to: Some(list),
        };
        let changed =
            |path, body, record| Step::Change { method: "PUT", path, body, record, adds_to: None };
        match clinic.chance.weighed(&[(0.4, 0), (0.3, 1), (0.2, 2), (0.1, 3)]) {
            0 => {
                let body = json!({ "city": format!("Paris {mark}") });
                changed(format!("/api/patients/{patient}"), body, "patient")
            }
            1 => {
                let body = json!({ "assessment": format!("Seen {mark}.") });
                changed(format!("/api/visits/{visit}"), body, "visit")
            }
            2 => {
                let body = json!({ "patient_id": patient, "status": "DRAFT", "lines": [line] });
                made("billing", "billing", body)
            }
            _ => made("patients", "patient", person),
        }
    }
}

/// Nearly always the overview, which is the manager's first page.
fn report(clinic: &Clinic) -> String {
    let name = clinic.chance.weighed(&[
        (0.85, "overview"),
        (0.08, "billing"),
        (0.04, "visits"),
        (0.02, "patients"),
        (0.01, "financial"),
    ]);
    format!("/api/reports/{name}")
}

/// The ids of the patients that somebody sees.
async fn patients(ours: &Served, token: &str, many: usize) -> Vec<String> {
    let mut ids = Vec::new();
    while ids.len() < many {
        let path = format!("/api/patients?limit=100&offset={}&fields=id", ids.len());
        let answer = ours.send(&Asked::get(&path, token)).await.json();
        let rows = answer["data"]["patients"].as_array().cloned().unwrap_or_default();
        if rows.is_empty() {
            break;
        }
        ids.extend(rows.iter().filter_map(|row| row["id"].as_str().map(str::to_owned)));
    }
    assert!(!ids.is_empty(), "everybody sees somebody");
    ids
}
