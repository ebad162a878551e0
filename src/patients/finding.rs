//! The way from a few letters to a file: patients by how well they match, then by when they were
//! seen, archived ones last; and with a slip of the fingers where nobody is called as was typed.
//!
//! ```text
//!  all who match, where they are fewer than CANDIDATES
//!  else whole words, active ─▶ beginnings, active ─▶ the same, archived      each up to CANDIDATES
//!            nobody at all ─▶ the mistyped words with one letter mended, the same way
//! ```
//!
//! What is read is bounded at every step, so that a clinic with a hundred times the patients waits
//! no longer.

use jiff::civil::Date;
use rusqlite::params_from_iter;
use rusqlite::types::Value;

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

/// Those who are weighed against each other, of each kind of match.
pub(crate) const CANDIDATES: usize = 200;

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

/// How closely somebody matches, the closest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Closeness {
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
    let mut matches = of_parts(sql, &parts, scope, most)?;
    let mut is_mended = false;
    if matches.is_empty()
        && let Some(mended) = mended(sql, &parts)?
    {
        matches = of_parts(sql, &mended, scope, most)?;
        is_mended = true;
    }
    order(sql, &mut matches, now, most)?;
    matches.truncate(most);
    Ok(Found { matches, is_mended })
}

/// Those in whom all parts are found, in no order yet.
fn of_parts(sql: &Sql<'_>, parts: &[Part], scope: Scope, most: usize) -> Result<Vec<Match>> {
    let Some(question) = Question::of(parts, false, scope, None) else { return Ok(Vec::new()) };
    let mut found = question.ask(sql, parts)?;
    if found.len() < CANDIDATES {
        return Ok(found);
    }
    // Too many to weigh: the closest of those who still come are taken, then the others.
    found.clear();
    for is_active in [true, false] {
        if found.len() >= most {
            break;
        }
        for is_whole in [true, false] {
            let Some(question) = Question::of(parts, is_whole, scope, Some(is_active)) else {
                continue;
            };
            for candidate in question.ask(sql, parts)? {
                if !found.iter().any(|known| known.id == candidate.id) {
                    found.push(candidate);
                }
            }
        }
    }
    Ok(found)
}

/// What the database is asked: a statement and its values.
struct Question {
    statement: String,
    values: Vec<Value>,
}

impl Question {
    /// None where nobody can match: whole words of no name, or signs alone.
    fn of(parts: &[Part], is_whole: bool, scope: Scope, is_active: Option<bool>) -> Option<Self> {
        let (mut expressions, mut births) = (Vec::new(), Vec::new());
        let mut has_names = false;
        for part in parts {
            let expression = if is_whole { part.whole() } else { part.expression() };
            has_names |= part.has_names();
            let born = part.births();
            match (expression, born.is_empty()) {
                (Some(expression), true) => expressions.push(expression),
                (None, true) => return None,
                (expression, false) => births.push((expression, born)),
            }
        }
        if is_whole && !has_names {
            return None;
        }
        let (mut conditions, mut values) = (Vec::new(), Vec::new());
        // With days of birth the rows are few; else they are read off the index, the latest first.
        let from = match (expressions.is_empty(), births.is_empty()) {
            (true, true) => return None,
            (false, true) => {
                conditions.push("patients_search MATCH ?".to_owned());
                values.push(Value::Text(all_of(&expressions)));
                "patients_search f CROSS JOIN patients p ON p.rowno = f.rowid"
            }
            (is_none, false) => {
                if !is_none {
                    conditions.push(format!("p.rowno IN ({IN_INDEX})"));
                    values.push(Value::Text(all_of(&expressions)));
                }
                "patients p"
            }
        };
        for (expression, born) in births {
            let mut rows = Vec::new();
            if let Some(expression) = expression {
                rows.push(IN_INDEX);
                values.push(Value::Text(expression));
            }
            for (rows_of, days) in born {
                rows.push(rows_of);
                values.extend(days);
            }
            conditions.push(format!("p.rowno IN ({})", rows.join(" UNION ALL ")));
        }
        conditions.extend(is_active.map(|on| format!("p.is_active = {}", i32::from(on))));
        if let Some(dietitian) = scope.dietitian() {
            conditions.push("p.assigned_dietitian_id = ?".to_owned());
            values.push(Value::Text(dietitian.to_string()));
        }
        let order = if from == "patients p" { "p.rowno" } else { "f.rowid" };
        let statement = format!(
            "SELECT p.rowno, p.id, nullif(p.first_name, '') AS first_name, p.last_name, p.full_name, \
             p.former_names, p.date_of_birth, p.file_number, p.phone, p.is_active, p.name_words, \
             p.contact_folded FROM {from} WHERE {} ORDER BY {order} DESC LIMIT {CANDIDATES}",
            conditions.join(" AND ")
        );
        Some(Self { statement, values })
    }

    fn ask(self, sql: &Sql<'_>, parts: &[Part]) -> Result<Vec<Match>> {
        sql.all(&self.statement, params_from_iter(self.values), |row| {
            let (first, last): (Option<String>, String) =
                (row.get("first_name")?, row.get("last_name")?);
            let former: Option<String> = row.get("former_names")?;
            let contacts: String = row.get("contact_folded")?;
            // Who was called so once comes after those who are.
            let names = match former {
                None => row.get("name_words")?,
                Some(_) => names::index(first.as_deref(), &last, None),
            };
            let closeness = parts.iter().map(|part| part.closeness(&names, &contacts)).max();
            let is_part = !is_all_of(parts, &names);
            Ok(Match {
                id: row.get("id")?,
                name: row.get("full_name")?,
                date_of_birth: day_of(row, "date_of_birth")?,
                file_number: row.get("file_number")?,
                phone: row.get("phone")?,
                rank: (
                    !row.get::<_, bool>("is_active")?,
                    closeness.unwrap_or(Closeness::Elsewhere),
                    is_part,
                ),
                rowno: row.get("rowno")?,
                seen: None,
            })
        })
    }
}

const IN_INDEX: &str = "SELECT rowid FROM patients_search WHERE patients_search MATCH ?";

fn all_of(expressions: &[String]) -> String {
    let each: Vec<String> = expressions.iter().map(|one| format!("({one})")).collect();
    each.join(" AND ")
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
