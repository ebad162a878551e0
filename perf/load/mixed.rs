//! Twenty users on lists and details, hits and misses mixed: against the bare route, and as load
//! for profilers.

use std::time::Duration;

use crate::Extent;
use crate::client::Asked;
use crate::clinic::{Copied, original};
use crate::closed_loop::{Effort, repeat, run};
use crate::hits::bare_twin;
use crate::latency::{Latencies, Load, median};
use crate::served::Served;
use crate::verdict::Verdict;

const USERS: usize = 20;

pub async fn measure(extent: Extent, verdict: &mut Verdict) {
    let copy = Copied::of(&original(1));
    let ours = Served::clinic(copy.data()).await;
    let bare = bare_twin(&ours.get("/api/patients?limit=20").await, copy.data()).await;
    let fixed = Asked::get("/?limit=20", &ours.token);
    let effort = Effort::new(USERS, extent.seconds);
    let ask = questions(&ours).await;
    let mut pairs: Vec<(Load, Load)> = Vec::new();
    for _ in 0..extent.pairs {
        let yardstick = repeat(&bare, effort, &fixed).await;
        pairs.push((run(&ours, effort, ask.clone()).await, yardstick));
    }
    let ratios: Vec<f64> =
        pairs.iter().map(|(ours, bare)| ours.per_second() / bare.per_second()).collect();
    verdict.note("mixed.20.throughput_ratio", median(&ratios));
    verdict.note("mixed.20.errors", pairs.iter().map(|(ours, _)| ours.errors as f64).sum());
    let mut all = Latencies::default();
    pairs.iter().for_each(|(ours, _)| all.add(&ours.latencies));
    verdict.note("mixed.20.p95_ms", all.ms(95.0));
    verdict.plot("lists and details, 20 users", &[("NutriVault", &all)]);
}

/// The same load on a server that somebody else has started.
pub async fn drive(port: u16, time: Duration) {
    let served = Served::running(port).await;
    let effort = Effort { time, ..Effort::new(USERS, 0.0) };
    let load = run(&served, effort, questions(&served).await).await;
    let (answers, errors) = (load.latencies.count(), load.errors);
    println!("{answers} answers, {errors} errors, p95 {:.3} ms", load.latencies.ms(95.0));
}

async fn questions(served: &Served) -> impl Fn(u64) -> Asked + Clone + 'static {
    let (patients, token) = (served.ids("patients", 100).await, served.token.clone());
    move |turn| {
        let path = match turn % 4 {
            0 => "/api/patients?limit=20".to_owned(),
            1 => format!("/api/visits?limit=20&offset={}", turn / 4 * 7 % 1_000),
            _ => format!("/api/patients/{}", patients[(turn * 13) as usize % patients.len()]),
        };
        Asked::get(&path, &token)
    }
}
