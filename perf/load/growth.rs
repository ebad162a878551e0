//! A clinic of the usual size against one that has grown: the same questions to both, in turns.

use crate::Extent;
use crate::client::Asked;
use crate::clinic::original;
use crate::closed_loop::{Effort, in_turn, repeat};
use crate::latency::{Latencies, median};
use crate::placement::OneProcessor;
use crate::served::Served;
use crate::verdict::Verdict;

const UNCACHED: [(&str, &str); 3] = [
    ("NUTRIVAULT_CACHE__SHORT_TTL", "0"),
    ("NUTRIVAULT_CACHE__MEDIUM_TTL", "0"),
    ("NUTRIVAULT_CACHE__LONG_TTL", "0"),
];

/// What is searched for, as somebody at the desk types it.
const WORDS: [&str; 12] = [
    "camille dupont",
    "cam dup",
    "marie mar",
    "dupont",
    "martin",
    "munoz",
    "lef",
    "ber",
    "mar",
    "an",
    "jo",
    "be",
];

/// What somebody types into the one search, by kinds: names whole, begun, run together, in another
/// order and with a slip; parts of numbers, dates, and what nobody is called.
const DESK: [&str; 30] = [
    "martin",
    "dupont",
    "camille dupont",
    "dupont camille",
    "cam dup",
    "camilledupont",
    "mar",
    "lef",
    "an",
    "m",
    "munoz",
    "garcialopez",
    "o'brien",
    "obrien",
    "jean luc",
    "jeanluc mar",
    "dupnot",
    "marrtin",
    "lefevbre",
    "camile dupond",
    "zzyzx",
    "0155501234",
    "+33 1 55 50 12",
    "5501",
    "12/05/1985",
    "12 May 1985",
    "martin 1985",
    "INV-2026-000123",
    "2026-123",
    "000123",
];

/// As deep as a cursor goes: page 10,000 of 20 rows, or the last but a few of a small list.
const DEEPEST: u64 = 10_000;
const ROWS: u64 = 20;

