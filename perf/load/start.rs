//! From the start of the process to its first answer, over a clinic of the usual size; and from
//! SIGTERM to its end while nobody asks.

use std::time::Duration;

use crate::Extent;
use crate::clinic::{Copied, original};
use crate::latency::median;
use crate::served::Served;
use crate::verdict::Verdict;

pub async fn measure(extent: Extent, verdict: &mut Verdict) {
    let copy = Copied::of(&original(1));
    let (mut starts, mut ends, mut resident) = (vec![], vec![], vec![]);
    for _ in 0..extent.pairs {
        let served = Served::started(copy.data(), &[]).await;
        starts.push(served.started.as_secs_f64() * 1000.0);
        // The default reports are asked for at the start, if so configured.
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        resident.push(served.resident_mb());
        ends.push(served.stop().as_secs_f64() * 1000.0);
    }
    let size = std::fs::metadata(copy.database()).map_or(0, |file| file.len());
    verdict.note("start.database_mb", size as f64 / 1e6);
    verdict.note("start.first_answer_ms", median(&starts));
    verdict.note("start.resident_mb", median(&resident));
    verdict.note("stop.idle_ms", median(&ends));
}
