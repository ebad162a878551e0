//! How closely a patient matches what was typed.

use jiff::civil::Date;
use rusqlite::Row;

use super::search::Criterion;
use crate::clock::day_of;
use crate::ids::Id;
use crate::text::names;
use crate::text::names::END;

/// A patient who was found.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Match {
    pub id: Id,
    pub name: String,
    pub date_of_birth: Date,
    pub file_number: Option<String>,
    pub phone: Option<String>,
    pub(super) rank: Rank,
    pub(super) rowno: i64,
    pub(super) seen: Option<String>,
}

/// Characters that are looked for within a contact.
const SHORTEST: usize = 3;

/// The rank of a match among others, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    // In this order: a closer match that is archived comes after all who are not.
    is_archived: bool,
    closeness: Closeness,
    /// Whether the words are a part of the name only.
    is_part: bool,
}

/// How closely somebody matches, the closest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Closeness {
    Exact,
    Beginning,
    Elsewhere,
}

impl Match {
    /// The match of a patient's row, if it meets all criteria.
    pub(super) fn of(row: &Row<'_>, criteria: &[Criterion]) -> rusqlite::Result<Option<Self>> {
        let (words, contacts): (String, String) =
            (row.get("name_words")?, row.get("contact_folded")?);
        let born = day_of(row, "date_of_birth")?;
        if !criteria.iter().all(|criterion| criterion.is_in(&words, &contacts, born, SHORTEST)) {
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
        let closeness =
            criteria.iter().map(|criterion| criterion.closeness(&names, &contacts)).max();
        let is_part = !is_all_of(criteria, &names);
        Ok(Some(Self {
            id: row.get("id")?,
            name: row.get("full_name")?,
            date_of_birth: born,
            file_number: row.get("file_number")?,
            phone: row.get("phone")?,
            rank: Rank {
                is_archived: !row.get::<_, bool>("is_active")?,
                closeness: closeness.unwrap_or(Closeness::Elsewhere),
                is_part,
            },
            rowno: row.get("rowno")?,
            seen: None,
        }))
    }

    /// Whether somebody who is active, or archived, matches more closely than that.
    pub(super) fn is_closer_than(&self, closeness: Closeness, is_active: bool) -> bool {
        self.rank.is_archived != is_active && self.rank.closeness < closeness
    }
}

/// Whether the words are all of a name, in some order of first and last.
fn is_all_of(criteria: &[Criterion], names: &str) -> bool {
    let letters: usize = criteria
        .iter()
        .flat_map(|criterion| &criterion.words)
        .filter_map(|ways| ways.first())
        .map(|way| way.chars().count())
        .sum();
    // The longest run of a short name has all its words.
    let longest = names.split("  ").map(|run| run.trim_end_matches(END).chars().count()).max();
    longest.is_some_and(|longest| letters >= longest)
}

impl Criterion {
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
