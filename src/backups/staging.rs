//! A restore that was ordered while the server works: it is written down, and carried out at the
//! next start, before anybody is let in.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Judge, Restored, examine_here, restore};
use crate::audit::Actor;
use crate::config::Config;

const ORDER: &str = "restore-order.json";
const OUTCOME: &str = "restore-outcome.json";

/// What was ordered.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Order {
    /// The copy in the folder of the copies.
    pub name: String,
    /// Names the copy whatever its file is called; none of one without a manifest.
    pub seal: Option<String>,
    pub ordered_by: String,
    pub ordered_at: String,
}

/// What the last order came to.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Outcome {
    pub name: String,
    pub at: String,
    /// Why it was not carried out.
    pub error: Option<String>,
    /// Where the replaced database is kept.
    pub kept: Option<PathBuf>,
    pub skipped_numbers: Vec<String>,
    /// Users and keys that are others now.
    pub people: Vec<String>,
}

/// The order that waits for the next start, if there is one.
pub fn pending(config: &Config) -> Option<Order> {
    read(&config.data.join(ORDER))
}

/// What the last order came to, until somebody has read it.
pub fn outcome(config: &Config) -> Option<Outcome> {
    read(&config.data.join(OUTCOME))
}

/// Writes the order down for the next start, in the place of an earlier one.
///
/// # Errors
/// What the disk says.
pub fn stage(config: &Config, order: &Order) -> std::io::Result<()> {
    write(&config.data, ORDER, order)
}

/// Takes the order back; false when there was none.
///
/// # Errors
/// What the disk says.
pub fn cancel(config: &Config) -> std::io::Result<bool> {
    remove(&config.data, ORDER)
}

/// Forgets what the last order came to.
///
/// # Errors
/// What the disk says.
pub fn read_outcome(config: &Config) -> std::io::Result<bool> {
    remove(&config.data, OUTCOME)
}

/// Carries out the order that waits, if there is one: the copy is checked again, whole, before
/// anything is touched. The order goes when it is done or refused: what is interrupted is begun
/// anew at the next start. The caller holds the folder's lock.
///
/// # Errors
/// What the disk says of the order itself; a refused restore is an outcome.
pub fn carry_out(config: &Config, now: &str, judge: Judge<'_>) -> std::io::Result<Option<Outcome>> {
    let Some(order) = pending(config) else { return Ok(None) };
    let done = obey(config, &order, judge);
    let (error, restored) = match done {
        Ok(restored) => (None, Some(restored)),
        Err(why) => (Some(why), None),
    };
    let restored = restored.unwrap_or_default();
    let outcome = Outcome {
        name: order.name,
        at: now.to_owned(),
        error,
        kept: restored.kept,
        skipped_numbers: restored.skipped_numbers,
        people: restored.people,
    };
    write(&config.data, OUTCOME, &outcome)?;
    cancel(config)?;
    Ok(Some(outcome))
}

fn obey(config: &Config, order: &Order, judge: Judge<'_>) -> Result<Restored, String> {
    let file = config.backups().join(&order.name);
    let candidate = examine_here(config, &file)?;
    let seal = candidate.manifest.as_ref().map(|manifest| manifest.seal.clone());
    if seal != order.seal {
        return Err(format!(
            "{} is not the copy that was chosen. Nothing was changed; choose again.",
            file.display()
        ));
    }
    let actor = Actor { username: Some(order.ordered_by.clone()), ..Actor::default() };
    restore(config, &candidate, &actor, judge)
}

fn read<T: for<'de> Deserialize<'de>>(file: &Path) -> Option<T> {
    let text = fs::read(file).ok()?;
    match serde_json::from_slice(&text) {
        Ok(value) => Some(value),
        Err(error) => {
            log::error!("{} cannot be understood: {error}", file.display());
            None
        }
    }
}

/// Whole or not at all: written beside, synced, and renamed.
fn write(folder: &Path, name: &str, value: &impl Serialize) -> std::io::Result<()> {
    let beside = folder.join(format!("{name}.new"));
    let mut file =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
    file.write_all(&serde_json::to_vec_pretty(value)?)?;
    file.sync_all()?;
    fs::rename(beside, folder.join(name))?;
    File::open(folder)?.sync_all()
}

fn remove(folder: &Path, name: &str) -> std::io::Result<bool> {
    match fs::remove_file(folder.join(name)) {
        Ok(()) => File::open(folder)?.sync_all().map(|()| true),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}
