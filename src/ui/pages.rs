//! The login form, the start page, and the way out.

use askama::Template;
use rocket::form::{Form, FromForm};
use rocket::http::{CookieJar, Status};
use rocket::request::{FromRequest, Outcome};
use rocket::response::Redirect;
use rocket::{Request, Route, State, async_trait, get, post, routes};

use super::form::{Html, html};
use super::staff::{Look, Shell, must_change};
use super::today;
use crate::auth::{Caller, Door, Kind, cookie};
use crate::clock::Clock;
use crate::db::Db;
use crate::error::Result;
use crate::http::{SameOrigin, fail};
use crate::settings::InForce;

/// The routes of the pages.
pub fn routes() -> Vec<Route> {
    routes![start, login_form, log_in, log_out]
}

/// Who looks at a page: nobody, or somebody with a session of the pages.
struct Visitor(Option<Caller>);

#[async_trait]
impl<'r> FromRequest<'r> for Visitor {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        match cookie::visitor(request).await {
            Ok(caller) => Outcome::Success(Visitor(caller)),
            Err(error) => Outcome::Error((fail(request, error), ())),
        }
    }
}

/// The login form.
#[derive(Template)]
#[template(path = "ui/login.html", config = "src/ui/askama.toml")]
struct LoginPage<'a> {
    look: Look,
    clinic: &'a str,
    username: &'a str,
    /// Where the way leads after the login.
    next: &'a str,
    problem: Option<String>,
}

#[get("/")]
async fn start(
    visitor: Visitor,
    look: Look,
    db: Db,
    settings: InForce,
    clock: &State<Clock>,
) -> Result<Html> {
    let Some(caller) = visitor.0 else {
        let clinic = &settings.0.name;
        return html(Status::Ok, &LoginPage { look, clinic, username: "", next: "/", problem: None });
    };
    if caller.account.must_change_password {
        return Err(must_change());
    }
    let (scope, now) = (caller.scope(), clock.now());
    let shell = Shell::new(&caller, look, &settings, "/");
    let zone = settings.0.zone.clone();
    let page = db.read(move |sql| today::read(sql, shell, scope, &zone, now)).await?;
    html(Status::Ok, &page)
}

#[get("/login?<next>")]
fn login_form(look: Look, settings: InForce, next: Option<&str>) -> Result<Html> {
    let (clinic, next) = (&settings.0.name, local(next.unwrap_or("/")));
    let problem = (next != "/").then(|| look.t("Please log in again: you return to where you were.").into());
    html(Status::Ok, &LoginPage { look, clinic, username: "", next, problem })
}

/// An address of ours; anything else leads to the start.
fn local(next: &str) -> &str {
    let is_ours = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains(['\\', '\r', '\n'])
        && !next.starts_with("/api/");
    if is_ours { next } else { "/" }
}

/// What the login form sends.
#[derive(FromForm)]
struct Credentials {
    username: String,
    password: String,
    next: Option<String>,
}

#[post("/login", data = "<form>")]
async fn log_in(
    _same_origin: SameOrigin,
    look: Look,
    door: Door<'_>,
    cookies: &CookieJar<'_>,
    settings: InForce,
    form: Form<Credentials>,
) -> Result<std::result::Result<Redirect, Html>> {
    let Credentials { username, password, next } = form.into_inner();
    let next = next.unwrap_or_else(|| "/".into());
    match door.log_in(&username, password, Kind::Ui).await {
        Ok(logged_in) => {
            cookies.add(cookie::cookie_of(&logged_in.access, false));
            Ok(Ok(Redirect::to(local(&next).to_owned())))
        }
        Err(error) if error.status().code < 500 => {
            let problem = Some(look.language.said(error.message()));
            let clinic = &settings.0.name;
            let page =
                LoginPage { look, clinic, username: &username, next: local(&next), problem };
            html(error.status(), &page).map(Err)
        }
        Err(error) => Err(error),
    }
}

#[post("/logout")]
async fn log_out(
    _same_origin: SameOrigin,
    door: Door<'_>,
    cookies: &CookieJar<'_>,
) -> Result<Redirect> {
    door.leave(cookies).await?;
    Ok(Redirect::to("/"))
}
