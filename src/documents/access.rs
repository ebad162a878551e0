//! Whose documents a caller may see: the rule of the record that they belong to.

use std::sync::Arc;

use rusqlite::types::Value;

use super::{Owner, store};
use crate::audit::Actor;
use crate::auth::{Caller, Permission, Scope};
use crate::db::Sql;
use crate::error::{Error, Result, Thing};
use crate::ids::Id;
use crate::message::message;
use crate::patients;

/// The types of patients' documents that are not clinical.
const OF_THE_DESK: [&str; 2] = ["insurance_card", "consent_form"];

/// Who reads or keeps documents.
#[derive(Clone, Debug)]
pub(crate) struct Keeper {
    pub id: Id,
    pub actor: Arc<Actor>,
    pub scope: Scope,
    /// Whether clinical documents show.
    reads_notes: bool,
    /// Whether the documents of other users (contracts, sick notes, diplomas) are theirs to handle.
    manages_users: bool,
}

impl Keeper {
    /// The caller of a request.
    pub fn of(caller: &Caller) -> Self {
        Self {
            id: caller.id(),
            actor: caller.actor(),
            scope: caller.scope(),
            reads_notes: caller.notes().are_shown(),
            manages_users: caller.may(Permission::UsersManage),
        }
    }

    /// The patient whose file a record with documents belongs to.
    ///
    /// # Errors
    /// 404 for an unknown record; 403 for one that the caller does not see.
    pub fn must_see(&self, sql: &Sql<'_>, owner: Owner, id: Id) -> Result<Option<Id>> {
        match owner {
            Owner::Patient => {
                patients::store::must_see(sql, id, self.scope)?;
                Ok(Some(id))
            }
            Owner::Visit => self.must_see_visit(sql, id).map(Some),
            Owner::User => {
                if !store::has_user(sql, id)? {
                    return Err(Error::not_found(Thing::User).about("user", id));
                }
                match self.manages_users || id == self.id {
                    true => Ok(None),
                    false => {
                        let message =
                            message("refused-not-yours", "These are another user's documents.");
                        Err(Error::forbidden("ACCESS_DENIED", message).about("user", id))
                    }
                }
            }
        }
    }

    /// The condition that a document `d` is one of those that the caller may see, with its values.
    pub fn visible(&self) -> (String, Vec<Value>) {
        let text = |id: Id| Value::Text(id.to_string());
        let (mut of_users, mut values) = ("d.resource_type = 'user'".to_owned(), Vec::new());
        if !self.manages_users {
            of_users.push_str(" AND d.resource_id = ?");
            values.push(text(self.id));
        }
        let of_patients = match self.scope.dietitian() {
            None => "d.resource_type = 'patient' OR d.resource_type = 'visit' AND EXISTS ( \
                     SELECT 1 FROM visits v WHERE v.id = d.resource_id AND v.deleted_at IS NULL)"
                .to_owned(),
            Some(own) => {
                values.extend([text(own), text(own), text(own)]);
                "d.resource_type = 'patient' AND EXISTS (SELECT 1 FROM patients p \
                 WHERE p.id = d.resource_id AND p.assigned_dietitian_id = ?) \
                 OR d.resource_type = 'visit' AND EXISTS (SELECT 1 FROM visits v \
                 JOIN patients p ON p.id = v.patient_id WHERE v.id = d.resource_id \
                 AND v.deleted_at IS NULL AND (v.dietitian_id = ? OR p.assigned_dietitian_id = ?))"
                    .to_owned()
            }
        };
        let types = self.types();
        (format!("({of_users} OR ({of_patients}){types})"), values)
    }

    /// Whether clinical documents show.
    pub fn reads_notes(&self) -> bool {
        self.reads_notes
    }

    /// What limits documents `d` of patients to the types that the caller may see: nothing for who
    /// reads notes.
    pub fn types(&self) -> &'static str {
        if self.reads_notes {
            ""
        } else {
            " AND d.document_type IN ('insurance_card', 'consent_form')"
        }
    }

    /// # Errors
    /// 403 for a clinical document of a patient, where the caller reads no notes.
    pub fn must_read(&self, owner: Owner, document_type: &str) -> Result<()> {
        let is_clinical = owner != Owner::User && !OF_THE_DESK.contains(&document_type);
        match is_clinical && !self.reads_notes {
            true => Err(Error::permission_denied("visits.notes")),
            false => Ok(()),
        }
    }

    fn must_see_visit(&self, sql: &Sql<'_>, id: Id) -> Result<Id> {
        let found = store::people_of_visit(sql, id)?;
        let people = found.ok_or_else(|| Error::not_found(Thing::Visit).about("visit", id))?;
        let sees = |own: Id| people.dietitian == own || people.assigned_dietitian == Some(own);
        match self.scope.dietitian().is_none_or(sees) {
            true => Ok(people.patient),
            false => Err(Error::not_assigned().about("visit", id)),
        }
    }
}
