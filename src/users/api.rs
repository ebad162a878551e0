//! /api/users, /api/roles and /api/auth/register. What may come with a handover (a change, a
//! deactivation) stands in `handover`.

pub(super) mod access;
pub(super) mod guard;
mod keys;

use rocket::{Route, State, get, post, put, routes};
use serde_json::json;

use self::guard::SelfOr;
use super::list::AskedOfUsers;
use super::roles::{self, permissions};
use super::store;
use super::{ChosenBy, NewUser, User};
use crate::auth::{Caller, Hasher, InPerson, May, may, password as policy};
use crate::db::{Creation, Db, claim_id};
use crate::error::{Error, Result, Thing};
use crate::http::{Answer, Body, IfMatch, PathId, etag_of};
use crate::list::{Clauses, fetch};
use crate::settings::InForce;
use crate::shown::Shows;

/// Below /api/users.
pub(super) fn routes() -> Vec<Route> {
    let mut routes = routes![list, stats, create, show];
    routes.extend(access::routes());
    routes.extend(keys::routes());
    routes
}

/// Below /api/auth.
pub(super) fn registration() -> Vec<Route> {
    routes![register]
}

/// Below /api/roles.
pub(super) fn role_routes() -> Vec<Route> {
    routes![all_roles, change_role]
}

#[get("/")]
async fn list(_caller: May<may::UsersRead>, asked: AskedOfUsers, db: Db) -> Result<Answer> {
    let AskedOfUsers(spec, query) = asked;
    let page = db.read_much(move |sql| fetch(sql, spec, &query, &Clauses::default())).await?;
    Ok(Answer::json(page.into_json(), Shows::nothing()))
}

#[get("/stats")]
async fn stats(_caller: May<may::UsersRead>, db: Db) -> Result<Answer> {
    Ok(Answer::data(db.read_much(store::stats).await?))
}

#[get("/")]
async fn all_roles(_caller: May<may::RolesRead>, db: Db) -> Result<Answer> {
    Ok(Answer::data(json!({ "roles": db.read(store::role_records).await? })))
}

#[put("/<id>", data = "<body>")]
async fn change_role(
    caller: InPerson<may::RolesManage>,
    id: PathId,
    if_match: IfMatch,
    db: Db,
    body: Body,
) -> Result<Answer> {
    let (id, actor) = (id.get()?, caller.actor());
    let mut fields = body.fields();
    let precondition = if_match.and(&mut fields);
    let wanted = permissions(fields)?;
    let role = db.write(move |tx| roles::set(tx, &actor, id, &wanted, precondition)).await?;
    let data = json!({ "role": role });
    let etag = etag_of(Some(role.version), data.to_string().as_bytes());
    Ok(Answer::data(data).etag(etag))
}

#[get("/<id>")]
async fn show(caller: SelfOr<may::UsersRead>, id: PathId, db: Db) -> Result<Answer> {
    let id = id.get()?;
    let user = db.read(move |sql| store::load(sql, id)).await?;
    Ok(answer(&caller, &user.ok_or_else(|| Error::not_found(Thing::User))?))
}

#[post("/", data = "<body>")]
async fn create(
    caller: InPerson<may::UsersCreate>,
    settings: InForce,
    hasher: &State<Hasher>,
    db: Db,
    body: Body,
) -> Result<Answer> {
    add(&caller, &settings, hasher, &db, body).await
}

#[post("/register", data = "<body>")]
async fn register(
    caller: InPerson<may::UsersCreate>,
    settings: InForce,
    hasher: &State<Hasher>,
    db: Db,
    body: Body,
) -> Result<Answer> {
    add(&caller, &settings, hasher, &db, body).await
}

async fn add(
    caller: &Caller,
    settings: &InForce,
    hasher: &Hasher,
    db: &Db,
    body: Body,
) -> Result<Answer> {
    // What tells this creation from another is kept, unsalted: never the password.
    let mut claim = body.map().clone();
    claim.remove("password");
    let mut fields = body.fields();
    let chosen = fields.chosen_id();
    let new = NewUser::read(&mut fields);
    let password = fields.secret("password");
    let password = fields.required("password", password);
    fields.finish()?;
    let (Some(new), Some(password)) = (new, password) else {
        return Err(Error::internal("a user without a field passed the checks"));
    };
    policy::check(&password, &new.familiar(&settings.0.name))?;
    let hash = hasher.hash(password).await?;
    let (actor, by) = (caller.actor(), caller.id());
    let user = db
        .write(move |tx| match claim_id(tx, by, "user", chosen, &claim)? {
            Creation::New(id) => store::create(tx, &actor, id, &new, &hash, ChosenBy::Another),
            Creation::Again(id) => {
                store::load(tx, id)?.ok_or_else(|| Error::not_found(Thing::User))
            }
        })
        .await?;
    Ok(answer(caller, &user).created())
}

fn answer(caller: &Caller, user: &User) -> Answer {
    let data = json!({ "user": user.seen_by(caller) });
    let etag = etag_of(Some(user.version), data.to_string().as_bytes());
    Answer::data(data).etag(etag)
}
