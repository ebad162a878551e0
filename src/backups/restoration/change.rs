//! What going back to a candidate would change.

use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::backups::store::{self, Counts, Person, Rights};
use crate::backups::{Candidate, Difference, difference};
use crate::config::Config;
use crate::db::migrate::{CURRENT, version_of};
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
        Some(version) if version > 0 => brought_up(&now.rights, version),
        _ => shape::fresh(CURRENT).and_then(|fresh| store::rights(&fresh)),
    };
    let rights = rights.map_err(|error| format!("{error}."))?;
    let rights_then = brought_up(&then.rights, candidate.schema_version);
    let rights_then = rights_then.map_err(|error| format!("{error}."))?;
    let mut people = difference::between(&now.people, &then.people);
    people.extend(difference::between_rights(&rights, &rights_then));
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

/// The rights of a file of that version once its migrations have run: they grant what it could not
/// know, as to roles from which an administrator has taken it since.
fn brought_up(rights: &Rights, version: usize) -> rusqlite::Result<Rights> {
    let copy = shape::fresh(version)?;
    copy.execute("DELETE FROM role_permissions", [])?;
    let all = rights.granted.iter();
    for (role, right) in all.flat_map(|(role, rights)| rights.iter().map(move |one| (role, one))) {
        copy.execute(
            "INSERT INTO role_permissions (role_id, permission_id, created_at) \
             SELECT r.id, p.id, '' FROM roles r JOIN permissions p ON p.name = ?2 WHERE r.name = ?1",
            [role, right],
        )?;
    }
    shape::bring_up(&copy, version)?;
    let mut brought = store::rights(&copy)?;
    // Roles that no version has are as they are.
    for (role, granted) in &rights.granted {
        brought.granted.entry(role.clone()).or_insert_with(|| granted.clone());
    }
    Ok(brought)
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The one before a migration that gives every role that reads visits a right of its own.
    const BEFORE_NOTES: usize = 34;

    #[test]
    fn an_older_copy_gives_back_a_right_that_it_could_not_know_and_says_so() {
        let before = shape::fresh(BEFORE_NOTES).and_then(|old| store::rights(&old)).unwrap();
        assert!(!before.known.contains("visits.notes"));
        let mut now = shape::fresh(CURRENT).and_then(|new| store::rights(&new)).unwrap();
        let after = brought_up(&before, BEFORE_NOTES).unwrap();
        assert_eq!(difference::between_rights(&now, &after), []);
        for role in ["ASSISTANT", "VIEWER"] {
            assert!(now.granted.get_mut(role).unwrap().remove("visits.notes"), "{role}");
        }
        let told: Vec<String> =
            difference::between_rights(&now, &after).iter().map(ToString::to_string).collect();
        let gains = |role: &str| format!("every {role} may visits.notes, and may not now");
        assert_eq!(told, [gains("ASSISTANT"), gains("VIEWER")]);
    }

    #[test]
    fn the_rights_of_every_version_are_those_of_a_clinic_that_grew_with_it() {
        let now = shape::fresh(CURRENT).and_then(|new| store::rights(&new)).unwrap();
        for version in 2..=CURRENT {
            let then = shape::fresh(version).and_then(|old| store::rights(&old)).unwrap();
            let grown = brought_up(&then, version).unwrap();
            assert_eq!(grown.granted, now.granted, "{version}");
        }
    }
}
