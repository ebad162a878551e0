//! `/patients/<id>/documents`: what is kept of a patient and their visits, the form that adds, and
//! what becomes of a document.

use askama::Template;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, State, get, post, routes};
use serde_json::{Map, Value};

use super::in_file::in_file;
use super::photos::is_photo;
use super::shown::{DocumentLine, line};
use super::storing::stored;
use super::{label, photos, visit};
use crate::auth::{Permission, may};
use crate::config::Config;
use crate::db::Db;
use crate::documents::api::upload::Uploaded;
use crate::documents::{Keeper, Owner, TYPES, api, change, store};
use crate::error::{Error, Result};
use crate::http::{Download, Parameters, PathId, SameOrigin};
use crate::ids::Id;
use crate::message::message;
use crate::settings::InForce;
use crate::shown::{Discloses, Shows};
use crate::ui::form::{Html, Sent, html};
use crate::ui::language::{Language, say};
use crate::ui::patients::ROOM;
use crate::ui::patients::head::Head;
use crate::ui::patients::seen::seen;
use crate::ui::staff::{Shell, Staff};

pub fn routes() -> Vec<Route> {
    routes![all, add, download, switch, label::edit, label::update, photos::beside, visit::add]
}

#[derive(Template)]
#[template(path = "ui/documents/documents.html", config = "src/ui/askama.toml")]
struct DocumentsPage {
    shell: Shell,
    id: Id,
    head: Head,
    may_add: bool,
    may_change: bool,
    may_delete: bool,
    /// Whether clinical documents show, and so what a name may suggest.
    reads_notes: bool,
    kinds: Vec<(&'static str, String)>,
    problem: Option<String>,
    typed: Typed,
    rows: Vec<DocumentLine>,
    /// Whether there are photos to be seen side by side.
    has_photos: bool,
}

impl Discloses for DocumentsPage {
    fn shows(&self) -> Shows {
        Shows::record("patient", self.id)
    }
}

/// What stands in the form that adds.
struct Typed {
    kind: String,
    title: String,
    description: String,
}

impl Typed {
    fn of(fields: &Map<String, Value>) -> Self {
        let text = |name: &str| fields.get(name).and_then(Value::as_str).map(str::to_owned);
        Self {
            kind: text("document_type").unwrap_or_default(),
            title: text("title").unwrap_or_default(),
            description: text("description").unwrap_or_default(),
        }
    }
}

#[get("/patients/<id>/documents")]
async fn all(
    caller: Staff<may::DocumentsRead>,
    id: PathId,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let id = id.get()?;
    let mut page = page(&caller, id, &settings, &db).await?;
    page.shell = page.shell.saying(parameters.get("done"));
    let undo = parameters.get("undo").and_then(|undo| undo.parse::<Id>().ok());
    page.shell.undo = undo.map(|gone| format!("{ROOM}/{id}/documents/{gone}/restore"));
    html(Status::Ok, &page)
}

async fn page<P>(caller: &Staff<P>, id: Id, settings: &InForce, db: &Db) -> Result<DocumentsPage> {
    let (sight, now) = ((caller.scope(), caller.notes()), db.database().clock().now());
    let keeper = Keeper::of(caller);
    let offered = keeper.clone();
    let (detail, documents) = db
        .read(move |sql| {
            let detail = seen(sql, id, sight, now)?;
            Ok((detail, store::all_of_patient(sql, id, keeper.reads_notes())?))
        })
        .await?;
    let language = caller.look.language;
    Ok(DocumentsPage {
        shell: Shell::new(caller, caller.look, settings, ROOM),
        id,
        head: Head::of(&detail, caller, (&settings.0.zone, now), language, "/documents"),
        may_add: caller.may(Permission::DocumentsUpload),
        may_change: caller.may(Permission::DocumentsUpdate),
        may_delete: caller.may(Permission::DocumentsDelete),
        reads_notes: offered.reads_notes(),
        kinds: TYPES
            .iter()
            .filter(|kind| offered.must_read(Owner::Patient, kind).is_ok())
            .map(|kind| (*kind, language.code(kind)))
            .collect(),
        problem: None,
        typed: Typed::of(&Map::new()),
        has_photos: documents.iter().filter(|one| is_photo(one)).count() > 1,
        rows: documents.iter().map(|document| line(document, language, settings)).collect(),
    })
}

type Act = std::result::Result<Redirect, Html>;

/// Stores the files of the form; the page again, with what was wrong, when it cannot.
#[post("/patients/<id>/documents", data = "<uploaded>")]
async fn add(
    caller: Staff<may::DocumentsUpload>,
    _same_origin: SameOrigin,
    id: PathId,
    settings: InForce,
    db: Db,
    uploaded: Uploaded,
) -> Result<Act> {
    let id = id.get()?;
    let Uploaded { upload, typed } = uploaded;
    let stored = match upload {
        Ok(upload) => stored(&caller, (Owner::Patient, id), upload, &db).await,
        Err(error) => Err(error),
    };
    match stored {
        Ok(()) => Ok(Ok(Redirect::to(format!("{ROOM}/{id}/documents?done=stored")))),
        Err(error) if matches!(error.status().code, 400 | 413 | 415) => {
            let mut page = page(&caller, id, &settings, &db).await?;
            page.problem = Some(told(&error, caller.look.language));
            page.typed = Typed::of(&typed);
            html(error.status(), &page).map(Err)
        }
        Err(error) => Err(error),
    }
}

/// What was wrong with an upload, and what helps.
pub(in crate::ui) fn told(error: &Error, language: Language) -> String {
    match (error.code(), error.status().code) {
        ("NO_FILES", _) => {
            language.t(say("No file was chosen. Choose one to ten, then add them.")).to_owned()
        }
        (_, 413) => {
            let helps = language.t(say("Scan it in a lower resolution, or send it in parts."));
            format!("{} {helps}", language.told(error.said()))
        }
        _ => language.in_full(error, |_| true),
    }
}

#[get("/documents/<id>")]
async fn download(
    caller: Staff<may::DocumentsRead>,
    id: PathId,
    mut parameters: Parameters,
    config: &State<Config>,
    db: Db,
) -> Result<Download> {
    let inline = parameters.take("show").is_some();
    api::sent(&caller, id.get()?, inline, config, &db).await
}

/// Deletes a document, or brings it back.
#[post("/patients/<id>/documents/<document>/<act>", data = "<_sent>")]
async fn switch(
    caller: Staff<may::DocumentsDelete>,
    id: PathId,
    document: PathId,
    act: &str,
    db: Db,
    _sent: Sent,
) -> Result<Redirect> {
    let (id, document, keeper) = (id.get()?, document.get()?, Keeper::of(&caller));
    let (is_deleted, done) = match act {
        "delete" => (false, format!("hidden&undo={document}")),
        "restore" => (true, "shown".to_owned()),
        _ => {
            return Err(Error::bad(
                "VALIDATION_ERROR",
                message("refused-no-act", "There is no such act."),
            ));
        }
    };
    db.write(move |tx| {
        in_file(tx, &keeper, id, document, is_deleted)?;
        match is_deleted {
            false => change::delete(tx, &keeper, document),
            true => change::restore(tx, &keeper, document),
        }
    })
    .await?;
    Ok(Redirect::to(format!("{ROOM}/{id}/documents?done={done}")))
}
