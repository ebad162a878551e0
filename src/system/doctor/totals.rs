//! Whether the totals that lists keep are what counting gives.

use rusqlite::Connection;

use super::Finding;
use super::said::told;

/// Compares every kept total with its rows.
pub(super) fn kept(connection: &Connection) -> Finding {
    const CHECK: &str = "list totals";
    const WRONG: &str = "SELECT group_concat(list, ', ') FROM list_totals WHERE total <> CASE list \
         WHEN 'patients' THEN (SELECT count(*) FROM patients) \
         WHEN 'visits' THEN (SELECT count(*) FROM visits WHERE deleted_at IS NULL) \
         ELSE (SELECT count(*) FROM billing) END";
    match connection.query_row(WRONG, [], |row| row.get::<_, Option<String>>(0)) {
        Ok(None) => Finding::fine(CHECK, told("Every list has as many rows as it says.")),
        Ok(Some(lists)) => Finding::damage(
            CHECK,
            told("These lists have more or fewer rows than they say: {}.").text(lists),
            super::RESTORE,
        ),
        Err(error) => Finding::broken_off(CHECK, &error),
    }
}
