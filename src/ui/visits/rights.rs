//! What the caller may do with a visit.

use super::deleting::may_delete;
use crate::auth::{Caller, Permission, Scope};
use crate::notes::Notes;
use crate::ui::visits::opened::Opened;

/// The caller's rights on a visit and beside it.
pub(super) struct Rights {
    pub scope: Scope,
    pub notes: Notes,
    pub edits: bool,
    /// Whoever stands in for a colleague sees the visit, and not the file.
    pub is_own: bool,
    pub books: bool,
    pub bills: bool,
    pub deletes: bool,
    pub sees_debts: bool,
    pub sees_documents: bool,
    pub adds_documents: bool,
    /// The patient's meal plans.
    pub sees_plans: bool,
    pub plans: bool,
}

impl Rights {
    pub fn of(caller: &Caller, opened: &Opened) -> Self {
        let is_own = opened.file.must_be_in(caller.scope()).is_ok();
        let edits = caller.may(Permission::VisitsUpdate);
        Self {
            scope: caller.scope(),
            notes: caller.notes(),
            edits,
            is_own,
            books: is_own && caller.may(Permission::VisitsCreate),
            bills: edits && is_own && caller.may(Permission::BillingCreate),
            deletes: may_delete(caller) && opened.detail.visit.edition == 0,
            sees_debts: is_own && caller.may(Permission::BillingList),
            sees_documents: caller.may(Permission::DocumentsRead),
            adds_documents: caller.may(Permission::DocumentsUpload),
            sees_plans: is_own && caller.may(Permission::NutritionRead),
            plans: is_own && caller.may(Permission::NutritionPlan),
        }
    }

    /// Which visits are open, and how much of their notes.
    pub fn sight(&self) -> (Scope, Notes) {
        (self.scope, self.notes)
    }

    /// Whether all of the patient's visits are open, else whose are.
    pub fn whose(&self) -> (bool, Scope) {
        (self.is_own, self.scope)
    }
}
