//! Every question alone, over one connection and without the cache, against the bare route: a store
//! that got slow shows here, whichever it is.

use crate::Extent;
use crate::client::Asked;
use crate::clinic::{Copied, original};
use crate::closed_loop::in_turn;
use crate::hits::bare_twin;
use crate::latency::{Latencies, median, p95};
use crate::placement::OneProcessor;
use crate::served::Served;
use crate::verdict::Verdict;

const UNCACHED: [(&str, &str); 3] = [
    ("NUTRIVAULT_CACHE__SHORT_TTL", "0"),
    ("NUTRIVAULT_CACHE__MEDIUM_TTL", "0"),
    ("NUTRIVAULT_CACHE__LONG_TTL", "0"),
];

/// Name of the figure, and path; `{}` stands for a record's id.
const READS: [(&str, &str); 12] = [
    ("patients", "/api/patients?limit=20"),
    ("visits", "/api/visits?limit=20"),
    ("billing", "/api/billing?limit=20"),
    ("search", "/api/patients?limit=20&search=mar"),
    ("patient", "/api/patients/{}"),
    ("timeline", "/api/patients/{}/timeline"),
    ("measurements", "/api/patients/{}/measurements"),
    ("visit", "/api/visits/{}"),
    ("invoice", "/api/billing/{}"),
    ("patient_stats", "/api/patients/stats"),
    ("visit_stats", "/api/visits/stats"),
    ("billing_stats", "/api/billing/stats"),
];

/// How often each is asked in one round.
const TIMES: u64 = 25;

pub async fn measure(extent: Extent, verdict: &mut Verdict) {
    let copy = Copied::of(&original(1));
    let ours = Served::clinic_with(copy.data(), &UNCACHED).await;
    let bare = bare_twin(&ours.get(READS[0].1).await, copy.data()).await;
    let ids = Ids::some(&ours).await;
    let _together = OneProcessor::shared_with(&[&ours, &bare]);
    for (name, path) in READS {
        let (mut ratios, mut all, mut db) = (vec![], Latencies::default(), vec![]);
        for _ in 0..extent.pairs {
            let route = in_turn(&bare, TIMES * 4, |_| Asked::get("/", &ours.token)).await;
            let ask = |turn| Asked::get(&path.replace("{}", ids.of(path, turn)), &ours.token);
            let answers = in_turn(&ours, TIMES, ask).await;
            ratios.push(answers.ms(50.0) / route.ms(50.0));
            all.add(&answers);
            db.push(ours.send(&ask(0)).await.server_ms("db").expect("Server-Timing"));
        }
        verdict.note(&format!("question.{name}.bare_ratio"), median(&ratios));
        verdict.note(&format!("question.{name}.p50_ms"), all.ms(50.0));
        verdict.note(&format!("question.{name}.db_ms"), p95(&db));
    }
}

/// Some records of each list.
pub struct Ids {
    pub patients: Vec<String>,
    visits: Vec<String>,
    billing: Vec<String>,
}

impl Ids {
    pub async fn some(ours: &Served) -> Self {
        let (patients, visits) = (ours.ids("patients", 100).await, ours.ids("visits", 100).await);
        Self { patients, visits, billing: ours.ids("billing", 100).await }
    }

    fn of<'a>(&'a self, path: &str, turn: u64) -> &'a str {
        let ids = match path.split('/').nth(2) {
            Some("visits") => &self.visits,
            Some("billing") => &self.billing,
            _ => &self.patients,
        };
        &ids[turn as usize % ids.len()]
    }
}
