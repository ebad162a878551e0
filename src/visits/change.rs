//! Changes of a visit: each with its audit row and the answers that it makes untrue.

use serde_json::{Map, Value, json};

use super::overlap;
use super::signing::note::Note;
use super::store::{detail, insert, rewrite, set_deleted, unknown};
pub use super::writer::Writer;
use super::writer::{conflict_data, refused_as_signed};
use super::{Changes, Details, NewVisit, VisitRecord};
use crate::audit::{Action, Entry, diff, record};
use crate::auth::Scope;
use crate::cache::Tag;
use crate::db::{Creation, Sql, Tx, claim_id};
use crate::derivation::rederive;
use crate::error::{Error, Result};
use crate::http::{Field, Precondition};
use crate::ids::Id;
use crate::message::message;
use crate::patients::store::must_see;
use crate::schedule::waiting::service as waiting;
use crate::users::store::must_be_dietitian;

/// Books a visit, or answers with the one that the same request has booked. `body` is the
/// request's, whole.
///
/// # Errors
/// 400 for an id in use; 404 for an unknown patient or dietitian; 403 for another dietitian's
/// patient; 409 for a time that is taken.
pub(crate) fn create(
    tx: &Tx<'_>,
    writer: &Writer,
    new: NewVisit,
    body: &Map<String, Value>,
) -> Result<VisitRecord> {
    let id = match claim_id(tx, writer.author.id, "visit", new.id, body)? {
        Creation::New(id) => id,
        Creation::Again(id) => return visible(tx, writer, id, false),
    };
    must_see(tx, new.patient_id, Scope::All)?;
    must_be_dietitian(tx, new.details.dietitian_id)?;
    must_see(tx, new.patient_id, writer.author.scope)?;
    let overlaps = must_have_room(tx, writer, id, &new.details, new.allow_overlap)?;
    insert(tx, id, new.patient_id, &new.details, Some(writer.author.id))?;
    let changes = with_overlap(diff(&Value::Null, &new.details), overlaps);
    record_and_invalidate(tx, writer, Action::Create, id, new.patient_id, changes)?;
    stored(tx, id, false)
}

/// Changes what the body names. A change that changes nothing leaves the version alone.
///
/// # Errors
/// 404 for an unknown visit or dietitian; 403 for another dietitian's visit; 409 for a signed note,
/// a stale version or a time that is taken; 400 for another patient; 403 for a note that the writer
/// may not even read.
pub(crate) fn update(
    tx: &Tx<'_>,
    writer: &Writer,
    id: Id,
    changes: Changes,
    precondition: Precondition,
) -> Result<VisitRecord> {
    changes.must_be_readable(writer.notes)?;
    let current = stored(tx, id, false)?;
    let patient = current.visit.patient_id;
    let allow_overlap = changes.allow_overlap;
    let old = current.visit.details.clone();
    let new = judged(tx, writer, &current, changes)?;
    if is_locked(&current, &new) {
        return Err(refused_as_signed(tx, writer, current)?);
    }
    precondition.check(current.visit.version, || conflict_data(tx, writer, current))?;
    if new == old {
        return stored(tx, id, false);
    }
    let overlaps = match takes_other_time(&old, &new) {
        true => must_have_room(tx, writer, id, &new, allow_overlap)?,
        false => false,
    };
    rewrite(tx, id, patient, &new, Some(writer.author.id))?;
    let changes = with_overlap(diff(&old, &new), overlaps);
    record_and_invalidate(tx, writer, Action::Update, id, patient, changes)?;
    follow_waiting(tx, writer, id, (old.stands(), new.stands()))?;
    stored(tx, id, false)
}

/// What the visit becomes, by the rules: all but whether its note is locked and its time is free.
///
/// # Errors
/// As [`update`].
pub(crate) fn judged(
    sql: &Sql<'_>,
    writer: &Writer,
    current: &VisitRecord,
    changes: Changes,
) -> Result<Details> {
    changes.must_be_readable(writer.notes)?;
    if matches!(changes.patient_id, Field::Set(other) if other != current.visit.patient_id) {
        return Err(Error::field(
            "patient_id",
            message("patient-stays", "cannot change: an appointment stays with its patient"),
        ));
    }
    let old = &current.visit.details;
    let new = changes.apply_to(old);
    let types = &writer.clinic.visit_types;
    types.must_be_offered(old.visit_type.as_deref(), new.visit_type.as_deref())?;
    if new.dietitian_id != old.dietitian_id {
        must_be_dietitian(sql, new.dietitian_id)?;
    }
    current.must_be_in(writer.author.scope)?;
    Ok(new)
}

/// Whether the note of a visit is signed and would change.
pub(crate) fn is_locked(current: &VisitRecord, new: &Details) -> bool {
    current.visit.signed_at.is_some() && Note::of(new) != Note::of(&current.visit.details)
}

