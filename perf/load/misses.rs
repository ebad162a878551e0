//! Misses: pages of the patients' list, every URL different, against SQLite for the same rows and
//! a bare route with the same bytes.

use std::time::Duration;

use crate::Extent;
use crate::client::{Asked, bearer};
use crate::clinic::{Copied, original};
use crate::closed_loop::{Effort, in_turn, repeat, run};
use crate::hits::bare_twin;
use crate::latency::{Latencies, Load, median};
use crate::placement::OneProcessor;
use crate::raw_rows::{self, PageOfList};
use crate::served::Served;
use crate::verdict::Verdict;

pub async fn measure(extent: Extent, verdict: &mut Verdict) {
    let copy = Copied::of(&original(1));
    let ours = Served::clinic(copy.data()).await;
    let token = ours.token.clone();
    let page = move |turn: u64| {
        let headers = [("Authorization", bearer(&token)), ("Accept-Encoding", "identity".into())];
        let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
        Asked::new("GET", &PageOfList::of(turn).path(), &headers, "")
    };
    let bare = bare_twin(&ours.send(&page(0)).await, copy.data()).await;
    let fixed = Asked::get("/?limit=20", &ours.token);
    let sqlite = raw_rows::reader(&copy.database());
    let many = if extent.is_short { 1_500 } else { 6_000 };

    let (mut overheads, mut all) = (Vec::new(), [const { None }; 3]);
    let together = OneProcessor::shared_with(&[&ours, &bare]);
    in_turn(&ours, 500, &page).await;
    for _ in 0..extent.pairs {
        let route = in_turn(&bare, many, |_| fixed.clone()).await;
        let rows = raw_rows::pages(&sqlite, many);
        let answers = in_turn(&ours, many, &page).await;
        overheads.push(answers.ms(50.0) / (rows.ms(50.0) + route.ms(50.0)));
        for (kept, new) in all.iter_mut().zip([answers, rows, route]) {
            kept.get_or_insert_with(Latencies::default).add(&new);
        }
    }
    drop(together);
    let [answers, rows, route] = all.map(Option::unwrap_or_default);
    verdict.note("miss.one_connection.overhead_ratio", median(&overheads));
    for (name, side) in [("p50_ms", &answers), ("sqlite_p50_ms", &rows), ("bare_p50_ms", &route)] {
        verdict.note(&format!("miss.one_connection.{name}"), side.ms(50.0));
    }
    let curves = [("miss", &answers), ("SQLite alone", &rows), ("bare route", &route)];
    verdict.plot("miss, one connection", &curves);

    let effort = Effort::new(10, extent.seconds);
    let hit = page(0);
    let mut pairs: Vec<(Load, Load)> = Vec::new();
    let before = misses_so_far(&ours).await;
    for _ in 0..extent.pairs {
        let hits = repeat(&ours, effort, &hit).await;
        pairs.push((run(&ours, effort, page.clone()).await, hits));
    }
    let asked: u64 = pairs.iter().map(|(misses, _)| misses.latencies.count()).sum();
    let share = (misses_so_far(&ours).await - before) / asked as f64;
    verdict.note("miss.10.share_of_misses", share);
    let ratios = pairs.iter().map(|(misses, hits)| misses.per_second() / hits.per_second());
    verdict.note("miss.10.throughput_ratio", median(&ratios.collect::<Vec<_>>()));
    let middle = |of: fn(&Load) -> f64| {
        median(&pairs.iter().map(|(misses, _)| of(misses)).collect::<Vec<_>>())
    };
    verdict.note("miss.10.per_second", middle(Load::per_second));
    verdict.note("miss.10.p95_ms", middle(|load| load.latencies.ms(95.0)));
    verdict.note("miss.10.errors", pairs.iter().map(|(misses, _)| misses.errors as f64).sum());
    // Since the start: most of it under the load of above.
    let status = ours.get("/api/system/status").await.json();
    let wait = status["data"]["latency"]["pool_wait_p95_ms"].as_f64();
    verdict.note("miss.pool_wait_p95_ms", wait.expect("the status tells of waits"));
    new_connections(&ours, verdict).await;
}

async fn misses_so_far(ours: &Served) -> f64 {
    let status = ours.get("/api/system/status").await.json();
    status["data"]["cache"]["short"]["misses"].as_f64().expect("the status counts misses")
}

/// A connection of its own for each request: from the first packet to the answer.
async fn new_connections(ours: &Served, verdict: &mut Verdict) {
    let asked = Asked::new("GET", "/health", &[], "");
    let mut latencies = Latencies::default();
    for _ in 0..200 {
        let begun = std::time::Instant::now();
        ours.send(&asked).await;
        latencies.note(begun.elapsed());
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    verdict.note("connection.p95_ms", latencies.ms(95.0));
}
