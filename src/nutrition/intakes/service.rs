//! Keeping an intake, with its audit row.

use serde_json::{Map, Value, json};

use super::input::NewIntake;
use super::store::{self, Stored};
use crate::audit::{Action, Entry, diff, record};
use crate::auth::Scope;
use crate::cache::Tag;
use crate::db::{Creation, Tx, claim_id};
use crate::error::Result;
use crate::ids::Id;
use crate::nutrition::plans::resolve::resolve;
use crate::patients::Author;
use crate::patients::store::must_see;

/// # Errors
/// 404 for an unknown patient, food or recipe; 403 for another dietitian's patient; 400 for an id in
/// use.
pub(super) fn create(
    tx: &Tx<'_>,
    author: &Author,
    patient: Id,
    new: NewIntake,
    body: &Map<String, Value>,
) -> Result<Stored> {
    must_see(tx, patient, Scope::All)?;
    must_see(tx, patient, author.scope)?;
    let id = match claim_id(tx, author.id, "intake", new.id, body)? {
        Creation::New(id) => id,
        Creation::Again(id) => return store::load(tx, id),
    };
    let days = resolve(tx, new.days)?;
    store::insert(tx, id, patient, (new.kind, new.notes.as_deref(), &days), author.id)?;
    let facts = json!({ "kind": new.kind, "notes": new.notes, "days": days.len() });
    let entry = Entry::new(Action::Create, "intake").on(id).of_patient(patient);
    record(tx, &author.actor, &entry.changing(diff(&Value::Null, &facts)))?;
    tx.touch(Tag::Patient(patient));
    store::load(tx, id)
}
