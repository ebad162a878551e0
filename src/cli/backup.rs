//! `nutrivault backup`: a verified copy of the database, also while the server runs.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::serve::say;
use super::{Outcome, open};
use crate::backups::{self, Course, Made, Origin, Phase, Run, Stop};
use crate::clock::Clock;
use crate::config::Config;
use crate::control::{self, Order};
use crate::data_folder::{self, Refused};

#[derive(Debug, Args)]
pub struct Arguments {
    /// A new file, or a folder to put it in; the folder `backups` of the data by default
    #[arg(long, value_name = "FILE|DIR")]
    to: Option<PathBuf>,
    /// Print the outcome as JSON: {"ok","file","bytes","digest","manifest"} or {"ok","error"}
    #[arg(long)]
    json: bool,
}

pub fn run(config: Config, arguments: &Arguments) -> Outcome {
    let source = config.database();
    if !source.exists() {
        return Err(format!(
            "There is no database at {}. NUTRIVAULT_DATA points elsewhere.",
            source.display()
        ));
    }
    let target = match &arguments.to {
        Some(target) => target.clone(),
        None => {
            let folder = config.backups();
            std::fs::create_dir_all(&folder)
                .map_err(|error| format!("{} cannot be made: {error}.", folder.display()))?;
            folder
        }
    };
    // Those who work in the clinic go first.
    let _ = rustix::process::nice(10);
    let clock = Clock::default();
    let started = clock.now();
    let bar = bar();
    let show = |phase| match phase {
        Phase::Copying { done, of } => {
            bar.set_length(of);
            bar.set_position(done);
        }
        Phase::Checking => bar.set_message("reading it back"),
    };
    let course = Course { tell: &show, stop: Stop::default() };
    let made = backups::take(&source, &target, started, Origin::Manual, &course);
    bar.finish_and_clear();
    let place = made.as_ref().map_or(&target, |made| &made.file);
    let run = Run {
        started_at: started.to_string(),
        finished_at: clock.now().to_string(),
        path: std::path::absolute(place).unwrap_or(place.clone()).display().to_string(),
        bytes: made.as_ref().ok().and_then(|made| i64::try_from(made.bytes).ok()),
        error: made.as_ref().err().cloned(),
        origin: Origin::Manual,
        second_error: None,
    };
    if let Err(why) = note(&config, run) {
        eprintln!("nutrivault: the backup could not be noted in the database: {why}");
    }
    tell(made, arguments.json)
}

fn tell(made: Result<Made, String>, as_json: bool) -> Outcome {
    match (made, as_json) {
        (Ok(made), true) => {
            let mut told = json!(made);
            told["ok"] = json!(true);
            say(&told.to_string());
            Ok(ExitCode::SUCCESS)
        }
        (Ok(made), false) => {
            let rows: i64 = made.manifest.rows.values().sum();
            say(&format!(
                "{}: {rows} rows, {:.1} MB, read back and compared. SHA-256 {}.",
                made.file.display(),
                made.bytes as f64 / 1e6,
                made.digest
            ));
            Ok(ExitCode::SUCCESS)
        }
        (Err(why), true) => {
            say(&json!({ "ok": false, "error": why }).to_string());
            Ok(ExitCode::FAILURE)
        }
        (Err(why), false) => Err(why),
    }
}

/// Notes the backup in the database: by the running server if there is one.
fn note(config: &Config, run: Run) -> Result<(), String> {
    let order = Order::NoteBackup { run };
    match data_folder::lock(&config.data) {
        Ok(lock) => {
            let opened = open::locked(config, lock)?;
            let told = control::carry_out(&opened.database, config.auth.bcrypt_cost, order);
            opened.close()?;
            told.map(|_| ())
        }
        Err(Refused::Held(_)) => {
            control::send(&data_folder::socket(&config.data), &order).map(|_| ())
        }
        Err(unusable) => Err(unusable.sentence(&config.data)),
    }
}

fn bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {percent:>3} % of {len} pages {msg}");
    ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
