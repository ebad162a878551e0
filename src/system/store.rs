//! What the database itself knows of how the system does.

use serde::Serialize;

use crate::db::Sql;
use crate::error::Result;

/// A copy of the database, made or tried.
#[derive(Debug, PartialEq, Serialize)]
pub struct Backup {
    pub started_at: String,
    pub finished_at: Option<String>,
    /// The name of the file, without its folder.
    pub file: String,
    pub bytes: Option<i64>,
    pub verified: bool,
    pub error: Option<String>,
}

/// The newest copy, if one was ever made.
///
/// # Errors
/// What SQLite says.
pub fn last_backup(sql: &Sql<'_>) -> Result<Option<Backup>> {
    sql.maybe(
        "SELECT started_at, finished_at, path, bytes, verified, error FROM backup_runs \
         ORDER BY rowid DESC LIMIT 1",
        [],
        |row| {
            let path: String = row.get("path")?;
            let file = std::path::Path::new(&path).file_name().unwrap_or_default();
            Ok(Backup {
                started_at: row.get("started_at")?,
                finished_at: row.get("finished_at")?,
                file: file.to_string_lossy().into_owned(),
                bytes: row.get("bytes")?,
                verified: row.get("verified")?,
                error: row.get("error")?,
            })
        },
    )
}
