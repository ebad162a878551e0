//! What is around the database: the disk, the clock, the version of SQLite, the configuration.

use rusqlite::Connection;

use super::Finding;
use super::said::told;
use crate::backups::free;
use crate::clock::{Clock, Moment};
use crate::config::Config;
use crate::db::connect::check_version;
use crate::system::sizes::size_of;

/// Room for the day's work beside a copy.
const SPARE: u64 = 256 << 20;
/// Clocks of a network differ by less.
const JUMP_MS: i64 = 120_000;

/// Room for a copy of the database and for what is written until somebody looks.
pub(super) fn disk(config: &Config) -> Finding {
    const CHECK: &str = "disk space";
    let needed = size_of(&config.database()).saturating_add(SPARE);
    match free(&config.data) {
        Ok(free) if free >= needed => {
            Finding::fine(CHECK, told("{} MB are free.").number(free / 1_000_000))
        }
        Ok(free) => Finding::warning(
            CHECK,
            told("Only {} MB are free; a backup and some days of work need {}.")
                .number(free / 1_000_000)
                .number(needed / 1_000_000),
            told(
                "Free some space: old copies in the backups folder can go. On a full disk nothing can be saved.",
            ),
        ),
        Err(why) => Finding::warning(
            CHECK,
            told("How much is free is not known: {}").text(why),
            told("Check the disk that the data folder lies on."),
        ),
    }
}

/// A clock behind the newest row of the audit trail has jumped back.
pub(super) fn clock(connection: &Connection) -> Finding {
    const CHECK: &str = "clock";
    let newest = "SELECT max(timestamp) FROM audit_logs";
    let newest: Option<Moment> = match connection.query_row(newest, [], |row| row.get(0)) {
        Ok(newest) => newest,
        Err(error) => return Finding::broken_off(CHECK, &error),
    };
    let now = Clock::default().now();
    match newest {
        Some(newest) if newest.ms() - now.ms() > JUMP_MS => Finding::warning(
            CHECK,
            told("It says {}, before the newest row of the audit trail, of {}.").at(now).at(newest),
            told(
                "Set the clock of this machine, best by the network (NTP): appointments, invoices and the audit trail are dated by it.",
            ),
        ),
        _ => Finding::fine(CHECK, told("It says {}, after everything that is written.").at(now)),
    }
}

/// The SQLite that is built in.
pub(super) fn sqlite() -> Finding {
    const CHECK: &str = "SQLite";
    match check_version() {
        Ok(()) => Finding::fine(CHECK, told("Version {} is built in.").text(rusqlite::version())),
        Err(why) => Finding::damage(
            CHECK,
            told("It is too old: {}").text(why),
            told("Install a newer build of NutriVault."),
        ),
    }
}

/// What the configuration allows that it should not.
pub(super) fn configuration(config: &Config) -> Finding {
    const CHECK: &str = "configuration";
    /// bcrypt's cost below which a stolen file is soon guessed.
    const WEAK: u32 = 10;
    if config.auth.bcrypt_cost < WEAK {
        return Finding::warning(
            CHECK,
            told("Passwords are hashed at a cost of {} only.").number(config.auth.bcrypt_cost),
            told("Set auth.bcrypt_cost to 12; passwords are hashed anew as people log in."),
        );
    }
    Finding::fine(
        CHECK,
        told("Passwords are hashed at a cost of {}.").number(config.auth.bcrypt_cost),
    )
}
