//! What belongs to the rows of a page: each kind by one statement for all of them.

use std::collections::HashMap;

use rusqlite::Params;

use super::json::write_object;
use super::spec::Column;
use crate::db::Sql;
use crate::error::{Error, Result};
use crate::message::message;

/// The bytes of rows of one kind that an answer holds at most. A hundred patients with all their notes
/// have less; what a caller may have written beyond that is asked for in parts.
const MOST: usize = 32 * 1024 * 1024;

/// The rows of one kind, which end where they are more than an answer holds.
#[derive(Default)]
pub struct Bounded {
    bytes: usize,
    is_too_much: bool,
}

impl Bounded {
    /// Counts so many bytes more.
    ///
    /// # Errors
    /// When they are too many: the statement is to end here.
    pub fn grow(&mut self, bytes: usize) -> rusqlite::Result<()> {
        self.bytes += bytes;
        self.is_too_much = self.bytes > MOST;
        if self.is_too_much { Err(rusqlite::Error::QueryReturnedNoRows) } else { Ok(()) }
    }

    /// What became of the statement.
    ///
    /// # Errors
    /// 400 naming the parameter that asked for too much; what SQLite says.
    pub fn finish(self, read: Result<()>, field: &str) -> Result<()> {
        let must = message(
            "too-much-at-once",
            "asks for more than one answer holds: ask for fewer rows, in parts",
        );
        if self.is_too_much { Err(Error::field(field, must)) } else { read }
    }
}

/// The JSON array of each owner that has such rows. `keys` is the SQL of the owner's id and of the
/// row's currency; `rest` goes from FROM to ORDER BY, each owner's rows together.
///
/// # Errors
/// 400 when they are more than an answer holds; what SQLite says.
pub fn arrays(
    sql: &Sql<'_>,
    columns: &[Column],
    keys: &str,
    rest: &str,
    params: impl Params,
) -> Result<HashMap<String, Vec<u8>>> {
    let names: Vec<&str> = columns.iter().map(|column| column.sql).collect();
    let statement = format!("SELECT {keys}, {} {rest}", names.join(", "));
    let mut arrays: HashMap<String, Vec<u8>> = HashMap::new();
    let mut bounded = Bounded::default();
    let read = sql.each(&statement, params, |row| {
        let array = arrays.entry(row.get(0)?).or_default();
        let before = array.len();
        array.push(if array.is_empty() { b'[' } else { b',' });
        let currency: Option<String> = row.get(1)?;
        write_object(array, row, columns, 2, currency.as_deref())?;
        bounded.grow(array.len() - before)
    });
    bounded.finish(read, "include")?;
    arrays.values_mut().for_each(|array| array.push(b']'));
    Ok(arrays)
}
