//! Changes of opening hours and absences, each with its audit row.

use serde_json::{Map, Value, json};

use super::hours::Week;
use super::input::{NewAbsence, NewTimetable};
use super::store::{self, shown, timetable};
use super::view::{AbsenceView, OpeningHoursView};
use crate::audit::{Action, Entry, diff, record};
use crate::cache::Tag;
use crate::db::{Creation, Tx, claim_id};
use crate::error::{Error, Result};
use crate::http::Precondition;
use crate::ids::Id;
use crate::message::message;
use crate::patients::Author;
use crate::shown::Shows;
use crate::users::store::must_be_dietitian;

/// Sets the hours of the clinic or of a dietitian. What changes nothing writes nothing.
///
/// # Errors
/// 404 for an unknown dietitian; 409 for a stale version.
pub(crate) fn set_hours(
    tx: &Tx<'_>,
    author: &Author,
    new: &NewTimetable,
    precondition: Precondition,
) -> Result<OpeningHoursView> {
    let whose = new.dietitian_id;
    if let Some(dietitian) = whose {
        must_be_dietitian(tx, dietitian)?;
    }
    let old = timetable(tx, whose)?;
    precondition.check(old.as_ref().map_or(0, |old| old.version), || {
        Ok((json!({ "opening_hours": [shown(tx, whose)?] }).to_string(), Shows::nothing()))
    })?;
    let facts = |week: Option<&Week>| json!({ "hours": week.map(Week::openings) });
    let old = old.map(|old| old.week);
    if old != new.week {
        store::write_timetable(tx, whose, new.week.as_ref(), author.id)?;
        let changes = diff(&facts(old.as_ref()), &facts(new.week.as_ref()));
        let mut entry = Entry::new(Action::Update, "opening_hours").changing(changes);
        entry.resource_id = whose;
        record(tx, &author.actor, &entry)?;
        tx.touch(Tag::Settings);
    }
    shown(tx, whose)
}

/// Stores an absence or a closure, or answers with the one that the same request has stored.
///
/// # Errors
/// 400 for an id in use; 404 for an unknown dietitian; 403 for a dietitian who is not that one.
pub(crate) fn add_absence(
    tx: &Tx<'_>,
    author: &Author,
    new: &NewAbsence,
    body: &Map<String, Value>,
) -> Result<AbsenceView> {
    let id = match claim_id(tx, author.id, "absence", new.id, body)? {
        Creation::New(id) => id,
        Creation::Again(id) => return store::absence(tx, id, false),
    };
    if let Some(dietitian) = new.dietitian_id {
        must_be_dietitian(tx, dietitian)?;
    }
    must_be_own(author, new.dietitian_id)?;
    store::insert_absence(tx, id, new, author.id)?;
    let added = store::absence(tx, id, false)?;
    record_and_invalidate(tx, author, Action::Create, id, diff(&Value::Null, &facts(&added)))?;
    Ok(added)
}

/// Takes an absence away; it can be brought back.
///
/// # Errors
/// 404; 403 for a dietitian whose it is not.
pub(crate) fn remove_absence(tx: &Tx<'_>, author: &Author, id: Id) -> Result<()> {
    let absence = store::absence(tx, id, false)?;
    must_be_own(author, absence.dietitian_id)?;
    store::set_deleted(tx, id, true, author.id)?;
    record_and_invalidate(tx, author, Action::Delete, id, diff(&facts(&absence), &Value::Null))
}

/// Brings an absence back that was taken away.
///
/// # Errors
/// As [`remove_absence`].
pub(crate) fn restore_absence(tx: &Tx<'_>, author: &Author, id: Id) -> Result<()> {
    let absence = store::absence(tx, id, true)?;
    must_be_own(author, absence.dietitian_id)?;
    store::set_deleted(tx, id, false, author.id)?;
    record_and_invalidate(tx, author, Action::Restore, id, diff(&Value::Null, &facts(&absence)))
}

/// A dietitian writes their own absences alone; who runs the desk writes everybody's.
fn must_be_own(author: &Author, whose: Option<Id>) -> Result<()> {
    match author.scope.dietitian() {
        Some(own) if whose != Some(own) => Err(Error::forbidden(
            "ACCESS_DENIED",
            message(
                "refused-others-absence",
                "You enter your own absences only. The front desk enters those of others and closures.",
            ),
        )),
        _ => Ok(()),
    }
}

/// What the trail compares of two states.
fn facts(absence: &AbsenceView) -> Value {
    json!({
        "dietitian_id": absence.dietitian_id, "from": absence.from, "to": absence.to,
        "reason": absence.reason,
    })
}

/// The audit row of a change, and the answers that it makes untrue.
fn record_and_invalidate(
    tx: &Tx<'_>,
    author: &Author,
    action: Action,
    id: Id,
    changes: Map<String, Value>,
) -> Result<()> {
    record(tx, &author.actor, &Entry::new(action, "absence").on(id).changing(changes))?;
    tx.touch(Tag::Visits);
    Ok(())
}
