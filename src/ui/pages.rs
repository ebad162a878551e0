//! The login form, the start page, and the way out.

use askama::Template;
use rocket::http::{CookieJar, Status};
use rocket::request::{FromRequest, Outcome};
use rocket::response::Redirect;
use rocket::{Request, Route, State, async_trait, get, post, routes};

use super::account;
use super::form::{Html, Sent, html};
use super::language::say;
use super::settings::first::on_the_way;
use super::staff::{Look, Shell, must_change};
use super::today::{self, asked::Asked};
use crate::auth::{Caller, Kind, cookie};
use crate::clock::Clock;
use crate::db::Db;
use crate::error::Result;
use crate::http::{Parameters, SameOrigin, WayOn, fail};
use crate::login::LoginService;
use crate::settings::InForce;
use crate::shows_no_record;
use crate::users;

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
    /// A form that was sent after the session had ended.
    kept: Vec<(String, String)>,
    /// Nobody can log in yet.
    is_new: bool,
}

/// The way on for a form that waited for the login.
#[derive(Template)]
#[template(path = "ui/kept.html", config = "src/ui/askama.toml")]
struct KeptPage<'a> {
    look: Look,
    action: &'a str,
    kept: Vec<(String, String)>,
}

shows_no_record!(LoginPage<'_>, KeptPage<'_>);

impl KeptPage<'_> {
    /// What somebody wrote, to be seen again before it is sent: not the ids and choices around it.
    fn texts(&self) -> Vec<&str> {
        let is_text = |text: &&str| text.contains(char::is_whitespace);
        self.kept.iter().map(|(_, value)| value.trim()).filter(is_text).collect()
    }
}

/// The login form, with what was typed into another one that its sender may send again.
///
/// # Errors
/// When the template fails.
pub(super) fn log_in_to_send(
    look: Look,
    settings: &InForce,
    action: &str,
    sent: &Sent,
) -> Result<Html> {
    let problem = say("Your session has ended. What you typed is kept: log in, then save it.");
    let problem = Some(look.t(problem).to_owned());
    let action = WayOn::or_start(action);
    let action = action.as_str();
    let (clinic, kept) = (&settings.0.name, sent.all().to_vec());
    let is_new = false;
    let page = LoginPage { look, clinic, username: "", next: action, problem, kept, is_new };
    html(Status::Unauthorized, &page)
}

#[get("/")]
async fn start(
    visitor: Visitor,
    look: Look,
    parameters: Parameters,
    cookies: &CookieJar<'_>,
    db: Db,
    settings: InForce,
    clock: &State<Clock>,
) -> Result<Html> {
    let Some(caller) = visitor.0 else {
        let (clinic, kept) = (&settings.0.name, Vec::new());
        let is_new = db.read(users::store::stats).await?.total == 0;
        let page = LoginPage { look, clinic, username: "", next: "/", problem: None, kept, is_new };
        return html(Status::Ok, &page);
    };
    if caller.account.must_change_password {
        return Err(must_change());
    }
    let now = clock.now();
    let shell = Shell::new(&caller, look, &settings, "/");
    let shell = shell.saying(parameters.get("done")).undoing(parameters.get("undo"));
    let shell = shell.undoing_a_move(parameters.get("was"));
    let asked = Asked::read(&parameters, cookies, &caller);
    let page =
        db.read_much(move |sql| today::read(sql, &caller, shell, &settings, now, &asked)).await?;
    html(Status::Ok, &page)
}

#[get("/login?<next>")]
fn login_form(look: Look, settings: InForce, next: Option<&str>) -> Result<Html> {
    let (clinic, next) = (&settings.0.name, WayOn::or_start(next.unwrap_or("/")));
    let problem = (!next.is_start())
        .then(|| look.t("Please log in again: you return to where you were.").into());
    let next = next.as_str();
    let (kept, is_new) = (Vec::new(), false);
    html(Status::Ok, &LoginPage { look, clinic, username: "", next, problem, kept, is_new })
}

#[post("/login", data = "<sent>")]
async fn log_in(
    look: Look,
    door: LoginService<'_>,
    cookies: &CookieJar<'_>,
    settings: InForce,
    sent: Sent,
) -> Result<std::result::Result<Redirect, Html>> {
    let (username, password) = (sent.get("username"), sent.raw("password").to_owned());
    let next = WayOn::or_start(sent.get("next"));
    let kept = sent.with_prefix(KEPT).all().to_vec();
    match door.log_in(username, password, Kind::Ui).await {
        Ok(logged_in) => {
            door.hand_over(cookies, &logged_in);
            account::remember_language(cookies, logged_in.user.locale.as_deref());
            match kept.is_empty() {
                true => Ok(Ok(Redirect::to(on_the_way(next, &logged_in.user, &settings)))),
                false => {
                    let action = next.as_str();
                    html(Status::Ok, &KeptPage { look, action, kept }).map(Err)
                }
            }
        }
        Err(error) if error.status().code < 500 => {
            let problem = Some(look.language.told(error.said()));
            let clinic = &settings.0.name;
            let (is_new, next) = (false, next.as_str());
            let page = LoginPage { look, clinic, username, next, problem, kept, is_new };
            html(error.status(), &page).map(Err)
        }
        Err(error) => Err(error),
    }
}

/// What the names of a kept form's fields begin with.
const KEPT: &str = "kept.";

#[post("/logout")]
async fn log_out(
    _same_origin: SameOrigin,
    door: LoginService<'_>,
    cookies: &CookieJar<'_>,
) -> Result<Redirect> {
    door.leave(cookies).await?;
    Ok(Redirect::to("/"))
}
