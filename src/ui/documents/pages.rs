//! `/patients/<id>/documents`: what is kept of a patient and their visits, and the form that adds.

use askama::Template;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, State, get, post, routes};

use crate::audit::ReadLog;
use crate::auth::{Caller, Permission, may};
use crate::config::Config;
use crate::db::Db;
use crate::documents::api::upload::Uploaded;
use crate::documents::{Document, Keeper, Need, Owner, TYPES, api, change, store};
use crate::error::Result;
use crate::http::{Download, Parameters, PathId, SameOrigin};
use crate::ids::Id;
use crate::settings::InForce;
use crate::ui::form::{Html, Sent, html};
use crate::ui::language::Language;
use crate::ui::patients::pages::{ROOM, seen};
use crate::ui::staff::{Shell, Staff};

pub fn routes() -> Vec<Route> {
    routes![all, add, download, delete, restore]
}

/// A document in words.
struct Row {
    id: Id,
    name: String,
    kind: String,
    title: String,
    added: String,
    size: String,
    is_shown: bool,
    /// The visit that it belongs to.
    visit: Option<Id>,
}

#[derive(Template)]
#[template(path = "ui/documents/documents.html", config = "src/ui/askama.toml")]
struct DocumentsPage {
    shell: Shell,
    id: Id,
    name: String,
    may_audit: bool,
    may_add: bool,
    may_delete: bool,
    kinds: Vec<(&'static str, String)>,
    problem: Option<String>,
    rows: Vec<Row>,
}

#[get("/patients/<id>/documents")]
async fn all(
    caller: Staff<may::DocumentsRead>,
    id: PathId,
    parameters: Parameters,
    settings: InForce,
    reads: &State<ReadLog>,
    db: Db,
) -> Result<Html> {
    let id = id.get()?;
    let mut page = page(&caller, id, &settings, &db).await?;
    reads.opened(&caller.actor(), "patient", id, Some(id)).await?;
    page.shell = page.shell.saying(parameters.get("done"));
    let undo = parameters.get("undo").and_then(|undo| undo.parse::<Id>().ok());
    page.shell.undo = undo.map(|gone| format!("{ROOM}/{id}/documents/{gone}/restore"));
    html(Status::Ok, &page)
}

async fn page<P>(caller: &Staff<P>, id: Id, settings: &InForce, db: &Db) -> Result<DocumentsPage> {
    let (scope, now) = (caller.scope(), db.database().clock().now());
    let (detail, documents) = db
        .read(move |sql| Ok((seen(sql, id, scope, now)?, store::all_of_patient(sql, id)?)))
        .await?;
    let language = caller.look.language;
    let details = &detail.patient.details;
    Ok(DocumentsPage {
        shell: Shell::new(caller, caller.look, settings, ROOM),
        id,
        name: format!("{} {}", details.first_name, details.last_name),
        may_audit: caller.may(Permission::AuditLogsRead),
        may_add: caller.may(Permission::DocumentsUpload),
        may_delete: caller.may(Permission::DocumentsDelete),
        kinds: TYPES.iter().map(|kind| (*kind, language.code(kind))).collect(),
        problem: None,
        rows: documents.iter().map(|document| row(document, language, settings)).collect(),
    })
}

fn row(document: &Document, language: Language, settings: &InForce) -> Row {
    let kilobytes = (document.file_size + 1023) / 1024;
    Row {
        id: document.id,
        name: document.original_filename.clone(),
        kind: language.code(&document.label.document_type),
        title: document.label.title.clone().unwrap_or_default(),
        added: language.moment(document.created_at, &settings.0.zone),
        size: format!("{}\u{a0}KB", language.number(&kilobytes.to_string())),
        is_shown: document.can_be_shown(),
        visit: (document.resource_type == Owner::Visit.name()).then_some(document.resource_id),
    }
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
    let problem = match uploaded.0 {
        Ok(upload) => match stored(&caller, id, upload, &db).await {
            Ok(()) => {
                return Ok(Ok(Redirect::to(format!("{ROOM}/{id}/documents?done=stored"))));
            }
            Err(error) => error,
        },
        Err(error) => error,
    };
    match problem.status().code {
        400 | 413 | 415 => {
            let mut page = page(&caller, id, &settings, &db).await?;
            page.problem = Some(caller.look.language.said(problem.message()));
            html(problem.status(), &page).map(Err)
        }
        _ => Err(problem),
    }
}

async fn stored(caller: &Caller, id: Id, upload: crate::documents::Upload, db: &Db) -> Result<()> {
    let keeper = Keeper::of(caller, Need::Change);
    let owner = (Owner::Patient, id);
    db.write(move |tx| change::create(tx, &keeper, owner, &upload.label, upload.files)).await?;
    Ok(())
}

#[get("/documents/<id>")]
async fn download(
    caller: Staff<may::DocumentsRead>,
    id: PathId,
    mut parameters: Parameters,
    config: &State<Config>,
    reads: &State<ReadLog>,
    db: Db,
) -> Result<Download> {
    let shows = parameters.take("show").is_some();
    api::sent(&caller, id.get()?, shows, config, reads, &db).await
}

#[post("/patients/<id>/documents/<document>/delete", data = "<_sent>")]
async fn delete(
    caller: Staff<may::DocumentsDelete>,
    id: PathId,
    document: PathId,
    db: Db,
    _sent: Sent,
) -> Result<Redirect> {
    let (id, document, keeper) = (id.get()?, document.get()?, Keeper::of(&caller, Need::Change));
    db.write(move |tx| change::delete(tx, &keeper, document)).await?;
    Ok(Redirect::to(format!("{ROOM}/{id}/documents?done=hidden&undo={document}")))
}

#[post("/patients/<id>/documents/<document>/restore", data = "<_sent>")]
async fn restore(
    caller: Staff<may::DocumentsDelete>,
    id: PathId,
    document: PathId,
    db: Db,
    _sent: Sent,
) -> Result<Redirect> {
    let (id, document, keeper) = (id.get()?, document.get()?, Keeper::of(&caller, Need::Change));
    db.write(move |tx| change::restore(tx, &keeper, document)).await?;
    Ok(Redirect::to(format!("{ROOM}/{id}/documents?done=shown")))
}
