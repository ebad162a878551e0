//! Whether a file and a log without marks make a whole database, found out on copies of both.

use std::fs;
use std::path::Path;

use rusqlite::Connection;

use super::log_of;

/// Whether every page, index and reference holds when the log is laid over the file. Where no copy
/// can be made nothing is known, and the answer is no.
pub(super) fn is_whole(database: &Path) -> bool {
    let Some(folder) = database.parent() else { return false };
    let Ok(scratch) = tempfile::Builder::new().prefix(".examined-").tempdir_in(folder) else {
        return false;
    };
    let copy = scratch.path().join("copy.db");
    let copied = fs::copy(database, &copy).and_then(|_| fs::copy(log_of(database), log_of(&copy)));
    copied.is_ok() && is_sound(&copy).unwrap_or(false)
}

fn is_sound(copy: &Path) -> rusqlite::Result<bool> {
    let connection = Connection::open(copy)?;
    let verdict: String =
        connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    let dangling: bool = connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM pragma_foreign_key_check)",
        [],
        |row| row.get(0),
    )?;
    Ok(verdict == "ok" && !dangling)
}
