//! Who changes a visit, and what a refusal shows them.

use std::sync::Arc;

use serde_json::json;

use super::store::view;
use super::{VisitRecord, VisitView};
use crate::auth::Caller;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::message::message;
use crate::notes::Notes;
use crate::patients::Author;
use crate::settings::{InForce, Settings};
use crate::shown::Shows;

/// Who changes a visit, and how they tell the time.
#[derive(Clone, Debug)]
pub struct Writer {
    pub author: Author,
    /// How much of the notes they read: a conflict shows the current record.
    pub notes: Notes,
    /// The settings in force: its clock, and what its visits are for.
    pub clinic: Arc<Settings>,
}

impl Writer {
    /// Holds the writer to be one who reads notes: what is measured is one.
    ///
    /// # Errors
    /// 403.
    pub fn must_read_notes(&self) -> Result<()> {
        match self.notes.are_shown() {
            true => Ok(()),
            false => Err(Error::permission_denied("visits.notes")),
        }
    }
}

/// The caller as a writer, by the settings in force.
pub(crate) fn writer_of(caller: &Caller, settings: &InForce) -> Writer {
    Writer { author: Author::from(caller), notes: caller.notes(), clinic: Arc::clone(&settings.0) }
}

/// The refusal of a change to a signed note: 409, with the visit as it stands for whoever asked in its `data`.
///
/// # Errors
/// What SQLite says.
pub(crate) fn refused_as_signed(
    tx: &Tx<'_>,
    writer: &Writer,
    current: VisitRecord,
) -> Result<Error> {
    let (data, shows) = conflict_data(tx, writer, current)?;
    let message = message(
        "refused-signed",
        "This note is signed and does not change any more. Nothing was changed. To correct it, amend \
         it and say why: what was signed stays readable.",
    );
    Ok(Error::conflict("SIGNED", message).with_data(data).showing(shows))
}

/// The visit as it stands for that writer: the `data` of a conflict, and what that shows.
///
/// # Errors
/// What SQLite says.
pub(crate) fn conflict_data(
    tx: &Tx<'_>,
    writer: &Writer,
    current: VisitRecord,
) -> Result<(String, Shows)> {
    let id = current.visit.id;
    let today = writer.clinic.zone.day_of(tx.now());
    let shown: VisitView = view(tx, current, writer.notes, today)?;
    Ok((json!({ "visit": shown }).to_string(), Shows::record("visit", id)))
}
