//! Who calls, and the guards that let them: `Caller` for anybody logged in, `May<P>` for a
//! permission.

use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

use rocket::request::{FromRequest, Outcome};
use rocket::{Request, async_trait};

use super::cookie;
use super::credentials::authenticate;
use super::permission::{Permission, PermissionSet, Required};
use crate::audit::Actor;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::http::{Handover, client_address, fail};
use crate::ids::Id;

/// A user as sessions remember them: the database's current state, forgotten when it changes.
#[derive(Clone, Debug)]
pub struct Account {
    pub id: Id,
    pub username: String,
    pub role: String,
    pub permissions: PermissionSet,
    pub must_change_password: bool,
}

/// How the caller proved who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    Session(Id),
    ApiKey(Id),
}

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
        Handover::is_of_a_user(request, account.id);
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

/// The caller whose credentials are valid, whatever they must do next. Kept for the request.
pub(crate) async fn identified<'r>(request: &'r Request<'_>) -> Result<&'r Caller, ()> {
    let known: &Option<Caller> = request
        .local_cache_async(async {
            match authenticate(request).await {
                Ok(caller) => Some(caller),
                Err(error) => {
                    fail(request, error);
                    None
                }
            }
        })
        .await;
    known.as_ref().ok_or(())
}

/// The user whose valid credentials this request carries, whatever it asks for: those of the API or
/// the cookie of the pages. No guard hears of it.
pub async fn holder_of(request: &Request<'_>) -> Option<Id> {
    if let Ok(caller) = authenticate(request).await {
        return Some(caller.id());
    }
    let visitor = cookie::visitor(request).await.ok().flatten();
    visitor.map(|caller| caller.id())
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

#[async_trait]
impl<'r> FromRequest<'r> for Caller {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        match identified(request).await {
            Ok(caller) if caller.account.must_change_password => {
                let message = "Choose a new password first (PUT /api/users/<your id>/password).";
                let error = Error::forbidden("PASSWORD_CHANGE_REQUIRED", message);
                Outcome::Error((fail(request, error), ()))
            }
            Ok(caller) => Outcome::Success(caller.clone()),
            Err(()) => Outcome::Error((rocket::http::Status::Unauthorized, ())),
        }
    }
}

/// Somebody logged in, also while they still have to choose a new password.
pub struct Anybody(pub Caller);

#[async_trait]
impl<'r> FromRequest<'r> for Anybody {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        match identified(request).await {
            Ok(caller) => Outcome::Success(Anybody(caller.clone())),
            Err(()) => Outcome::Error((rocket::http::Status::Unauthorized, ())),
        }
    }
}

/// Somebody who has logged in, also while they still have to choose a new password: for one's own
/// sessions and keys, which no key manages.
pub struct Oneself(pub Caller);

#[async_trait]
impl<'r> FromRequest<'r> for Oneself {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let outcome = Anybody::from_request(request).await;
        let Outcome::Success(Anybody(caller)) = outcome else {
            return outcome.map(|Anybody(caller)| Self(caller));
        };
        match caller.must_be_a_session() {
            Ok(()) => Outcome::Success(Self(caller)),
            Err(error) => Outcome::Error((fail(request, error), ())),
        }
    }
}

/// A caller whose role includes `P`.
pub struct May<P>(Caller, PhantomData<P>);

impl<P> Deref for May<P> {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.0
    }
}

#[async_trait]
impl<'r, P: Required> FromRequest<'r> for May<P> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let caller = match Caller::from_request(request).await {
            Outcome::Success(caller) => caller,
            Outcome::Error(error) => return Outcome::Error(error),
            Outcome::Forward(status) => return Outcome::Forward(status),
        };
        match caller.must(P::PERMISSION) {
            Ok(()) => Outcome::Success(May(caller, PhantomData)),
            Err(error) => Outcome::Error((fail(request, error), ())),
        }
    }
}

/// A caller whose role includes `P` and who has logged in: an API key may not, whoever owns it.
pub struct InPerson<P>(May<P>);

impl<P> Deref for InPerson<P> {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.0
    }
}

#[async_trait]
impl<'r, P: Required> FromRequest<'r> for InPerson<P> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let outcome = May::<P>::from_request(request).await;
        let Outcome::Success(caller) = outcome else { return outcome.map(InPerson) };
        match caller.must_be_a_session() {
            Ok(()) => Outcome::Success(InPerson(caller)),
            Err(error) => Outcome::Error((fail(request, error), ())),
        }
    }
}
