//! Whether every stored password can be checked in a bearable time.

use rusqlite::Connection;

use super::Finding;
use super::said::told;
use crate::auth::is_beyond;

/// Names whose hash is of a cost that is never computed: who has it cannot log in.
pub(super) fn costs(connection: &Connection) -> Finding {
    const CHECK: &str = "passwords";
    let beyond = connection
        .prepare("SELECT username, password_hash FROM users ORDER BY username_folded")
        .and_then(|mut statement| {
            let people = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            people.collect::<Result<Vec<(String, String)>, _>>()
        });
    let beyond = match beyond {
        Ok(people) => people.into_iter().filter(|(_, hash)| is_beyond(hash)),
        Err(error) => return Finding::broken_off(CHECK, &error),
    };
    let names: Vec<String> = beyond.map(|(name, _)| name).collect();
    if names.is_empty() {
        return Finding::fine(CHECK, told("Every password can be checked."));
    }
    Finding::warning(
        CHECK,
        told(
            "The stored password of {} has a cost that is not from 4 to 14: to check it would stop everybody's logins for hours, so it is refused at once.",
        )
        .text(names.join(", ")),
        told(
            "`nutrivault user reset-password` sets a new one. NutriVault never wrote such a hash: find out who did.",
        ),
    )
}
