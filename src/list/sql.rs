//! Conditions and their values, grown side by side.

use std::ops::Range;

use jiff::civil::Date;
use rusqlite::types::Value;

use crate::cache::Tag;

/// Stands for the clinic's day in the SQL of a column.
pub const TODAY: &str = "{today}";

/// The WHERE of a list: every condition must hold.
#[derive(Clone, Debug, Default)]
pub struct Clauses {
    conditions: Vec<String>,
    values: Vec<Value>,
    today: Option<Date>,
    matched: Option<Matched>,
    /// Areas beside the list's own that decide which rows match.
    areas: Vec<Tag>,
}

/// A full-text index over the rows of a list.
#[derive(Clone, Copy, Debug)]
pub struct FullText {
    pub name: &'static str,
    /// The SQL of the row's number, which is the index's rowid.
    pub rowno: &'static str,
}

/// What a full-text index is asked, and where that stands among the conditions and the values.
#[derive(Clone, Debug)]
struct Matched {
    index: FullText,
    /// The SQL of the expression.
    question: String,
    condition: usize,
    values: Range<usize>,
}

impl Matched {
    fn condition(&self) -> String {
        let (FullText { name, rowno }, question) = (self.index, &self.question);
        format!("{rowno} IN (SELECT rowid FROM {name} WHERE {name} MATCH {question})")
    }
}

impl Clauses {
    /// Which rows match follows from records of that area, too.
    pub(super) fn depend_on(&mut self, area: Tag) {
        if !self.areas.contains(&area) {
            self.areas.push(area);
        }
    }

    /// The areas beside the list's own that decide which rows match.
    pub fn areas(&self) -> &[Tag] {
        &self.areas
    }

    /// A condition without values.
    pub fn and(&mut self, condition: &str) {
        self.conditions.push(condition.to_owned());
    }

    /// A condition whose `?` are these values, in order.
    pub fn and_with(&mut self, condition: &str, values: impl IntoIterator<Item = Value>) {
        self.conditions.push(condition.to_owned());
        self.values.extend(values);
    }

    /// The row must match in that index: one question for all the words of a search. The
    /// question is SQL, and its `?` are these values.
    pub fn and_match(
        &mut self,
        index: FullText,
        question: &str,
        values: impl IntoIterator<Item = Value>,
    ) {
        let (condition, from) = (self.conditions.len(), self.values.len());
        let Some(matched) = &mut self.matched else {
            self.values.extend(values);
            let (question, values) = (format!("({question})"), from..self.values.len());
            let matched = Matched { index, question, condition, values };
            self.conditions.push(matched.condition());
            self.matched = Some(matched);
            return;
        };
        let end = matched.values.end;
        self.values.splice(end..end, values);
        matched.values.end += self.values.len() - from;
        matched.question =
            format!("('(' || {} || ') AND (' || {question} || ')')", matched.question);
        self.conditions[matched.condition] = matched.condition();
    }

    /// The index that is asked, if one is, and the SQL of the question.
    pub(super) fn matched(&self) -> Option<(FullText, &str)> {
        self.matched.as_ref().map(|matched| (matched.index, matched.question.as_str()))
    }

    /// The same, if nothing else is asked.
    pub(super) fn only_match(&self) -> Option<(FullText, &str)> {
        self.matched().filter(|_| self.conditions.len() == 1)
    }

    /// Without the question to the index, whose values come first.
    pub(super) fn match_first(mut self) -> Self {
        if let Some(matched) = self.matched.take() {
            self.conditions.remove(matched.condition);
            self.values[..matched.values.end].rotate_right(matched.values.len());
        }
        self
    }

    /// With the clinic's day, where the list's columns know one ([`TODAY`]).
    pub fn on(mut self, today: Date) -> Self {
        self.today = Some(today);
        self
    }

    /// SQL with the clinic's day filled in.
    pub(super) fn dated(&self, sql: String) -> String {
        match self.today {
            Some(today) => sql.replace(TODAY, &format!("'{today}'")),
            None => sql,
        }
    }

    /// Whether these conditions are all there are.
    pub(super) fn are(&self, given: &[&str]) -> bool {
        self.conditions == given
    }

    /// All conditions of another one too.
    pub fn extend(&mut self, other: &Clauses) {
        // A list has one search, so one of the two has none.
        if let Some(matched) = &other.matched {
            let at = self.values.len();
            self.matched = Some(Matched {
                condition: matched.condition + self.conditions.len(),
                values: matched.values.start + at..matched.values.end + at,
                ..matched.clone()
            });
        }
        other.areas.iter().for_each(|area| self.depend_on(*area));
        self.conditions.extend_from_slice(&other.conditions);
        self.values.extend_from_slice(&other.values);
    }

    /// The values alone.
    pub fn into_values(self) -> Vec<Value> {
        self.values
    }

    /// ` WHERE …`, or nothing.
    pub fn where_sql(&self) -> String {
        self.all_after(" WHERE ")
    }

    /// ` AND …`, or nothing: for a statement that has conditions of its own.
    pub fn and_sql(&self) -> String {
        self.all_after(" AND ")
    }

    fn all_after(&self, word: &str) -> String {
        if self.conditions.is_empty() {
            return String::new();
        }
        let all: Vec<String> = self.conditions.iter().map(|c| format!("({c})")).collect();
        self.dated(format!("{word}{}", all.join(" AND ")))
    }

    /// The values, in the order of their `?`.
    pub fn values(&self) -> &[Value] {
        &self.values
    }
}

/// Text as a value.
pub(super) fn text(value: impl Into<String>) -> Value {
    Value::Text(value.into())
}
