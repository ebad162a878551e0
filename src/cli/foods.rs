//! `nutrivault foods import FILE`: a table of foods, by the running server if there is one, else here.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::stdout::say;
use super::{Outcome, open};
use crate::config::Config;
use crate::control::Order;

#[derive(Debug, Subcommand)]
pub enum Action {
    /// Bring in a table of foods: CIQUAL, USDA FoodData Central or SR, CoFID, BLS. The edition before
    /// stays for what was planned with it
    Import(Arguments),
}

#[derive(Debug, Args)]
pub struct Arguments {
    /// The table as its publisher hands it out: a file, a zip, or a folder of several files
    file: PathBuf,
    /// Only say what would happen; nothing is written
    #[arg(long)]
    dry_run: bool,
}

pub fn run(config: Config, action: Action) -> Outcome {
    let Action::Import(arguments) = action;
    let file = arguments.file.canonicalize().map_err(|error| {
        format!("{} cannot be read: {error}. Nothing was changed.", arguments.file.display())
    })?;
    open::must_be_there(&config)?;
    let order = Order::ImportFoods { file, dry_run: arguments.dry_run };
    say(&open::carry_out(&config, order)?);
    Ok(ExitCode::SUCCESS)
}
