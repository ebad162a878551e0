//! The entry of the waiting list that an appointment is booked for: shown while it is booked, and
//! taken off the list with the booking.

use crate::db::{Sql, Tx};
use crate::error::Result;
use crate::ids::Id;
use crate::patients::Author;
use crate::schedule::waiting::{service, store};

/// Somebody who waits, and what was noted of it.
pub(super) struct Waits {
    pub id: Id,
    pub note: String,
}

impl Waits {
    /// The patient's entry of that id; none where it has left the list meanwhile.
    pub fn read(sql: &Sql<'_>, id: &str, patient: Id) -> Option<Self> {
        let entry = store::entry(sql, id.parse().ok()?, false).ok()?;
        let note = entry.note.unwrap_or_default();
        (entry.patient_id == patient).then_some(Self { id: entry.id, note })
    }
}

/// Takes the entry off the list, if it is still there.
///
/// # Errors
/// What SQLite says.
pub(super) fn served(tx: &Tx<'_>, author: &Author, id: &str, patient: Id) -> Result<()> {
    match Waits::read(tx, id, patient) {
        Some(waits) => service::remove(tx, author, waits.id),
        None => Ok(()),
    }
}
