//! The login form, the start page, and the way out.

use askama::Template;
use rocket::form::{Form, FromForm};
use rocket::http::{CookieJar, Status};
use rocket::request::{FromRequest, Outcome};
use rocket::response::Redirect;
use rocket::response::content::RawHtml;
use rocket::{Request, Route, State, async_trait, get, post, routes};

use super::today::{self, Viewer};
use crate::auth::{Caller, Door, Kind, cookie};
use crate::clock::Clock;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::http::{SameOrigin, fail};
use crate::settings::InForce;

/// The routes of the pages.
pub fn routes() -> Vec<Route> {
    routes![start, log_in, log_out]
}

type Page = (Status, RawHtml<String>);

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
    clinic: &'a str,
    username: &'a str,
    problem: Option<&'a str>,
}

fn login_page(status: Status, clinic: &str, username: &str, problem: Option<&str>) -> Result<Page> {
    let page = LoginPage { clinic, username, problem };
    Ok((status, RawHtml(page.render().map_err(Error::internal)?)))
}

#[get("/")]
async fn start(visitor: Visitor, db: Db, settings: InForce, clock: &State<Clock>) -> Result<Page> {
    let settings = settings.0;
    let Some(caller) = visitor.0 else {
        return login_page(Status::Ok, &settings.name, "", None);
    };
    if caller.account.must_change_password {
        let message = "Your password was set by somebody else: choose a new one before you go on.";
        return Err(Error::forbidden("PASSWORD_CHANGE_REQUIRED", message));
    }
    let now = clock.now();
    let html = db
        .read(move |sql| {
            let viewer = Viewer {
                clinic: &settings.name,
                username: &caller.account.username,
                role: &caller.account.role.to_lowercase(),
            };
            today::render(sql, &viewer, caller.scope(), &settings.zone, now)
        })
        .await?;
    Ok((Status::Ok, RawHtml(html)))
}

/// What the login form sends.
#[derive(FromForm)]
struct Credentials {
    username: String,
    password: String,
}

#[post("/login", data = "<form>")]
async fn log_in(
    _same_origin: SameOrigin,
    door: Door<'_>,
    cookies: &CookieJar<'_>,
    settings: InForce,
    form: Form<Credentials>,
) -> Result<std::result::Result<Redirect, Page>> {
    let Credentials { username, password } = form.into_inner();
    match door.log_in(&username, password, Kind::Ui).await {
        Ok(logged_in) => {
            cookies.add(cookie::cookie_of(&logged_in.access, false));
            Ok(Ok(Redirect::to("/")))
        }
        Err(error) if error.status().code < 500 => {
            let problem = Some(error.message());
            login_page(error.status(), &settings.0.name, &username, problem).map(Err)
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
