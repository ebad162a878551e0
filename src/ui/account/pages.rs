//! `/account`.

use std::borrow::Cow;

use askama::Template;
use rocket::http::{Cookie, CookieJar, SameSite, Status};
use rocket::response::Redirect;
use rocket::time::Duration;
use rocket::{Route, get, post, routes};

use super::keys::{self, KeyLine};
use super::store;
use crate::auth::{
    ApiKeys, Caller, Permission, Session, Via, api_keys, end_session as end_one, open_sessions,
};
use crate::clock::Zone;
use crate::db::Db;
use crate::error::{Error, Result, Thing};
use crate::http::{Fields, Parameters, PathId, Precondition};
use crate::ids::Id;
use crate::settings::InForce;
use crate::shows_no_record;
use crate::ui::form::{Html, Sent, html};
use crate::ui::language::{self, Language};
use crate::ui::staff::{KEYS_COOKIE, Member, ROWS_COOKIE, Shell, THEME_COOKIE, must_change};
use crate::users::store::Editor;
use crate::users::{self, Change, Passwords, User};

pub fn routes() -> Vec<Route> {
    let own = routes![show, set_language, choose, set_password, set_email, end_session];
    [own, keys::routes()].concat()
}

/// An open session, in words.
pub struct Open {
    pub id: Id,
    pub since: String,
    pub from: String,
    is_this: bool,
}

impl Open {
    pub fn of(session: Session, language: Language, zone: &Zone) -> Self {
        let address = session.ip_address.as_deref().unwrap_or_default();
        let program = browser(session.user_agent.as_deref().unwrap_or_default());
        let via = if session.kind == "API" { "API" } else { program };
        Self {
            id: session.id,
            since: language.moment(session.created_at, zone),
            from: format!("{address} {via}"),
            is_this: session.current,
        }
    }
}

/// The page.
#[derive(Template)]
#[template(path = "ui/account/account.html", config = "src/ui/askama.toml")]
struct AccountPage {
    shell: Shell,
    must_change: bool,
    problem: Problem,
    email: String,
    sessions: Vec<Open>,
    keys: Vec<KeyLine>,
}

/// Which form was refused, and why.
#[derive(Default)]
struct Problem {
    password: Option<String>,
    /// With the address that was typed.
    email: Option<(String, String)>,
}

shows_no_record!(AccountPage);

async fn page(
    member: &Member,
    settings: &InForce,
    db: &Db,
    said: Option<&str>,
    problem: Problem,
) -> Result<AccountPage> {
    let (id, now) = (member.id(), db.database().clock().now());
    let this = session_of(member);
    let read = db.read(move |sql| {
        let user = users::store::load(sql, id)?.ok_or_else(|| Error::not_found(Thing::User))?;
        Ok((user.email, open_sessions(sql, id, this, now)?, api_keys(sql, id)?))
    });
    let (email, sessions, keys) = read.await?;
    let language = member.look.language;
    let open = |session| Open::of(session, language, &settings.0.zone);
    let line = |key| KeyLine::of(key, language, &settings.0.zone);
    Ok(AccountPage {
        must_change: member.account.must_change_password,
        sessions: sessions.into_iter().map(open).collect(),
        keys: keys.into_iter().map(line).collect(),
        email: problem.email.as_ref().map_or(email, |(typed, _)| typed.clone()),
        shell: Shell::new(member, member.look, settings, "/account").saying(said),
        problem,
    })
}

