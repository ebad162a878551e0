//! Opening a database file that somebody brought: nothing in it runs, nothing beside it is written,
//! and how much of it is read before it is known for what it is has a bound.

use std::fs::{self, File, Metadata};
use std::io::{ErrorKind, Read};
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, ErrorCode, OpenFlags};

/// Steps of SQLite's machine that reading a schema may take: ours takes a twentieth of them, and
/// one of a hundred thousand tables half a second and much memory.
const SCHEMA_STEPS: i32 = 30_000;
/// No statement of a schema of ours is nearly that long.
const LONGEST_SQL: i32 = 100_000;
/// No value of ours is nearly that large: documents have at most ten MiB.
const LARGEST_VALUE: i32 = 64 << 20;
/// The pages of every database of ours.
const PAGE: u64 = 4096;

/// The file's own facts, if it is a plain file that is not empty.
///
/// # Errors
/// A sentence that says what it is instead.
pub fn plain_file(file: &Path) -> Result<Metadata, String> {
    let name = file.display();
    let about = match fs::symlink_metadata(file) {
        Ok(about) => about,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(format!("There is no file {name}."));
        }
        Err(error) => return Err(format!("{name} cannot be read: {error}.")),
    };
    let kind = about.file_type();
    if kind.is_symlink() {
        let to = fs::read_link(file).unwrap_or_default();
        return Err(format!("{name} is a link to {}: name that file itself.", to.display()));
    }
    if kind.is_dir() {
        return Err(format!("{name} is a folder: name the file in it."));
    }
    if kind.is_fifo() || kind.is_socket() || kind.is_char_device() || kind.is_block_device() {
        return Err(format!("{name} is a pipe or a device, no file."));
    }
    if about.len() == 0 {
        return Err(format!("{name} is empty: nothing of a database is in it."));
    }
    Ok(about)
}

/// The first hundred bytes of a SQLite database.
///
/// # Errors
/// A sentence that says what the file is instead.
pub fn head(file: &Path) -> Result<[u8; 100], String> {
    let name = file.display();
    let mut head = [0; 100];
    let mut read = Vec::with_capacity(head.len());
    File::open(file)
        .and_then(|open| open.take(head.len() as u64).read_to_end(&mut read))
        .map_err(|error| format!("{name} cannot be read: {error}."))?;
    if read.starts_with(&[0x1f, 0x8b]) || read.starts_with(b"PK\x03\x04") {
        return Err(format!("{name} is packed: unpack it first, and name what comes out."));
    }
    let magic = b"SQLite format 3\0";
    let seen = read.len().min(magic.len());
    if read[..seen] != magic[..seen] {
        return Err(format!("{name} is no SQLite database."));
    }
    if read.len() < head.len() {
        return Err(format!("{name} is damaged: it is cut off."));
    }
    head.copy_from_slice(&read);
    Ok(head)
}

/// Refuses what SQLite reads but none of our programs writes: other pages, another encoding, a
/// length that is not that of its pages.
///
/// # Errors
/// How the sentence about the file ends.
pub fn must_be_laid_out(head: &[u8; 100], length: u64) -> Result<(), String> {
    let number = |at: usize| {
        u64::from(u32::from_be_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]))
    };
    let page = match u64::from(u16::from_be_bytes([head[16], head[17]])) {
        1 => 65_536,
        page => page,
    };
    if page != PAGE {
        return Err(format!("its pages have {page} bytes, and those of NutriVault {PAGE}"));
    }
    match number(56) {
        1 => {}
        2 | 3 => return Err("its text is UTF-16, and that of NutriVault UTF-8".to_owned()),
        other => return Err(format!("its text has an encoding {other} that there is not")),
    }
    // The count is that of the last change only if both counters of changes agree.
    let pages = number(28);
    if pages > 0 && number(24) == number(92) && pages * PAGE != length {
        return Err(format!(
            "it has {length} bytes, and says that it has {}: it is cut off or blown up",
            pages * PAGE
        ));
    }
    Ok(())
}

/// Opens a file so that nothing is written beside it, not even a lock (a read-only stick will do),
/// and nothing in it runs.
///
/// # Errors
/// What SQLite says.
pub fn immutable(file: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection =
        Connection::open_with_flags(format!("file:{}?immutable=1", escaped(file)), flags)?;
    harden(&connection)?;
    Ok(connection)
}

/// Has SQLite trust nothing that the file says of itself. Before the first question.
///
/// # Errors
/// What SQLite says.
pub fn harden(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    for allowed in [
        DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA,
        DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER,
        DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW,
    ] {
        connection.set_db_config(allowed, false)?;
    }
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    connection.set_limit(Limit::SQLITE_LIMIT_SQL_LENGTH, LONGEST_SQL)?;
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, LARGEST_VALUE)?;
    connection.set_limit(Limit::SQLITE_LIMIT_EXPR_DEPTH, 100)?;
    connection.set_limit(Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 1)?;
    connection.pragma_update(None, "cell_size_check", true)
}

/// How the sentence ends about a file whose schema is not bounded.
pub const ENDLESS: &str =
    "its schema has thousands of tables, and that of NutriVault has not two hundred";

/// Reads the schema, unless it is endless. Leaves no bound on what is asked afterwards.
///
/// # Errors
/// What SQLite says of the file.
pub fn is_bounded(connection: &Connection) -> rusqlite::Result<bool> {
    connection.progress_handler(SCHEMA_STEPS, Some(|| true))?;
    let question = "SELECT count(*) FROM main.sqlite_schema";
    let read = connection.query_row(question, [], |row| row.get::<_, i64>(0));
    connection.progress_handler(0, None::<fn() -> bool>)?;
    match read {
        Ok(_) => Ok(true),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) => {
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

/// A log or a journal beside the file that belongs to it.
pub fn unfinished(file: &Path) -> Option<PathBuf> {
    let beside = |ending: &str| PathBuf::from(format!("{}{ending}", file.display()));
    let is_there = |log: &PathBuf| log.metadata().is_ok_and(|log| log.len() > 0);
    [beside("-wal"), beside("-journal")].into_iter().find(is_there)
}

/// The path as a part of a URI.
fn escaped(file: &Path) -> String {
    let text = file.to_string_lossy();
    text.replace('%', "%25").replace('?', "%3f").replace('#', "%23")
}
