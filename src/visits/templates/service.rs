//! The acts on templates of notes, each with its audit row.

use serde_json::{Map, Value, json};

use super::store::{self, load};
use super::{Changes, Details, NewTemplate, Template};
use crate::audit::{Action, Entry, diff, record};
use crate::db::{Creation, Tx, claim_id};
use crate::error::{Error, Result};
use crate::http::Precondition;
use crate::ids::Id;
use crate::message::{Message, message};
use crate::patients::Author;
use crate::shown::Shows;

/// Who writes templates.
#[derive(Clone, Debug)]
pub(crate) struct Composer {
    pub author: Author,
    /// Whether they may write the clinic's too.
    pub may_share: bool,
}

/// Makes a template, or answers with the one that the same request has made.
///
/// # Errors
/// 400 for an id in use; 403 for one of the clinic's without the right.
pub(crate) fn create(
    tx: &Tx<'_>,
    composer: &Composer,
    new: NewTemplate,
    body: &Map<String, Value>,
) -> Result<Template> {
    let by = composer.author.id;
    let id = match claim_id(tx, by, "note_template", new.id, body)? {
        Creation::New(id) => id,
        Creation::Again(id) => return load(tx, id, by, false),
    };
    composer.must_write(new.details.is_shared)?;
    must_have_room(tx, composer, id, None, &new.details)?;
    store::insert(tx, id, &new.details, by)?;
    record_change(tx, composer, Action::Create, id, diff(&Value::Null, &new.details))?;
    load(tx, id, by, false)
}

/// Changes what the body names. A change of nothing leaves the version alone.
///
/// # Errors
/// 404; 403 for one of the clinic's without the right; 409 for a stale version.
pub(crate) fn update(
    tx: &Tx<'_>,
    composer: &Composer,
    id: Id,
    changes: Changes,
    precondition: Precondition,
) -> Result<Template> {
    let by = composer.author.id;
    let current = load(tx, id, by, false)?;
    let details = changes.apply_to(&current.details);
    composer.must_write(current.details.is_shared || details.is_shared)?;
    precondition.check(current.version, || {
        Ok((json!({ "note_template": current }).to_string(), Shows::nothing()))
    })?;
    details.must_say_something()?;
    if details != current.details {
        must_have_room(tx, composer, id, Some(&current.details), &details)?;
        store::rewrite(tx, id, &details, by)?;
        record_change(tx, composer, Action::Update, id, diff(&current.details, &details))?;
    }
    load(tx, id, by, false)
}

/// Takes a template away; it can be brought back.
///
/// # Errors
/// 404; 403 for one of the clinic's without the right.
pub(crate) fn remove(tx: &Tx<'_>, composer: &Composer, id: Id) -> Result<()> {
    let current = load(tx, id, composer.author.id, false)?;
    composer.must_write(current.details.is_shared)?;
    store::set_deleted(tx, id, true, composer.author.id)?;
    record_change(tx, composer, Action::Delete, id, diff(&current.details, &Value::Null))
}

/// Brings a template back that was taken away.
///
/// # Errors
/// As [`remove`].
pub(crate) fn restore(tx: &Tx<'_>, composer: &Composer, id: Id) -> Result<()> {
    let gone = load(tx, id, composer.author.id, true)?;
    composer.must_write(gone.details.is_shared)?;
    must_have_room(tx, composer, id, None, &gone.details)?;
    store::set_deleted(tx, id, false, composer.author.id)?;
    record_change(tx, composer, Action::Restore, id, diff(&Value::Null, &gone.details))
}

/// Holds what the clinic has of templates, or one person, within what a consultation can offer: its page has
/// every text block, and the list of templates all texts. What shortens one is always taken.
///
/// # Errors
/// 400 where there is no room.
fn must_have_room(
    tx: &Tx<'_>,
    composer: &Composer,
    id: Id,
    old: Option<&Details>,
    new: &Details,
) -> Result<()> {
    let owner = (!new.is_shared).then_some(composer.author.id);
    let beside = store::kept_beside(tx, id, owner)?;
    let old = old.filter(|old| old.is_shared == new.is_shared);
    if old.is_none() && beside.templates >= MOST_TEMPLATES {
        let message = message(
            "refused-many-templates",
            "There are {most} templates already. Remove one that nobody needs. Nothing was changed.",
        );
        return Err(Error::bad("VALIDATION_ERROR", message.number("most", MOST_TEMPLATES)));
    }
    let (of_block, of_all) = new.lengths();
    let (old_block, old_all) = old.map_or((0, 0), Details::lengths);
    let is_too_much = of_block > old_block && beside.of_blocks + of_block > MOST_OF_BLOCKS
        || of_all > old_all && beside.of_all + of_all > MOST_OF_ALL;
    match is_too_much {
        false => Ok(()),
        true => Err(Error::bad("VALIDATION_ERROR", FULL)),
    }
}

/// Templates of the clinic, or of one person, at most …
const MOST_TEMPLATES: i64 = 200;
/// … the characters of their text blocks, and of all their texts.
const MOST_OF_BLOCKS: i64 = 100_000;
const MOST_OF_ALL: i64 = 1_000_000;

const FULL: Message = message(
    "refused-long-templates",
    "Text blocks may have 100,000 characters together, and templates 1,000,000. Shorten one, or remove one \
     that nobody needs. Nothing was changed.",
);

impl Composer {
    fn must_write(&self, is_shared: bool) -> Result<()> {
        match is_shared && !self.may_share {
            true => Err(Error::forbidden(
                "ACCESS_DENIED",
                message(
                    "refused-clinics-template",
                    "The clinic's templates are written by those who manage its recipes and \
                     templates. Keep it as your own. Nothing was changed.",
                ),
            )),
            false => Ok(()),
        }
    }
}

fn record_change(
    tx: &Tx<'_>,
    composer: &Composer,
    action: Action,
    id: Id,
    changes: Map<String, Value>,
) -> Result<()> {
    let entry = Entry::new(action, "note_template").on(id).changing(changes);
    record(tx, &composer.author.actor, &entry)
}
