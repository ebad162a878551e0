//! Whether a database file is damaged: asked when it could not be used, to say why.

use std::path::Path;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::head::{Belonging, belonging, is_laid_out};
use super::wal::{Origin, judge};

/// What to do about a damaged file, as the end of a sentence about it.
pub const WAY_BACK: &str = "`nutrivault doctor` says where the file is damaged and names the newest good backup; \
                            `nutrivault restore FILE` goes back to it and keeps the damaged file aside.";

/// Whether the file is damaged: its head, or what SQLite finds in it. It is only read.
pub fn is_damaged(path: &Path) -> bool {
    // With another's log beside it the file must not be opened, and is none the worse for it.
    if !matches!(judge(path), Ok(Origin::NoLog | Origin::Own)) {
        return false;
    }
    let is_laid_out = is_laid_out(path).unwrap_or(true);
    let examined = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).and_then(
        |connection| {
            let verdict: String =
                connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
            Ok((verdict == "ok", belonging(&connection)?))
        },
    );
    match examined {
        Ok((_, Belonging::Foreign | Belonging::Empty)) => false,
        Ok((_, Belonging::Garbled(_))) => true,
        Ok((is_sound, _)) => !is_sound || !is_laid_out,
        // The questions are good ones: what SQLite cannot make sense of is the file.
        Err(error) => {
            let is_odd = error.sqlite_error_code() == Some(ErrorCode::Unknown);
            says_damage(&error) || is_odd || !is_laid_out
        }
    }
}

/// Whether SQLite met damage.
pub fn says_damage(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error_code();
    matches!(code, Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
}
