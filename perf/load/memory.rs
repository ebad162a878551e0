//! What the server keeps in memory: idle over the demo clinic, and under 100,000 requests of which
//! no two are alike.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use crate::Extent;
use crate::client::Asked;
use crate::clinic::{Copied, original};
use crate::closed_loop::{Effort, run};
use crate::served::Served;
use crate::verdict::Verdict;

const REQUESTS: u64 = 100_000;
/// Slow machines are asked less, and say so in the figure `requests`.
const LONGEST: f64 = 240.0;
const EVERY: Duration = Duration::from_millis(100);

pub async fn measure(_: Extent, verdict: &mut Verdict) {
    let copy = Copied::of(&original(1));
    let ours = Served::clinic(copy.data()).await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    verdict.note("memory.idle_mb", ours.resident_mb());
    let patients = ours.ids("patients", 5_000).await;
    let token = ours.token.clone();
    let ask = move |turn: u64| Asked::get(&different(turn, &patients), &token);
    let effort = Effort { most: REQUESTS, ..Effort::new(20, LONGEST) };
    let course = Rc::default();
    let load = tokio::select! {
        load = run(&ours, effort, ask) => load,
        () = watch(&ours, Rc::clone(&course)) => unreachable!("it watches for ever"),
    };
    let course = course.take();
    verdict.note("memory.requests", load.latencies.count() as f64);
    verdict.note("memory.errors", load.errors as f64);
    verdict.note("memory.after_mb", ours.resident_mb());
    verdict.note("memory.second_half_ratio", growth(&course));
    verdict.course("memory under different requests, by seconds", "MB", course);
}

/// A path that no other turn has.
fn different(turn: u64, patients: &[String]) -> String {
    let (kind, nth) = (turn % 4, turn / 4);
    let (limit, offset) = (10 + nth % 90, nth / 90);
    let patient = &patients[nth as usize % patients.len()];
    match (kind, nth / patients.len() as u64) {
        (0, _) => format!("/api/patients?limit={limit}&offset={offset}"),
        (1, _) => format!("/api/visits?limit={limit}&offset={offset}"),
        (2, _) => format!("/api/billing?limit={limit}&offset={offset}"),
        (_, 0) => format!("/api/patients/{patient}"),
        (_, 1) => format!("/api/patients/{patient}/timeline"),
        (_, 2) => format!("/api/patients/{patient}/measurements"),
        (_, round) => format!("/api/patients/{patient}/timeline?limit={round}"),
    }
}

async fn watch(ours: &Served, course: Rc<RefCell<Vec<(f64, f64)>>>) {
    let begun = Instant::now();
    loop {
        course.borrow_mut().push((begun.elapsed().as_secs_f64(), ours.resident_mb()));
        tokio::time::sleep(EVERY).await;
    }
}

/// The last quarter's mean over the third one's.
fn growth(course: &[(f64, f64)]) -> f64 {
    let quarter = course.len() / 4;
    let mean =
        |part: &[(f64, f64)]| part.iter().map(|(_, mb)| mb).sum::<f64>() / part.len().max(1) as f64;
    mean(&course[quarter * 3..]) / mean(&course[quarter * 2..quarter * 3])
}
