//! A log that is another file's: set aside, with a copy of the file as it was found, before the
//! file is opened.

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use super::{Origin, judge, log_of};
use crate::clock::Moment;

/// Where the two lie now; nobody deletes them but a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    pub folder: PathBuf,
    pub why: &'static str,
}

/// Makes sure that what lies beside the database is its own: a log that is proved to be another
/// file's is set aside. The caller holds the folder's lock, and has not opened the database.
///
/// # Errors
/// A sentence with both ways out where nothing is proved, or where the disk refuses; then nothing
/// is changed.
pub fn settle(database: &Path, now: Moment) -> Result<Option<SetAside>, String> {
    let log = log_of(database);
    match judge(database).map_err(|error| unreadable(database, &error))? {
        Origin::NoLog | Origin::Own => Ok(None),
        Origin::Unknown(why) => Err(both_ways(database, &log, why)),
        Origin::Foreign(why) => {
            let aside = kept(database, why, now)?;
            log::error!("{}", aside.sentence(database));
            Ok(Some(aside))
        }
    }
}

/// For a restore, which replaces the file: both are set aside also where nothing is proved.
///
/// # Errors
/// A sentence; then nothing is changed.
pub fn set_aside_unless_own(database: &Path, now: Moment) -> Result<Option<SetAside>, String> {
    match judge(database).map_err(|error| unreadable(database, &error))? {
        Origin::NoLog | Origin::Own => Ok(None),
        Origin::Unknown(why) | Origin::Foreign(why) => kept(database, why, now).map(Some),
    }
}

fn unreadable(database: &Path, error: &io::Error) -> String {
    format!("{} cannot be read: {error}.", log_of(database).display())
}

fn kept(database: &Path, why: &'static str, now: Moment) -> Result<SetAside, String> {
    let log = log_of(database);
    let stamp = now.to_string().replace([':', '.'], "-");
    let folder = database.with_file_name(format!("set-aside-{stamp}"));
    set_aside(database, &log, &folder).map_err(|error| {
        format!(
            "{} is not the log of {} ({why}), and the two cannot be set aside in {}: {error}. Nothing was changed. Free some space or make the folder writable, and start again.",
            log.display(),
            database.display(),
            folder.display()
        )
    })?;
    Ok(SetAside { folder, why })
}

/// For those who only read: refuses a database with a log that is, or may be, another file's.
///
/// # Errors
/// A sentence.
pub fn refuse_unless_own(database: &Path) -> Result<(), String> {
    let log = log_of(database);
    match judge(database).map_err(|error| unreadable(database, &error))? {
        Origin::NoLog | Origin::Own => Ok(()),
        Origin::Unknown(why) => Err(both_ways(database, &log, why)),
        Origin::Foreign(why) => Err(format!(
            "The log beside {} is another file's: {why}. Nothing was changed. The next start of the server sets the log aside and serves the file as it is; \
             if that is not what you want, put the file that belongs to the log in its place first.",
            database.display()
        )),
    }
}

impl SetAside {
    /// What was found and done, for a person.
    pub fn sentence(&self, database: &Path) -> String {
        format!(
            "The log beside {} was not its own: {}. The file is served as it was put there; a copy of it and the log are kept in {}. \
             Was it meant to replace the database? Then nothing is left to do, and `nutrivault restore FILE` does the same without a risk next time. \
             If not, stop the server, put the former file back as {} and the log beside it as {}, and start again.",
            database.display(),
            self.why,
            self.folder.display(),
            database.display(),
            log_of(database).display()
        )
    }
}

fn both_ways(database: &Path, log: &Path, why: &str) -> String {
    format!(
        "{log} may be the log of another file than {database}: {why}. Nothing was changed. \
         Either put the file that belongs to the log in its place as {database}, and start again; \
         or, to go on with what is there without the changes in the log, move the log away: mv {log} {log}.aside. \
         `nutrivault restore FILE` goes back to a backup.",
        log = log.display(),
        database = database.display(),
    )
}

/// The file is copied, for it is served from now on; the log itself goes. Neither has the name that
/// would make SQLite take the one for the other's again.
fn set_aside(database: &Path, log: &Path, folder: &Path) -> io::Result<()> {
    DirBuilder::new().mode(0o700).create(folder)?;
    let copied = copy_if_there(database, &folder.join("the-file-as-it-was-found.db"))
        .and_then(|()| fs::rename(log, folder.join("the-log-of-another-file.wal")));
    if let Err(error) = copied {
        let _ = fs::remove_dir_all(folder);
        return Err(error);
    }
    let shared = PathBuf::from(format!("{}-shm", database.display()));
    let _ = fs::remove_file(shared);
    for changed in [Some(folder), folder.parent()].into_iter().flatten() {
        File::open(changed)?.sync_all()?;
    }
    Ok(())
}

fn copy_if_there(file: &Path, to: &Path) -> io::Result<()> {
    match fs::copy(file, to) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        copied => copied.and_then(|_| File::open(to)?.sync_all()),
    }
}
