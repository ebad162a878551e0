//! Those who may be meant by a search, before they are weighed: the latest of each kind of
//! match.
//!
//! ```text
//!  looked up    ─▶ all, where they are few; else whole words, active ─▶ beginnings, active
//!  fewer than asked for ─▶ + who has it within an e-mail ─▶ + the same, archived
//! ```
//!
//! Names, numbers and days are terms of an index that reads no more than it gives. What stands
//! within an e-mail is looked for in an index of its own, and only where it can matter: of several
//! words, where nobody has them all in a name.

use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::lookups::{CONTACTS, Lookups, TERMS};
use super::matching::{Closeness, Match};
use super::search::Criterion;
use crate::auth::Scope;
use crate::error::Result;

/// Those who are weighed against each other, of each kind of match.
pub(crate) const CANDIDATES: usize = 50;
/// Rows that are read to see whether they have the other words as well.
const READ: usize = 50;

const COLUMNS: &str = "p.rowno, p.id, nullif(p.first_name, '') AS first_name, p.last_name, \
     p.full_name, p.former_names, p.date_of_birth, p.file_number, p.phone, p.is_active, \
     p.name_words, p.contact_folded";
const LOOKUP: &str = "patients_lookup f CROSS JOIN patients p ON p.rowno = f.rowid \
     WHERE patients_lookup MATCH ?";

/// Those who meet all criteria, in no order yet; of a kind that is at least `most` no more
/// than can be weighed.
pub(super) fn candidates(
    lookups: &Lookups<'_>,
    criteria: &[Criterion],
    scope: Scope,
    most: usize,
) -> Result<Vec<Match>> {
    let mut search = Candidates { lookups, criteria, scope, found: Vec::new() };
    let looked_up = search.looked_up()?;
    if looked_up.len() < CANDIDATES {
        search.found = search.of_rows(&looked_up, None)?;
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

/// Whether no index can be asked for it.
fn is_unasked(criterion: &Criterion) -> bool {
    criterion.lookup(false).is_none() && criterion.within_contacts().is_none()
}

struct Candidates<'a> {
    lookups: &'a Lookups<'a>,
    criteria: &'a [Criterion],
    scope: Scope,
    found: Vec<Match>,
}

impl Candidates<'_> {
    /// The rows that are looked up, at most as many as can be weighed.
    fn looked_up(&self) -> Result<Vec<i64>> {
        match self.question(false, None, None) {
            Some(question) => self.lookups.rows(TERMS, question, CANDIDATES),
            None => Ok(Vec::new()),
        }
    }

    /// The question to the index of terms for all criteria, or for all but one.
    fn question(
        &self,
        is_whole: bool,
        is_active: Option<bool>,
        but: Option<usize>,
    ) -> Option<String> {
        let criteria = self.criteria.iter().enumerate().filter(|(place, _)| Some(*place) != but);
        let each = criteria
            .map(|(_, criterion)| criterion.lookup(is_whole).map(|asked| format!("({asked})")));
        let mut all = each.collect::<Option<Vec<String>>>()?;
        if all.is_empty() || is_whole && !self.criteria.iter().any(Criterion::is_name) {
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

    /// Adds those who have a word within an e-mail, unless closer ones are enough.
    fn look_within(&mut self, is_active: Option<bool>, most: usize) -> Result<()> {
        let enough = if self.criteria.len() == 1 { most } else { 1 };
        if self.closer_than(Closeness::Elsewhere, is_active.unwrap_or(true)) >= enough {
            return Ok(());
        }
        let found = match self.criteria {
            // What no index can be asked for: a sign alone.
            criteria if criteria.iter().all(is_unasked) => {
                self.of_rows(&self.latest()?, is_active)?
            }
            [only] => self.within_contacts(only, is_active)?,
            _ => self.of_rows(&self.worth_reading()?, is_active)?,
        };
        self.add(found);
        Ok(())
    }

    /// The latest rows of all.
    fn latest(&self) -> Result<Vec<i64>> {
        let statement = format!("SELECT rowno FROM patients ORDER BY rowno DESC LIMIT {READ}");
        self.lookups.sql.all(&statement, [], |row| row.get(0))
    }

    /// The latest rows in which one criterion of several stands within an e-mail, or all the others are
    /// looked up: of a word that fewer have, all.
    fn worth_reading(&self) -> Result<Vec<i64>> {
        let mut all = Vec::new();
        for (place, criterion) in self.criteria.iter().enumerate() {
            let within = match criterion.within_contacts() {
                Some(question) => self.lookups.rows(CONTACTS, question, READ)?,
                None => Vec::new(),
            };
            // Nobody meets this one, and so nobody has them all.
            if within.is_empty() && !self.lookups.is_there(criterion)? {
                return Ok(Vec::new());
            }
            if within.len() == READ
                && let Some(others) = self.question(false, None, Some(place))
            {
                all.extend(self.lookups.rows(TERMS, others, READ)?);
            }
            all.extend(within);
        }
        Ok(all)
    }

    /// Of these rows, those who meet all criteria.
    fn of_rows(&self, rows: &[i64], is_active: Option<bool>) -> Result<Vec<Match>> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let rows = serde_json::to_string(rows).unwrap_or_default();
        let from = "patients p WHERE p.rowno IN (SELECT value FROM json_each(?))";
        self.read_seen(from, vec![Value::Text(rows)], is_active, "")
    }

    /// Those who have it within an e-mail, the latest first. Of a dietitian's own the latest: they are
    /// a share of all who have it.
    fn within_contacts(
        &self,
        criterion: &Criterion,
        is_active: Option<bool>,
    ) -> Result<Vec<Match>> {
        let Some(question) = criterion.within_contacts() else { return Ok(Vec::new()) };
        if self.scope.dietitian().is_none() {
            let rows = self.lookups.rows(CONTACTS, question, CANDIDATES)?;
            return self.of_rows(&rows, is_active);
        }
        let from = "patients_contacts f CROSS JOIN patients p ON p.rowno = f.rowid \
                    WHERE patients_contacts MATCH ?";
        let order = format!(" ORDER BY f.rowid DESC LIMIT {CANDIDATES}");
        self.read_seen(from, vec![Value::Text(question)], is_active, &order)
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

    /// The matches of a statement, each of which meets all criteria.
    fn read(&self, rest: &str, values: Vec<Value>) -> Result<Vec<Match>> {
        let statement = format!("SELECT {COLUMNS} FROM {rest}");
        let read = |row: &rusqlite::Row<'_>| Match::of(row, self.criteria);
        let found = self.lookups.sql.all(&statement, params_from_iter(values), read)?;
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
