//! Conditions and their values, grown side by side.

use jiff::civil::Date;
use rusqlite::types::Value;

/// Stands for the clinic's day in the SQL of a column.
pub const TODAY: &str = "{today}";

/// The WHERE of a list: every condition must hold.
#[derive(Clone, Debug, Default)]
pub struct Clauses {
    conditions: Vec<String>,
    values: Vec<Value>,
    today: Option<Date>,
    matched: Option<Matched>,
}

/// A full-text index over the rows of a list.
#[derive(Clone, Copy, Debug)]
pub struct FullText {
    pub name: &'static str,
    /// The SQL of the row's number, which is the index's rowid.
    pub rowno: &'static str,
}

/// Where among the conditions and the values a full-text index is asked.
#[derive(Clone, Copy, Debug)]
struct Matched {
    index: FullText,
    condition: usize,
    value: usize,
}

impl Clauses {
    /// A condition without values.
    pub fn and(&mut self, condition: &str) {
        self.conditions.push(condition.to_owned());
    }

    /// A condition whose `?` are these values, in order.
    pub fn and_with(&mut self, condition: &str, values: impl IntoIterator<Item = Value>) {
        self.conditions.push(condition.to_owned());
        self.values.extend(values);
    }

    /// The row must match in that index: one question for all the words of a search.
    pub fn and_match(&mut self, index: FullText, expression: String) {
        if let Some(matched) = self.matched
            && let Value::Text(asked) = &mut self.values[matched.value]
        {
            *asked = format!("({asked}) AND ({expression})");
            return;
        }
        let (condition, value) = (self.conditions.len(), self.values.len());
        self.matched = Some(Matched { index, condition, value });
        let FullText { name, rowno } = index;
        let condition = format!("{rowno} IN (SELECT rowid FROM {name} WHERE {name} MATCH ?)");
        self.and_with(&condition, [Value::Text(expression)]);
    }

    /// The index that is asked, if one is.
    pub(super) fn matched(&self) -> Option<FullText> {
        self.matched.map(|matched| matched.index)
    }

    /// The index that is asked, if nothing else is.
    pub(super) fn only_match(&self) -> Option<FullText> {
        self.matched().filter(|_| self.conditions.len() == 1)
    }

    /// Without the question to the index, which comes first among the values.
    pub(super) fn match_first(mut self) -> Self {
        if let Some(matched) = self.matched.take() {
            self.conditions.remove(matched.condition);
            self.values[..=matched.value].rotate_right(1);
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
        self.matched = self.matched.or(other.matched.map(|matched| Matched {
            condition: matched.condition + self.conditions.len(),
            value: matched.value + self.values.len(),
            ..matched
        }));
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
    pub(super) fn and_sql(&self) -> String {
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
