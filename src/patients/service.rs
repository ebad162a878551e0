//! The acts on a patient: each with its audit row and the answers that it makes untrue.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::store::{self, detail, insert, rewrite, unknown};
use super::{Changes, Details, NewPatient, Patient, PatientView, Sight};
use crate::audit::{Action, Actor, Entry, diff, record};
use crate::auth::{Caller, Scope};
use crate::cache::Tag;
use crate::db::{Creation, Sql, Tx, claim_id};
use crate::derivation::rederive;
use crate::error::{Error, Result};
use crate::http::Precondition;
use crate::ids::Id;
use crate::message::message;
use crate::shown::Shows;
use crate::users::store::must_be_dietitian;

/// Who changes a patient.
#[derive(Clone, Debug)]
pub struct Author {
    pub id: Id,
    pub scope: Scope,
    /// What they see of what they are answered.
    pub sight: Sight,
    pub actor: Arc<Actor>,
}

impl From<&Caller> for Author {
    fn from(caller: &Caller) -> Self {
        Self {
            id: caller.id(),
            scope: caller.scope(),
            sight: Sight::from(caller),
            actor: caller.actor(),
        }
    }
}

/// Creates a patient, or answers with the one that the same request has created. A dietitian's
/// new patient is their own. `body` is the request's, whole.
///
/// # Errors
/// 400 for an id or file number in use; 404 for an unknown dietitian; 403 when a dietitian assigns
/// the patient to somebody else.
pub(crate) fn create(
    tx: &Tx<'_>,
    author: &Author,
    new: NewPatient,
    body: &Map<String, Value>,
) -> Result<PatientView> {
    let id = match claim_id(tx, author.id, "patient", new.id, body)? {
        Creation::New(id) => id,
        Creation::Again(id) => return visible(tx, author, id),
    };
    let mut details = new.details;
    if let Some(dietitian) = details.assigned_dietitian_id {
        must_be_dietitian(tx, dietitian)?;
    }
    if let Some(own) = author.scope.dietitian() {
        let assigned = *details.assigned_dietitian_id.get_or_insert(own);
        if assigned != own {
            let message =
                message("refused-dietitian-own", "You can only assign a new patient to yourself.");
            return Err(Error::forbidden("ACCESS_DENIED", message));
        }
    }
    insert(tx, id, &details, Some(author.id))?;
    record_and_invalidate(tx, author, id, Action::Create, diff(&Value::Null, &details))?;
    stored(tx, author, id)
}

/// Changes what the body names. A change that changes nothing leaves the version alone. A
/// dietitian may hand over a patient of their own, and then no longer sees it.
///
/// # Errors
/// 404 for an unknown patient or dietitian; 403 for another dietitian's patient; 409 for a stale
/// version; 400 for a file number in use.
pub(crate) fn update(
    tx: &Tx<'_>,
    author: &Author,
    id: Id,
    changes: Changes,
    precondition: Precondition,
) -> Result<PatientView> {
    changes.must_not_write_hidden_notes(author.sight.notes)?;
    let current = whole(tx, id)?;
    // What is not there comes before whose it is, as the contract has it.
    let new = judged(tx, &current.patient, changes)?;
    current.patient.must_be_in(author.scope)?;
    precondition.check(current.patient.version, || {
        let current = current.clone().seen_by(author.sight);
        Ok((json!({ "patient": current }).to_string(), Shows::record("patient", id)))
    })?;
    let old = &current.patient.details;
    if new == *old {
        return Ok(current.seen_by(author.sight));
    }
    rewrite(tx, id, (old, &new), Some(author.id))?;
    if new.date_of_birth != old.date_of_birth {
        rederive(tx, id)?;
        // Visits show their measurements.
        tx.touch(Tag::Visits);
    }
    record_and_invalidate(tx, author, id, Action::Update, diff(old, &new))?;
    stored(tx, author, id)
}

/// What a patient of the author's becomes, by the rules.
///
/// # Errors
/// 404 for somebody newly named who treats no patients.
pub(crate) fn judged(sql: &Sql<'_>, current: &Patient, changes: Changes) -> Result<Details> {
    let old = &current.details;
    let new = changes.apply_to(old);
    let dietitian = new.assigned_dietitian_id;
    // Only who is newly named must still treat patients: a leaver's patients stay editable.
    if let Some(dietitian) = dietitian.filter(|_| dietitian != old.assigned_dietitian_id) {
        must_be_dietitian(sql, dietitian)?;
    }
    Ok(new)
}

/// Switches an inactive patient on.
///
/// # Errors
/// 404; 403 for another dietitian's patient; 400 for one that is active.
pub(crate) fn activate(tx: &Tx<'_>, author: &Author, id: Id) -> Result<PatientView> {
    if visible(tx, author, id)?.patient.is_active {
        return Err(Error::bad(
            "PATIENT_ALREADY_ACTIVE",
            message("refused-patient-active", "This patient is active already."),
        ));
    }
    set_active(tx, author, id, Action::Activate, true)
}

/// Switches an active patient off.
///
/// # Errors
/// 404; 403 for another dietitian's patient; 400 for one that is inactive.
pub(crate) fn deactivate(tx: &Tx<'_>, author: &Author, id: Id) -> Result<PatientView> {
    if !visible(tx, author, id)?.patient.is_active {
        return Err(Error::bad(
            "PATIENT_ALREADY_INACTIVE",
            message("refused-patient-inactive", "This patient is inactive already."),
        ));
    }
    set_active(tx, author, id, Action::Deactivate, false)
}

/// Deletes softly: the patient is inactive afterwards, whether or not it was before. That is what
/// [`deactivate`] does but for a second time, which it refuses, and for the word in the trail.
///
/// # Errors
/// 404; 403 for another dietitian's patient.
pub(crate) fn delete(tx: &Tx<'_>, author: &Author, id: Id) -> Result<()> {
    if visible(tx, author, id)?.patient.is_active {
        set_active(tx, author, id, Action::Delete, false)?;
    }
    Ok(())
}

fn set_active(
    tx: &Tx<'_>,
    author: &Author,
    id: Id,
    action: Action,
    on: bool,
) -> Result<PatientView> {
    store::set_active(tx, id, on, Some(author.id))?;
    record_and_invalidate(
        tx,
        author,
        id,
        action,
        diff(&json!({ "is_active": !on }), &json!({ "is_active": on })),
    )?;
    stored(tx, author, id)
}

fn visible(tx: &Tx<'_>, author: &Author, id: Id) -> Result<PatientView> {
    let found = stored(tx, author, id)?;
    found.patient.must_be_in(author.scope)?;
    Ok(found)
}

fn stored(tx: &Tx<'_>, author: &Author, id: Id) -> Result<PatientView> {
    Ok(whole(tx, id)?.seen_by(author.sight))
}

/// The file as it is stored, whoever reads it.
fn whole(tx: &Tx<'_>, id: Id) -> Result<PatientView> {
    detail(tx, id, tx.now())?.ok_or_else(|| unknown(id))
}

/// The audit row of a change, and the answers that it makes untrue.
fn record_and_invalidate(
    tx: &Tx<'_>,
    author: &Author,
    id: Id,
    action: Action,
    changes: Map<String, Value>,
) -> Result<()> {
    let entry = Entry::new(action, "patient").on(id).of_patient(id).changing(changes);
    record(tx, &author.actor, &entry)?;
    tx.touch(Tag::Patients);
    tx.touch(Tag::Patient(id));
    Ok(())
}
