//! `/api/auth`: logging in, staying in, logging out, and who one is.

use rocket::{Route, get, post, routes};
use serde_json::json;

use super::service::LoginService;
use crate::auth::Anybody;
use crate::auth::sessions::Kind;
use crate::db::Db;
use crate::error::{Error, Result, Thing};
use crate::http::{Answer, Body, Field, Fields};
use crate::users;

/// The routes of this file.
pub fn routes() -> Vec<Route> {
    routes![login, refresh, logout, me]
}

#[post("/login", data = "<body>")]
async fn login(door: LoginService<'_>, body: Body) -> Result<Answer> {
    let mut fields = body.fields();
    let (username, password) = (secret(&mut fields, "username"), secret(&mut fields, "password"));
    fields.finish()?;
    let logged_in = door.log_in(&username, password, Kind::Api).await?;
    let data = json!({
        "user": logged_in.user,
        "accessToken": logged_in.access.reveal(),
        "refreshToken": logged_in.refresh.as_ref().map(|token| token.reveal()),
        "expiresIn": door.access_seconds(),
    });
    Ok(Answer::with_message("Login successful", data))
}

#[post("/refresh", data = "<body>")]
async fn refresh(door: LoginService<'_>, body: Body) -> Result<Answer> {
    let pair = door.refresh(&refresh_token(body.fields())?).await?;
    Ok(Answer::data(json!({
        "accessToken": pair.access.reveal(),
        "refreshToken": pair.refresh.reveal(),
        "expiresIn": door.access_seconds(),
    })))
}

#[post("/logout", data = "<body>")]
async fn logout(door: LoginService<'_>, body: Body) -> Result<Answer> {
    door.log_out(&refresh_token(body.fields())?).await?;
    Ok(Answer::message("Logged out"))
}

#[get("/me")]
async fn me(caller: Anybody, db: Db) -> Result<Answer> {
    let id = caller.0.id();
    let user = db.read(move |sql| users::store::load(sql, id)).await?;
    let user = user.ok_or_else(|| Error::not_found(Thing::User))?;
    Ok(Answer::data(json!({ "user": user })))
}

/// A secret that has to be there; refused when it is missing or empty.
fn secret(fields: &mut Fields, name: &str) -> String {
    let typed = match fields.secret(name) {
        Field::Set(text) if text.is_empty() => Field::Null,
        typed => typed,
    };
    fields.required(name, typed).unwrap_or_default()
}

/// The refresh token of a body, under either of its names.
fn refresh_token(mut fields: Fields) -> Result<String> {
    let names = ["refreshToken", "refresh_token"];
    let given = names.map(|name| fields.secret(name).value());
    fields.finish()?;
    given.into_iter().flatten().find(|token| !token.is_empty()).ok_or_else(|| {
        Error::bad("REFRESH_TOKEN_REQUIRED", "Send the refresh token as refreshToken.")
    })
}
