//! Who calls, from where, and whose records they see.

use std::sync::Arc;

use rocket::Request;

use super::account::{Account, Via};
use super::permission::{Permission, Required};
use crate::audit::Actor;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::http::{Bypass, client_address};
use crate::ids::Id;
use crate::notes::Notes;

/// Somebody with valid credentials.
#[derive(Clone, Debug)]
pub struct Caller {
    pub account: Arc<Account>,
    pub via: Via,
    actor: Arc<Actor>,
}

/// Whose records a caller sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// All, by permission.
    All,
    /// A dietitian's: their own patients and visits.
    Dietitian(Id),
}

impl Scope {
    /// The dietitian that this scope is bound to.
    pub fn dietitian(self) -> Option<Id> {
        match self {
            Self::All => None,
            Self::Dietitian(id) => Some(id),
        }
    }

    /// For cache keys: two scopes that see the same share it.
    pub fn key(self) -> String {
        self.dietitian().map_or_else(|| "all".into(), |id| id.to_string())
    }
}

impl Caller {
    /// The account that proved itself with `via` in this request.
    pub fn new(account: Arc<Account>, via: Via, request: &Request<'_>) -> Self {
        let (session_id, api_key_id) = match via {
            Via::Session(id) => (Some(id), None),
            Via::ApiKey(id) => (None, Some(id)),
        };
        let actor = Actor {
            user_id: Some(account.id),
            username: Some(account.username.clone()),
            session_id,
            api_key_id,
            ..actor_of(request)
        };
        if let Some(db) = Db::of(request) {
            db.belongs_to(account.id);
        }
        Bypass::is_of_a_user(request, account.id);
        Self { account, via, actor: Arc::new(actor) }
    }

    /// The caller's user id.
    pub fn id(&self) -> Id {
        self.account.id
    }

    /// Who and from where, for the audit.
    pub fn actor(&self) -> Arc<Actor> {
        Arc::clone(&self.actor)
    }

    /// Whose records they see.
    pub fn scope(&self) -> Scope {
        if self.account.role == "DIETITIAN" {
            Scope::Dietitian(self.account.id)
        } else {
            Scope::All
        }
    }

    /// Whether the role includes this permission.
    pub fn may(&self, permission: Permission) -> bool {
        self.account.permissions.contains(permission)
    }

    /// Whether they see other people's e-mail address and last login: those who change users.
    pub fn sees_addresses(&self) -> bool {
        self.may(Permission::UsersUpdate) || self.may(Permission::UsersManage)
    }

    /// # Errors
    /// 403 when the role lacks what a guard asks for.
    pub fn must_hold<P: Required>(&self) -> Result<()> {
        self.must(P::PERMISSION)?;
        if P::NOTES { self.must(Permission::VisitsNotes) } else { Ok(()) }
    }

    /// How much of the notes they read.
    pub fn notes(&self) -> Notes {
        Notes::of(self.may(Permission::VisitsNotes), self.may(Permission::VisitsPrivateNotes))
    }

    /// # Errors
    /// 403 when the role lacks this permission.
    pub fn must(&self, permission: Permission) -> Result<()> {
        if self.may(permission) { Ok(()) } else { Err(Error::permission_denied(permission.name())) }
    }

    /// # Errors
    /// 403 for an API key: keys never manage users, passwords or keys.
    pub fn must_be_a_session(&self) -> Result<()> {
        match self.via {
            Via::Session(_) => Ok(()),
            Via::ApiKey(_) => Err(Error::forbidden(
                "PERMISSION_DENIED",
                "API keys cannot manage users, passwords or keys. Log in instead.",
            )),
        }
    }
}

/// Where a request comes from, before anybody is known.
pub fn actor_of(request: &Request<'_>) -> Actor {
    let agent = request.headers().get_one("User-Agent");
    Actor {
        ip_address: client_address(request),
        user_agent: agent.map(beginning),
        request_method: Some(request.method().as_str()),
        request_path: Some(beginning(request.uri().path().as_str())),
        ..Actor::default()
    }
}

/// As much of a text from outside as the audit keeps.
fn beginning(text: &str) -> String {
    const MOST: usize = 500;
    match text.len() > MOST {
        true => text.chars().take(MOST).collect(),
        false => text.to_owned(),
    }
}

/// Keeps who looks at a page for the fairings of this request. Nothing under /api asks for it: the
/// cookie of the pages opens no door there.
pub(crate) fn keep(request: &Request<'_>, caller: &Caller) {
    request.local_cache(|| Visiting(Some(caller.clone())));
}

/// The caller of this request, if its guard has already let them in: for fairings.
pub fn caller_of<'r>(request: &'r Request<'_>) -> Option<&'r Caller> {
    let caller = request.local_cache(|| None::<Caller>).as_ref();
    caller.or_else(|| request.local_cache(Visiting::default).0.as_ref())
}

/// Who looks at a page.
#[derive(Default)]
struct Visiting(Option<Caller>);
