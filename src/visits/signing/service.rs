//! The acts on a note's signature, each with its audit row.

use serde_json::json;

use super::note::Note;
use super::store;
use crate::audit::{Action, diff};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::http::Precondition;
use crate::ids::Id;
use crate::message::message;
use crate::visits::VisitRecord;
use crate::visits::change::{self, visible};
use crate::visits::store::measurements;
use crate::visits::writer::{Writer, conflict_data, refused_as_signed};

/// Signs a visit's note as it stands, with what was measured.
///
/// # Errors
/// 404; 403 for another dietitian's visit; 409 for a note that is signed already, or a stale version;
/// 400 where nothing is written.
pub(crate) fn sign(
    tx: &Tx<'_>,
    writer: &Writer,
    id: Id,
    precondition: Precondition,
) -> Result<VisitRecord> {
    let current = visible(tx, writer, id, false)?;
    if current.visit.signed_at.is_some() {
        return Err(refused_as_signed(tx, writer, current)?);
    }
    let note = Note::of(&current.visit.details);
    if note.is_empty() {
        return Err(nothing_to_sign());
    }
    let (version, patient) = (current.visit.version, current.visit.patient_id);
    let edition = current.visit.edition + 1;
    precondition.check(version, || conflict_data(tx, writer, current))?;
    let figures = measurements(tx, id)?;
    let digest = store::sign(tx, id, (edition, writer.author.id, tx.now()), &note, figures.get())?;
    let before = json!({ "edition": (edition > 1).then_some(edition - 1), "digest": null });
    let changes = diff(&before, &json!({ "edition": edition, "digest": digest }));
    change::record_and_invalidate(tx, writer, Action::Sign, id, patient, changes)?;
    change::stored(tx, id, false)
}

/// Opens a signed note again. The edition that was signed stays as it is.
///
/// # Errors
/// 404; 403 for another dietitian's visit; 409 for a stale version; 400 for a note that is not signed.
pub(crate) fn amend(
    tx: &Tx<'_>,
    writer: &Writer,
    id: Id,
    reason: &str,
    precondition: Precondition,
) -> Result<VisitRecord> {
    let current = visible(tx, writer, id, false)?;
    if current.visit.signed_at.is_none() {
        return Err(Error::bad(
            "VALIDATION_ERROR",
            message(
                "refused-not-signed",
                "This note is not signed: it can be changed as it is. Nothing was changed.",
            ),
        ));
    }
    let (version, patient) = (current.visit.version, current.visit.patient_id);
    let edition = current.visit.edition;
    precondition.check(version, || conflict_data(tx, writer, current))?;
    store::amend(tx, id, (edition, writer.author.id, tx.now()), reason)?;
    let changes = diff(&json!({}), &json!({ "edition": edition, "reason": reason }));
    change::record_and_invalidate(tx, writer, Action::Amend, id, patient, changes)?;
    change::stored(tx, id, false)
}

fn nothing_to_sign() -> Error {
    Error::bad(
        "VALIDATION_ERROR",
        message(
            "refused-nothing-to-sign",
            "Nothing is written in this note yet, so there is nothing to sign. Nothing was changed.",
        ),
    )
}
