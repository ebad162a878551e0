//! `/users`: one user, read and changed.

use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};
use serde_json::json;

use super::user_page::{Act, UserPage, load, page_of};
use super::{ROOM, adding, handing, keys, listing, password, roles};
use crate::auth::{end_session as end_one, may};
use crate::db::Db;
use crate::error::Result;
use crate::handover::service::hand_over;
use crate::http::{Fields, Parameters, PathId, Precondition};
use crate::ids::Id;
use crate::settings::InForce;
use crate::shown::Shows;
use crate::ui::form::{Html, Sent, html};
use crate::ui::language::say;
use crate::ui::staff::Staff;
use crate::users::store::{Editor, TREATING};
use crate::users::{Change, Passwords, store};
use crate::visits::writer::writer_of;

pub fn routes() -> Vec<Route> {
    let users = routes![
        listing::all,
        roles::roles,
        roles::change,
        adding::new,
        adding::add,
        password::reset
    ];
    let user = routes![read, save, end_session];
    [users, user, keys::routes(), handing::routes()].concat()
}

#[get("/users/<id>", rank = 2)]
async fn read(
    caller: Staff<may::UsersRead>,
    id: PathId,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let user = load(&db, id.get()?).await?;
    let mut page = page_of(&caller, caller.look, &user, &settings, &db).await?;
    page = page.with_values(&user);
    page.shell = page.shell.saying(parameters.get("done"));
    html(Status::Ok, &page)
}

#[post("/users/<id>", data = "<sent>")]
async fn save(
    caller: Staff<may::UsersUpdate>,
    id: PathId,
    settings: InForce,
    passwords: Passwords<'_>,
    db: Db,
    sent: Sent,
) -> Result<Act> {
    let id = id.get()?;
    let mut fields = Fields::of(sent.typed().body(&["version"]));
    let precondition = Precondition::read(None, &mut fields);
    let change = Change::read(&mut fields);
    let (actor, writer) = (caller.actor(), writer_of(&caller, &settings));
    if let Some(page) = heirs_asked(&caller, id, &change, &settings, &db, &sent).await? {
        return html(Status::Conflict, &page).map(Err);
    }
    let handover = handing::chosen(&sent, &caller)?;
    let password = Some(sent.raw("current_password")).filter(|typed| !typed.is_empty());
    let confirmed = match (fields.finish(), password.filter(|_| id == caller.id())) {
        (Ok(()), Some(typed)) => passwords.confirm(&caller, typed.to_owned()).await.map(|()| true),
        (Ok(()), None) => Ok(false),
        (Err(error), _) => Err(error),
    };
    let saved = match confirmed {
        Ok(is_confirmed) => {
            let editor = Editor { id: caller.id(), may_update: true, is_confirmed };
            db.write(move |tx| {
                let user = store::update(tx, &actor, editor, id, change, precondition)?;
                if handover.moves() {
                    hand_over(tx, &writer, id, handover)?;
                }
                Ok(user)
            })
            .await
        }
        Err(error) => Err(error),
    };
    match saved {
        Ok(_) => Ok(Ok(Redirect::to(format!("{ROOM}/{id}?done=saved-user")))),
        Err(error) if matches!(error.status().code, 400 | 401 | 409 | 429) => {
            let user = load(&db, id).await?;
            let mut page = page_of(&caller, caller.look, &user, &settings, &db).await?;
            page = page.with_values(&user);
            page.form = page.form.refused(&sent, &error);
            page.asks_for_heirs = handing::is_chosen(&sent);
            page.owned = page.owned.map(|owned| owned.chosen(&sent, &error));
            html(error.status(), &page).map(Err)
        }
        Err(error) => Err(error),
    }
}

/// The page that asks what becomes of visits and patients, where a change of role makes somebody
/// treat nobody any more and nobody has said it yet.
async fn heirs_asked(
    caller: &Staff<may::UsersUpdate>,
    id: Id,
    change: &Change,
    settings: &InForce,
    db: &Db,
    sent: &Sent,
) -> Result<Option<UserPage>> {
    let Some(role) = change.role_id.as_ref().value().copied() else { return Ok(None) };
    let (user, roles) = (load(db, id).await?, db.read(store::roles).await?);
    let treats =
        |role: Id| roles.iter().any(|one| one.id == role && TREATING.contains(&one.name.as_str()));
    if id == caller.id() || handing::is_chosen(sent) || !treats(user.role_id) || treats(role) {
        return Ok(None);
    }
    let mut page = page_of(caller, caller.look, &user, settings, db).await?;
    if page.owned.is_none() {
        return Ok(None);
    }
    let question =
        say("Nothing is saved yet: say first what becomes of what belongs to this user.");
    page = page.with_values(&user);
    page.form = page.form.filled(&json!(sent.typed().body(&[])), Shows::nothing());
    page.form.problem = Some(caller.t(question).to_owned());
    page.asks_for_heirs = true;
    Ok(Some(page))
}

/// Ends one session of somebody: a PC that was left open.
#[post("/users/<id>/sessions/<session>/end", data = "<_sent>")]
async fn end_session(
    caller: Staff<may::UsersUpdate>,
    id: PathId,
    session: PathId,
    db: Db,
    _sent: Sent,
) -> Result<Redirect> {
    let (id, session, actor) = (id.get()?, session.get()?, caller.actor());
    db.write(move |tx| end_one(tx, &actor, id, session)).await?;
    Ok(Redirect::to(format!("{ROOM}/{id}?done=ended")))
}
