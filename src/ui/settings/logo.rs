//! `/settings/logo`: the picture at the head of what the clinic prints; and `/logo/<sha>`, where it is.

use askama::Template;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, State, get, post, routes};

use super::tabs::tabs;
use crate::auth::may;
use crate::db::Db;
use crate::error::Result;
use crate::http::{Parameters, SameOrigin};
use crate::settings::logo::api::{Logo, logo};
use crate::settings::logo::{LARGEST, LogoUpload, change};
use crate::settings::{Current, InForce};
use crate::shows_no_record;
use crate::ui::form::{Html, Sent, html};
use crate::ui::letterhead::Letterhead;
use crate::ui::staff::{Member, Shell, Staff, must_change};

const ROOM: &str = "/settings";
const PAGE: &str = "/settings/logo";

pub fn routes() -> Vec<Route> {
    routes![show, set, remove, picture]
}

/// The page.
#[derive(Template)]
#[template(path = "ui/settings/logo.html", config = "src/ui/askama.toml")]
struct LogoPage {
    shell: Shell,
    letterhead: Letterhead,
    largest: String,
    problem: Option<String>,
}

shows_no_record!(LogoPage);

fn page(caller: &Staff<may::SystemSettings>, settings: &InForce) -> LogoPage {
    LogoPage {
        letterhead: Letterhead::of(settings),
        largest: (LARGEST / 1024).to_string(),
        problem: None,
        shell: Shell::new(caller, caller.look, settings, ROOM).among(tabs("/settings/logo")),
    }
}

#[get("/settings/logo")]
fn show(
    caller: Staff<may::SystemSettings>,
    parameters: Parameters,
    settings: InForce,
) -> Result<Html> {
    let mut page = page(&caller, &settings);
    page.shell = page.shell.saying(parameters.get("done"));
    html(Status::Ok, &page)
}

type Act = std::result::Result<Redirect, Html>;

#[post("/settings/logo", data = "<upload>")]
async fn set(
    caller: Staff<may::SystemSettings>,
    _same_origin: SameOrigin,
    settings: InForce,
    current: &State<Current>,
    db: Db,
    upload: LogoUpload,
) -> Result<Act> {
    let (actor, current) = (caller.actor(), Current::clone(current));
    let changed = match upload.0 {
        Ok(picture) => {
            db.write(move |tx| change(tx, &actor, Some(&picture), &current)).await.map(drop)
        }
        Err(error) => Err(error),
    };
    match changed {
        Ok(()) => Ok(Ok(Redirect::to(format!("{PAGE}?done=saved-logo")))),
        Err(error) if matches!(error.status().code, 400 | 413 | 415) => {
            let mut page = page(&caller, &settings);
            let language = caller.look.language;
            let detail = error.details().first().filter(|_| error.code() != "NO_FILES");
            page.problem = Some(match detail {
                Some(detail) => language.told_of_field(detail),
                None => language.told(error.said()),
            });
            html(error.status(), &page).map(Err)
        }
        Err(error) => Err(error),
    }
}

#[post("/settings/logo/remove", data = "<_sent>")]
async fn remove(
    caller: Staff<may::SystemSettings>,
    current: &State<Current>,
    db: Db,
    _sent: Sent,
) -> Result<Redirect> {
    let (actor, current) = (caller.actor(), Current::clone(current));
    db.write(move |tx| change(tx, &actor, None, &current)).await?;
    Ok(Redirect::to(format!("{PAGE}?done=logo-removed")))
}

/// The picture of that hash, for whoever is logged in: it stands on papers that they print.
#[get("/logo/<sha256>")]
async fn picture(member: Member, sha256: &str, db: Db) -> Result<Logo> {
    if member.account.must_change_password {
        return Err(must_change());
    }
    logo(&db, Some(sha256.to_owned())).await
}