pub async fn measure(extent: Extent, times: usize, verdict: &mut Verdict) {
    let (small, large) = (original(1), original(times));
    let usual = Served::clinic_with(&small, &UNCACHED).await;
    let grown = Served::clinic_with(&large, &UNCACHED).await;
    let together = OneProcessor::shared_with(&[&usual, &grown]);
    for (name, list) in [("patients", "patients"), ("visits", "visits"), ("billing", "billing")] {
        let path = format!("/api/{list}?limit=20");
        Pair::same(&usual, &grown, &path).compare(extent, name, verdict).await;
    }
    for list in ["patients", "visits", "billing"] {
        let [ids, others] = [usual.ids(list, 200).await, grown.ids(list, 200).await];
        let paths = |ids: Vec<String>| ids.iter().map(|id| format!("/api/{list}/{id}")).collect();
        let pair = Pair { usual: (&usual, paths(ids)), grown: (&grown, paths(others)) };
        pair.compare(extent, &format!("{list}_detail"), verdict).await;
    }
    let [shallow, deep] = [deep_page(&usual).await, deep_page(&grown).await];
    verdict.note("growth.cursor.page", deep.0 as f64);
    let pair = Pair { usual: (&usual, vec![shallow.1]), grown: (&grown, vec![deep.1]) };
    pair.compare(extent, "cursor", verdict).await;
    let words = searched(&grown).await;
    for (clinic, name) in [(&usual, "usual_matches"), (&grown, "matches")] {
        verdict.note(&format!("growth.search.{name}"), matches(clinic, &words).await as f64);
    }
    Pair::same(&usual, &grown, &words).compare(extent, "search", verdict).await;
    let desk = || DESK.map(|words| format!("/api/search?q={}", encoded(words))).to_vec();
    let pair = Pair { usual: (&usual, desk()), grown: (&grown, desk()) };
    pair.compare(extent, "desk", verdict).await;
    Pair::same(&usual, &grown, "/api/audit-logs?limit=20").compare(extent, "audit", verdict).await;
    year(extent, &usual, &grown, verdict).await;
    drop(together);
    // In order: what is kept for the next run must be whole.
    for served in [usual, grown] {
        served.stop();
    }
    let (usual, grown) = (Served::clinic(&small).await, Served::clinic(&large).await);
    hits(extent, &usual, &grown, verdict).await;
    for served in [usual, grown] {
        served.stop();
    }
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// The same question to both clinics, each with its own paths.
struct Pair<'a> {
    usual: (&'a Served, Vec<String>),
    grown: (&'a Served, Vec<String>),
}

impl<'a> Pair<'a> {
    fn same(usual: &'a Served, grown: &'a Served, path: &str) -> Self {
        let paths = || vec![path.to_owned()];
        Self { usual: (usual, paths()), grown: (grown, paths()) }
    }

    async fn compare(&self, extent: Extent, name: &str, verdict: &mut Verdict) {
        let many = if extent.is_short { 40 } else { 200 };
        let (mut ratios, mut all) = (vec![], [Latencies::default(), Latencies::default()]);
        for round in 0..=extent.pairs {
            let usual = ask(&self.usual, many).await;
            let grown = ask(&self.grown, many).await;
            // The first round is for the page caches.
            if round > 0 {
                ratios.push(grown.ms(95.0) / usual.ms(95.0));
                all[0].add(&usual);
                all[1].add(&grown);
            }
        }
        verdict.note(&format!("growth.{name}.p95_ratio"), median(&ratios));
        verdict.note(&format!("growth.{name}.usual_p95_ms"), all[0].ms(95.0));
        verdict.note(&format!("growth.{name}.p95_ms"), all[1].ms(95.0));
        let curves = [("grown", &all[1]), ("usual size", &all[0])];
        verdict.plot(&format!("growth: {name}"), &curves);
    }
}

async fn ask((served, paths): &(&Served, Vec<String>), many: u64) -> Latencies {
    let path = |turn: u64| &paths[turn as usize % paths.len()];
    in_turn(served, many, |turn| Asked::get(path(turn), &served.token)).await
}

/// The path of the deepest page of the visits that the clinic has, and which page that is.
async fn deep_page(served: &Served) -> (u64, String) {
    let total = served.get("/api/visits?limit=1").await.json()["data"]["total"].as_u64();
    let pages = (total.expect("a total") / ROWS - 2).min(DEEPEST);
    // Five pages at a step, as the cursor of a longer page continues a shorter one too.
    let mut path = "/api/visits?limit=100".to_owned();
    for _ in 0..pages / 5 {
        let answer = served.get(&path).await.json();
        let cursor = answer["data"]["next_cursor"].as_str().expect("a page follows").to_owned();
        path = format!("/api/visits?limit=100&cursor={cursor}");
    }
    (pages / 5 * 5 + 1, path.replace("limit=100", &format!("limit={ROWS}")))
}

/// The search that has the most matches up to a thousand.
async fn searched(served: &Served) -> String {
    let mut best = (0, String::new());
    for words in WORDS {
        let path = format!("/api/patients?limit=20&search={}", words.replace(' ', "%20"));
        let total = matches(served, &path).await;
        if (best.0..=1_000).contains(&total) {
            best = (total, path);
        }
    }
    best.1
}

async fn matches(served: &Served, path: &str) -> u64 {
    served.get(path).await.json()["data"]["total"].as_u64().expect("a total")
}

/// A report on one year, by the rows of that year.
async fn year(extent: Extent, usual: &Served, grown: &Served, verdict: &mut Verdict) {
    let to = jiff::tz::TimeZone::UTC.to_datetime(jiff::Timestamp::now()).date();
    let from = to.saturating_sub(jiff::ToSpan::days(365));
    for name in ["visits", "billing", "financial"] {
        let path = format!("/api/reports/{name}?from_date={from}&to_date={to}");
        let (mut ratios, mut times) = (vec![], vec![]);
        for _ in 0..extent.pairs {
            let [few, many] =
                [per_row(usual, &path, from, to).await, per_row(grown, &path, from, to).await];
            ratios.push(many.0 / few.0);
            times.push(many.1);
        }
        verdict.note(&format!("growth.year_{name}.per_row_ratio"), median(&ratios));
        verdict.note(&format!("growth.year_{name}.server_ms"), median(&times));
    }
}

/// Server time of a report for each row of its range, and altogether.
async fn per_row(
    served: &Served,
    path: &str,
    from: jiff::civil::Date,
    to: jiff::civil::Date,
) -> (f64, f64) {
    let rows = format!("/api/reports/visits?from_date={from}&to_date={to}");
    let rows = served.get(&rows).await.json()["data"]["summary"]["total"].as_f64();
    let answer = served.get(path).await;
    let ms = answer.server_ms("app").expect("Server-Timing");
    (ms / rows.expect("a total"), ms)
}

/// Hits know nothing of how much there is.
async fn hits(extent: Extent, usual: &Served, grown: &Served, verdict: &mut Verdict) {
    let asked = |served: &Served| Asked::get("/api/patients?limit=20", &served.token);
    let effort = Effort::new(10, extent.seconds);
    let mut ratios = Vec::new();
    for _ in 0..extent.pairs {
        let few = repeat(usual, effort, &asked(usual)).await.latencies;
        let many = repeat(grown, effort, &asked(grown)).await.latencies;
        ratios.push(many.ms(95.0) / few.ms(95.0));
    }
    verdict.note("growth.hits.p95_ratio", median(&ratios));
}
