//! The way from a few letters to a file: patients by how well they match, then by when they were
//! seen, archived ones last; and with a slip of the fingers where nobody is called as was typed.
//!
//! What is read is bounded at every step, so that a clinic with a hundred times the patients waits
//! no longer.

use jiff::civil::Date;
use rusqlite::Row;

pub(crate) use super::candidates::CANDIDATES;
use super::candidates::candidates;
use super::mending::mended;
use super::search::{Part, parts};
use super::store::day_of;
use crate::auth::Scope;
use crate::clock::Moment;
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;
use crate::list::Search;
use crate::text::names::{self, END};

/// A patient who was found.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Match {
    pub id: Id,
    pub name: String,
    pub date_of_birth: Date,
    pub file_number: Option<String>,
    pub phone: Option<String>,
    /// Says how well: archived, how closely, whether that is all of the name.
    rank: (bool, Closeness, bool),
    rowno: i64,
    seen: Option<String>,
}

/// Characters that are looked for within a contact.
const SHORTEST: usize = 3;

/// How closely somebody matches, the closest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Closeness {
    Exact,
    Beginning,
    Elsewhere,
}

/// Who was found, the best match first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    pub matches: Vec<Match>,
    /// Whether nobody is called as was typed, and letters were mended.
    pub is_mended: bool,
}

/// Finds at most that many patients.
///
/// # Errors
/// What SQLite says.
pub(crate) fn find(
    sql: &Sql<'_>,
    search: &Search,
    scope: Scope,
    now: Moment,
    most: usize,
) -> Result<Found> {
    let parts = parts(search);
    let mut matches = candidates(sql, &parts, scope, most)?;
    let mut is_mended = false;
    if matches.is_empty()
        && let Some(mended) = mended(sql, &parts)?
    {
        matches = candidates(sql, &mended, scope, most)?;
        is_mended = !matches.is_empty();
    }
    order(sql, &mut matches, now, most)?;
    matches.truncate(most);
    Ok(Found { matches, is_mended })
}

impl Match {
    /// The match of a patient's row, if it has all parts.
    pub(super) fn of(row: &Row<'_>, parts: &[Part]) -> rusqlite::Result<Option<Self>> {
        let (words, contacts): (String, String) =
            (row.get("name_words")?, row.get("contact_folded")?);
        let born = day_of(row, "date_of_birth")?;
        if !parts.iter().all(|part| part.is_in(&words, &contacts, born, SHORTEST)) {
            return Ok(None);
        }
        let (first, last): (Option<String>, String) =
            (row.get("first_name")?, row.get("last_name")?);
        let former: Option<String> = row.get("former_names")?;
        // Who was called so once comes after those who are.
        let names = match former {
            None => words,
            Some(_) => names::index(first.as_deref(), &last, None),
        };
        let closeness = parts.iter().map(|part| part.closeness(&names, &contacts)).max();
        let is_part = !is_all_of(parts, &names);
        Ok(Some(Self {
            id: row.get("id")?,
            name: row.get("full_name")?,
            date_of_birth: born,
            file_number: row.get("file_number")?,
            phone: row.get("phone")?,
            rank: (
                !row.get::<_, bool>("is_active")?,
                closeness.unwrap_or(Closeness::Elsewhere),
                is_part,
            ),
            rowno: row.get("rowno")?,
            seen: None,
        }))
    }

    /// Whether somebody who is active, or archived, matches more closely than that.
    pub(super) fn is_closer_than(&self, closeness: Closeness, is_active: bool) -> bool {
        self.rank.0 != is_active && self.rank.1 < closeness
    }
}

/// Whether the words are all of a name, in some order of first and last.
fn is_all_of(parts: &[Part], names: &str) -> bool {
    let letters: usize = parts
        .iter()
        .flat_map(|part| &part.words)
        .filter_map(|ways| ways.first())
        .map(|way| way.chars().count())
        .sum();
    // The longest run of a short name has all its words.
    let longest = names.split("  ").map(|run| run.trim_end_matches(END).chars().count()).max();
    longest.is_some_and(|longest| letters >= longest)
}

impl Part {
    fn closeness(&self, names: &str, contacts: &str) -> Closeness {
        let begins = |end: &'static str| {
            let is_in = |ways: &Vec<String>| {
                ways.iter().any(|way| {
                    let way = way.trim_end_matches(END);
                    names.contains(&format!("  {way}{end}"))
                })
            };
            !self.words.is_empty() && self.words.iter().all(is_in)
        };
        let is_line = |way: &String| contacts.contains(&format!("\n{}\n", way.trim_start()));
        if begins("|") || self.is_contact(is_line) {
            return Closeness::Exact;
        }
        if begins("") { Closeness::Beginning } else { Closeness::Elsewhere }
    }
}

/// Puts the best match first. Those who are as close as the last one that will be shown are
/// weighed by when they were seen; the others need not be.
fn order(sql: &Sql<'_>, found: &mut [Match], now: Moment, most: usize) -> Result<()> {
    found.sort_by_key(|one| one.rank);
    let Some(last) = found.get(most.min(found.len()).saturating_sub(1)).map(|one| one.rank) else {
        return Ok(());
    };
    let weighed = found.partition_point(|one| one.rank <= last);
    let found = &mut found[..weighed];
    let ids: Vec<Id> = found.iter().map(|one| one.id).collect();
    let ids = serde_json::to_string(&ids).unwrap_or_default();
    let mut seen = std::collections::HashMap::new();
    sql.each(
        "SELECT j.value, (SELECT max(v.visit_date) FROM visits v WHERE v.patient_id = j.value \
         AND v.deleted_at IS NULL AND v.visit_date <= ?2) FROM json_each(?1) j",
        rusqlite::params![ids, now],
        |row| {
            seen.insert(row.get::<_, Id>(0)?, row.get::<_, Option<String>>(1)?);
            Ok(())
        },
    )?;
    for one in found.iter_mut() {
        one.seen = seen.remove(&one.id).flatten();
    }
    found.sort_by(|a, b| {
        let by_name = || (&a.name, a.rowno).cmp(&(&b.name, b.rowno));
        a.rank.cmp(&b.rank).then(b.seen.cmp(&a.seen)).then_with(by_name)
    });
    Ok(())
}
