//! The patient's meal plan beside the consultation: in preparation, given with one press, or in use.

use serde_json::Map;

use crate::auth::Scope;
use crate::db::{Sql, Tx};
use crate::error::Result;
use crate::http::{Fields, Precondition};
use crate::ids::Id;
use crate::nutrition::plans::list::{Brief, of_patient};
use crate::nutrition::plans::{service, store};
use crate::patients::Author;

/// A plan as the consultation shows it.
pub(super) struct Planned {
    /// The newest one that has not ended.
    pub current: Option<Plan>,
    pub may_plan: bool,
}

pub(super) struct Plan {
    pub id: Id,
    pub title: String,
    pub is_draft: bool,
    pub version: i64,
}

/// The patient's newest plan that has not ended.
///
/// # Errors
/// What SQLite says.
pub(super) fn find(sql: &Sql<'_>, patient: Id) -> Result<Option<Brief>> {
    Ok(of_patient(sql, patient)?.into_iter().find(|plan| plan.status != "ended"))
}

impl Planned {
    /// None for who may not see plans.
    pub fn of(found: Option<Brief>, (sees, may_plan): (bool, bool)) -> Option<Self> {
        let current = found.map(|plan| Plan {
            id: plan.id,
            title: plan.title,
            is_draft: plan.status == "draft",
            version: plan.version,
        });
        sees.then_some(Self { current, may_plan })
    }
}

/// Gives a draft to the patient of a consultation, as its page showed it.
///
/// # Errors
/// 404 for a plan of somebody else; what keeps a plan from being given.
pub(super) fn give(
    tx: &Tx<'_>,
    author: &Author,
    (plan, version): (Id, i64),
    patient: Id,
    scope: Scope,
) -> Result<()> {
    let found = store::load(tx, plan, scope)?;
    if found.patient.is_none_or(|of| of.id != patient) {
        return Err(store::unknown(plan));
    }
    let shown = Precondition::read(Some(version), &mut Fields::of(Map::new()));
    service::give(tx, author, plan, shown)?;
    Ok(())
}

/// What is said of it, back in the consultation.
pub(super) fn told(given: &Result<()>) -> &'static str {
    match given {
        Ok(()) => "given",
        Err(_) => "not-given",
    }
}
