//! What the indexes of patients answer within one search: each question is asked once.

use std::cell::RefCell;
use std::collections::HashMap;

use super::search::Criterion;
use crate::db::Sql;
use crate::error::Result;

/// The index of terms: beginnings of names and of parts of numbers, days of birth.
pub(super) const TERMS: &str = "patients_lookup";
/// The index of contacts: what stands within an e-mail.
pub(super) const CONTACTS: &str = "patients_contacts";

/// The questions of one search with their answers.
pub(super) struct Lookups<'a> {
    pub sql: &'a Sql<'a>,
    known: RefCell<HashMap<Question, Answer>>,
}

/// An index and what it is asked.
type Question = (&'static str, String);
/// How many rows were asked for, and those there are.
type Answer = (usize, Vec<i64>);

impl<'a> Lookups<'a> {
    /// Those of a search that has asked nothing yet.
    pub fn of(sql: &'a Sql<'a>) -> Self {
        Self { sql, known: RefCell::default() }
    }

    /// The latest rows that an index finds, at most so many.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn rows(&self, index: &'static str, question: String, most: usize) -> Result<Vec<i64>> {
        let asked = (index, question);
        if let Some((limit, rows)) = self.known.borrow().get(&asked)
            && (*limit >= most || rows.len() < *limit)
        {
            return Ok(rows.iter().take(most).copied().collect());
        }
        let statement = format!(
            "SELECT rowid FROM {index} WHERE {index} MATCH ? ORDER BY rowid DESC LIMIT {most}"
        );
        let rows = self.sql.all(&statement, [&asked.1], |row| row.get(0))?;
        self.known.borrow_mut().insert(asked, (most, rows.clone()));
        Ok(rows)
    }

    /// Whether anybody at all may have it: also where no index can be asked.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn is_there(&self, criterion: &Criterion) -> Result<bool> {
        let (lookup, within) = (criterion.lookup(false), criterion.within_contacts());
        if lookup.is_none() && within.is_none() {
            return Ok(true);
        }
        for (index, question) in [(TERMS, lookup), (CONTACTS, within)] {
            if let Some(question) = question
                && !self.rows(index, question, 1)?.is_empty()
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
