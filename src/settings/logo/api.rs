//! `/api/settings/logo`.

use rocket::http::{ContentType, Header};
use rocket::response::{Responder, Response, Result as Responded};
use rocket::{Request, Route, State, delete, get, post, routes};
use serde_json::json;

use super::store::{Stored, find};
use super::{LogoUpload, change};
use crate::auth::{May, may};
use crate::db::Db;
use crate::error::{Error, Result, Thing};
use crate::http::Answer;
use crate::settings::{Current, InForce, Settings};

pub(in crate::settings) fn routes() -> Vec<Route> {
    routes![show, set, remove]
}

/// A logo as an answer.
pub struct Logo(pub(crate) Stored);

impl<'r> Responder<'r, 'static> for Logo {
    fn respond_to(self, _request: &'r Request<'_>) -> Responded<'static> {
        let kind = self.0.mime.parse().unwrap_or(ContentType::Binary);
        Response::build()
            .header(kind)
            .header(Header::new("Cache-Control", "private, no-cache"))
            .sized_body(self.0.bytes.len(), std::io::Cursor::new(self.0.bytes))
            .ok()
    }
}

/// The logo of that hash, for whoever may see it.
///
/// # Errors
/// 404.
pub async fn logo(db: &Db, sha256: Option<String>) -> Result<Logo> {
    let found = match sha256 {
        Some(sha256) => db.read(move |sql| find(sql, &sha256)).await?,
        None => None,
    };
    found.map(Logo).ok_or_else(|| Error::not_found(Thing::Document))
}

#[get("/logo")]
async fn show(_caller: May<may::SystemSettings>, settings: InForce, db: Db) -> Result<Logo> {
    logo(&db, settings.0.logo_sha256.clone()).await
}

#[post("/logo", data = "<upload>")]
async fn set(
    caller: May<may::SystemSettings>,
    db: Db,
    current: &State<Current>,
    upload: LogoUpload,
) -> Result<Answer> {
    let (picture, actor, current) = (upload.0?, caller.actor(), Current::clone(current));
    let settings = db.write(move |tx| change(tx, &actor, Some(&picture), &current)).await?;
    Ok(answer(&settings))
}

#[delete("/logo")]
async fn remove(
    caller: May<may::SystemSettings>,
    db: Db,
    current: &State<Current>,
) -> Result<Answer> {
    let (actor, current) = (caller.actor(), Current::clone(current));
    let settings = db.write(move |tx| change(tx, &actor, None, &current)).await?;
    Ok(answer(&settings))
}

fn answer(settings: &Settings) -> Answer {
    Answer::data(json!({ "settings": settings }))
}
