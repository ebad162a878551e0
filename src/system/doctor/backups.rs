//! Whether there is a backup to go back to.

use rusqlite::{Connection, OptionalExtension};

use super::Finding;
use super::said::{Said, told};
use crate::backups::shelf;
use crate::clock::{Clock, Moment};
use crate::config::Config;

/// Two days of work are the most that a clinic should have to write down again.
const OLDEST_MS: i64 = 50 * 3600 * 1000;
/// Clocks of a network differ by less.
const AHEAD_MS: i64 = 120_000;
const CHECK: &str = "backup";
const TODO: Said =
    told("Make one with `nutrivault backup`, best with --to on another disk, and again every day.");

/// The newest copy that was read back and is still there: when it was made, and how the last
/// attempt went.
pub(super) fn newest(connection: &Connection, config: &Config) -> Finding {
    let elsewhere = match noted(connection) {
        Ok(elsewhere) => elsewhere,
        Err(error) => return Finding::broken_off(CHECK, &error),
    };
    // A database that was gone back to knows nothing of the copies since.
    let here = shelf(&config.backups()).unwrap_or_default().into_iter();
    let here = here.filter(|copy| copy.manifest.is_some());
    let here = here.map(|copy| (copy.made, copy.file.display().to_string()));
    let now = Clock::default().now();
    // A clock that was ahead once says nothing of how old a copy is.
    let is_of_the_past = |copy: &(Moment, String)| copy.0.ms() - now.ms() <= AHEAD_MS;
    let Some((at, path)) = here.chain(elsewhere).filter(is_of_the_past).max() else {
        return Finding::warning(CHECK, told("There is no verified backup."), TODO);
    };
    let age = now.ms() - at.ms();
    let what = told("The newest is of {}, {} hours old: {}.");
    let what = what.at(at).number(age / 3_600_000).text(path);
    match failure(connection) {
        Err(error) => Finding::broken_off(CHECK, &error),
        Ok(Some((failed, why))) if failed > at => Finding::warning(
            CHECK,
            told("The last attempt, of {}, failed: {} {}")
                .at(failed)
                .text(why)
                .several(vec![what], ""),
            told("Mend what it names, then `nutrivault backup`."),
        ),
        Ok(_) if age > OLDEST_MS => Finding::warning(CHECK, what, TODO),
        Ok(_) => Finding::fine(CHECK, what),
    }
}

/// The newest verified copies that were noted, wherever they lie, as far as they are still there.
fn noted(connection: &Connection) -> rusqlite::Result<Vec<(Moment, String)>> {
    let mut statement = connection.prepare(
        "SELECT started_at, path FROM backup_runs WHERE verified = 1 \
         ORDER BY rowid DESC LIMIT 20",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
    let known = rows.collect::<rusqlite::Result<Vec<(Moment, String)>>>()?;
    Ok(known.into_iter().filter(|(_, path)| std::path::Path::new(path).exists()).collect())
}

/// The newest attempt, if it failed.
fn failure(connection: &Connection) -> rusqlite::Result<Option<(Moment, String)>> {
    let newest = "SELECT started_at, error FROM backup_runs ORDER BY rowid DESC LIMIT 1";
    let found: Option<(Moment, Option<String>)> =
        connection.query_row(newest, [], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    Ok(found.and_then(|(at, error)| Some((at, error?))))
}
