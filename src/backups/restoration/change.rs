//! What going back to a candidate would change.

use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::backups::store::{self, Counts, Person, Rights};
use crate::backups::{Candidate, Difference, difference};
use crate::config::Config;
use crate::db::migrate::version_of;
use crate::db::{connect, shape, untrusted};

/// What a restore would change: each table with its rows now and then.
#[derive(Debug)]
pub struct Change {
    pub rows: Vec<(String, Option<i64>, Option<i64>)>,
    /// Instants of the newest audit row, now and then.
    pub newest: (Option<String>, Option<String>),
    /// Versions of the schema, now and then; the restore brings the latter to the former.
    pub schema: (Option<usize>, usize),
    /// Users and keys that would differ.
    pub people: Vec<Difference>,
    /// Whether it is the backup of another clinic, or of this one before it was emptied.
    pub is_foreign: bool,
}

/// Compares the candidate with the present database, if there is one that can be read.
///
/// # Errors
/// A sentence, if the candidate cannot be read.
pub fn compare(config: &Config, candidate: &Candidate) -> Result<Change, String> {
    let then = untrusted::immutable(&candidate.file).and_then(|copy| Then::of(&copy));
    let then = then.map_err(|error| format!("{error}."))?;
    let now = Present::of(config);
    // Where there is no clinic yet, its roles are those of a new one.
    let rights = match now.schema {
        Some(_) => now.rights,
        None => shape::fresh(candidate.schema_version)
            .and_then(|fresh| store::rights(&fresh))
            .map_err(|error| format!("{error}."))?,
    };
    let mut people = difference::between(&now.people, &then.people);
    people.extend(difference::between_rights(&rights, &then.rights));
    let mut names: Vec<&String> = now.rows.keys().chain(candidate.rows.keys()).collect();
    names.sort();
    names.dedup();
    let rows = names
        .into_iter()
        .map(|name| (name.clone(), now.rows.get(name).copied(), candidate.rows.get(name).copied()));
    Ok(Change {
        rows: rows.collect(),
        newest: (now.newest, candidate.newest.clone()),
        schema: (now.schema, candidate.schema_version),
        people,
        is_foreign: now.lineage.is_some() && now.lineage != then.lineage,
    })
}

/// What is asked of the candidate.
struct Then {
    people: BTreeMap<String, Person>,
    rights: Rights,
    lineage: Option<String>,
}

impl Then {
    fn of(copy: &Connection) -> rusqlite::Result<Self> {
        Ok(Self {
            people: store::people(copy)?,
            rights: store::rights(copy)?,
            lineage: store::lineage(copy)?,
        })
    }
}

/// The database in use, as far as it can be read.
#[derive(Default)]
pub(super) struct Present {
    pub(super) rows: Counts,
    pub(super) head: Option<(i64, String)>,
    newest: Option<String>,
    schema: Option<usize>,
    people: BTreeMap<String, Person>,
    rights: Rights,
    pub(super) counters: Vec<(String, i64, i64)>,
    lineage: Option<String>,
}

impl Present {
    /// The database in use, as far as there is one.
    pub(super) fn of(config: &Config) -> Self {
        present(config).map(|live| Self::read(&live)).unwrap_or_default()
    }

    /// Each fact by itself: where one table is damaged, the others still tell theirs, and above all
    /// the counters.
    fn read(live: &Connection) -> Self {
        let head = store::head(live).ok();
        Self {
            rows: store::counts(live).unwrap_or_default(),
            newest: head.as_ref().and_then(|(_, _, newest)| newest.clone()),
            head: head.map(|(seq, hash, _)| (seq, hash)),
            schema: version_of(live).ok(),
            people: store::people(live).unwrap_or_default(),
            rights: store::rights(live).unwrap_or_default(),
            counters: store::counters(live).unwrap_or_default(),
            lineage: store::lineage(live).ok().flatten(),
        }
    }
}

fn present(config: &Config) -> Option<Connection> {
    let file = config.database();
    // Of an empty file SQLite removes the log.
    let is_there = std::fs::metadata(&file).is_ok_and(|file| file.len() > 0);
    let mut live =
        is_there.then(|| Connection::open_with_flags(&file, connect::reader_flags()).ok())??;
    connect::make_reader(&mut live).ok()?;
    Some(live)
}
