//! The acts on a plan: each with its audit row and the answers that it makes untrue.

use serde_json::{Map, Value, json};

use super::bounds::must_fit;
use super::input::{Changes, NewPlan};
use super::model::Details;
use super::resolve::resolve;
use super::store::{self, Stored, load};
use super::view::view;
use crate::audit::{Action, Entry, diff, record};
use crate::auth::Scope;
use crate::cache::Tag;
use crate::db::{Creation, Sql, Tx, claim_id};
use crate::error::{Error, Result};
use crate::http::Precondition;
use crate::ids::Id;
use crate::message::message;
use crate::patients::Author;
use crate::patients::store::must_see;
use crate::shown::Shows;

/// Makes a draft, or answers with the one that the same request has made.
///
/// # Errors
/// 400 for an id in use; 404 for an unknown patient, food or recipe; 403 for another dietitian's
/// patient.
pub(crate) fn create(
    tx: &Tx<'_>,
    author: &Author,
    new: NewPlan,
    body: &Map<String, Value>,
) -> Result<Stored> {
    let id = match claim_id(tx, author.id, "meal_plan", new.id, body)? {
        Creation::New(id) => id,
        Creation::Again(id) => return load(tx, id, author.scope),
    };
    if let Some(patient) = new.patient_id {
        must_see(tx, patient, Scope::All)?;
    }
    let blank = Details {
        title: String::new(),
        from_date: None,
        to_date: None,
        notes: None,
        targets: Vec::new(),
        energy: None,
        days: Vec::new(),
    };
    let details = apply(tx, new.changes, &blank)?;
    store_new(tx, author, id, new.patient_id, &details)
}

/// Stores a new draft of these details.
///
/// # Errors
/// 404 for an unknown patient; 403 for another dietitian's; 400 for more than a plan holds.
pub(super) fn store_new(
    tx: &Tx<'_>,
    author: &Author,
    id: Id,
    patient: Option<Id>,
    details: &Details,
) -> Result<Stored> {
    if let Some(patient) = patient {
        must_see(tx, patient, author.scope)?;
    }
    must_fit(&details.days, &[])?;
    store::insert(tx, id, patient, details, author.id)?;
    record_and_invalidate(
        tx,
        author,
        Action::Create,
        id,
        patient,
        diff(&Value::Null, &facts(details)),
    )?;
    load(tx, id, author.scope)
}

/// Changes what the body names. A change that changes nothing leaves the version alone.
///
/// # Errors
/// 404; 403 for another dietitian's patient; 409 for a plan that was given, or a stale version.
pub(crate) fn update(
    tx: &Tx<'_>,
    author: &Author,
    id: Id,
    changes: Changes,
    precondition: Precondition,
) -> Result<Stored> {
    let current = draft(tx, author, id, precondition)?;
    let new = apply(tx, changes, &current.details)?;
    if let (Some(from), Some(to)) = (&new.from_date, &new.to_date)
        && to < from
    {
        let must = message("ends-before-it-begins", "must not be before the first day");
        return Err(Error::field("to_date", must).and_nothing_changed());
    }
    replace(tx, author, current, &new)
}

/// Puts these details in the place of a draft's.
///
/// # Errors
/// 400 for more than a plan holds.
pub(super) fn replace(
    tx: &Tx<'_>,
    author: &Author,
    current: Stored,
    new: &Details,
) -> Result<Stored> {
    if *new == current.details {
        return Ok(current);
    }
    must_fit(&new.days, &current.details.days)?;
    let (id, patient) = (current.id, current.patient.as_ref().map(|patient| patient.id));
    store::rewrite(tx, id, new, author.id)?;
    let changes = diff(&facts(&current.details), &facts(new));
    record_and_invalidate(tx, author, Action::Update, id, patient, changes)?;
    load(tx, id, author.scope)
}

/// Gives a draft to its patient: it keeps its values, and never changes again.
///
/// # Errors
/// 404; 403; 409 for one that was given; 400 for a template.
pub(crate) fn give(
    tx: &Tx<'_>,
    author: &Author,
    id: Id,
    precondition: Precondition,
) -> Result<Stored> {
    let current = draft(tx, author, id, precondition)?;
    let Some(patient) = current.patient.as_ref().map(|patient| patient.id) else {
        let message = message(
            "refused-template-given",
            "A template is of nobody: copy it to a patient first.",
        );
        return Err(Error::bad("VALIDATION_ERROR", message));
    };
    store::give(tx, id, &current.pantry(tx)?, author.id)?;
    let changes = diff(&json!({ "status": "draft" }), &json!({ "status": "given" }));
    record_and_invalidate(tx, author, Action::Update, id, Some(patient), changes)?;
    load(tx, id, author.scope)
}

