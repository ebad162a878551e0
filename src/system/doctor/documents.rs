//! Whether the documents still fit into what is set aside for them.

use rusqlite::Connection;

use super::Finding;
use super::said::told;
use crate::config::Config;

const MIB: u64 = 1 << 20;

/// What the documents take, of what they may.
pub(super) fn room(connection: &Connection, config: &Config) -> Finding {
    const CHECK: &str = "documents";
    let all = "SELECT coalesce(sum(file_size), 0) FROM documents";
    let held = match connection.query_row(all, [], |row| row.get::<_, i64>(0)) {
        Ok(held) => held.unsigned_abs().div_ceil(MIB),
        Err(error) => return Finding::broken_off(CHECK, &error),
    };
    let quota = config.documents_quota_mib;
    let what = told("They take {} MiB of the {} MiB that are set aside for them.");
    let what = what.number(held).number(quota);
    match held.saturating_mul(10) < quota.saturating_mul(9) {
        true => Finding::fine(CHECK, what),
        false => Finding::warning(
            CHECK,
            what,
            told(
                "Set documents_quota_mib higher if the disk has room: every backup has the documents too.",
            ),
        ),
    }
}
