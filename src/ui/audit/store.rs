//! Whom the trail can be asked about, in SQL.

use crate::db::Sql;
use crate::error::Result;

/// Everybody with their user name, by id.
///
/// # Errors
/// What SQLite says.
pub(super) fn people(sql: &Sql<'_>) -> Result<Vec<(String, String)>> {
    sql.all("SELECT id, username FROM users ORDER BY username_folded", [], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}
