//! `nutrivault demo`: a made-up clinic, the same one for the same seed.

use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::stdout::say;
use super::{Outcome, migrate, open};
use crate::clock::Clock;
use crate::config::{Config, Pool};
use crate::db::{Database, Meter};
use crate::demo::{self, Options, Summary};

const PASSWORD: &str = "NutriVault-demo-1";
/// The whole clinic is one transaction.
const BUDGET: Duration = Duration::from_secs(24 * 3600);

#[derive(Debug, Args)]
pub struct Arguments {
    /// Patients, with names of several languages
    #[arg(long, value_name = "N", default_value_t = 5_000)]
    patients: u64,
    /// Visits; those that took place have measurements
    #[arg(long, value_name = "N", default_value_t = 25_000)]
    visits: u64,
    /// Invoices, with their lines and payments
    #[arg(long, value_name = "N", default_value_t = 25_000)]
    invoices: u64,
    /// Rows of the audit trail
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    audit: u64,
    /// The same seed makes the same clinic
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// The password of every login: made-up data needs no secret one
    #[arg(long, value_name = "P", default_value = PASSWORD)]
    password: String,
}

pub fn run(config: Config, arguments: &Arguments) -> Outcome {
    let config = patient(&config);
    let opened = open::alone(&config)?;
    let options = Options {
        patients: arguments.patients,
        visits: arguments.visits,
        invoices: arguments.invoices,
        audit: arguments.audit,
        seed: arguments.seed,
        password: arguments.password.clone(),
        bcrypt_cost: config.auth.bcrypt_cost,
        now: Clock::default().now(),
    };
    let filled = if is_empty(&opened.database)? {
        fill(&opened.database, &options)
    } else {
        Err(format!(
            "There is data in {} already; a made-up clinic goes into an empty database only. Nothing was changed. Choose another folder with NUTRIVAULT_DATA.",
            config.data.display()
        ))
    };
    opened.close()?;
    filled.map(|()| ExitCode::SUCCESS)
}

/// For `serve --demo`: a small clinic into an empty database, and nothing into one with data.
/// The folder is locked by the caller.
pub fn fill_if_empty(config: &Config) -> Result<(), String> {
    let config = patient(config);
    let (database, outcome) = Database::open(&config, Clock::default())?;
    log::info!("{}", migrate::told(&outcome, &config));
    let filled = is_empty(&database).and_then(|empty| {
        if empty {
            let cost = config.auth.bcrypt_cost;
            fill(&database, &Options::small(1, PASSWORD.into(), cost, Clock::default().now()))
        } else {
            say(&format!(
                "There is data in {} already: no demo data was added.",
                config.data.display()
            ));
            Ok(())
        }
    });
    database.close().map_err(|error| error.to_string())?;
    filled
}

fn patient(config: &Config) -> Config {
    let query_budget_ms = u64::try_from(BUDGET.as_millis()).unwrap_or(u64::MAX);
    // No reader: the one who fills has the file for itself.
    let pool = Pool { min: 0, ..config.pool.clone() };
    Config { query_budget_ms, slow_query_ms: query_budget_ms, pool, ..config.clone() }
}

fn is_empty(database: &Database) -> Result<bool, String> {
    database
        .write_here(&Meter::default(), |tx| demo::is_empty(tx))
        .map_err(|error| format!("The database cannot be read: {error}"))
}

fn fill(database: &Database, options: &Options) -> Result<(), String> {
    let bar = progress_bar();
    let summary = demo::fill(database, options, &|done, all| {
        bar.set_length(all);
        bar.set_position(done);
    });
    bar.finish_and_clear();
    let summary = summary.map_err(|error| format!("No demo clinic was made: {error}"))?;
    say(&told(&summary, &options.password));
    Ok(())
}

/// Drawn on stderr, and only for a person: indicatif hides it from a pipe.
fn progress_bar() -> ProgressBar {
    let style =
        ProgressStyle::with_template("{bar:40} {percent:>3} % of {len} records, {eta} left");
    ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn told(summary: &Summary, password: &str) -> String {
    let mut text = format!(
        "A made-up clinic: {} patients, {} visits, {} measurements, {} invoices, {} payments, {} audit rows.\nLogins, all with the password {password}",
        summary.patients,
        summary.visits,
        summary.measurements,
        summary.invoices,
        summary.payments,
        summary.audit
    );
    for (login, role) in &summary.logins {
        text.push_str(&format!("\n  {login:<14} {role}"));
    }
    text
}
