//! The acts on contacts.

use serde_json::{Map, Value};

use super::store::{self, load};
use super::{Changes, Contact, Details, NewContact};
use crate::db::{Sql, Tx};
use crate::error::Result;
use crate::http::Precondition;
use crate::ids::Id;
use crate::patients::Author;
use crate::patients::beside::{self, Beside, Changeable};

impl Beside for Contact {
    const KIND: &'static str = "contact";
    type Facts = Details;

    fn id(&self) -> Id {
        self.id
    }

    fn patient(&self) -> Id {
        self.patient_id
    }

    fn facts(&self) -> Details {
        self.details.clone()
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

impl Changeable for Contact {
    fn version(&self) -> i64 {
        self.version
    }

    fn rewrite(&self, tx: &Tx<'_>, details: &Details, by: Id) -> Result<()> {
        store::rewrite(tx, self.id, self.patient_id, details, by)
    }
}

/// Notes a contact, or answers with the one that the same request has noted.
///
/// # Errors
/// As [`beside::create`].
pub(crate) fn create(
    tx: &Tx<'_>,
    author: &Author,
    new: NewContact,
    body: &Map<String, Value>,
) -> Result<Contact> {
    let NewContact { id, patient_id: patient, details } = new;
    let insert = |id| store::insert(tx, id, patient, &details, author.id);
    beside::create(tx, author, (id, patient), body, insert)
}

/// Changes what the body names.
///
/// # Errors
/// As [`beside::update`].
pub(crate) fn update(
    tx: &Tx<'_>,
    author: &Author,
    id: Id,
    changes: Changes,
    precondition: Precondition,
) -> Result<Contact> {
    let change = |now: &Contact| Ok(changes.apply_to(&now.details));
    beside::update(tx, author, id, precondition, change)
}
