//! `nutrivault migrate`: the schema of this version, without serving.

use std::process::ExitCode;

use super::stdout::say;
use super::{Outcome, open};
use crate::config::Config;
use crate::db::migrate;

pub fn run(config: Config) -> Outcome {
    open::must_be_there(&config)?;
    let opened = open::alone(&config)?;
    say(&told(&opened.outcome, &config));
    opened.close()?;
    Ok(ExitCode::SUCCESS)
}

/// What a start found and did, in a sentence.
pub fn told(outcome: &migrate::Outcome, config: &Config) -> String {
    let (file, current) = (config.database().display().to_string(), migrate::CURRENT);
    match outcome {
        migrate::Outcome::Created => format!("Created {file} with schema version {current}."),
        migrate::Outcome::Current => {
            format!("{file} has schema version {current}, the current one.")
        }
        migrate::Outcome::Migrated { from, copy } => format!(
            "Migrated {file} from schema version {from} to {current}. The file as it was before: {}.",
            copy.display()
        ),
    }
}
