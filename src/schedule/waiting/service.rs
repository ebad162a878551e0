//! Changes of the waiting list, each with its audit row.

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::store::{self, entry};
use super::{NewEntry, WaitingView};
use crate::audit::{Action, Entry, diff, record};
use crate::auth::Scope;
use crate::cache::Tag;
use crate::db::{Creation, Tx, claim_id};
use crate::error::{Error, Result};
use crate::ids::Id;
use crate::patients::Author;
use crate::patients::store::must_see;
use crate::users::store::must_be_dietitian;

/// Puts somebody on the list, or answers with the entry that the same request has made.
///
/// # Errors
/// 400 for an id in use; 404 for an unknown patient or dietitian; 403 for another dietitian's
/// patient.
pub(crate) fn add(
    tx: &Tx<'_>,
    author: &Author,
    new: &NewEntry,
    body: &Map<String, Value>,
) -> Result<WaitingView> {
    let id = match claim_id(tx, author.id, "waiting_entry", new.id, body)? {
        Creation::New(id) => id,
        Creation::Again(id) => return visible(tx, author, id, false),
    };
    must_see(tx, new.patient_id, Scope::All)?;
    if let Some(dietitian) = new.dietitian_id {
        must_be_dietitian(tx, dietitian)?;
    }
    must_see(tx, new.patient_id, author.scope)?;
    store::insert(tx, id, new, author.id)?;
    let added = entry(tx, id, false)?;
    record_and_invalidate(tx, author, Action::Create, &added, diff(&Value::Null, &facts(&added)))?;
    Ok(added)
}

/// Takes an entry off the list; it can be put back.
///
/// # Errors
/// 404; 403 for another dietitian's patient.
pub(crate) fn remove(tx: &Tx<'_>, author: &Author, id: Id) -> Result<()> {
    let gone = visible(tx, author, id, false)?;
    store::set_visit(tx, id, None)?;
    take_off(tx, author, &gone)
}

/// Takes an entry off the list because it is booked as that visit.
///
/// # Errors
/// As [`remove`].
pub(crate) fn take_off_as_booked(tx: &Tx<'_>, author: &Author, id: Id, visit: Id) -> Result<()> {
    let served = visible(tx, author, id, false)?;
    store::set_visit(tx, id, Some(visit))?;
    take_off(tx, author, &served)
}

/// Puts an entry back that was taken off.
///
/// # Errors
/// As [`remove`].
pub(crate) fn restore(tx: &Tx<'_>, author: &Author, id: Id) -> Result<()> {
    let back = visible(tx, author, id, true)?;
    store::set_visit(tx, id, None)?;
    put_back(tx, author, &back)
}

/// What follows for the waiting list when a visit is called off (`stands` is false), or stands again:
/// whoever it was booked for waits again, or no longer. Who may change the visit may do this, whosever
/// the file is. Days that are over on `today` are not waited for.
///
/// # Errors
/// What SQLite says.
pub(crate) fn follow_visit(
    tx: &Tx<'_>,
    author: &Author,
    visit: Id,
    (stands, today): (bool, Date),
) -> Result<()> {
    let Some(entry) = store::booked_as(tx, visit, !stands)? else {
        return Ok(());
    };
    let today = today.to_string();
    match stands {
        true => take_off(tx, author, &entry),
        false if entry.not_after.as_ref().is_some_and(|last| *last < today) => Ok(()),
        false => put_back(tx, author, &entry),
    }
}

fn take_off(tx: &Tx<'_>, author: &Author, gone: &WaitingView) -> Result<()> {
    store::set_deleted(tx, gone.id, true, author.id)?;
    record_and_invalidate(tx, author, Action::Delete, gone, diff(&facts(gone), &Value::Null))
}

fn put_back(tx: &Tx<'_>, author: &Author, back: &WaitingView) -> Result<()> {
    store::set_deleted(tx, back.id, false, author.id)?;
    record_and_invalidate(tx, author, Action::Restore, back, diff(&Value::Null, &facts(back)))
}

/// The entry, if the author may see it: with `deleted` one that was taken off, else one on the list.
fn visible(tx: &Tx<'_>, author: &Author, id: Id, deleted: bool) -> Result<WaitingView> {
    let found = entry(tx, id, deleted)?;
    let waits_for = author.scope.dietitian();
    let is_asked_for = waits_for.is_some() && found.dietitian_id == waits_for;
    match is_asked_for || found.patient.is_open_to(author.scope) {
        true => Ok(found),
        false => Err(Error::not_assigned().about("waiting_entry", id)),
    }
}

/// What the trail compares of two states.
fn facts(entry: &WaitingView) -> Value {
    json!({
        "patient_id": entry.patient_id, "dietitian_id": entry.dietitian_id,
        "not_before": entry.not_before, "not_after": entry.not_after, "minutes": entry.minutes,
        "note": entry.note,
    })
}

/// The audit row of a change, and the answers that it makes untrue.
fn record_and_invalidate(
    tx: &Tx<'_>,
    author: &Author,
    action: Action,
    entry: &WaitingView,
    changes: Map<String, Value>,
) -> Result<()> {
    let row = Entry::new(action, "waiting_entry").on(entry.id).of_patient(entry.patient_id);
    record(tx, &author.actor, &row.changing(changes))?;
    tx.touch(Tag::Patient(entry.patient_id));
    Ok(())
}
