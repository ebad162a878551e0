//! `nutrivault backup`: a verified copy of the database, also while the server runs.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::stdout::say;
use super::{Outcome, open};
use crate::backups::{self, Course, Made, Origin, Phase, Run, Stop};
use crate::clock::Clock;
use crate::config::Config;
use crate::control::Order;
use crate::data_folder;
use crate::db::wal;

#[derive(Debug, Args)]
pub struct Arguments {
    /// A new file, or a folder to put it in. By default the folder `backups` of the data and, if
    /// one is set, the second folder of the plan too
    #[arg(long, value_name = "FILE|DIR")]
    to: Option<PathBuf>,
    /// Print the outcome as JSON: {"ok","file","bytes","digest","manifest","second"} or
    /// {"ok","error"}; with a "file" beside the error, the first copy is good and the second failed
    #[arg(long)]
    pub json: bool,
}

pub fn run(config: Config, arguments: &Arguments) -> Outcome {
    open::must_be_there(&config)?;
    let source = config.database();
    if data_folder::holder(&config.data).is_none() {
        wal::refuse_unless_own(&source)?;
    }
    let target = match &arguments.to {
        Some(target) => {
            // A slip of the keyboard is no backup that failed: nobody needs to be alarmed.
            can_be_written(target)?;
            target.clone()
        }
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
    // Who names a place has chosen it; without one the copy goes where the schedule puts it.
    let second = match (&made, &arguments.to) {
        (Ok(made), None) => second_copy(&source, made, &course.stop),
        _ => Second::None,
    };
    bar.finish_and_clear();
    let place = made.as_ref().map_or(&target, |made| &made.file);
    let run = Run {
        started_at: started.to_string(),
        finished_at: clock.now().to_string(),
        path: std::path::absolute(place).unwrap_or(place.clone()).display().to_string(),
        bytes: made.as_ref().ok().and_then(|made| i64::try_from(made.bytes).ok()),
        error: made.as_ref().err().cloned(),
        origin: Origin::Manual,
        second_error: second.error().map(str::to_owned),
        is_made_here: made.as_ref().is_ok_and(|made| made.manifest.key.is_some()),
    };
    if let Err(why) = open::carry_out(&config, Order::NoteBackup { run }) {
        eprintln!("nutrivault: the backup could not be noted in the database: {why}");
    }
    let doubt = made.is_ok().then(|| backups::contradiction_in(&source, &config));
    let doubt = doubt.and_then(|found| found.unwrap_or_else(Some));
    tell(made, &second, doubt, arguments.json)
}

/// Whether a copy can be put there, by putting an empty file there and taking it away: what a place
/// says of itself is not always so (/proc, a name that is too long, a stick that is locked).
fn can_be_written(target: &Path) -> Result<(), String> {
    let no_backup = |why: String| Err(format!("No backup was made, and none was noted: {why}."));
    if !target.is_dir() && target.symlink_metadata().is_ok() {
        return no_backup(format!("{} is there already: choose another name", target.display()));
    }
    let folder = match target.parent() {
        _ if target.is_dir() => target,
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    if !folder.is_dir() {
        return no_backup(format!(
            "there is no folder {}: make it first, or mind the spelling",
            folder.display()
        ));
    }
    let tried = match target.is_dir() {
        true => tempfile::Builder::new().prefix(".nutrivault-").tempfile_in(folder).map(drop),
        false => std::fs::File::create_new(target).and_then(|_| std::fs::remove_file(target)),
    };
    match tried {
        Ok(()) => Ok(()),
        // The place is right and its disk is full: that is a backup that failed.
        Err(error) if matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded) => {
            Ok(())
        }
        Err(error) => no_backup(format!("{} cannot be written: {error}", target.display())),
    }
}

/// What became of the second copy.
enum Second {
    /// None is wanted.
    None,
    /// It lies there, read back.
    Made(PathBuf),
    /// A sentence.
    Failed(String),
}

impl Second {
    fn error(&self) -> Option<&str> {
        match self {
            Self::Failed(why) => Some(why),
            Self::None | Self::Made(_) => None,
        }
    }
}

fn second_copy(source: &Path, made: &Made, stop: &Stop) -> Second {
    let copied = backups::second_folder(source).and_then(|folder| {
        folder.map(|second| backups::copy_to_second(made, &second, stop)).transpose()
    });
    match copied {
        Ok(None) => Second::None,
        Ok(Some(file)) => Second::Made(file),
        Err(why) => Second::Failed(why),
    }
}

fn tell(
    made: Result<Made, String>,
    second: &Second,
    doubt: Option<String>,
    as_json: bool,
) -> Outcome {
    // One copy where two are wanted is a failure, and so is a trail that another copy contradicts:
    // a script that looks at nothing else sees it.
    let is_fine = second.error().is_none() && doubt.is_none();
    let code = if is_fine { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    match (made, as_json) {
        (Ok(made), true) => {
            let mut told = json!(made);
            told["ok"] = json!(is_fine);
            if let Some(doubt) = &doubt {
                told["error"] = json!(doubt);
            }
            match second {
                Second::None => {}
                Second::Made(file) => told["second"] = json!(file),
                Second::Failed(why) => told["error"] = json!(why),
            }
            say(&told.to_string());
            Ok(code)
        }
        (Ok(made), false) => {
            let rows: i64 = made.manifest.rows.values().sum();
            say(&format!(
                "{}: {rows} rows, {:.1} MB, read back and compared. SHA-256 {}.",
                made.file.display(),
                made.bytes as f64 / 1e6,
                made.digest
            ));
            match second {
                Second::None => {}
                Second::Made(file) => say(&format!("{}: the same, read back.", file.display())),
                Second::Failed(why) => {
                    eprintln!("nutrivault: THERE IS ONE COPY ONLY, NOT TWO. {why}");
                }
            }
            if let Some(doubt) = &doubt {
                eprintln!("nutrivault: {doubt} `nutrivault doctor` says what to do.");
            }
            Ok(code)
        }
        (Err(why), true) => {
            say(&json!({ "ok": false, "error": why }).to_string());
            Ok(ExitCode::FAILURE)
        }
        (Err(why), false) => Err(why),
    }
}

fn bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {percent:>3} % of {len} pages {msg}");
    ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
