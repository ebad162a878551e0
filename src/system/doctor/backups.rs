//! Whether there is a backup to go back to.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension};

use super::Finding;
use crate::clock::{Clock, Moment};

/// A week of work is the most that a clinic should have to write down again.
const OLDEST_MS: i64 = 7 * 24 * 3600 * 1000;

/// The newest copy that was read back: when it was made, and whether it is still there.
pub(super) fn newest(connection: &Connection) -> Finding {
    const CHECK: &str = "backup";
    const TODO: &str =
        "Make one with `nutrivault backup`, best with --to on another disk, and again every day.";
    let newest = connection
        .query_row(
            "SELECT started_at, path FROM backup_runs WHERE verified = 1 \
             ORDER BY started_at DESC, id DESC LIMIT 1",
            [],
            |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)),
        )
        .optional();
    let (at, path) = match newest {
        Ok(Some(newest)) => newest,
        Ok(None) => return Finding::warning(CHECK, "No verified backup was ever made.", TODO),
        Err(error) => return Finding::broken_off(CHECK, &error),
    };
    if !Path::new(&path).exists() {
        let what = format!("The newest, of {at}, is no longer at {path}.");
        return Finding::warning(CHECK, what, TODO);
    }
    let age = at.parse::<Moment>().map(|at| Clock::default().now().ms() - at.ms());
    match age {
        Ok(age) if age <= OLDEST_MS => {
            Finding::fine(CHECK, format!("The newest is of {at}: {path}."))
        }
        _ => Finding::warning(CHECK, format!("The newest is of {at}: {path}."), TODO),
    }
}
