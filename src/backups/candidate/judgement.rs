//! What a file from elsewhere must not be or hold, each refused in a sentence. Outside first, then
//! the schema, and only then the rows: nothing is asked of what could act or never end.

use std::path::Path;

use rusqlite::Connection;

use super::{Flaw, Refusal, Stop, damaged};
use crate::backups::store;
use crate::db::connect::APPLICATION_ID;
use crate::db::migrate::{CURRENT, version_of};
use crate::db::shape::{self, Oddity};
use crate::db::untrusted;

/// So many oddities are named; a file with more is told like one with these.
const NAMED: usize = 5;

/// Refuses by what can be seen without SQLite: no plain file, a log beside it, no database at all.
pub(super) fn outside(file: &Path) -> Result<(), Refusal> {
    let no_copy = |why| Refusal::of(Flaw::NoCopy, why);
    let length = untrusted::plain_file(file).map_err(no_copy)?.len();
    if let Some(beside) = untrusted::unfinished(file) {
        return Err(no_copy(format!(
            "{} has a write-ahead log beside it ({}): it is a live or interrupted database, no finished copy. Make one with `nutrivault backup`.",
            file.display(),
            beside.file_name().unwrap_or_default().to_string_lossy()
        )));
    }
    let head = untrusted::head(file).map_err(no_copy)?;
    untrusted::must_be_laid_out(&head, length).map_err(|what| damaged(file, &what))
}

/// Refuses by the schema: thousands of objects, somebody else's database, a newer one, and whatever
/// our own migrations did not make, by name.
pub(super) fn inside(file: &Path, copy: &Connection, stop: &Stop) -> Result<(), Refusal> {
    let sqlite = |error: rusqlite::Error| damaged(file, &error.to_string());
    if !untrusted::is_bounded(copy).map_err(sqlite)? {
        return Err(damaged(file, untrusted::ENDLESS));
    }
    stop.watch(copy).map_err(sqlite)?;
    let odd = oddities(copy).map_err(|why| match why {
        Unknown::Sqlite(error) => sqlite(error),
        Unknown::Version(flaw, why) => Refusal::of(flaw, format!("{}: {why}", file.display())),
    })?;
    if odd.is_empty() { Ok(()) } else { Err(foreign(file, &odd)) }
}

/// Why a schema cannot be held against ours.
enum Unknown {
    Sqlite(rusqlite::Error),
    /// A sentence about the version, or that it is somebody else's.
    Version(Flaw, String),
}

impl From<rusqlite::Error> for Unknown {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

/// What in the schema is not as the migrations of its version make it.
fn oddities(copy: &Connection) -> Result<Vec<Oddity>, Unknown> {
    // The version is asked for in ways that look into every table: only where all are ours.
    if shape::is_made_of_ours(copy)? {
        let version = version_of(copy).map_err(|why| Unknown::Version(Flaw::Newer, why))?;
        return match version {
            0 => Err(Unknown::Version(
                Flaw::OtherProgram,
                "it is an empty database: there is nothing in it.".into(),
            )),
            version => Ok(shape::of(copy, version)?.oddities),
        };
    }
    let number = |name| copy.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let (mark, said) = (number("application_id")?, number("user_version")?);
    if mark != i64::from(APPLICATION_ID) {
        return Err(Unknown::Version(
            Flaw::OtherProgram,
            "This file is a SQLite database, but not one of NutriVault's, or its mark was changed."
                .into(),
        ));
    }
    let version = usize::try_from(said).unwrap_or_default();
    if (CURRENT + 1..1000).contains(&version) {
        return Err(Unknown::Version(
            Flaw::Newer,
            format!(
                "This database has schema version {version}; this program knows up to {CURRENT}. \
             A newer NutriVault wrote it: install that version again, or take a copy made before the upgrade."
            ),
        ));
    }
    Ok(shape::of(copy, version.clamp(1, CURRENT))?.oddities)
}

fn foreign(file: &Path, odd: &[Oddity]) -> Refusal {
    let named: Vec<String> = odd.iter().take(NAMED).map(ToString::to_string).collect();
    let more = match odd.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    let sentence = format!(
        "{} was changed by somebody or something else: {}{more}. What is foreign in it would act in the clinic's name. Do not use it; take another backup.",
        file.display(),
        named.join("; ")
    );
    let names: Vec<String> = odd.iter().take(NAMED).map(Oddity::name).collect();
    Refusal::of(Flaw::Foreign(names.join(", ")), sentence)
}

/// Refuses stored passwords that nobody could ever check.
pub(super) fn people(file: &Path, copy: &Connection) -> Result<(), Refusal> {
    let costly = store::costly_hashes(copy).map_err(|error| damaged(file, &error.to_string()))?;
    if costly.is_empty() {
        return Ok(());
    }
    let names = costly.join(", ");
    let sentence = format!(
        "{}: the stored password of {names} has a cost that is not from 4 to 14. NutriVault writes no such hash, and to check it would stop everybody's logins. Do not use it; take another backup.",
        file.display()
    );
    Err(Refusal::of(Flaw::CostlyPasswords(names), sentence))
}
