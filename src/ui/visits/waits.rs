//! The entry of the waiting list that an appointment is booked for: shown while it is booked, and
//! taken off the list with the booking.

use crate::db::{Sql, Tx};
use crate::error::Result;
use crate::ids::Id;
use crate::patients::Author;
use crate::schedule::waiting::{service, store};
use crate::visits::Visit;

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

/// Takes the entry off the list, if it is still there, as booked by that visit.
///
/// # Errors
/// What SQLite says.
pub(super) fn served(tx: &Tx<'_>, author: &Author, id: &str, visit: &Visit) -> Result<()> {
    match Waits::read(tx, id, visit.patient_id) {
        Some(waits) => service::take_off_as_booked(tx, author, waits.id, visit.id),
        None => Ok(()),
    }
}
