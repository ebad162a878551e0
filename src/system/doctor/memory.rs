//! Whether the audit trail is what the copies remember of it.

use rusqlite::Connection;

use super::Finding;
use super::said::told;
use crate::backups::{Recollection, recollect};
use crate::config::Config;

const CHECK: &str = "audit memory";

/// Holds the trail against the copies in both folders.
pub(super) fn of_copies(connection: &Connection, config: &Config) -> Finding {
    match recollect(connection, config) {
        Ok(Recollection { bad: Some(bad), .. }) => Finding::damage(
            CHECK,
            told("The copy {} remembers row {} otherwise: since it was made, rows were removed or written anew.")
                .text(bad.copy.unwrap_or_default())
                .number(bad.seq.unsigned_abs()),
            told(
                "If somebody has put an older copy back by hand, that explains it. If not, keep this file as evidence and compare it with that copy.",
            ),
        ),
        Ok(Recollection { copies: 0, .. }) => {
            Finding::fine(CHECK, told("No copy remembers the trail yet."))
        }
        Ok(Recollection { copies, .. }) => {
            Finding::fine(CHECK, told("It goes on from where {} copies saw it.").number(copies as u64))
        }
        Err(error) => Finding::broken_off(CHECK, &error),
    }
}
