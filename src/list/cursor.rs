//! Cursors: where a page ended, so that the next begins there at constant cost, at any depth.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use rusqlite::types::Value;
use serde_json::json;

use super::direction::Direction;
use super::sql::{Clauses, text};

/// The last row of a page: its sort value and id, and the order they belong to.
#[derive(Clone, Debug, PartialEq)]
pub struct Cursor {
    pub sort: String,
    pub direction: Direction,
    pub value: Value,
    pub id: String,
}

impl Cursor {
    /// The opaque text of the answer.
    pub fn encode(&self) -> String {
        let value = match &self.value {
            Value::Integer(number) => json!(number),
            Value::Real(number) => json!({ "r": number }),
            Value::Text(text) => json!(text),
            Value::Null | Value::Blob(_) => json!(null),
        };
        let parts = json!([self.sort, self.direction.sql(), value, self.id]);
        BASE64_URL_SAFE_NO_PAD.encode(parts.to_string())
    }

    /// Reads it back; nothing for a text that no answer contained.
    pub fn decode(encoded: &str) -> Option<Self> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(encoded).ok()?;
        let (sort, direction, value, id): (String, String, serde_json::Value, String) =
            serde_json::from_slice(&bytes).ok()?;
        let value = match value {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::String(text) => Value::Text(text),
            serde_json::Value::Number(number) => Value::Integer(number.as_i64()?),
            serde_json::Value::Object(real) => Value::Real(real.get("r")?.as_f64()?),
            _ => return None,
        };
        Some(Self { sort, direction: Direction::parse(&direction)?, value, id })
    }

    /// The condition that a row comes after this one. SQLite puts nulls first when ascending, so
    /// last when descending, where a `nullable` order needs them named.
    pub fn continue_after(
        &self,
        sort_sql: &str,
        nullable: bool,
        id_sql: &str,
        clauses: &mut Clauses,
    ) {
        let sign = match self.direction {
            Direction::Ascending => ">",
            Direction::Descending => "<",
        };
        let id = || text(self.id.clone());
        match (&self.value, self.direction) {
            (Value::Null, Direction::Ascending) => {
                let condition = format!("{sort_sql} IS NOT NULL OR {id_sql} > ?");
                clauses.and_with(&condition, [id()]);
            }
            (Value::Null, Direction::Descending) => {
                clauses.and_with(&format!("{sort_sql} IS NULL AND {id_sql} < ?"), [id()]);
            }
            (value, Direction::Descending) if nullable => {
                let condition = format!("({sort_sql}, {id_sql}) < (?, ?) OR {sort_sql} IS NULL");
                clauses.and_with(&condition, [value.clone(), id()]);
            }
            (value, _) => {
                // A row value against an index on (sort, id) is one seek.
                clauses.and_with(
                    &format!("({sort_sql}, {id_sql}) {sign} (?, ?)"),
                    [value.clone(), id()],
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_what_it_wrote() {
        for value in [Value::Null, Value::Integer(7), Value::Real(1.0), text("2026-11-23")] {
            let cursor = Cursor {
                sort: "visit_date".into(),
                direction: Direction::Descending,
                value,
                id: "0190".into(),
            };
            assert_eq!(Cursor::decode(&cursor.encode()), Some(cursor));
        }
        assert_eq!(Cursor::decode("bm9uc2Vuc2U"), None);
        assert_eq!(Cursor::decode("\"'%"), None);
    }
}
