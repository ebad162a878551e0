//! A foreign row, read tolerantly: whatever its columns hold, and whichever of them there are.

use rusqlite::types::Value;
use rusqlite::{Connection, Row};
use sha2::{Digest, Sha256};

use super::Import;
use crate::clock::{Moment, Zone, parse_day};
use crate::error::Result;
use crate::ids::Id;

/// A row of the predecessor's.
pub(super) struct Record<'r> {
    pub table: &'static str,
    pub id: Id,
    row: &'r Row<'r>,
}

/// The id that stands for this text: itself, or, for what is no UUID, always the same new one.
pub(super) fn id_of(text: &str) -> Id {
    text.trim().parse().unwrap_or_else(|()| {
        let digest = Sha256::digest(text.as_bytes());
        let mut bits = [0; 16];
        bits.copy_from_slice(&digest[..16]);
        Id::at(0, u128::from_be_bytes(bits))
    })
}

impl Record<'_> {
    /// The value as text, none when null or empty. A number is written out.
    pub fn text(&self, column: &str) -> Option<String> {
        let text = match self.value(column) {
            Value::Null => return None,
            Value::Text(text) => text,
            Value::Integer(number) => number.to_string(),
            Value::Real(number) => number.to_string(),
            Value::Blob(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        };
        (!text.is_empty()).then_some(text)
    }

    /// The value as a number, however it was stored.
    pub fn number(&self, column: &str) -> Option<f64> {
        match self.value(column) {
            Value::Integer(number) => Some(number as f64),
            Value::Real(number) => Some(number),
            Value::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// The value as a flag; none when null.
    pub fn flag(&self, column: &str) -> Option<bool> {
        match self.value(column) {
            Value::Integer(number) => Some(number != 0),
            Value::Text(text) => Some(matches!(text.as_str(), "1" | "true" | "TRUE")),
            _ => None,
        }
    }

    fn value(&self, column: &str) -> Value {
        self.row.get(column).unwrap_or(Value::Null)
    }
}

impl Import<'_> {
    /// An instant of a row; what cannot be read is kept in a note and `otherwise` stands in.
    pub fn moment(
        &self,
        row: &Record<'_>,
        column: &'static str,
        otherwise: Moment,
    ) -> Result<Moment> {
        let Some(text) = row.text(column) else { return Ok(otherwise) };
        match instant(&text) {
            Some(moment) => Ok(moment),
            None => {
                self.keep(row, column, &text, &format!("is no instant: {otherwise} stands in"))?;
                Ok(otherwise)
            }
        }
    }

    /// A day of a row, as text; what cannot be read is kept in a note.
    pub fn day(&self, row: &Record<'_>, column: &'static str) -> Result<Option<String>> {
        let Some(text) = row.text(column) else { return Ok(None) };
        let day = text.get(..10).and_then(parse_day);
        if day.is_none() {
            self.keep(row, column, &text, "is no day")?;
        }
        Ok(day.map(|day| day.to_string()))
    }

    /// Hands over each row of a table, in that order; none if there is no such table.
    pub fn each(
        &self,
        table: &'static str,
        order: &str,
        mut each: impl FnMut(&Record<'_>) -> Result<()>,
    ) -> Result<()> {
        let known = columns(self.source, table)?;
        if known.is_empty() {
            return Ok(());
        }
        let order = order.split(", ").filter(|name| known.iter().any(|k| k == name));
        let order = order.collect::<Vec<_>>().join(", ");
        let order = if order.is_empty() { "rowid".to_owned() } else { order };
        let statement = format!("SELECT * FROM \"{table}\" ORDER BY {order}");
        let mut statement = self.source.prepare(&statement)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            self.read(table);
            let text: Option<String> = row.get("id").unwrap_or_default();
            let text = text.unwrap_or_default();
            let record = Record { table, id: id_of(&text), row };
            if text.parse::<Id>().is_err() {
                self.remark(&record, "id", &text, "is no UUID: this id stands for it");
            }
            each(&record)?;
        }
        Ok(())
    }

    /// Keeps what stands in columns that neither the predecessor's releases nor we know.
    pub fn keep_unknown(&self, row: &Record<'_>, known: &[&str]) -> Result<()> {
        let names: Vec<String> =
            row.row.as_ref().column_names().iter().map(|name| (*name).to_owned()).collect();
        for name in names.iter().filter(|name| !known.contains(&name.as_str())) {
            if let Some(text) = row.text(name) {
                self.keep(row, name, &text, "is a column that this program does not have")?;
            }
        }
        Ok(())
    }
}

/// The columns of a table, none if there is no such table.
pub(super) fn columns(source: &Connection, table: &str) -> Result<Vec<String>> {
    let mut statement = source.prepare("SELECT name FROM pragma_table_info(?1)")?;
    let names = statement.query_map([table], |row| row.get(0))?;
    Ok(names.collect::<rusqlite::Result<_>>()?)
}

/// `2026-05-03 08:11:18.000 +00:00`, or any ISO form; without an offset it is UTC.
pub(super) fn instant(text: &str) -> Option<Moment> {
    let text = text.trim().replacen(' ', "T", 1).replace(' ', "");
    Zone::utc().parse(&text).ok()
}
