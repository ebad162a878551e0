//! Whose documents a caller may see: the rule of the record that they belong to.

use std::sync::Arc;

use super::{Owner, store};
use crate::audit::Actor;
use crate::auth::{Caller, Permission, Scope};
use crate::db::Sql;
use crate::error::{Error, Result, Thing};
use crate::ids::Id;
use crate::patients;

/// Who reads or keeps documents.
#[derive(Clone, Debug)]
pub(crate) struct Keeper {
    pub id: Id,
    pub actor: Arc<Actor>,
    pub scope: Scope,
    /// Whether they may do this with other users' documents too.
    others: bool,
}

/// What is to be done with documents: of users, it needs the same right as with the users.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    See,
    Change,
}

impl Keeper {
    /// The caller, who wants to do that.
    pub fn of(caller: &Caller, need: Need) -> Self {
        let others = match need {
            Need::See => Permission::UsersRead,
            Need::Change => Permission::UsersUpdate,
        };
        Self {
            id: caller.id(),
            actor: caller.actor(),
            scope: caller.scope(),
            others: caller.may(others),
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
                match self.others || id == self.id {
                    true => Ok(None),
                    false => {
                        let message = "These are another user's documents.";
                        Err(Error::forbidden("ACCESS_DENIED", message).about("user", id))
                    }
                }
            }
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
