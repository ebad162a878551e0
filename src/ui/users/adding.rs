//! `/users/new`: a new user, who gets a one-time password.

use rocket::http::Status;
use rocket::{State, get, post};

use super::ROOM;
use super::form::form;
use super::password::{one_time_password, shown_once};
use super::user_page::Act;
use crate::auth::{Hasher, may};
use crate::db::{Creation, Db, claim_id};
use crate::error::{Error, Result};
use crate::http::Fields;
use crate::settings::InForce;
use crate::ui::form::{Html, Sent, again, html};
use crate::ui::rooms::guard;
use crate::ui::staff::{Shell, Staff};
use crate::users::{ChosenBy, NewUser, store};

#[get("/users/new")]
pub(super) async fn new(caller: Staff<guard::NewUser>, settings: InForce, db: Db) -> Result<Html> {
    let shell = Shell::new(&caller, caller.look, &settings, ROOM);
    html(Status::Ok, &form(shell, &db).await?)
}

#[post("/users", data = "<sent>")]
pub(super) async fn add(
    caller: Staff<may::UsersCreate>,
    settings: InForce,
    hasher: &State<Hasher>,
    db: Db,
    sent: Sent,
) -> Result<Act> {
    let body = sent.filled(&[]);
    let mut fields = Fields::of(body.clone());
    let new = NewUser::read(&mut fields);
    let password = one_time_password()?;
    let added = match (fields.finish(), new) {
        (Ok(()), Some(new)) => {
            let hash = hasher.hash(password.clone()).await?;
            let (actor, by) = (caller.actor(), caller.id());
            db.write(move |tx| {
                let id = match claim_id(tx, by, "user", None, &body)? {
                    Creation::New(id) | Creation::Again(id) => id,
                };
                store::create(tx, &actor, id, &new, &hash, ChosenBy::Another)
            })
            .await
        }
        (Err(error), _) => Err(error),
        (Ok(()), None) => Err(Error::internal("a user without a field passed the checks")),
    };
    let shell = Shell::new(&caller, caller.look, &settings, ROOM);
    match added {
        Ok(user) => shown_once(shell, &user, password).map(Err),
        Err(error) => again(form(shell, &db).await?, &sent, error).map(Err),
    }
}
