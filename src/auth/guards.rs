//! The guards that let callers in: `Caller` for anybody logged in, `May<P>` for a permission.

use std::marker::PhantomData;
use std::ops::Deref;

use rocket::request::{FromRequest, Outcome};
use rocket::{Request, async_trait};

use super::caller::Caller;
use super::cookie;
use super::credentials::authenticate;
use super::permission::Required;
use crate::error::Error;
use crate::http::fail;
use crate::ids::Id;

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
        match caller.must_hold::<P>() {
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
