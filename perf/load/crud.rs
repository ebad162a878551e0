//! `api-crud`: patients, visits and invoices are listed, created, read, changed and deleted.
//! At each instant one step is due; the record that a step works on was made by an earlier one.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Instant;

use serde_json::{Value, json};

use crate::Extent;
use crate::client::{Answer, Asked};
use crate::clinic::{Copied, original};
use crate::open_loop::{Observer, phases, run};
use crate::served::Served;
use crate::verdict::Verdict;

/// List, its records' name, and the kind of each step on them.
const AREAS: [(&str, &str); 3] =
    [("patients", "patient"), ("visits", "visit"), ("billing", "billing")];

struct Desk {
    token: String,
    patients: Vec<String>,
    dietitian: String,
    seen: Observer,
    /// What was made and not deleted yet, by area.
    made: RefCell<[Vec<String>; 3]>,
}

pub async fn measure(extent: Extent, verdict: &mut Verdict) {
    let copy = Copied::of(&original(1));
    let ours = Served::clinic(copy.data()).await;
    let found = ours.get("/api/users?limit=1&search=dietitian").await.json();
    let dietitian = found["data"]["users"][0]["id"].as_str().expect("a dietitian").to_owned();
    let desk = Rc::new(Desk {
        token: ours.token.clone(),
        patients: ours.ids("patients", 200).await,
        dietitian,
        seen: Observer::of(ours.port),
        made: RefCell::default(),
    });
    run(&phases(extent.is_short), |turn, due| {
        let desk = Rc::clone(&desk);
        async move { desk.step(turn, due).await }
    })
    .await;
    desk.seen.report("api-crud", verdict);
}

impl Desk {
    async fn step(&self, turn: u64, due: Instant) {
        let area = (turn % 3) as usize;
        let (list, record) = AREAS[area];
        let path = format!("/api/{list}");
        let oldest = self.made.borrow()[area].first().map(|id| format!("{path}/{id}"));
        match (turn / 3 % 5, oldest) {
            (0, _) => {
                let page = format!("{path}?limit=20&offset={}", turn % 40);
                self.seen.ask("list", &Asked::get(&page, &self.token), due).await;
            }
            (2, Some(one)) => {
                self.seen.ask("read", &Asked::get(&one, &self.token), due).await;
            }
            (3, Some(one)) => {
                self.send("update", "PUT", &one, changed(area, turn), due).await;
            }
            (4, Some(one)) => {
                self.made.borrow_mut()[area].remove(0);
                self.send("delete", "DELETE", &one, Value::Null, due).await;
            }
            // Also where there is nothing to work on yet.
            _ => {
                let answer =
                    self.send("create", "POST", &path, self.body_of(area, turn), due).await;
                if let Some(id) = answer.json()["data"][record]["id"].as_str() {
                    self.made.borrow_mut()[area].push(id.to_owned());
                }
            }
        }
    }

    async fn send(
        &self,
        kind: &'static str,
        method: &str,
        path: &str,
        body: Value,
        due: Instant,
    ) -> Answer {
        self.seen.ask(kind, &Asked::with(method, path, &self.token, &body), due).await
    }

    fn body_of(&self, area: usize, turn: u64) -> Value {
        let patient = &self.patients[turn as usize % self.patients.len()];
        match area {
            0 => json!({
                "first_name": "Load", "last_name": format!("Test {turn}"), "date_of_birth": "1990-01-01",
            }),
            1 => json!({
                "patient_id": patient, "dietitian_id": self.dietitian, "duration_minutes": 5,
                "visit_date": format!("2099-01-{:02}T{:02}:{:02}:00Z", turn / 600 % 28 + 1, turn / 25 % 24, turn % 25 * 2),
                "allow_overlap": true,
            }),
            _ => json!({
                "patient_id": patient, "status": "DRAFT",
                "lines": [{ "description": "Consultation", "unit_price": 60, "tax_rate": 20 }],
            }),
        }
    }
}

fn changed(area: usize, turn: u64) -> Value {
    match area {
        0 => json!({ "city": format!("Paris {turn}") }),
        1 => json!({ "assessment": format!("Measured {turn}.") }),
        _ => json!({ "notes": format!("Measured {turn}.") }),
    }
}
