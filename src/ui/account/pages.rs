//! `/account`.

use askama::Template;
use rocket::http::{Cookie, CookieJar, SameSite, Status};
use rocket::response::Redirect;
use rocket::time::Duration;
use rocket::{Route, get, post, routes};

use super::store;
use crate::audit::{self, Action, Entry};
use crate::auth::{Caller, Session, Via, open_sessions, revoke_session};
use crate::clock::Zone;
use crate::db::Db;
use crate::error::{Error, Result, Thing};
use crate::http::{Parameters, PathId};
use crate::ids::Id;
use crate::settings::InForce;
use crate::ui::form::{Html, Sent, html};
use crate::ui::language::{self, Language};
use crate::ui::staff::{KEYS_COOKIE, Look, Member, Shell, THEME_COOKIE};
use crate::users::Passwords;

pub fn routes() -> Vec<Route> {
    routes![show, set_language, choose, set_password, end_session]
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
    problem: Option<String>,
    sessions: Vec<Open>,
}

async fn page(
    member: &Member,
    settings: &InForce,
    db: &Db,
    said: Option<&str>,
    problem: Option<String>,
) -> Result<AccountPage> {
    let (user, now) = (member.id(), db.database().clock().now());
    let this = session_of(member);
    let sessions = db.read(move |sql| open_sessions(sql, user, this, now)).await?;
    let language = member.look.language;
    let open = |session| Open::of(session, language, &settings.0.zone);
    Ok(AccountPage {
        must_change: member.account.must_change_password,
        sessions: sessions.into_iter().map(open).collect(),
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
    let page = page(&member, &settings, &db, parameters.get("done"), None).await?;
    html(Status::Ok, &page)
}

fn preference(name: &'static str, value: &str) -> Cookie<'static> {
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
    cookies.add(preference(KEYS_COOKIE, if sent.get("keys") == "on" { "on" } else { "off" }));
    Ok(Redirect::to("/account?done=saved"))
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
    match passwords.change_own(&member, current, new).await {
        Ok(_) => Ok(Ok(Redirect::to("/account?done=password"))),
        Err(error) if error.status().code < 500 => {
            let look: Look = member.look;
            let told = error.details().iter().map(|detail| look.language.said(&detail.message));
            let mut problem = look.language.said(error.message());
            for further in told {
                problem.push_str(&format!(" {further}."));
            }
            let page = page(&member, &settings, &db, None, Some(problem)).await?;
            html(error.status(), &page).map(Err)
        }
        Err(error) => Err(error),
    }
}

#[post("/account/sessions/<id>/end", data = "<_sent>")]
async fn end_session(member: Member, id: PathId, db: Db, _sent: Sent) -> Result<Redirect> {
    let (user, actor, id) = (member.id(), member.actor(), id.get()?);
    db.write(move |tx| {
        if !revoke_session(tx, user, id)? {
            return Err(Error::not_found(Thing::Session));
        }
        audit::record(tx, &actor, &Entry::new(Action::Delete, "session").on(id))
    })
    .await?;
    Ok(Redirect::to("/account?done=ended"))
}
