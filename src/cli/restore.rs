//! `nutrivault restore FILE`: goes back to a backup, after everything about it was checked.

use std::io::{BufRead, IsTerminal};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::Outcome;
use super::stdout::say;
use crate::audit::Actor;
use crate::backups::{self, Candidate, Change};
use crate::config::Config;
use crate::data_folder;
use crate::db::migrate::CURRENT;
use crate::system::doctor;

#[derive(Debug, Args)]
pub struct Arguments {
    /// The backup; it is only read
    file: PathBuf,
    /// Only say what would change
    #[arg(long)]
    dry_run: bool,
    /// Do not ask: for scripts
    #[arg(long)]
    yes: bool,
}

pub fn run(config: Config, arguments: &Arguments) -> Outcome {
    // A rehearsal may run beside the server; a restore may not.
    let lock = match arguments.dry_run {
        true => None,
        false => Some(data_folder::lock(&config.data).map_err(|why| why.sentence(&config.data))?),
    };
    let candidate = backups::examine_here(&config, &arguments.file)?;
    let change = backups::compare(&config, &candidate)?;
    say(&described(&candidate, &change));
    if arguments.dry_run {
        say("This was a rehearsal: nothing was changed.");
        return Ok(ExitCode::SUCCESS);
    }
    if !arguments.yes && !is_confirmed()? {
        return Err("Not confirmed: nothing was changed.".to_owned());
    }
    let actor = Actor::command_line();
    let restored = backups::restore(&config, &candidate, &actor, &doctor::must_be_sound)?;
    drop(lock);
    if let Some(kept) = &restored.kept {
        say(&format!("What was there before is kept as {}.", kept.display()));
    }
    for skipped in &restored.skipped_numbers {
        say(&format!("Not given out again: {skipped}."));
    }
    say("Restored. Everybody has to log in again.");
    Ok(ExitCode::SUCCESS)
}

fn described(candidate: &Candidate, change: &Change) -> String {
    let mut lines = vec![match &candidate.manifest {
        Some(manifest) => format!(
            "{} was made at {} by NutriVault {} and is whole. {}",
            candidate.file.display(),
            manifest.made_at,
            manifest.program,
            match candidate.is_made_here {
                true => "It was made here: the key of this data folder proves it.",
                false => NOT_MADE_HERE,
            }
        ),
        None => format!(
            "{} carries no manifest: its structure and its audit trail are whole, but nothing proves that no value was changed.",
            candidate.file.display()
        ),
    }];
    let shown = |count: Option<i64>| count.map_or("-".to_owned(), |count| count.to_string());
    lines.push(format!("{:<24}{:>12}{:>12}", "table", "now", "then"));
    for (name, now, then) in change.rows.iter().filter(|(_, now, then)| now != then) {
        lines.push(format!("{name:<24}{:>12}{:>12}", shown(*now), shown(*then)));
    }
    let instant = |at: &Option<String>| at.clone().unwrap_or_else(|| "never".to_owned());
    lines.push(format!(
        "Last change: now {}, then {}. Schema version: now {}, then {}{}.",
        instant(&change.newest.0),
        instant(&change.newest.1),
        change.schema.0.map_or("-".to_owned(), |version| version.to_string()),
        change.schema.1,
        if change.schema.1 < CURRENT { ", which is brought up to date" } else { "" }
    ));
    lines.extend(change.people.iter().map(ToString::to_string));
    if change.is_foreign {
        lines
            .push("This is the backup of another clinic: nothing of this one is in it.".to_owned());
    }
    lines.join("\n")
}

/// What a copy says of itself is all that is known of it then.
const NOT_MADE_HERE: &str = "It was NOT MADE HERE, or before copies had a proof: nothing proves who made it, and what it says of itself may be invented. Go on only if you know where it comes from.";

fn is_confirmed() -> Result<bool, String> {
    if !std::io::stdin().is_terminal() {
        return Err(
            "Nothing was changed: type the confirmation at a terminal, or give --yes.".to_owned()
        );
    }
    eprint!("This replaces the clinic's database. Type `restore` to go on: ");
    let mut typed = String::new();
    std::io::stdin().lock().read_line(&mut typed).map_err(|error| error.to_string())?;
    Ok(typed.trim() == "restore")
}
