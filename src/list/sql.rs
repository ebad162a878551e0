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
        self.conditions.extend_from_slice(&other.conditions);
        self.values.extend_from_slice(&other.values);
    }

    /// The values alone.
    pub fn into_values(self) -> Vec<Value> {
        self.values
    }

    /// ` WHERE …`, or nothing.
    pub fn where_sql(&self) -> String {
        if self.conditions.is_empty() {
            return String::new();
        }
        let all: Vec<String> = self.conditions.iter().map(|c| format!("({c})")).collect();
        self.dated(format!(" WHERE {}", all.join(" AND ")))
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
