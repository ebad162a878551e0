//! Keeping an intake, with its audit row.

use serde_json::{Map, Value, json};

use super::input::NewIntake;
use super::store::{self, Stored};
use crate::audit::{Action, Entry, diff, record};
use crate::auth::Scope;
use crate::cache::Tag;
use crate::db::{Creation, Tx, claim_id_below};
use crate::error::{Error, Result};
use crate::ids::Id;
use crate::message::message;
use crate::nutrition::plans::bounds::must_fit;
use crate::nutrition::plans::model::Day;
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
    let id = match claim_id_below(tx, author.id, ("intake", patient), new.id, body)? {
        Creation::New(id) => id,
        Creation::Again(id) => return store::load(tx, id),
    };
    let days = resolve(tx, new.days)?;
    keep(tx, author, (id, patient), new.kind, (new.notes, days))
}

/// Keeps an intake of a form, or answers with the one that the same form has kept.
///
/// # Errors
/// As [`keep`]; 400 where the form said something else before.
pub(crate) fn keep_once(
    tx: &Tx<'_>,
    author: &Author,
    (chosen, patient): (Option<Id>, Id),
    kind: &'static str,
    (notes, days): (Option<String>, Vec<Day>),
    typed: &Map<String, Value>,
) -> Result<Stored> {
    match claim_id_below(tx, author.id, ("intake", patient), chosen, typed)? {
        Creation::New(id) => keep(tx, author, (id, patient), kind, (notes, days)),
        Creation::Again(id) => store::seen(tx, id, author.scope),
    }
}

/// Keeps an intake whose foods are known already.
///
/// # Errors
/// 404 for an unknown patient; 403 for another dietitian's; 400 for an id in use, or for more than a
/// record holds.
fn keep(
    tx: &Tx<'_>,
    author: &Author,
    (id, patient): (Id, Id),
    kind: &'static str,
    (notes, days): (Option<String>, Vec<Day>),
) -> Result<Stored> {
    must_see(tx, patient, author.scope)?;
    must_fit(&days, &[])?;
    store::insert(tx, id, patient, (kind, notes.as_deref(), &days), author.id)?;
    let changes = diff(&Value::Null, &facts(kind, notes.as_deref(), &days));
    record_and_invalidate(tx, author, Action::Create, (id, patient), changes)?;
    store::load(tx, id)
}

/// Corrects what was taken down. A change of nothing leaves the version alone.
///
/// # Errors
/// 404; 403 for another dietitian's patient; 409 where somebody else corrected it meanwhile; 400 for
/// more than a record holds.
pub(crate) fn correct(
    tx: &Tx<'_>,
    author: &Author,
    (id, version): (Id, i64),
    (notes, days): (Option<String>, Vec<Day>),
) -> Result<Stored> {
    let old = store::seen(tx, id, author.scope)?;
    if old.version != version {
        let message = message(
            "refused-intake-corrected",
            "Somebody else has corrected this record meanwhile. Nothing was changed: open it anew.",
        );
        return Err(Error::conflict("VERSION_CONFLICT", message).about("intake", id));
    }
    if old.days == days && old.notes == notes {
        return Ok(old);
    }
    must_fit(&days, &old.days)?;
    store::rewrite(tx, id, notes.as_deref(), &days)?;
    let changes = diff(
        &facts(&old.kind, old.notes.as_deref(), &old.days),
        &facts(&old.kind, notes.as_deref(), &days),
    );
    record_and_invalidate(tx, author, Action::Update, (id, old.patient_id), changes)?;
    store::load(tx, id)
}

/// What the trail tells of an intake: its days by number and print, not word for word.
fn facts(kind: &str, notes: Option<&str>, days: &[Day]) -> Value {
    let print = xxhash_rust::xxh3::xxh3_64(&serde_json::to_vec(days).unwrap_or_default());
    json!({ "kind": kind, "notes": notes, "days": format!("{}, {print:x}", days.len()) })
}

fn record_and_invalidate(
    tx: &Tx<'_>,
    author: &Author,
    action: Action,
    (id, patient): (Id, Id),
    changes: Map<String, Value>,
) -> Result<()> {
    let entry = Entry::new(action, "intake").on(id).of_patient(patient).changing(changes);
    record(tx, &author.actor, &entry)?;
    tx.touch(Tag::Patient(patient));
    Ok(())
}
