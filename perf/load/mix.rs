//! A clinic's day: most look at the same few patients and at first pages, one request in twenty is
//! a report (nearly always the overview), one in two hundred a change. Hit rates are the server's
//! own; every answer is checked against the changes that were known when it was asked for.

use std::cell::RefCell;
use std::rc::Rc;

use serde_json::Value;

use crate::Extent;
use crate::chance::{Chance, Zipf};
use crate::clinic::{Copied, original};
use crate::open_loop::{Observer, Phase, run};
use crate::served::Served;
use crate::staff::Staff;
use crate::verdict::Verdict;
use crate::witness::Witness;
use crate::workday::Clinic;

const PER_SECOND: u32 = 300;

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
    let phase = Phase { per_second: PER_SECOND, seconds: if extent.is_short { 30 } else { 120 } };
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
