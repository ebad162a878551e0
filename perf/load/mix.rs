//! A clinic's day: most look at the same few patients and at first pages, one request in twenty is
//! a report (nearly always the overview), one in two hundred a change. Hit rates are the server's
//! own; every answer is checked against the changes that were known when it was asked for.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::time::Instant;

use serde_json::Value;

use crate::Extent;
use crate::chance::{Chance, Zipf};
use crate::client::Asked;
use crate::clinic::{Copied, original};
use crate::open_loop::{Observer, Phase, run};
use crate::served::Served;
use crate::staff::{Staff, Step};
use crate::verdict::Verdict;
use crate::witness::Witness;

const PER_SECOND: u32 = 500;

/// What everybody shares.
pub struct Clinic {
    pub seen: Observer,
    pub witness: Witness,
    pub chance: Chance,
    pub visits: Vec<String>,
    pub invoices: Vec<String>,
    pub among_visits: Zipf,
    /// By token and path: what a browser keeps to ask with `If-None-Match`.
    pub etags: RefCell<HashMap<(String, String), String>>,
}

pub async fn measure(extent: Extent, verdict: &mut Verdict) {
    let copy = Copied::of(&original(1));
    let ours = Served::clinic(copy.data()).await;
    let clinic = Rc::new(Clinic {
        seen: Observer::of(ours.port),
        witness: Witness::default(),
        chance: Chance::new(4),
        visits: ours.ids("visits", 2_000).await,
        invoices: ours.ids("billing", 2_000).await,
        among_visits: Zipf::over(2_000),
        etags: RefCell::default(),
    });
    for list in ["patients", "billing"] {
        let total = if list == "billing" { "total_invoices" } else { "total" };
        let figures = ours.get(&format!("/api/{list}/stats")).await.json();
        clinic.witness.counted(list, figures["data"][total].as_i64().expect("a total"));
    }
    let staff = Rc::new(Staff::of(&ours).await);
    let before = Rates::of(&ours).await;
    let phase = Phase { per_second: PER_SECOND, seconds: if extent.is_short { 25 } else { 120 } };
    run(&[phase], |_, due| {
        let (clinic, staff) = (Rc::clone(&clinic), Rc::clone(&staff));
        async move {
            let (token, step) = staff.next(&clinic);
            clinic.take(step, token, due).await;
        }
    })
    .await;
    Rates::of(&ours).await.since(&before).tell(verdict);
    verdict.note("mix.checked", clinic.witness.checked.get() as f64);
    verdict.note("mix.stale", clinic.witness.stale.get() as f64);
    clinic.seen.report("mix", verdict);
}

impl Clinic {
    async fn take(&self, step: Step, token: &str, due: Instant) {
        match step {
            Step::List { list, path } => {
                let sent = Instant::now();
                let answer = self.seen.ask("list", &Asked::get(&path, token), due).await.json();
                let rows = answer["data"][list].as_array().map_or(&[][..], Vec::as_slice);
                self.witness.see_list(rows, sent);
            }
            Step::Detail { record, id, path } => self.open(record, &id, &path, token, due).await,
            Step::Stats { list, path, total } => {
                let sent = Instant::now();
                let answer = self.seen.ask("stats", &Asked::get(&path, token), due).await.json();
                self.witness.see_total(list, answer["data"][total].as_i64(), sent);
            }
            Step::Report { path } => {
                self.seen.ask("report", &Asked::get(&path, token), due).await;
            }
            Step::Change { method, path, body, record, adds_to } => {
                let asked = Asked::with(method, &path, token, &body);
                let answer = self.seen.ask("change", &asked, due).await.json();
                self.witness.changed(&answer["data"][record]);
                if let Some(list) = adds_to {
                    self.witness.added(list);
                }
            }
        }
    }

    /// Every third time as a browser does that has the answer already.
    async fn open(&self, record: &str, id: &str, path: &str, token: &str, due: Instant) {
        let key = (token.to_owned(), path.to_owned());
        let known = self.etags.borrow().get(&key).cloned();
        let known = known.filter(|_| self.chance.share() < 0.33);
        let bearer = crate::client::bearer(token);
        let mut headers = vec![("Authorization", bearer.as_str())];
        headers.extend(known.as_deref().map(|etag| ("If-None-Match", etag)));
        let sent = Instant::now();
        let answer = self.seen.ask("detail", &Asked::new("GET", path, &headers, ""), due).await;
        match (answer.status, known) {
            (304, Some(etag)) => self.witness.see_etag(id, &etag, sent),
            _ => self.witness.see_record(&answer.json()["data"][record], sent),
        }
        if let Some(etag) = answer.header("ETag") {
            self.etags.borrow_mut().insert(key, etag.to_owned());
        }
    }
}

/// Hits and misses of each tier, by the server's status.
struct Rates([(f64, f64); 3]);

const TIERS: [&str; 3] = ["short", "medium", "long"];

impl Rates {
    async fn of(ours: &Served) -> Self {
        let status: Value = ours.get("/api/system/status").await.json();
        let count = |tier: &str, what: &str| {
            status["data"]["cache"][tier][what].as_f64().expect("the status counts")
        };
        Self(TIERS.map(|tier| (count(tier, "hits"), count(tier, "misses"))))
    }

    fn since(mut self, before: &Self) -> Self {
        for (now, then) in self.0.iter_mut().zip(before.0) {
            *now = (now.0 - then.0, now.1 - then.1);
        }
        self
    }

    fn tell(&self, verdict: &mut Verdict) {
        for (tier, (hits, misses)) in TIERS.iter().zip(self.0) {
            verdict.note(&format!("mix.{tier}.hit_rate"), hits / (hits + misses));
        }
        let (hits, misses) =
            self.0.iter().fold((0.0, 0.0), |sum, tier| (sum.0 + tier.0, sum.1 + tier.1));
        verdict.note("mix.all.hit_rate", hits / (hits + misses));
    }
}
