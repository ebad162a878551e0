//! Keeping the answers to a frequency questionnaire, with their audit row.

use serde_json::{Map, Value, json};

use super::store::{self, load};
use super::{Frequency, NewFrequency};
use crate::audit::{Action, Entry, diff, record};
use crate::auth::Scope;
use crate::cache::Tag;
use crate::db::{Creation, Tx, claim_id_below};
use crate::error::Result;
use crate::ids::Id;
use crate::patients::Author;
use crate::patients::store::must_see;

/// # Errors
/// 404 for an unknown patient; 403 for another dietitian's; 400 for an id in use.
pub(crate) fn create(
    tx: &Tx<'_>,
    author: &Author,
    patient: Id,
    new: NewFrequency,
    body: &Map<String, Value>,
) -> Result<Frequency> {
    must_see(tx, patient, Scope::All)?;
    must_see(tx, patient, author.scope)?;
    let id = match claim_id_below(tx, author.id, ("food_frequency", patient), new.id, body)? {
        Creation::New(id) => id,
        Creation::Again(id) => return load(tx, id),
    };
    store::insert(tx, (id, patient), &new, author.id)?;
    let told = json!({ "answers": new.answers, "notes": new.notes });
    let entry = Entry::new(Action::Create, "food_frequency").on(id).of_patient(patient);
    record(tx, &author.actor, &entry.changing(diff(&Value::Null, &told)))?;
    tx.touch(Tag::Patient(patient));
    load(tx, id)
}
