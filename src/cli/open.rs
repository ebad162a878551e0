//! The database for a command that changes it: nobody else may be at work in its folder.

use crate::clock::Clock;
use crate::config::Config;
use crate::data_folder::{self, Lock};
use crate::db::Database;
use crate::db::migrate::Outcome;

/// A database that this process has for itself.
pub struct Opened {
    pub database: Database,
    pub outcome: Outcome,
    lock: Lock,
}

/// Locks the folder, then opens and migrates the database.
///
/// # Errors
/// A sentence: the folder is in use or unusable, the file is not ours, or it is newer than this
/// program.
pub fn alone(config: &Config) -> Result<Opened, String> {
    let lock = data_folder::lock(&config.data).map_err(|why| why.sentence(&config.data))?;
    locked(config, lock)
}

/// The same when the folder is locked already.
///
/// # Errors
/// As [`alone`].
pub fn locked(config: &Config, lock: Lock) -> Result<Opened, String> {
    let (database, outcome) = Database::open(config, Clock::default())?;
    Ok(Opened { database, outcome, lock })
}

impl Opened {
    /// The database and the lock, for one who keeps both apart.
    pub fn into_parts(self) -> (Database, Lock) {
        (self.database, self.lock)
    }

    /// Closes the database so that its single file is complete, then gives the folder free.
    ///
    /// # Errors
    /// A sentence.
    pub fn close(self) -> Result<(), String> {
        self.database.close().map_err(|error| format!("The database was not closed: {error}"))
    }
}
