//! Changes of visit types, each with its audit row.

use serde_json::{Value, json};

use super::store::{self, load};
use super::{COLOURS, VisitType, is_code};
use crate::audit::{Action, Actor, Entry, diff, record};
use crate::cache::Tag;
use crate::db::Tx;
use crate::error::{Error, Result, Thing};
use crate::http::{Field, Fields, Precondition};
use crate::ids::Id;
use crate::message::message;
use crate::settings::{Current, store as settings};
use crate::shown::Shows;

/// How long an own type takes when nothing is said.
const USUAL_MINUTES: i64 = 30;

/// What a body says of a type.
pub(crate) struct Changes {
    name: Field<String>,
    minutes: Field<i64>,
    service_id: Field<Id>,
    colour: Field<&'static str>,
    is_first: Option<bool>,
    is_hidden: Option<bool>,
}

impl Changes {
    pub fn read(fields: &mut Fields) -> Self {
        let minutes = fields.integer("minutes", 5..=480);
        let colour = fields.choice("colour", COLOURS);
        Self {
            name: fields.line("name", 1..=100),
            minutes: fields.not_null("minutes", minutes),
            service_id: fields.id("service_id"),
            colour: fields.not_null("colour", colour),
            is_first: fields.flag("is_first").value(),
            is_hidden: fields.flag("is_hidden").value(),
        }
    }

    fn apply_to(self, old: &VisitType) -> VisitType {
        VisitType {
            code: old.code.clone(),
            name: self.name.or(old.name.clone()),
            minutes: self.minutes.value().unwrap_or(old.minutes),
            service_id: self.service_id.or(old.service_id),
            colour: self.colour.value().map_or_else(|| old.colour.clone(), str::to_owned),
            is_first: self.is_first.unwrap_or(old.is_first),
            is_hidden: self.is_hidden.unwrap_or(old.is_hidden),
            version: old.version,
        }
    }
}

/// A clinic's own type.
pub(crate) struct NewVisitType {
    code: String,
    changes: Changes,
}

impl NewVisitType {
    /// # Errors
    /// 400 with every bad field.
    pub fn read(mut fields: Fields) -> Result<Self> {
        let code = fields.line("code", 2..=40);
        if let Field::Set(text) = &code
            && !is_code(text)
        {
            let must = "must be capital letters, digits and _, beginning with a letter";
            fields.refuse("code", message("is-visit-code", must));
        }
        let code = fields.required("code", code);
        let changes = Changes::read(&mut fields);
        fields.required("name", changes.name.clone());
        fields.finish()?;
        let code =
            code.ok_or_else(|| Error::internal("a required field passed without a value"))?;
        Ok(Self { code, changes })
    }
}

/// Adds a type of the clinic's own.
///
/// # Errors
/// 400 for a code in use and an entry that the price list does not have.
pub(crate) fn create(
    tx: &Tx<'_>,
    (actor, current): (&Actor, Current),
    new: NewVisitType,
) -> Result<VisitType> {
    if load(tx)?.get(&new.code).is_some() {
        let taken = message("taken-by-record", "is taken by another record");
        return Err(Error::field("code", taken).and_nothing_changed());
    }
    let blank = VisitType {
        code: new.code,
        name: None,
        minutes: USUAL_MINUTES,
        service_id: None,
        colour: COLOURS[0].to_owned(),
        is_first: false,
        is_hidden: false,
        version: 1,
    };
    put(tx, (actor, current), None, &new.changes.apply_to(&blank))
}

/// Changes a type. What changes nothing writes nothing.
///
/// # Errors
/// 404; 409 for a stale version; 400 for an entry that the price list does not have.
pub(crate) fn update(
    tx: &Tx<'_>,
    (actor, current): (&Actor, Current),
    code: &str,
    changes: Changes,
    precondition: Precondition,
) -> Result<VisitType> {
    let old = found(tx, code)?;
    precondition.check(old.version, || {
        Ok((json!({ "visit_type": old.view() }).to_string(), Shows::nothing()))
    })?;
    let new = changes.apply_to(&old);
    if new == old {
        return Ok(old);
    }
    if !new.is_of_the_contract() && new.name.is_none() {
        let must = message("not-empty", "cannot be empty");
        return Err(Error::field("name", must).and_nothing_changed());
    }
    put(tx, (actor, current), Some(&old), &new)
}

/// Takes an own type away: for good if nothing names it, else it is only no longer offered. Returns
/// whether it is gone.
///
/// # Errors
/// 404; 400 for a type of the contract.
pub(crate) fn remove(tx: &Tx<'_>, (actor, current): (&Actor, Current), code: &str) -> Result<bool> {
    let old = found(tx, code)?;
    if old.is_of_the_contract() {
        let stays = message("visit-type-stays", "cannot be deleted: it is always there. Hide it");
        return Err(Error::field("code", stays).and_nothing_changed());
    }
    if store::is_used(tx, code)? {
        if !old.is_hidden {
            put(tx, (actor, current), Some(&old), &VisitType { is_hidden: true, ..old.clone() })?;
        }
        return Ok(false);
    }
    store::delete(tx, code)?;
    record_and_invalidate(tx, (actor, current), Action::Delete, code, (Some(&old), None))?;
    Ok(true)
}

fn found(tx: &Tx<'_>, code: &str) -> Result<VisitType> {
    load(tx)?.get(code).cloned().ok_or_else(|| Error::not_found(Thing::VisitType))
}

fn put(
    tx: &Tx<'_>,
    (actor, current): (&Actor, Current),
    old: Option<&VisitType>,
    new: &VisitType,
) -> Result<VisitType> {
    if let Some(service) = new.service_id
        && !store::has_service(tx, service)?
    {
        let none = message("no-service", "is not in the price list");
        return Err(Error::field("service_id", none).and_nothing_changed());
    }
    let by = actor.user_id.ok_or_else(|| Error::internal("nobody changes a visit type"))?;
    store::write(tx, new, by)?;
    let action = if old.is_some() { Action::Update } else { Action::Create };
    record_and_invalidate(tx, (actor, current), action, &new.code, (old, Some(new)))?;
    found(tx, &new.code)
}

/// The audit row, and the settings in force with the types as they are now.
fn record_and_invalidate(
    tx: &Tx<'_>,
    (actor, current): (&Actor, Current),
    action: Action,
    code: &str,
    (old, new): (Option<&VisitType>, Option<&VisitType>),
) -> Result<()> {
    let facts = |one: Option<&VisitType>| match one.map(|one| json!(one.view())) {
        Some(Value::Object(mut facts)) => {
            facts.remove("version");
            json!({ code: facts })
        }
        _ => Value::Null,
    };
    let changes = diff(&facts(old), &facts(new));
    record(tx, actor, &Entry::new(action, "visit_type").changing(changes))?;
    tx.touch(Tag::Settings);
    let next = settings::load(tx)?;
    tx.on_commit(move || current.set(next));
    Ok(())
}
