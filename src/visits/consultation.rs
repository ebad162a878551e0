//! A consultation as one act: what was written, what was measured, and that it took place, in one
//! transaction.

use serde_json::{Map, Value};

use super::change::{self, Writer};
use super::measurements::{self, store};
use super::{Changes, VisitRecord};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::http::Precondition;
use crate::ids::Id;
use crate::shown::Shows;

/// What a consultation becomes.
pub(crate) struct Consultation {
    pub visit: Changes,
    pub precondition: Precondition,
    pub measured: Option<Measured>,
}

/// What was measured at it: a new measurement, or the visit's own changed.
pub(crate) struct Measured {
    pub existing: Option<Id>,
    pub precondition: Precondition,
    pub changes: measurements::Changes,
    /// As it was sent, for a request that is sent twice.
    pub body: Map<String, Value>,
    /// Whether every value was taken out.
    pub is_emptied: bool,
}

/// Stores all of it, or nothing. Answers the visit, and the measurement that was removed because
/// every value was taken out.
///
/// # Errors
/// As the changes of a visit and of a measurement; 409 where somebody else has measured meanwhile.
pub(crate) fn save(
    tx: &Tx<'_>,
    writer: &Writer,
    id: Id,
    consultation: Consultation,
) -> Result<(VisitRecord, Option<Id>)> {
    let Consultation { visit, precondition, measured } = consultation;
    let saved = change::update(tx, writer, id, visit, precondition)?;
    let removed = match measured {
        Some(measured) => measured.write(tx, writer, id)?,
        None => None,
    };
    Ok((saved, removed))
}

impl Measured {
    fn write(self, tx: &Tx<'_>, writer: &Writer, visit: Id) -> Result<Option<Id>> {
        let Self { existing, precondition, changes, body, is_emptied } = self;
        match existing {
            Some(id) if is_emptied => {
                measurements::change::delete(tx, writer, (visit, id), precondition)?;
                return Ok(Some(id));
            }
            Some(id) => {
                measurements::change::update(tx, writer, (visit, id), changes, precondition)?
            }
            // The page was opened before somebody else measured: a second set would hide theirs.
            None if store::is_measured(tx, visit)? => {
                return Err(Error::stale(r#"{"measurement":null}"#.into(), Shows::nothing()));
            }
            None => measurements::change::create(tx, writer, visit, None, changes, &body)?,
        };
        Ok(None)
    }
}
