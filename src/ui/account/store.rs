//! The language that a user chose, in SQL.

use rusqlite::params;

use crate::db::Tx;
use crate::error::Result;
use crate::ids::Id;

/// Remembers it for the next login, on whatever PC. A preference is no change of the record.
///
/// # Errors
/// What SQLite says.
pub fn choose_locale(tx: &Tx<'_>, user: Id, tag: &str) -> Result<()> {
    tx.run("UPDATE users SET locale = ?2 WHERE id = ?1", params![user, tag])?;
    Ok(())
}
