//! `nutrivault import predecessor FILE`: brings a clinic over from the system used before.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};

use super::report::Report;
use super::stdout::say;
use super::{Outcome, open};
use crate::config::Config;
use crate::db::{Database, Meter};
use crate::predecessor::{self, Listeners, Source, Summary};
use crate::settings;

/// The whole clinic is one transaction.
const BUDGET: Duration = Duration::from_secs(24 * 3600);

#[derive(Debug, Subcommand)]
pub enum From {
    /// The clinic's SQLite file of the predecessor (the Node/Express server)
    Predecessor(Arguments),
}

#[derive(Debug, Args)]
pub struct Arguments {
    /// The file; it is only read
    file: PathBuf,
    /// Only say what would happen; nothing is written
    #[arg(long)]
    dry_run: bool,
    /// Write every remark into this new file, one a line: table, id, column, value and what was
    /// done, apart by tabs. The screen shows equal ones together
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

pub fn run(config: Config, from: &From) -> Outcome {
    let From::Predecessor(arguments) = from;
    let source = predecessor::open(&arguments.file)?;
    let config = unhurried(&config);
    // A rehearsal leaves no database where there was none.
    if arguments.dry_run && !config.database().exists() {
        let folder = std::env::temp_dir().join(format!("nutrivault-{}", crate::ids::Id::new()));
        let rehearsal = config.clone().with_data(&folder);
        let done = bring(&rehearsal, &source, arguments);
        let _ = std::fs::remove_dir_all(&folder);
        return done;
    }
    bring(&config, &source, arguments)
}

fn bring(config: &Config, source: &Source, arguments: &Arguments) -> Outcome {
    let opened = open::alone(config)?;
    let done = ensure_settings(&opened.database, config)
        .and_then(|()| import(&opened.database, source, arguments));
    opened.close()?;
    let (summary, report) = done?;
    if !report.is_empty() {
        say(&report);
    }
    say(&told(&summary, &arguments.file, arguments.dry_run));
    Ok(ExitCode::SUCCESS)
}

fn unhurried(config: &Config) -> Config {
    let query_budget_ms = u64::try_from(BUDGET.as_millis()).unwrap_or(u64::MAX);
    Config { query_budget_ms, slow_query_ms: query_budget_ms, ..config.clone() }
}

/// A clinic that was never served has no settings yet: those of the configuration.
fn ensure_settings(database: &Database, config: &Config) -> Result<(), String> {
    let ensured =
        database.write_here(&Meter::default(), |tx| settings::store::ensure(tx, &config.clinic));
    ensured.map_err(|error| format!("The settings cannot be written: {error}"))
}

fn import(
    database: &Database,
    source: &Source,
    arguments: &Arguments,
) -> Result<(Summary, String), String> {
    let report = RefCell::new(Report::into(arguments.report.as_deref())?);
    let style =
        ProgressStyle::with_template("{bar:40} {percent:>3} % of {len} records, {eta} left");
    let bar = ProgressBar::new(predecessor::rows(source)?)
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let listeners =
        Listeners { remark: &|remark| report.borrow_mut().add(remark), row: &|| bar.inc(1) };
    let summary = predecessor::import(database, source, arguments.dry_run, &listeners);
    bar.finish_and_clear();
    let report = report.into_inner().finish();
    match summary {
        Ok(summary) => Ok((summary, report)),
        // What was remarked before it failed may say why.
        Err(why) => {
            say(&report);
            Err(why)
        }
    }
}

/// The table at the end.
fn told(summary: &Summary, file: &Path, dry_run: bool) -> String {
    let mut lines = vec![String::new()];
    lines.push(format!(
        "{:<20}{:>10}{:>10}{:>16}{:>10}{:>10}",
        "table", "read", "arrived", "already there", "left out", "remarks"
    ));
    for (table, tally) in summary {
        lines.push(format!(
            "{table:<20}{:>10}{:>10}{:>16}{:>10}{:>10}",
            tally.read, tally.arrived, tally.already_there, tally.left_out, tally.remarks
        ));
    }
    lines.push(match dry_run {
        true => format!("This was a rehearsal: nothing of {} was written.", file.display()),
        false => format!(
            "{} is imported. Each line above names table, id, column, value and what was done, equal ones once; values that have no place here stand in the notes of their records.",
            file.display()
        ),
    });
    lines.join("\n")
}
