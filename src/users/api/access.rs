//! Passwords, activation and soft deletion.

use rocket::request::{FromRequest, Outcome};
use rocket::{Request, Route, async_trait, delete, put, routes};
use serde_json::json;
use tokio::time::sleep;

use super::guard::{NoKey, PasswordSetter};
use crate::audit::{self, Action, Entry};
use crate::auth::{
    ApiKeys, Attempter, Caller, Hasher, InPerson, Target, Throttle, Via, may, password,
};
use crate::db::Db;
use crate::error::{Error, Result, Thing};
use crate::http::etag_of;
use crate::http::{Answer, Body, Field, Fields, PathId};
use crate::ids::Id;
use crate::message::message;
use crate::settings::in_force;
use crate::users::User;
use crate::users::store::{self, Kept};

pub(super) fn routes() -> Vec<Route> {
    routes![set_password, activate, remove]
}

#[put("/<id>/activate")]
async fn activate(caller: InPerson<may::UsersDelete>, id: PathId, db: Db) -> Result<Answer> {
    let (id, actor) = (id.get()?, caller.actor());
    let user = db.write(move |tx| store::set_active(tx, &actor, id, true)).await?;
    Ok(answer("User activated", &user))
}

#[delete("/<id>")]
async fn remove(caller: InPerson<may::UsersDelete>, id: PathId, db: Db) -> Result<Answer> {
    let (id, actor) = (id.get()?, caller.actor());
    if id == caller.id() {
        let message =
            message("refused-self-delete", "Nobody deletes themselves. Another administrator can.");
        return Err(Error::bad("CANNOT_DELETE_SELF", message));
    }
    let user = db.write(move |tx| store::remove(tx, &actor, id)).await?;
    Ok(answer("User deleted", &user))
}

#[put("/<id>/password", data = "<body>")]
async fn set_password(
    setter: PasswordSetter,
    _no_key: NoKey,
    id: PathId,
    door: Passwords<'_>,
    body: Body,
) -> Result<Answer> {
    let id = id.get()?;
    let mut fields = body.fields();
    let new = secret(&mut fields, &["new_password", "newPassword", "password"]);
    let user = match setter {
        PasswordSetter::Themselves(caller) => {
            let current = secret(&mut fields, &["current_password", "currentPassword"]);
            let end_keys = fields.flag("end_api_keys").value().unwrap_or(false);
            fields.finish()?;
            door.change_own(&caller, current, new, ApiKeys::ended_if(end_keys)).await?
        }
        PasswordSetter::ForAnother(caller) => {
            fields.finish()?;
            door.reset(&caller, id, new).await?
        }
    };
    Ok(answer("Password changed", &user))
}

/// The secret under the first of these names that the body has; the first of all is the
/// contract's, the others are what older clients send.
fn secret(fields: &mut Fields, names: &[&str]) -> String {
    let given = names.iter().map(|name| fields.secret(name)).find(Field::is_present);
    fields.required(names[0], given.unwrap_or(Field::Absent)).unwrap_or_default()
}

/// What checking and storing a password takes, for a handler.
pub struct Passwords<'r> {
    db: Db,
    hasher: &'r Hasher,
    throttle: &'r Throttle,
    /// The clinic's name, which is no password either.
    clinic: String,
}

#[async_trait]
impl<'r> FromRequest<'r> for Passwords<'r> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let rocket = request.rocket();
        let parts =
            (Db::of(request).cloned(), rocket.state::<Hasher>(), rocket.state::<Throttle>());
        let (Some(db), Some(hasher), Some(throttle)) = parts else {
            return Outcome::Error((rocket::http::Status::InternalServerError, ()));
        };
        let clinic = in_force(request).map(|settings| settings.name.clone()).unwrap_or_default();
        Outcome::Success(Self { db, hasher, throttle, clinic })
    }
}

impl Passwords<'_> {
    /// Changes the caller's own password. Somebody at a screen left open does not know the current
    /// one, and guesses no faster than at the login.
    pub async fn change_own(
        &self,
        caller: &Caller,
        current: String,
        new: String,
        keys: ApiKeys,
    ) -> Result<User> {
        let (id, actor) = (caller.id(), caller.actor());
        let read = self.db.read(move |sql| {
            let user = store::load(sql, id)?.ok_or_else(|| Error::not_found(Thing::User))?;
            Ok((store::password_hash(sql, id)?, user))
        });
        let (known, user) = read.await?;
        self.check_current(caller, current.clone(), known.clone()).await?;
        password::check(&new, &user.familiar(&self.clinic))?;
        if new == current {
            let message = message(
                "refused-new-is-old",
                "The new password is the current one. Choose another.",
            );
            return Err(Error::bad("WEAK_PASSWORD", message));
        }
        let hash = self.hasher.hash(new).await?;
        let session = match caller.via {
            Via::Session(session) => Some(session),
            Via::ApiKey(_) => None,
        };
        let kept = Kept { session, keys };
        self.db.write(move |tx| store::change_password(tx, &actor, id, &known, &hash, kept)).await
    }

    /// Holds a change of one's own account to the current password.
    ///
    /// # Errors
    /// 401 `INVALID_PASSWORD`; 429 as at the login.
    pub async fn confirm(&self, caller: &Caller, typed: String) -> Result<()> {
        let id = caller.id();
        let known = self.db.read(move |sql| store::password_hash(sql, id)).await?;
        self.check_current(caller, typed, known).await
    }

    async fn check_current(&self, caller: &Caller, typed: String, hash: String) -> Result<()> {
        let now = self.db.database().clock().now();
        // Counted apart from the logins: strangers at the same address keep nobody from it.
        let heard = self.throttle.hear(Attempter::Known(caller.id()), now);
        let heard = heard.map_err(|soon| Error::too_many_requests(soon.retry_after_s))?;
        let attempt = self.throttle.attempt(heard, &Target::Account(caller.id()), now);
        sleep(attempt.delay).await;
        let checked = self.hasher.verify(typed, Some(hash)).await;
        if checked.as_ref().map_or(true, |right| *right) {
            // Right, or never looked at.
            self.throttle.take_back(&attempt);
        }
        if checked? { Ok(()) } else { self.refuse(caller).await }
    }

    async fn refuse(&self, caller: &Caller) -> Result<()> {
        let actor = caller.actor();
        let entry = Entry::new(Action::PasswordChange, "user").on(caller.id());
        let entry = entry.refused("wrong current password");
        self.db.write(move |tx| audit::record(tx, &actor, &entry)).await?;
        Err(store::wrong_password())
    }

    /// Gives somebody else a password that they have to change.
    pub async fn reset(&self, caller: &Caller, id: Id, new: String) -> Result<User> {
        let actor = caller.actor();
        let user = self.db.read(move |sql| store::load(sql, id)).await?;
        let user = user.ok_or_else(|| Error::not_found(Thing::User))?;
        password::check(&new, &user.familiar(&self.clinic))?;
        let hash = self.hasher.hash(new).await?;
        self.db.write(move |tx| store::reset_password(tx, &actor, id, &hash, true)).await
    }
}

fn answer(message: &str, user: &User) -> Answer {
    let data = json!({ "user": user });
    let etag = etag_of(Some(user.version), data.to_string().as_bytes());
    Answer::with_message(message, data).etag(etag)
}
