//! What the files show before SQLite opens them.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use rusqlite::Connection;

use super::said::told;
use super::{Finding, RESTORE};
use crate::config::Config;
use crate::data_folder;
use crate::db::checkpoint::Log;
use crate::db::connect::APPLICATION_ID;
use crate::db::head::{Belonging, belonging, head, is_laid_out};
use crate::db::untrusted::immutable;
use crate::db::wal::{Origin, judge};
use crate::system::log_watch::{HELD, held_back};
use crate::system::sizes::{size_of, wal_of};

/// Twice what is kept after a checkpoint: somebody reads without end, or checkpoints fail.
const LARGE_WAL: u64 = 128 * 1024 * 1024;
const MAGIC: &[u8] = b"SQLite format 3\0";

/// Whether this is a SQLite database of ours. Read by hand, for opening somebody else's file the
/// usual way would switch it to WAL.
pub(super) fn header(path: &Path) -> Finding {
    const CHECK: &str = "file";
    let name = path.display();
    let header = match head(path) {
        Ok(header) => header,
        Err(error) => return unreadable(path, &error),
    };
    if !header.starts_with(MAGIC) {
        return Finding::damage(CHECK, told("{} is no SQLite database.").text(name), RESTORE);
    }
    // Big-endian at offset 68 of the header (sqlite.org/fileformat2.html §1.3).
    let is_ours = header[68..72] == APPLICATION_ID.to_be_bytes();
    let found = (!is_ours).then(|| immutable(path).and_then(|open| belonging(&open)));
    let is_damaged = match &found {
        None => !matches!(is_laid_out(path), Ok(true)),
        Some(Ok(Belonging::Empty)) => return never_begun(path),
        Some(found) => !matches!(found, Ok(Belonging::Foreign)),
    };
    if is_damaged {
        return Finding::damage(CHECK, told("The head of {} is damaged.").text(name), RESTORE);
    }
    if !is_ours {
        return Finding::damage(
            CHECK,
            told("{} is a SQLite database, but not one of NutriVault's.").text(name),
            told("Point NUTRIVAULT_DATA at the clinic's folder."),
        );
    }
    Finding::fine(CHECK, told("{} has {} bytes.").text(name).number(size_of(path)))
}

/// A head that cannot be read, and why.
fn unreadable(path: &Path, error: &std::io::Error) -> Finding {
    const CHECK: &str = "file";
    let name = path.display();
    match error.kind() {
        std::io::ErrorKind::NotFound => Finding::damage(
            CHECK,
            told("There is no database {}.").text(name),
            told(
                "Point NUTRIVAULT_DATA at the clinic's folder, or start the server to make a new one.",
            ),
        ),
        std::io::ErrorKind::UnexpectedEof if size_of(path) == 0 => never_begun(path),
        std::io::ErrorKind::UnexpectedEof => {
            Finding::damage(CHECK, told("{} is cut off.").text(name), RESTORE)
        }
        _ => Finding::damage(
            CHECK,
            told("{} cannot be read: {}.").text(name).text(error),
            told("Check who owns the file and its folder."),
        ),
    }
}

/// A database in which nothing has been made yet.
fn never_begun(path: &Path) -> Finding {
    Finding::warning(
        "file",
        told("{} is empty: a first start was broken off.").text(path.display()),
        told("Start the server: it makes the clinic."),
    )
}

/// A log that is another file's, or may be. Beside a server nobody can judge, and the server does.
pub(super) fn log_of_another(path: &Path, config: &Config) -> Option<Finding> {
    const CHECK: &str = "write-ahead log";
    if data_folder::holder(&config.data).is_some() {
        return None;
    }
    let why = match judge(path) {
        Ok(Origin::NoLog | Origin::Own) => return None,
        Ok(Origin::Foreign(why)) => {
            return Some(Finding::damage(
                CHECK,
                told("The log beside the database is another file's: {}.").text(why),
                told(
                    "The next start sets the log aside and serves the file as it is. If that is not what you want, put the file that belongs to the log in its place first.",
                ),
            ));
        }
        Ok(Origin::Unknown(why)) => why.to_owned(),
        Err(error) => error.to_string(),
    };
    Some(Finding::damage(
        CHECK,
        told("The log beside the database may be another file's: {}.").text(why),
        told(
            "Put the file that belongs to the log in its place; or move the log away to go on without the changes in it.",
        ),
    ))
}

/// Nobody but the clinic's own user may read the files.
pub(super) fn permissions(path: &Path) -> Finding {
    const CHECK: &str = "permissions";
    let mut open = Vec::new();
    let folder = path.parent().unwrap_or(path).to_owned();
    for file in [path.to_owned(), wal_of(path), folder.join("backups"), folder] {
        let mode = std::fs::metadata(&file).map(|file| file.permissions().mode()).unwrap_or(0);
        if mode & 0o077 != 0 {
            open.push(format!("{} ({:03o})", file.display(), mode & 0o777));
        }
    }
    if open.is_empty() {
        return Finding::fine(CHECK, told("Only the owner can read the files."));
    }
    Finding::warning(
        CHECK,
        told("Other users of this machine may reach {}.").text(open.join(", ")),
        told("chmod 600 the files and chmod 700 the folders that are named."),
    )
}

/// Files that the folder's owner, who serves the clinic, cannot write.
pub(super) fn owners(config: &Config) -> Finding {
    const CHECK: &str = "owner";
    let owner = |path: &Path| std::fs::metadata(path).map(|file| file.uid());
    let Ok(ours) = owner(&config.data) else {
        return Finding::fine(CHECK, told("Every file belongs to the folder's owner."));
    };
    let folders = [config.data.clone(), config.backups()];
    let entries = folders.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten();
    let files = entries.flatten().map(|entry| entry.path());
    let others: Vec<_> = files.filter(|file| owner(file).is_ok_and(|uid| uid != ours)).collect();
    let Some(first) = others.first() else {
        return Finding::fine(CHECK, told("Every file belongs to the folder's owner."));
    };
    Finding::warning(
        CHECK,
        told("{} files belong to another user than the folder, first {}: the server may not start or back up.")
            .number(others.len() as u64)
            .text(first.display()),
        told("Give them to the folder's owner: chown -R --reference={} {}")
            .text(config.data.display())
            .text(config.data.display()),
    )
}

/// A write-ahead log that only grows, and who makes it.
pub(super) fn write_ahead_log(connection: &Connection, config: &Config) -> Finding {
    const CHECK: &str = "write-ahead log";
    let path = config.database();
    let held = match Log::of(connection) {
        Ok(log) => log.waiting_bytes(),
        Err(error) => return Finding::broken_off(CHECK, &error),
    };
    // Without a server nobody folds in: that is what its next start does.
    if held >= HELD
        && let Some(server) = data_folder::holder(&config.data)
    {
        let (what, todo) = held_back(held, &path, &[server, std::process::id()]);
        return Finding::warning(CHECK, what, todo);
    }
    let size = size_of(&wal_of(&path));
    if size < LARGE_WAL {
        return Finding::fine(CHECK, told("It has {} bytes.").number(size));
    }
    Finding::warning(
        CHECK,
        told("It has grown to {} bytes.").number(size),
        told(
            "Start the server, or start it anew: it is folded into the database then. See that no other program keeps the file open.",
        ),
    )
}
