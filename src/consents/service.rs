//! The acts on consents and their texts, each with its audit row.

use serde_json::{Map, Value, json};

use super::store::{self, load};
use super::{Changes, Consent, Details, NewConsent, NewText, Text};
use crate::audit::{Action, Entry, diff, record};
use crate::auth::Scope;
use crate::clock::Moment;
use crate::db::{Creation, Sql, Tx, claim_id};
use crate::error::{Error, Result};
use crate::http::Precondition;
use crate::ids::Id;
use crate::message::message;
use crate::patients::Author;
use crate::patients::beside::{self, Beside, Changeable, tell, visible};
use crate::patients::store::must_see;

impl Beside for Consent {
    const KIND: &'static str = "consent";
    type Facts = Details;

    fn id(&self) -> Id {
        self.id
    }

    fn patient(&self) -> Id {
        self.patient_id
    }

    fn facts(&self) -> Details {
        self.details()
    }

    fn edition(&self) -> Option<i64> {
        Some(self.version())
    }

    fn load(sql: &Sql<'_>, id: Id, deleted: bool) -> Result<Self> {
        load(sql, id, deleted)
    }

    fn set_deleted(tx: &Tx<'_>, id: Id, deleted: bool, by: Id) -> Result<()> {
        store::set_deleted(tx, id, deleted, by)
    }
}

impl Changeable for Consent {
    fn version(&self) -> i64 {
        self.version
    }

    fn rewrite(&self, tx: &Tx<'_>, details: &Details, by: Id) -> Result<()> {
        store::rewrite(tx, self.id, details, by)
    }
}

/// Writes the next edition of a text; what stands already is none.
///
/// # Errors
/// What SQLite says.
pub(crate) fn write(tx: &Tx<'_>, author: &Author, new: &NewText) -> Result<Text> {
    if let Some(same) = store::in_use(tx, new)? {
        return Ok(same);
    }
    let id = Id::new();
    store::insert_text(tx, id, new, author.id)?;
    let text = store::text(tx, id)?;
    let entry = Entry::new(Action::Create, "consent_text").on(id);
    record(tx, &author.actor, &entry.changing(diff(&Value::Null, &text)))?;
    Ok(text)
}

/// Asks no longer for a text. What was agreed to stays.
///
/// # Errors
/// 404.
pub(crate) fn retire(tx: &Tx<'_>, author: &Author, id: Id) -> Result<()> {
    let text = store::text(tx, id)?;
    store::retire(tx, &text.code)?;
    let changes = diff(&json!({ "retired": false }), &json!({ "retired": true }));
    let entry = Entry::new(Action::Update, "consent_text").on(id).changing(changes);
    record(tx, &author.actor, &entry)
}

/// Writes a consent down, or answers with the one that the same request has written.
///
/// # Errors
/// 400 for an id in use, a text that is no longer asked for, a document of somebody else; 404 for an
/// unknown patient or text; 403 for another dietitian's patient.
pub(crate) fn give(
    tx: &Tx<'_>,
    author: &Author,
    new: NewConsent,
    body: &Map<String, Value>,
) -> Result<Consent> {
    let id = match claim_id(tx, author.id, "consent", new.id, body)? {
        Creation::New(id) => id,
        Creation::Again(id) => return visible(tx, id, false, author.scope),
    };
    must_see(tx, new.patient_id, Scope::All)?;
    let text = store::text(tx, new.text_id)?;
    must_see(tx, new.patient_id, author.scope)?;
    if text.retired_at.is_some() {
        let must = message("consent-retired", "is no longer asked for");
        return Err(Error::field("text_id", must).and_nothing_changed());
    }
    let details = Details {
        text_id: text.id,
        given_at: new.given_at.unwrap_or(tx.now()),
        given_by: new.given_by,
        witness: new.witness,
        document_id: new.document_id,
        withdrawn_at: None,
    };
    must_fit(tx, new.patient_id, None, &details)?;
    store::insert(tx, id, new.patient_id, &details, author.id)?;
    let consent = load(tx, id, false)?;
    tell(tx, author, Action::Create, &consent, diff(&Value::Null, &details))?;
    Ok(consent)
}

/// Says more of a consent: who witnessed it, the paper, that it is withdrawn.
///
/// # Errors
/// 404; 403 for another dietitian's patient; 409 for a stale version; 400 for what does not fit.
pub(crate) fn update(
    tx: &Tx<'_>,
    author: &Author,
    id: Id,
    changes: Changes,
    precondition: Precondition,
) -> Result<Consent> {
    beside::update(tx, author, id, precondition, |now: &Consent| {
        let (old, new) = (now.details(), changes.apply_to(&now.details()));
        must_fit(tx, now.patient_id, Some(&old), &new)?;
        Ok(new)
    })
}

/// What is said is of one day after the other, and the paper is one of this patient. A paper that
/// was linked and is gone meanwhile is left as it is.
fn must_fit(tx: &Tx<'_>, patient: Id, old: Option<&Details>, new: &Details) -> Result<()> {
    let said = [("given_at", Some(new.given_at)), ("withdrawn_at", new.withdrawn_at)];
    let early = said.iter().find(|(_, at)| at.is_some_and(|at| is_to_come(tx, at)));
    if let Some((field, _)) = early {
        let must = message("not-to-come", "must not be in the future");
        return Err(Error::field(field, must).and_nothing_changed());
    }
    if new.withdrawn_at.is_some_and(|at| at < new.given_at) {
        let must = message("withdrawn-before-given", "must not be before it was given");
        return Err(Error::field("withdrawn_at", must).and_nothing_changed());
    }
    let is_known = old.is_some_and(|old| old.document_id == new.document_id);
    match new.document_id.filter(|_| !is_known) {
        Some(paper) if store::papers(tx, patient)?.iter().all(|(known, _)| *known != paper) => {
            let must = message("no-signed-paper", "must be a signed consent form of this patient");
            Err(Error::field("document_id", must).and_nothing_changed())
        }
        _ => Ok(()),
    }
}

/// Whether an instant is yet to come, by more than two clocks may differ.
fn is_to_come(tx: &Tx<'_>, at: Moment) -> bool {
    at.ms() > tx.now().ms() + 5 * 60_000
}
