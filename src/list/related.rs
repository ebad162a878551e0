//! What belongs to the rows of a page: each kind by one statement for all of them.

use std::collections::HashMap;

use rusqlite::Params;

use super::json::write_object;
use super::spec::Column;
use crate::db::Sql;
use crate::error::Result;

/// The JSON array of each owner that has such rows. `keys` is the SQL of the owner's id and of the
/// row's currency; `rest` goes from FROM to ORDER BY, each owner's rows together.
///
/// # Errors
/// What SQLite says.
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
    sql.each(&statement, params, |row| {
        let array = arrays.entry(row.get(0)?).or_default();
        array.push(if array.is_empty() { b'[' } else { b',' });
        let currency: Option<String> = row.get(1)?;
        write_object(array, row, columns, 2, currency.as_deref())
    })?;
    arrays.values_mut().for_each(|array| array.push(b']'));
    Ok(arrays)
}
