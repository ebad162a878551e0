//! The waiting list in SQL.

use rusqlite::{Row, params};

use super::{NewEntry, WaitingPatient, WaitingView};
use crate::auth::Scope;
use crate::db::{Sql, Tx};
use crate::error::{Error, Result, Thing};
use crate::ids::Id;

/// Entries of an answer at most.
const MOST: i64 = 500;

/// What somebody looks for on the list.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sought {
    /// Whom it must suit; entries that take anybody do.
    pub dietitian: Option<Id>,
    /// The civil day that must suit.
    pub day: Option<String>,
    /// How long the time is that can be offered.
    pub minutes: Option<i64>,
    /// Whether only patients are meant whose file is open to who asks: those they may call.
    pub is_to_call: bool,
}

fn entry_of(row: &Row<'_>) -> rusqlite::Result<WaitingView> {
    Ok(WaitingView {
        id: row.get("id")?,
        patient_id: row.get("patient_id")?,
        patient: WaitingPatient {
            id: row.get("patient_id")?,
            first_name: row.get("first_name")?,
            last_name: row.get("last_name")?,
            date_of_birth: row.get("date_of_birth")?,
            phone: row.get("phone")?,
            assigned_dietitian_id: row.get("assigned_dietitian_id")?,
        },
        dietitian_id: row.get("dietitian_id")?,
        not_before: row.get("not_before")?,
        not_after: row.get("not_after")?,
        minutes: row.get("minutes")?,
        note: row.get("note")?,
        created_by: row.get("created_by")?,
        created_at: row.get("created_at")?,
    })
}

/// Who waits, the longest first; a dietitian sees their own patients and who waits for them.
///
/// # Errors
/// What SQLite says.
pub(crate) fn list(sql: &Sql<'_>, sought: &Sought, scope: Scope) -> Result<Vec<WaitingView>> {
    let own = scope.dietitian();
    let statement = include_str!("../../../sql/queries/schedule/waiting.sql");
    let asked = params![sought.dietitian, sought.day, sought.minutes, own, MOST, sought.is_to_call];
    sql.all(statement, asked, entry_of)
}

/// An entry: with `deleted` one that was taken off, else one on the list.
///
/// # Errors
/// 404.
pub(crate) fn entry(sql: &Sql<'_>, id: Id, deleted: bool) -> Result<WaitingView> {
    let statement = "SELECT t.*, nullif(p.first_name, '') AS first_name, p.last_name, \
                     p.date_of_birth, p.phone, p.assigned_dietitian_id \
                     FROM waiting_list t JOIN patients p ON p.id = t.patient_id \
                     WHERE t.id = ?1 AND (t.deleted_at IS NOT NULL) = ?2";
    let found = sql.maybe(statement, params![id, deleted], entry_of)?;
    found.ok_or_else(|| Error::not_found(Thing::WaitingEntry).about("waiting_entry", id))
}

/// The entry that a visit was booked for: with `deleted` while it is off the list, else once it is on it again.
/// One at most.
///
/// # Errors
/// What SQLite says.
pub(super) fn booked_as(sql: &Sql<'_>, visit: Id, deleted: bool) -> Result<Option<WaitingView>> {
    let statement = "SELECT id FROM waiting_list \
                     WHERE visit_id = ?1 AND (deleted_at IS NOT NULL) = ?2";
    let found: Option<Id> = sql.maybe(statement, params![visit, deleted], |row| row.get(0))?;
    found.map(|id| entry(sql, id, deleted)).transpose()
}

/// Whether whoever this visit was booked for waits again.
///
/// # Errors
/// What SQLite says.
pub(crate) fn waits_again(sql: &Sql<'_>, visit: Id) -> Result<bool> {
    let statement = "SELECT EXISTS (SELECT 1 FROM waiting_list \
                     WHERE visit_id = ?1 AND deleted_at IS NULL)";
    sql.one(statement, [visit], |row| row.get(0))
}

/// Notes which visit an entry was booked as; none for one that was not booked.
///
/// # Errors
/// What SQLite says.
pub(super) fn set_visit(tx: &Tx<'_>, id: Id, visit: Option<Id>) -> Result<()> {
    tx.run("UPDATE waiting_list SET visit_id = ?2 WHERE id = ?1", params![id, visit])?;
    Ok(())
}

/// Puts an entry on the list.
///
/// # Errors
/// 400 for an id in use.
pub(super) fn insert(tx: &Tx<'_>, id: Id, new: &NewEntry, by: Id) -> Result<()> {
    let written = tx.run(
        "INSERT INTO waiting_list (id, patient_id, dietitian_id, not_before, not_after, minutes, \
         note, created_by, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            id,
            new.patient_id,
            new.dietitian_id,
            new.not_before,
            new.not_after,
            new.minutes,
            new.note,
            by,
            tx.now(),
        ],
    );
    written.map(drop).map_err(|error| Error::of_insert(error, "waiting_list.id"))
}

/// Takes an entry off the list, or puts it back.
///
/// # Errors
/// What SQLite says.
pub(super) fn set_deleted(tx: &Tx<'_>, id: Id, deleted: bool, by: Id) -> Result<()> {
    tx.run(
        "UPDATE waiting_list SET deleted_at = CASE WHEN ?2 THEN ?3 END, \
         deleted_by = CASE WHEN ?2 THEN ?4 END WHERE id = ?1",
        params![id, deleted, tx.now(), by],
    )?;
    Ok(())
}
