//! Whether a database file is damaged: asked when it could not be used, to say why.

use std::path::Path;

use rusqlite::{Connection, ErrorCode, OpenFlags};

/// What to do about a damaged file, as the end of a sentence about it.
pub const WAY_BACK: &str = "`nutrivault doctor` says where the file is damaged and names the newest good backup; \
                            `nutrivault restore FILE` goes back to it and keeps the damaged file aside.";

/// Whether SQLite finds damage in the file, which it only reads.
pub fn is_damaged(path: &Path) -> bool {
    let verdict = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).and_then(
        |connection| {
            connection.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0))
        },
    );
    match verdict {
        Ok(verdict) => verdict != "ok",
        Err(error) => says_damage(&error),
    }
}

/// Whether SQLite met damage.
pub fn says_damage(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error_code();
    matches!(code, Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
}
