//! Who may act on which user.

use std::marker::PhantomData;
use std::ops::Deref;

use rocket::http::Status;
use rocket::request::{FromRequest, Outcome};
use rocket::{Request, async_trait};

use crate::auth::{Anybody, Caller, Required, caller_of, may};
use crate::http::fail;
use crate::ids::Id;

/// A caller who asks about themselves, or whose role includes `P`. The user's id is the first
/// segment below the mount point.
pub struct SelfOr<P>(Caller, PhantomData<P>);

impl<P> Deref for SelfOr<P> {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.0
    }
}

#[async_trait]
impl<'r, P: Required> FromRequest<'r> for SelfOr<P> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let caller = match Caller::from_request(request).await {
            Outcome::Success(caller) => caller,
            Outcome::Error(error) => return Outcome::Error(error),
            Outcome::Forward(status) => return Outcome::Forward(status),
        };
        let subject = subject(request);
        if subject == Some(caller.id()) {
            return Outcome::Success(Self(caller, PhantomData));
        }
        match caller.must(P::PERMISSION) {
            Ok(()) => Outcome::Success(Self(caller, PhantomData)),
            Err(error) => {
                let error = match subject {
                    Some(id) => error.about("user", id),
                    None => error,
                };
                Outcome::Error((fail(request, error), ()))
            }
        }
    }
}

/// A caller who may set this user's password: their own also while they have to choose one,
/// somebody else's with `users.manage`.
pub enum PasswordSetter {
    Themselves(Caller),
    ForAnother(SelfOr<may::UsersManage>),
}

#[async_trait]
impl<'r> FromRequest<'r> for PasswordSetter {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        match Anybody::from_request(request).await {
            Outcome::Success(Anybody(caller)) if subject(request) == Some(caller.id()) => {
                Outcome::Success(Self::Themselves(caller))
            }
            Outcome::Success(_) => SelfOr::from_request(request).await.map(Self::ForAnother),
            Outcome::Error(error) => Outcome::Error(error),
            Outcome::Forward(status) => Outcome::Forward(status),
        }
    }
}

/// API keys never manage users or passwords. Stands behind the guard that identifies the caller,
/// and before the body, so that a key is refused whatever it sends.
pub struct NoKey;

#[async_trait]
impl<'r> FromRequest<'r> for NoKey {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        match caller_of(request).map(Caller::must_be_a_session) {
            Some(Ok(())) => Outcome::Success(Self),
            Some(Err(error)) => Outcome::Error((fail(request, error), ())),
            None => Outcome::Error((Status::Unauthorized, ())),
        }
    }
}

/// [`SelfOr`], but for API keys.
pub struct SelfInPerson<P>(SelfOr<P>);

impl<P> Deref for SelfInPerson<P> {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.0
    }
}

#[async_trait]
impl<'r, P: Required> FromRequest<'r> for SelfInPerson<P> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let caller = match SelfOr::from_request(request).await {
            Outcome::Success(caller) => caller,
            Outcome::Error(error) => return Outcome::Error(error),
            Outcome::Forward(status) => return Outcome::Forward(status),
        };
        NoKey::from_request(request).await.map(|NoKey| Self(caller))
    }
}

fn subject(request: &Request<'_>) -> Option<Id> {
    request.param::<&str>(0)?.ok()?.parse().ok()
}