/// The program in a User-Agent, as far as people know it.
fn browser(agent: &str) -> &'static str {
    let known =
        [("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];
    known.into_iter().find(|(sign, _)| agent.contains(sign)).map_or("", |(_, name)| name)
}

fn session_of(caller: &Caller) -> Option<Id> {
    match caller.via {
        Via::Session(id) => Some(id),
        Via::ApiKey(_) => None,
    }
}

#[get("/account")]
async fn show(member: Member, settings: InForce, parameters: Parameters, db: Db) -> Result<Html> {
    let page = page(&member, &settings, &db, parameters.get("done"), Problem::default());
    html(Status::Ok, &page.await?)
}

/// A choice that this browser remembers.
pub fn preference(name: impl Into<Cow<'static, str>>, value: &str) -> Cookie<'static> {
    Cookie::build((name, value.to_owned()))
        .http_only(true)
        .same_site(SameSite::Lax)
        .path("/")
        .max_age(Duration::days(400))
        .build()
}

/// Makes the language of this browser the one that its user chose earlier, if any.
pub fn remember_language(cookies: &CookieJar<'_>, tag: Option<&str>) {
    if let Some(language) = tag.and_then(Language::tagged) {
        cookies.add(preference(language::COOKIE, language.tag()));
    }
}

/// The language of this browser, before anybody has logged in.
#[get("/language/<tag>")]
fn set_language(tag: &str, cookies: &CookieJar<'_>) -> Redirect {
    remember_language(cookies, Some(tag));
    Redirect::to("/")
}

/// Language, theme and keys in one form.
#[post("/account/look", data = "<sent>")]
async fn choose(member: Member, cookies: &CookieJar<'_>, db: Db, sent: Sent) -> Result<Redirect> {
    let language = Language::tagged(sent.get("language")).unwrap_or(member.look.language);
    let user = member.id();
    db.write(move |tx| store::choose_locale(tx, user, language.tag())).await?;
    remember_language(cookies, Some(language.tag()));
    let theme = match sent.get("theme") {
        theme @ ("light" | "dark") => theme,
        _ => "auto",
    };
    cookies.add(preference(THEME_COOKIE, theme));
    let rows = if sent.get("rows") == "wide" { "wide" } else { "usual" };
    cookies.add(preference(ROWS_COOKIE, rows));
    cookies.add(preference(KEYS_COOKIE, if sent.get("keys") == "on" { "on" } else { "off" }));
    Ok(Redirect::to("/account?done=saved-look"))
}

#[post("/account/password", data = "<sent>")]
async fn set_password(
    member: Member,
    settings: InForce,
    passwords: Passwords<'_>,
    db: Db,
    sent: Sent,
) -> Result<std::result::Result<Redirect, Html>> {
    let (current, new) =
        (sent.raw("current_password").to_owned(), sent.raw("new_password").to_owned());
    let keys = ApiKeys::ended_if(sent.get("end_keys") == "on");
    match passwords.change_own(&member, current, new, keys).await {
        Ok(_) => Ok(Ok(Redirect::to("/account?done=password"))),
        Err(error) if error.status().code < 500 => {
            let password = Some(member.look.language.in_full(&error, |_| true));
            let problem = Problem { password, email: None };
            let page = page(&member, &settings, &db, None, problem).await?;
            html(error.status(), &page).map(Err)
        }
        Err(error) => Err(error),
    }
}

/// One's own e-mail address, which logs in like the user name, with the password.
#[post("/account/email", data = "<sent>")]
async fn set_email(
    member: Member,
    settings: InForce,
    passwords: Passwords<'_>,
    db: Db,
    sent: Sent,
) -> Result<std::result::Result<Redirect, Html>> {
    if member.account.must_change_password {
        return Err(must_change());
    }
    let mut fields = Fields::of(sent.only(&["email"]).body(&[]));
    let change = Change::read(&mut fields);
    let changed = match fields.finish() {
        Ok(()) => {
            change_email(&member, change, &passwords, &db, sent.raw("current_password")).await
        }
        Err(error) => Err(error),
    };
    match changed {
        Ok(_) => Ok(Ok(Redirect::to("/account?done=saved-email"))),
        Err(error) if error.status().code < 500 => {
            let told =
                (sent.get("email").to_owned(), member.look.language.in_full(&error, |_| true));
            let problem = Problem { password: None, email: Some(told) };
            let page = page(&member, &settings, &db, None, problem).await?;
            html(error.status(), &page).map(Err)
        }
        Err(error) => Err(error),
    }
}

async fn change_email(
    member: &Member,
    change: Change,
    passwords: &Passwords<'_>,
    db: &Db,
    password: &str,
) -> Result<User> {
    passwords.confirm(member, password.to_owned()).await?;
    let (id, actor) = (member.id(), member.actor());
    let may_update = member.may(Permission::UsersUpdate);
    let editor = Editor { id, may_update, is_confirmed: true };
    let nothing_known = Precondition::read(None, &mut Fields::of(serde_json::Map::new()));
    db.write(move |tx| users::store::update(tx, &actor, editor, id, change, nothing_known)).await
}

#[post("/account/sessions/<id>/end", data = "<_sent>")]
async fn end_session(member: Member, id: PathId, db: Db, _sent: Sent) -> Result<Redirect> {
    let (user, actor, id) = (member.id(), member.actor(), id.get()?);
    db.write(move |tx| end_one(tx, &actor, user, id)).await?;
    Ok(Redirect::to("/account?done=ended"))
}
