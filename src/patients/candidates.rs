//! Those who may be meant by a search, before they are weighed: the latest few hundred of each kind
//! of match.
//!
//! ```text
//!  looked up   ─▶ all, where they are few; else whole words, active ─▶ beginnings, active
//!  fewer than asked for ─▶ + who has it within an e-mail ─▶ + the same, archived
//! ```
//!
//! Names, numbers and days are terms of an index that reads no more than it gives. What stands
//! within an e-mail is looked for by trigrams, whose lists are long, and only where it can matter.

use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::finding::{Closeness, Match};
use super::search::Part;
use crate::auth::Scope;
use crate::db::Sql;
use crate::error::Result;

/// Those who are weighed against each other, of each kind of match.
pub(crate) const CANDIDATES: usize = 200;
/// Rows that are read to see whether they have the other words as well.
const READ: usize = 500;

const COLUMNS: &str = "p.rowno, p.id, nullif(p.first_name, '') AS first_name, p.last_name, \
     p.full_name, p.former_names, p.date_of_birth, p.file_number, p.phone, p.is_active, \
     p.name_words, p.contact_folded";
const LOOKUP: &str = "patients_lookup f CROSS JOIN patients p ON p.rowno = f.rowid \
     WHERE patients_lookup MATCH ?";

/// Those in whom all parts are found, in no order yet; of a kind that is at least `most` no more
/// than can be weighed.
pub(super) fn candidates(
    sql: &Sql<'_>,
    parts: &[Part],
    scope: Scope,
    most: usize,
) -> Result<Vec<Match>> {
    let mut search = Candidates { sql, parts, scope, found: Vec::new(), within: None };
    if !search.are_many()? {
        search.look_up(false, None)?;
        search.look_within(None, most)?;
        return Ok(search.found);
    }
    for is_active in [true, false] {
        if search.found.len() >= most {
            break;
        }
        search.look_up(true, Some(is_active))?;
        if search.closer_than(Closeness::Beginning, is_active) < most {
            search.look_up(false, Some(is_active))?;
        }
        search.look_within(Some(is_active), most)?;
    }
    Ok(search.found)
}

