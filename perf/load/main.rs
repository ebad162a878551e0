//! Measures NutriVault: ratios against the limits of the machine, scenarios at fixed rates, hit
//! rates, growth, memory, start. `perf/run-load-tests.sh` builds and runs it; `perf/README.md`
//! says what each figure means.
#![allow(clippy::unwrap_used)]

mod chance;
mod changes;
mod client;
mod clinic;
mod closed_loop;
mod crud;
mod flow;
mod growth;
mod hits;
mod invoices;
mod latency;
mod logins;
mod memory;
mod misses;
mod mix;
mod mixed;
mod open_loop;
mod page;
mod placement;
mod plot;
mod programs;
mod questions;
mod raw_invoices;
mod raw_reports;
mod raw_rows;
mod reports;
mod results;
mod served;
mod staff;
mod start;
mod step;
mod thresholds;
mod verdict;
mod witness;
mod workday;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, ValueEnum};
use mimalloc::MiMalloc;

use verdict::Verdict;

/// The server's own: SQLite is to be measured with the same one on both sides.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Measures NutriVault and compares the figures with perf/thresholds.json.
#[derive(Debug, Parser)]
struct Arguments {
    /// What to measure; everything but growth when nothing is named
    scenarios: Vec<Scenario>,
    /// Shorter stretches, and only the budgets that noise does not trip
    #[arg(long)]
    short: bool,
    /// How many interleaved pairs make a ratio
    #[arg(long, default_value_t = 5)]
    pairs: usize,
    /// The larger clinic of `growth`, in times of the usual one
    #[arg(long, default_value_t = 10)]
    growth: usize,
    /// For profilers: only asks the demo clinic that runs at this port, and measures nothing
    #[arg(long, value_name = "PORT")]
    drive: Option<u16>,
    /// How long `--drive` asks, seconds
    #[arg(long, default_value_t = 20)]
    seconds: u64,
    /// Where the results go
    #[arg(long, default_value = "perf/results/local")]
    results: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Scenario {
    /// Log in, patients, visits, billing, at fixed rates
    AuthFlow,
    /// List, create, read, update, delete of patients, visits, billing, at fixed rates
    ApiCrud,
    /// Hits against a bare Rocket route
    Hits,
    /// Misses against SQLite itself and the bare route
    Misses,
    /// Lists and details, hits and misses mixed, against the bare route
    Mixed,
    /// Every question alone, without the cache, against the bare route
    Questions,
    /// Every kind of change alone, against SQLite itself
    Changes,
    /// Reports over all rows against their SQL
    Reports,
    /// Invoices against the same statements in a loop
    Invoices,
    /// Reads while others log in
    Logins,
    /// From the start to the first answer, and to the end
    Start,
    /// Resident memory, idle and under 100,000 different requests
    Memory,
    /// A clinic's day: hit rates and stale answers
    Mix,
    /// A clinic of the usual size against a larger one
    Growth,
}

impl Scenario {
    /// What a run without names measures.
    const USUAL: [Self; 13] = [
        Self::Hits,
        Self::Misses,
        Self::Mixed,
        Self::Questions,
        Self::Changes,
        Self::Reports,
        Self::Invoices,
        Self::Logins,
        Self::Start,
        Self::Memory,
        Self::Mix,
        Self::AuthFlow,
        Self::ApiCrud,
    ];

    fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }
}

/// How much effort a run takes.
#[derive(Clone, Copy, Debug)]
pub struct Extent {
    pub is_short: bool,
    /// Interleaved pairs behind each ratio.
    pub pairs: usize,
    /// One side of a pair, seconds.
    pub seconds: f64,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Some(port) = arguments.drive {
        mixed::drive(port, Duration::from_secs(arguments.seconds)).await;
        return ExitCode::SUCCESS;
    }
    let extent = Extent {
        is_short: arguments.short,
        pairs: arguments.pairs,
        seconds: if arguments.short { 0.5 } else { 3.0 },
    };
    let asked = match arguments.scenarios.as_slice() {
        [] => Scenario::USUAL.to_vec(),
        named => named.to_vec(),
    };
    let mut verdict = Verdict::new(extent.is_short);
    for scenario in &asked {
        println!("\n{}", scenario.name());
        let figures_before = verdict.figures.len();
        measure(*scenario, extent, arguments.growth, &mut verdict).await;
        // Half-second stretches are at the mercy of the machine's other guests; a build that is
        // slow is slow again.
        if extent.is_short && verdict.misses_since(figures_before) {
            println!("\n{}, once more because a budget was missed", scenario.name());
            verdict.forget_since(figures_before);
            measure(*scenario, extent, arguments.growth, &mut verdict).await;
        }
    }
    let form = if arguments.short { "short" } else { "full" };
    let names: Vec<String> = asked.iter().map(|scenario| scenario.name()).collect();
    let name = if arguments.scenarios.is_empty() { form.to_owned() } else { names.join("-") };
    match results::keep(&verdict, &name, &arguments.results) {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

async fn measure(scenario: Scenario, extent: Extent, times: usize, verdict: &mut Verdict) {
    match scenario {
        Scenario::AuthFlow => flow::measure(extent, verdict).await,
        Scenario::ApiCrud => crud::measure(extent, verdict).await,
        Scenario::Hits => hits::measure(extent, verdict).await,
        Scenario::Misses => misses::measure(extent, verdict).await,
        Scenario::Mixed => mixed::measure(extent, verdict).await,
        Scenario::Questions => questions::measure(extent, verdict).await,
        Scenario::Changes => changes::measure(extent, verdict).await,
        Scenario::Reports => reports::measure(extent, verdict).await,
        Scenario::Invoices => invoices::measure(extent, verdict).await,
        Scenario::Logins => logins::measure(extent, verdict).await,
        Scenario::Start => start::measure(extent, verdict).await,
        Scenario::Memory => memory::measure(extent, verdict).await,
        Scenario::Mix => mix::measure(extent, verdict).await,
        Scenario::Growth => growth::measure(extent, times, verdict).await,
    }
}
