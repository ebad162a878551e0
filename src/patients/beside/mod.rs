//! Records beside a patient's file: contacts, goals, consents, energy prescriptions. What may be done
//! with them is the same of all: whoever sees the patient writes them down, changes them, takes them away
//! and brings them back, each act with its audit row.

pub(crate) mod api;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::Author;
use super::store::must_see;
use crate::audit::{Action, Entry, diff, record};
use crate::auth::Scope;
use crate::cache::Tag;
use crate::db::{Creation, Sql, Tx, claim_id};
use crate::error::Result;
use crate::http::Precondition;
use crate::ids::Id;
use crate::shown::Shows;

/// A record of a patient.
pub(crate) trait Beside: Serialize + Sized {
    /// What answers and the trail call it.
    const KIND: &'static str;
    /// What the trail tells of it.
    type Facts: Serialize + PartialEq;

    fn id(&self) -> Id;
    fn patient(&self) -> Id;
    fn facts(&self) -> Self::Facts;

    /// Its version, of a record that can be changed.
    fn edition(&self) -> Option<i64> {
        None
    }

    /// One of them, deleted or not.
    ///
    /// # Errors
    /// 404.
    fn load(sql: &Sql<'_>, id: Id, deleted: bool) -> Result<Self>;

    /// Takes it away, or brings it back.
    ///
    /// # Errors
    /// What SQLite says.
    fn set_deleted(tx: &Tx<'_>, id: Id, deleted: bool, by: Id) -> Result<()>;
}

/// A record that can be changed.
pub(crate) trait Changeable: Beside {
    fn version(&self) -> i64;

    /// Puts these facts in the place of its own, as the next version.
    ///
    /// # Errors
    /// What SQLite says.
    fn rewrite(&self, tx: &Tx<'_>, facts: &Self::Facts, by: Id) -> Result<()>;
}

/// The record, for whoever sees its patient.
///
/// # Errors
/// 404; 403 for another dietitian's patient.
pub(crate) fn visible<R: Beside>(sql: &Sql<'_>, id: Id, deleted: bool, scope: Scope) -> Result<R> {
    let found = R::load(sql, id, deleted)?;
    must_see(sql, found.patient(), scope)?;
    Ok(found)
}

/// Writes a record down by `insert`, or answers with the one that the same request has written.
///
/// # Errors
/// 400 for an id in use; 404 for an unknown patient; 403 for another dietitian's.
pub(crate) fn create<R: Beside>(
    tx: &Tx<'_>,
    author: &Author,
    (chosen, patient): (Option<Id>, Id),
    body: &Map<String, Value>,
    insert: impl FnOnce(Id) -> Result<()>,
) -> Result<R> {
    let id = match claim_id(tx, author.id, R::KIND, chosen, body)? {
        Creation::New(id) => id,
        Creation::Again(id) => return visible(tx, id, false, author.scope),
    };
    must_see(tx, patient, author.scope)?;
    insert(id)?;
    let new = R::load(tx, id, false)?;
    tell(tx, author, Action::Create, &new, diff(&Value::Null, &new.facts()))?;
    Ok(new)
}

/// Changes a record. A change of nothing leaves the version alone.
///
/// # Errors
/// 404; 403 for another dietitian's patient; 409 for a stale version; what `change` says.
pub(crate) fn update<R: Changeable>(
    tx: &Tx<'_>,
    author: &Author,
    id: Id,
    precondition: Precondition,
    change: impl FnOnce(&R) -> Result<R::Facts>,
) -> Result<R> {
    let current: R = visible(tx, id, false, author.scope)?;
    precondition.check(current.version(), || {
        Ok((json!({ (R::KIND): current }).to_string(), Shows::record(R::KIND, id)))
    })?;
    let (old, new) = (current.facts(), change(&current)?);
    if new != old {
        current.rewrite(tx, &new, author.id)?;
        tell(tx, author, Action::Update, &current, diff(&old, &new))?;
    }
    R::load(tx, id, false)
}

/// Takes a record away; it can be brought back.
///
/// # Errors
/// 404; 403 for another dietitian's patient.
pub(crate) fn remove<R: Beside>(tx: &Tx<'_>, author: &Author, id: Id) -> Result<R> {
    let gone: R = visible(tx, id, false, author.scope)?;
    R::set_deleted(tx, id, true, author.id)?;
    tell(tx, author, Action::Delete, &gone, diff(&gone.facts(), &Value::Null))?;
    Ok(gone)
}

/// Brings a record back that was taken away.
///
/// # Errors
/// As [`remove`].
pub(crate) fn restore<R: Beside>(tx: &Tx<'_>, author: &Author, id: Id) -> Result<R> {
    let back: R = visible(tx, id, true, author.scope)?;
    R::set_deleted(tx, id, false, author.id)?;
    tell(tx, author, Action::Restore, &back, diff(&Value::Null, &back.facts()))?;
    Ok(back)
}

/// Writes the audit row of an act, and lets go of what was kept of the patient.
///
/// # Errors
/// What SQLite says.
pub(crate) fn tell<R: Beside>(
    tx: &Tx<'_>,
    author: &Author,
    action: Action,
    of: &R,
    changes: Map<String, Value>,
) -> Result<()> {
    let entry = Entry::new(action, R::KIND).on(of.id()).of_patient(of.patient());
    record(tx, &author.actor, &entry.changing(changes))?;
    tx.touch(Tag::Patient(of.patient()));
    Ok(())
}