/// Whether anybody at all has it.
pub(super) fn is_there(sql: &Sql<'_>, part: &Part) -> Result<bool> {
    let (lookup, within) = (part.lookup(false), part.within_contacts());
    if lookup.is_none() && within.is_none() {
        return Ok(true);
    }
    for (index, question) in [("patients_lookup", lookup), ("patients_search", within)] {
        if let Some(question) = question
            && !rows(sql, index, question, 1)?.is_empty()
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The rows that an index finds, the latest first.
fn rows(sql: &Sql<'_>, index: &str, question: String, most: usize) -> Result<Vec<i64>> {
    let statement =
        format!("SELECT rowid FROM {index} WHERE {index} MATCH ? ORDER BY rowid DESC LIMIT {most}");
    sql.all(&statement, [question], |row| row.get(0))
}

/// Who has a part within an e-mail.
#[derive(Default)]
struct Within {
    /// Those rows, of parts that few have.
    rows: Vec<i64>,
    /// The parts that many have.
    frequent: Vec<usize>,
    /// Whether somebody may be found there who is not looked up.
    is_possible: bool,
}

struct Candidates<'a> {
    sql: &'a Sql<'a>,
    parts: &'a [Part],
    scope: Scope,
    found: Vec<Match>,
    within: Option<Within>,
}

impl Candidates<'_> {
    /// Whether more are looked up than can be weighed.
    fn are_many(&self) -> Result<bool> {
        let Some(question) = self.question(false, None, None) else { return Ok(false) };
        Ok(rows(self.sql, "patients_lookup", question, CANDIDATES)?.len() == CANDIDATES)
    }

    /// The question to the index of terms for all parts, or for all but one.
    fn question(
        &self,
        is_whole: bool,
        is_active: Option<bool>,
        but: Option<usize>,
    ) -> Option<String> {
        let parts = self.parts.iter().enumerate().filter(|(place, _)| Some(*place) != but);
        let each = parts.map(|(_, part)| part.lookup(is_whole).map(|asked| format!("({asked})")));
        let mut all = each.collect::<Option<Vec<String>>>()?;
        if all.is_empty() || is_whole && !self.parts.iter().any(Part::has_names) {
            return None;
        }
        // Nearly all are active: reading a few more rows is quicker than so long a list.
        all.extend((is_active == Some(false)).then(|| "{is_active} : \"0\"".to_owned()));
        let own = self.scope.dietitian();
        all.extend(own.map(|own| format!("{{assigned_dietitian_id}} : \"{own}\"")));
        Some(all.join(" AND "))
    }

    /// Adds those who are looked up.
    fn look_up(&mut self, is_whole: bool, is_active: Option<bool>) -> Result<()> {
        let Some(question) = self.question(is_whole, is_active, None) else { return Ok(()) };
        let active = if is_active == Some(true) { "AND p.is_active = 1" } else { "" };
        let rest = format!("{LOOKUP} {active} ORDER BY f.rowid DESC LIMIT {CANDIDATES}");
        let found = self.read(&rest, vec![Value::Text(question)])?;
        self.add(found);
        Ok(())
    }

    /// Adds those who have a part within an e-mail, unless closer ones are enough.
    fn look_within(&mut self, is_active: Option<bool>, most: usize) -> Result<()> {
        if self.closer_than(Closeness::Elsewhere, is_active.unwrap_or(true)) >= most {
            return Ok(());
        }
        if self.within.is_none() {
            self.within = Some(self.within()?);
        }
        let Some(within) = &self.within else { return Ok(()) };
        if !within.is_possible {
            return Ok(());
        }
        let mut found = self.of_rows(&within.rows, is_active)?;
        match within.frequent.as_slice() {
            [] => {}
            [only] if self.parts.len() > 1 => match self.beside(*only, is_active)? {
                Some(beside) => found.extend(beside),
                None => found.extend(self.by_trigrams(is_active)?),
            },
            _ => found.extend(self.by_trigrams(is_active)?),
        }
        self.add(found);
        Ok(())
    }

    fn within(&self) -> Result<Within> {
        let mut within = Within { is_possible: true, ..Within::default() };
        for (place, part) in self.parts.iter().enumerate() {
            let found = match part.within_contacts() {
                Some(question) => rows(self.sql, "patients_search", question, READ + 1)?,
                None => Vec::new(),
            };
            if found.is_empty() {
                let lookup = part.lookup(false);
                let is_known = match lookup {
                    Some(asked) => !rows(self.sql, "patients_lookup", asked, 1)?.is_empty(),
                    None => false,
                };
                // Nobody has this part, and so nobody has them all.
                if !is_known {
                    return Ok(Within::default());
                }
            }
            match found.len() > READ {
                true => within.frequent.push(place),
                false => within.rows.extend(found),
            }
        }
        within.is_possible = !within.rows.is_empty() || !within.frequent.is_empty();
        Ok(within)
    }

    /// Of these rows, those who have all parts.
    fn of_rows(&self, rows: &[i64], is_active: Option<bool>) -> Result<Vec<Match>> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let rows = serde_json::to_string(rows).unwrap_or_default();
        let from = "patients p WHERE p.rowno IN (SELECT value FROM json_each(?))";
        self.read_seen(from, vec![Value::Text(rows)], is_active, "")
    }

    /// Those in whom all but that part are looked up, and who have it too; none where there are
    /// too many of them to be read.
    fn beside(&self, part: usize, is_active: Option<bool>) -> Result<Option<Vec<Match>>> {
        // Another part that cannot be looked up is within few e-mails, whose rows are read.
        let Some(question) = self.question(false, is_active, Some(part)) else {
            return Ok(Some(Vec::new()));
        };
        let rows = rows(self.sql, "patients_lookup", question, READ + 1)?;
        if rows.len() > READ { Ok(None) } else { self.of_rows(&rows, is_active).map(Some) }
    }

    /// Those whom the index of trigrams finds, the latest first.
    fn by_trigrams(&self, is_active: Option<bool>) -> Result<Vec<Match>> {
        let (mut expressions, mut births) = (Vec::new(), Vec::new());
        for part in self.parts {
            // A part alone was looked up as whatever else it may be.
            let expression = match self.parts.len() {
                1 => part.within_contacts(),
                _ => part.expression(),
            };
            let born = if self.parts.len() == 1 { Vec::new() } else { part.births() };
            match (expression, born.is_empty()) {
                (Some(expression), true) => expressions.push(format!("({expression})")),
                (None, true) => return Ok(Vec::new()),
                (expression, false) => births.push((expression, born)),
            }
        }
        let mut from = "patients_search f CROSS JOIN patients p ON p.rowno = f.rowid \
                        WHERE patients_search MATCH ?"
            .to_owned();
        let mut values = vec![Value::Text(expressions.join(" AND "))];
        for (expression, born) in births {
            let mut rows = Vec::new();
            if let Some(expression) = expression {
                rows.push("SELECT rowid FROM patients_search WHERE patients_search MATCH ?");
                values.push(Value::Text(expression));
            }
            for (rows_of, days) in born {
                rows.push(rows_of);
                values.extend(days);
            }
            from.push_str(&format!(" AND p.rowno IN ({})", rows.join(" UNION ALL ")));
        }
        let order = format!(" ORDER BY f.rowid DESC LIMIT {CANDIDATES}");
        self.read_seen(&from, values, is_active, &order)
    }

    /// The matches of a statement that knows neither scope nor archive.
    fn read_seen(
        &self,
        from: &str,
        mut values: Vec<Value>,
        is_active: Option<bool>,
        order: &str,
    ) -> Result<Vec<Match>> {
        let mut rest = from.to_owned();
        if let Some(on) = is_active {
            rest.push_str(&format!(" AND p.is_active = {}", i32::from(on)));
        }
        if let Some(own) = self.scope.dietitian() {
            rest.push_str(" AND p.assigned_dietitian_id = ?");
            values.push(Value::Text(own.to_string()));
        }
        rest.push_str(order);
        self.read(&rest, values)
    }

    /// The matches of a statement, each of which has all parts.
    fn read(&self, rest: &str, values: Vec<Value>) -> Result<Vec<Match>> {
        let statement = format!("SELECT {COLUMNS} FROM {rest}");
        let read = |row: &rusqlite::Row<'_>| Match::of(row, self.parts);
        let found = self.sql.all(&statement, params_from_iter(values), read)?;
        Ok(found.into_iter().flatten().collect())
    }

    fn add(&mut self, found: Vec<Match>) {
        for one in found {
            if !self.found.iter().any(|known| known.id == one.id) {
                self.found.push(one);
            }
        }
    }

    /// How many of those who are active, or archived, match more closely than that.
    fn closer_than(&self, closeness: Closeness, is_active: bool) -> usize {
        self.found.iter().filter(|one| one.is_closer_than(closeness, is_active)).count()
    }
}