/// Ends a plan that was given.
///
/// # Errors
/// 404; 403; 409 for one that has ended; 400 for a draft.
pub(crate) fn end(tx: &Tx<'_>, author: &Author, id: Id) -> Result<Stored> {
    let current = load(tx, id, author.scope)?;
    match current.status.as_str() {
        "given" => {}
        "ended" => return Err(is_given()),
        _ => {
            let message = message(
                "refused-draft-ended",
                "This plan was not given yet: only a plan that was given can end.",
            );
            return Err(Error::bad("VALIDATION_ERROR", message));
        }
    }
    store::end(tx, id, author.id)?;
    let changes = diff(&json!({ "status": "given" }), &json!({ "status": "ended" }));
    record_and_invalidate(
        tx,
        author,
        Action::Update,
        id,
        current.patient.map(|patient| patient.id),
        changes,
    )?;
    load(tx, id, author.scope)
}

/// What the details become.
fn apply(sql: &Sql<'_>, changes: Changes, old: &Details) -> Result<Details> {
    Ok(Details {
        title: changes.title.value().unwrap_or_else(|| old.title.clone()),
        from_date: changes.from_date.or(old.from_date.clone()),
        to_date: changes.to_date.or(old.to_date.clone()),
        notes: changes.notes.or(old.notes.clone()),
        targets: changes.targets.or(Some(old.targets.clone())).unwrap_or_default(),
        energy: changes.energy.or(old.energy.clone()),
        days: match changes.days {
            crate::http::Field::Set(days) => resolve(sql, days)?,
            crate::http::Field::Null => Vec::new(),
            crate::http::Field::Absent => old.days.clone(),
        },
    })
}

/// What the trail tells of a plan: its days by their number, not word for word.
fn facts(details: &Details) -> Value {
    let mut facts = serde_json::to_value(details).unwrap_or_default();
    let items = details.items().count();
    facts["days"] =
        json!(format!("{} days, {items} items, {:x}", details.days.len(), fingerprint(details)));
    facts
}

/// Two plans of other days have another one.
fn fingerprint(details: &Details) -> u64 {
    xxhash_rust::xxh3::xxh3_64(&serde_json::to_vec(&details.days).unwrap_or_default())
}

/// Holds a plan to be a draft.
///
/// # Errors
/// 409 for one that was given.
pub(super) fn must_be_draft(plan: &Stored) -> Result<()> {
    if plan.is_draft() { Ok(()) } else { Err(is_given().about("meal_plan", plan.id)) }
}

fn is_given() -> Error {
    let message = message(
        "refused-plan-given",
        "This plan was given and does not change any more. Copy it to go on from it.",
    );
    Error::conflict("PLAN_GIVEN", message)
}

/// The draft that a change builds on.
///
/// # Errors
/// 404; 403 for another dietitian's patient; 409 for a plan that was given, or a stale version.
pub(super) fn draft(
    tx: &Tx<'_>,
    author: &Author,
    id: Id,
    precondition: Precondition,
) -> Result<Stored> {
    let current = load(tx, id, author.scope)?;
    must_be_draft(&current)?;
    precondition.check(current.version, || {
        let now = view(tx, current.clone())?;
        Ok((json!({ "plan": now }).to_string(), Shows::record("meal_plan", current.id)))
    })?;
    Ok(current)
}

/// The audit row of a change, and the answers that it makes untrue.
fn record_and_invalidate(
    tx: &Tx<'_>,
    author: &Author,
    action: Action,
    id: Id,
    patient: Option<Id>,
    changes: Map<String, Value>,
) -> Result<()> {
    let entry = Entry::new(action, "meal_plan").on(id).changing(changes);
    let entry = match patient {
        Some(patient) => entry.of_patient(patient),
        None => entry,
    };
    record(tx, &author.actor, &entry)?;
    tx.touch(Tag::Plans);
    if let Some(patient) = patient {
        tx.touch(Tag::Patient(patient));
    }
    Ok(())
}
