//! The acts on goals.

use serde_json::{Map, Value};

use super::store::{self, load};
use super::{Changes, Details, Goal, NewGoal};
use crate::db::{Sql, Tx};
use crate::error::Result;
use crate::http::Precondition;
use crate::ids::Id;
use crate::patients::Author;
use crate::patients::beside::{self, Beside, Changeable};

impl Beside for Goal {
    const KIND: &'static str = "goal";
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

impl Changeable for Goal {
    fn version(&self) -> i64 {
        self.version
    }

    fn rewrite(&self, tx: &Tx<'_>, details: &Details, by: Id) -> Result<()> {
        store::rewrite(tx, self.id, self.patient_id, details, by)
    }
}

/// Sets a goal, or answers with the one that the same request has set. Without a start it starts at the
/// newest value.
///
/// # Errors
/// As [`beside::create`].
pub(crate) fn create(
    tx: &Tx<'_>,
    author: &Author,
    new: NewGoal,
    body: &Map<String, Value>,
) -> Result<Goal> {
    let NewGoal { id, patient_id: patient, mut details } = new;
    let insert = |id| {
        if let (None, Some(measure)) = (details.start_value, details.measure.as_deref()) {
            details.start_value = store::newest(tx, patient, measure)?.map(|(value, _)| value);
        }
        store::insert(tx, id, patient, &details, author.id)
    };
    beside::create(tx, author, (id, patient), body, insert)
}

/// Changes what the body names.
///
/// # Errors
/// As [`beside::update`]; 400 for what does not fit.
pub(crate) fn update(
    tx: &Tx<'_>,
    author: &Author,
    id: Id,
    changes: Changes,
    precondition: Precondition,
) -> Result<Goal> {
    beside::update(tx, author, id, precondition, |now: &Goal| {
        let details = changes.apply_to(&now.details);
        details.must_fit(&now.details)?;
        Ok(details)
    })
}
