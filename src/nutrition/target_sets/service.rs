//! The acts on sets of targets, each with its audit row.

use serde_json::{Map, Value, json};

use super::store::{self, load};
use super::{Changes, Details, NewSet, TargetSet};
use crate::audit::{Action, Entry, diff, record};
use crate::db::{Creation, Tx, claim_id};
use crate::error::{Error, Result};
use crate::http::Precondition;
use crate::ids::Id;
use crate::message::message;
use crate::patients::Author;
use crate::shown::Shows;

/// Makes a set, or answers with the one that the same request has made.
///
/// # Errors
/// 400 for an id in use, or ages that end before they begin.
pub(crate) fn create(
    tx: &Tx<'_>,
    author: &Author,
    new: NewSet,
    body: &Map<String, Value>,
) -> Result<TargetSet> {
    let id = match claim_id(tx, author.id, "target_set", new.id, body)? {
        Creation::New(id) => id,
        Creation::Again(id) => return load(tx, id, false),
    };
    must_hold(&new.details)?;
    store::insert(tx, id, &new.details, author.id)?;
    record_change(tx, author, Action::Create, id, diff(&Value::Null, &new.details))?;
    load(tx, id, false)
}

/// Changes what the body names. A change of nothing leaves the version alone; plans keep the targets
/// that they were given.
///
/// # Errors
/// 404; 409 for a stale version; 400 for ages that end before they begin.
pub(crate) fn update(
    tx: &Tx<'_>,
    author: &Author,
    id: Id,
    changes: Changes,
    precondition: Precondition,
) -> Result<TargetSet> {
    let current = load(tx, id, false)?;
    precondition.check(current.version, || {
        Ok((json!({ "target_set": current }).to_string(), Shows::nothing()))
    })?;
    let details = changes.apply_to(&current.details);
    must_hold(&details)?;
    if details != current.details {
        store::rewrite(tx, id, &details, author.id)?;
        record_change(tx, author, Action::Update, id, diff(&current.details, &details))?;
    }
    load(tx, id, false)
}

/// Takes a set away; it can be brought back.
///
/// # Errors
/// 404.
pub(crate) fn remove(tx: &Tx<'_>, author: &Author, id: Id) -> Result<()> {
    let current = load(tx, id, false)?;
    store::set_deleted(tx, id, true, author.id)?;
    record_change(tx, author, Action::Delete, id, diff(&current.details, &Value::Null))
}

/// Brings a set back that was taken away.
///
/// # Errors
/// 404.
pub(crate) fn restore(tx: &Tx<'_>, author: &Author, id: Id) -> Result<()> {
    let gone = load(tx, id, true)?;
    store::set_deleted(tx, id, false, author.id)?;
    record_change(tx, author, Action::Restore, id, diff(&Value::Null, &gone.details))
}

fn must_hold(details: &Details) -> Result<()> {
    match (details.from_years, details.to_years) {
        (Some(from), Some(to)) if to < from => {
            let must = message("below-least", "must not be below the least");
            Err(Error::field("to_years", must).and_nothing_changed())
        }
        _ => Ok(()),
    }
}

fn record_change(
    tx: &Tx<'_>,
    author: &Author,
    action: Action,
    id: Id,
    changes: Map<String, Value>,
) -> Result<()> {
    record(tx, &author.actor, &Entry::new(action, "target_set").on(id).changing(changes))
}
