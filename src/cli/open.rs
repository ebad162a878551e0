//! The database for a command that changes it: nobody else may be at work in its folder.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::backups;
use crate::clock::Clock;
use crate::config::Config;
use crate::control::{self, Order};
use crate::data_folder::{self, Lock, Refused};
use crate::db::migrate::Outcome;
use crate::db::nature::{self, Wanted};
use crate::db::{Database, damage};

/// Whoever has the folder lets it go within this time, or takes orders: a server that starts, another
/// command that ends.
const START: Duration = Duration::from_secs(5);

/// A database that this process has for itself.
pub struct Opened {
    pub database: Database,
    pub outcome: Outcome,
    lock: Lock,
}

/// Refuses a folder without a clinic, before anything is made in it: only `serve`, `demo`, `import`
/// and `restore` bring one into being, and a mistyped NUTRIVAULT_DATA is no wish for another.
///
/// # Errors
/// A sentence.
pub fn must_be_there(config: &Config) -> Result<(), String> {
    let file = config.database();
    // A first start that was killed may have left all of its clinic in the log.
    let log = file.with_extension("db-wal");
    match holds_some(&file) || holds_some(&log) {
        true => Ok(()),
        false => Err(format!(
            "There is no database at {}. `nutrivault serve` makes one; NUTRIVAULT_DATA points elsewhere. Nothing was made.",
            file.display()
        )),
    }
}

/// Whether there is a file with anything in it.
fn holds_some(path: &Path) -> bool {
    path.metadata().is_ok_and(|found| found.len() > 0)
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
    let file = config.database();
    // Beside a log there is more to say than what the file is.
    if !holds_some(&file.with_extension("db-wal"))
        && let Some(advice) = nature::advice(&file, Wanted::Serve)
    {
        return Err(advice);
    }
    let opened = Database::open(config, Clock::default());
    let (database, outcome) = opened.map_err(|why| with_way_back(why, config))?;
    backups::take_in(&database).map_err(|error| with_way_back(error.to_string(), config))?;
    Ok(Opened { database, outcome, lock })
}

/// Has the order carried out: by the server that works on the folder, or here where none does.
/// Returns what to print.
///
/// # Errors
/// A sentence; then nothing was changed.
pub fn carry_out(config: &Config, order: Order) -> Result<String, String> {
    let deadline = Instant::now() + START;
    let socket = data_folder::socket(&config.data);
    loop {
        match data_folder::lock(&config.data) {
            Ok(lock) => {
                let opened = locked(config, lock)?;
                let told = control::carry_out(&opened.database, config.auth.bcrypt_cost, order);
                opened.close()?;
                return told;
            }
            Err(Refused::Held(_)) => match control::connect(&socket) {
                Ok(stream) => return control::send(stream, &order),
                Err(_) if Instant::now() < deadline => {
                    std::thread::sleep(Duration::from_millis(50));
                }
                Err(error) => {
                    return Err(format!(
                        "What works on this folder takes no orders at {}: {error}. Try again when it has ended, or stop it.",
                        socket.display()
                    ));
                }
            },
            Err(unusable) => return Err(unusable.sentence(&config.data)),
        }
    }
}

/// A database that does not open, and the newest backup that would.
pub fn with_way_back(why: String, config: &Config) -> String {
    let file = config.database();
    let is_damaged = file.exists() && damage::is_damaged(&file);
    match is_damaged.then(|| backups::newest_good(config)).flatten() {
        Some(copy) => format!(
            "{why} The newest good backup is of {}: `nutrivault restore {}` goes back to it and keeps the damaged file aside.",
            copy.made,
            copy.file.display()
        ),
        None if is_damaged => {
            format!("{why}\nThe database is damaged: {}", damage::WAY_BACK)
        }
        None => why,
    }
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