/// Deletes softly: gone from every list and count, and to be brought back.
///
/// # Errors
/// 404; 403 for another dietitian's visit; 409 for one whose note was signed.
pub(crate) fn delete(tx: &Tx<'_>, writer: &Writer, id: Id) -> Result<()> {
    let current = visible(tx, writer, id, false)?;
    if current.visit.edition > 0 {
        return Err(refused_as_signed(tx, writer, current)?);
    }
    set_deleted(tx, id, true, writer.author.id)?;
    let patient = current.visit.patient_id;
    rederive(tx, patient)?;
    record_and_invalidate(tx, writer, Action::Delete, id, patient, deletion(false, true))?;
    follow_waiting(tx, writer, id, (current.visit.details.stands(), false))
}

/// Brings a deleted visit back; one that is not deleted stays as it is.
///
/// # Errors
/// 404; 403 for another dietitian's visit; 409 when its time is taken by now.
pub(crate) fn restore(
    tx: &Tx<'_>,
    writer: &Writer,
    id: Id,
    allow_overlap: bool,
) -> Result<VisitRecord> {
    if let Some(present) = detail(tx, id, false)? {
        present.must_be_in(writer.author.scope)?;
        return Ok(present);
    }
    let deleted = visible(tx, writer, id, true)?;
    let overlaps = must_have_room(tx, writer, id, &deleted.visit.details, allow_overlap)?;
    set_deleted(tx, id, false, writer.author.id)?;
    rederive(tx, deleted.visit.patient_id)?;
    let changes = with_overlap(deletion(true, false), overlaps);
    record_and_invalidate(tx, writer, Action::Restore, id, deleted.visit.patient_id, changes)?;
    follow_waiting(tx, writer, id, (false, deleted.visit.details.stands()))?;
    stored(tx, id, false)
}

/// Whoever the visit was booked for from the waiting list waits again once it is called off, and no
/// longer once it stands again.
fn follow_waiting(
    tx: &Tx<'_>,
    writer: &Writer,
    id: Id,
    (stood, stands): (bool, bool),
) -> Result<()> {
    if stood == stands {
        return Ok(());
    }
    let today = writer.clinic.zone.day_of(tx.now());
    waiting::follow_visit(tx, &writer.author, id, (stands, today))
}

/// Holds the time of a visit to be free, unless it may be booked twice. Whether it is booked twice.
///
/// # Errors
/// 409 for a time that is taken.
fn must_have_room(
    tx: &Tx<'_>,
    writer: &Writer,
    id: Id,
    details: &Details,
    allowed: bool,
) -> Result<bool> {
    match overlap::find(tx, id, details, writer.author.scope)? {
        Some(clash) if !allowed => Err(clash.refusal(&writer.clinic.zone)),
        found => Ok(found.is_some()),
    }
}

/// Whether a change claims time that the visit did not have.
fn takes_other_time(old: &Details, new: &Details) -> bool {
    let claim = |visit: &Details| {
        (visit.takes_time(), visit.dietitian_id, visit.visit_date, visit.duration_minutes)
    };
    claim(old) != claim(new)
}

/// The changes of a row, with that the time was booked twice.
fn with_overlap(mut changes: Map<String, Value>, overlaps: bool) -> Map<String, Value> {
    if overlaps {
        changes.insert("allow_overlap".into(), json!({ "old": null, "new": true }));
    }
    changes
}

fn deletion(old: bool, new: bool) -> Map<String, Value> {
    diff(&json!({ "deleted": old }), &json!({ "deleted": new }))
}

/// The visit, if the writer may see it: with `deleted` one that was deleted, else one that was not.
///
/// # Errors
/// 404; 403 for another dietitian's visit.
pub(crate) fn visible(tx: &Tx<'_>, writer: &Writer, id: Id, deleted: bool) -> Result<VisitRecord> {
    let found = stored(tx, id, deleted)?;
    found.must_be_in(writer.author.scope)?;
    Ok(found)
}

/// That visit whoever asks.
///
/// # Errors
/// 404.
pub(super) fn stored(tx: &Tx<'_>, id: Id, deleted: bool) -> Result<VisitRecord> {
    detail(tx, id, deleted)?.ok_or_else(|| unknown(id))
}

/// The audit row of a change, and the answers that it makes untrue.
pub(super) fn record_and_invalidate(
    tx: &Tx<'_>,
    writer: &Writer,
    action: Action,
    id: Id,
    patient: Id,
    changes: Map<String, Value>,
) -> Result<()> {
    let entry = Entry::new(action, "visit").on(id).of_patient(patient).changing(changes);
    record(tx, &writer.author.actor, &entry)?;
    tx.touch(Tag::Visits);
    tx.touch(Tag::Patient(patient));
    Ok(())
}
