//! What a change costs the cache, with few and with many answers kept.
//!
//!     cargo bench --bench invalidation
//!
//! The promise: under 1 ms for one area and under 5 ms for a cascade with 100,000 answers kept,
//! not growing with their number. Exits with 1 when it is broken.
#![allow(clippy::unwrap_used)]

use std::sync::Arc;
use std::time::{Duration, Instant};

use nutrivault::cache::{Generations, Page, Responses, Tag, Tier};
use nutrivault::clock::Clock;
use nutrivault::config::Config;
use nutrivault::ids::Id;
use nutrivault::shown::Shows;

const ROUNDS: u32 = 1_000;

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let mut broken = false;
    println!("{:>9}  {:>12}  {:>12}  {:>12}", "answers", "area p50", "cascade p50", "cascade max");
    for answers in [100, 10_000, 100_000] {
        let generations = Arc::new(Generations::default());
        let responses = runtime.block_on(filled(answers, &generations));
        assert!(
            responses.state(Tier::Short).entries * 10 >= answers * 9,
            "the tier holds the answers"
        );
        let patient = Tag::Patient(Id::new());
        let area = timed(|| drop(generations.take_off(vec![Tag::Patients])));
        let cascade = timed(|| {
            let tags = vec![Tag::Patients, Tag::Visits, Tag::Billing, Tag::Users, patient];
            drop(generations.take_off(tags));
        });
        let (middle, last) = (ROUNDS as usize / 2, ROUNDS as usize - 1);
        println!(
            "{answers:>9}  {:>12?}  {:>12?}  {:>12?}",
            area[middle], cascade[middle], cascade[last]
        );
        broken |=
            area[middle] > Duration::from_millis(1) || cascade[middle] > Duration::from_millis(5);
    }
    std::process::exit(i32::from(broken));
}

async fn filled(answers: usize, generations: &Arc<Generations>) -> Responses {
    let mut config = Config::default().cache;
    (config.entries, config.bytes) = (answers * 2, usize::MAX);
    let responses = Responses::new(&config, Arc::clone(generations), Clock::default());
    for number in 0..answers {
        let tags = vec![Tag::Patients, Tag::Users];
        let page = Page::new(number.to_string().into_bytes(), tags, Shows::nothing());
        let kept =
            responses
                .serve_from(Tier::Short, number.to_string(), generations.now(), async { Ok(page) });
        kept.await.expect("an answer");
    }
    responses
}

/// The times of every round, shortest first.
fn timed(work: impl Fn()) -> Vec<Duration> {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let begun = Instant::now();
            work();
            begun.elapsed()
        })
        .collect();
    times.sort_unstable();
    times
}
