//! One-time passwords: made, and shown once.

use askama::Template;
use rocket::http::Status;
use rocket::post;

use super::ROOM;
use crate::auth::{Token, may};
use crate::error::Result;
use crate::http::PathId;
use crate::ids::Id;
use crate::settings::InForce;
use crate::shows_no_record;
use crate::ui::form::{Html, Sent, html};
use crate::ui::staff::{Shell, Staff};
use crate::users::{Passwords, User};

/// The page that shows a one-time password, once.
#[derive(Template)]
#[template(path = "ui/users/password.html", config = "src/ui/askama.toml")]
struct PasswordPage {
    shell: Shell,
    id: Id,
    username: String,
    password: String,
}

shows_no_record!(PasswordPage);

/// A password for one login: groups of letters and digits, easy to read aloud.
pub(super) fn one_time_password() -> Result<String> {
    let token = Token::new()?;
    let letters = token.reveal().chars().filter(char::is_ascii_alphanumeric);
    let letters: Vec<char> = letters.rev().take(16).collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    Ok(groups.join("-"))
}

pub(super) fn shown_once(shell: Shell, user: &User, password: String) -> Result<Html> {
    let page = PasswordPage { shell, id: user.id, username: user.username.clone(), password };
    html(Status::Ok, &page)
}

#[post("/users/<id>/password", data = "<_sent>")]
pub(super) async fn reset(
    caller: Staff<may::UsersManage>,
    id: PathId,
    passwords: Passwords<'_>,
    settings: InForce,
    _sent: Sent,
) -> Result<Html> {
    let password = one_time_password()?;
    let user = passwords.reset(&caller, id.get()?, password.clone()).await?;
    shown_once(Shell::new(&caller, caller.look, &settings, ROOM), &user, password)
}
