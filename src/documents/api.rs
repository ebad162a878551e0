//! `/api/documents`, and the documents below `/api/{patients,visits,users}/<id>`.

pub(crate) mod upload;

use rocket::http::ContentType;
use rocket::{Route, State, delete, get, patch, post, routes};
use serde_json::json;

use self::upload::Upload;
use super::access::Keeper;
use super::change::{self, Labelling};
use super::{Document, Owner, kind, store};
use crate::auth::{Caller, May, may};
use crate::cache::{Page, Responses, Served, Tag, Tier};
use crate::config::Config;
use crate::db::{Db, Sql};
use crate::error::{Error, Result};
use crate::http::etag_of;
use crate::http::{Answer, Body, Download, IfMatch, Parameters, PathId, Spool};
use crate::ids::Id;
use crate::shown::Shows;

/// The routes of single documents.
pub(super) fn routes() -> Vec<Route> {
    routes![read, download, update, remove, bring_back]
}

/// The condition on the types of a record's documents: those of users are none of a patient's.
fn types_of(keeper: &Keeper, owner: Owner) -> &'static str {
    if owner == Owner::User { "" } else { keeper.types() }
}

/// The documents of a record, and their figures.
async fn listed(caller: &Caller, owner: Owner, id: &PathId, db: &Db) -> Result<Vec<Document>> {
    let (id, keeper) = (id.get()?, Keeper::of(caller));
    db.read(move |sql| {
        keeper.must_see(sql, owner, id)?;
        store::all(sql, owner, id, types_of(&keeper, owner))
    })
    .await
}

async fn figures(caller: &Caller, owner: Owner, id: &PathId, db: &Db) -> Result<Answer> {
    let (id, keeper) = (id.get()?, Keeper::of(caller));
    let figures = db.read(move |sql| {
        keeper.must_see(sql, owner, id)?;
        store::stats(sql, owner, id, types_of(&keeper, owner))
    });
    Ok(Answer::data(figures.await?))
}

async fn stored(
    caller: &Caller,
    owner: Owner,
    id: &PathId,
    upload: Upload,
    db: &Db,
) -> Result<Answer> {
    let (id, keeper) = (id.get()?, Keeper::of(caller));
    let Upload { label, files, quota } = upload;
    let stored = db.write(move |tx| change::create(tx, &keeper, (owner, id), &label, files, quota));
    Ok(answer_of_many(&stored.await?).created())
}

fn answer_of_many(documents: &[Document]) -> Answer {
    let shows = Shows::texts("document", documents.iter().map(|document| document.id));
    Answer::record(many(documents), shows)
}

fn many(documents: &[Document]) -> serde_json::Value {
    json!({ "documents": documents, "count": documents.len() })
}

macro_rules! documents_of {
    ($($module:ident $owner:ident { $($list:tt)* })+) => {
        $(
            mod $module {
                use super::*;

                const OWNER: Owner = Owner::$owner;

                $($list)*

                #[get("/<id>/documents/stats")]
                pub(super) async fn stats(
                    caller: May<may::DocumentsRead>,
                    parameters: Parameters,
                    id: PathId,
                    db: Db,
                ) -> Result<Answer> {
                    parameters.finish()?;
                    figures(&caller, OWNER, &id, &db).await
                }

                #[post("/<id>/documents", data = "<upload>")]
                pub(super) async fn create(
                    caller: May<may::DocumentsUpload>,
                    id: PathId,
                    db: Db,
                    upload: Upload,
                ) -> Result<Answer> {
                    stored(&caller, OWNER, &id, upload, &db).await
                }
            }
        )+
    };
}

documents_of! {
    patients Patient {
        /// A patient's documents open the file as its other parts do, and are kept as long.
        #[get("/<id>/documents")]
        pub(super) async fn all(
            caller: May<may::DocumentsRead>,
            parameters: Parameters,
            id: PathId,
            cache: &State<Responses>,
            db: Db,
        ) -> Result<Served> {
            parameters.finish()?;
            let (id, keeper) = (id.get()?, Keeper::of(&caller));
            let (scope, notes) = (caller.scope().key(), caller.notes().are_shown());
            let key = format!("{scope}|patients/{id}/documents|{notes}");
            let page = move |sql: &Sql<'_>| {
                keeper.must_see(sql, OWNER, id)?;
                let data = many(&store::all(sql, OWNER, id, keeper.types())?);
                let json = json!({ "success": true, "data": data }).to_string().into_bytes();
                let tags = vec![Tag::Patient(id)];
                Ok(Page::new(json, tags, Shows::record("patient", id)))
            };
            cache.serve(Tier::Short, key, &db, page).await
        }
    }
    visits Visit {
        #[get("/<id>/documents")]
        pub(super) async fn all(
            caller: May<may::DocumentsRead>,
            parameters: Parameters,
            id: PathId,
            db: Db,
        ) -> Result<Answer> {
            parameters.finish()?;
            Ok(answer_of_many(&listed(&caller, OWNER, &id, &db).await?))
        }
    }
    users User {
        #[get("/<id>/documents")]
        pub(super) async fn all(
            caller: May<may::DocumentsRead>,
            parameters: Parameters,
            id: PathId,
            db: Db,
        ) -> Result<Answer> {
            parameters.finish()?;
            Ok(answer_of_many(&listed(&caller, OWNER, &id, &db).await?))
        }
    }
}

/// The routes below a patient.
pub(super) fn of_patients() -> Vec<Route> {
    routes![patients::all, patients::stats, patients::create]
}

/// The routes below a visit.
pub(super) fn of_visits() -> Vec<Route> {
    routes![visits::all, visits::stats, visits::create]
}

/// The routes below a user.
pub(super) fn of_users() -> Vec<Route> {
    routes![users::all, users::stats, users::create]
}

#[get("/<id>")]
async fn read(
    caller: May<may::DocumentsRead>,
    parameters: Parameters,
    id: PathId,
    db: Db,
) -> Result<Answer> {
    parameters.finish()?;
    let (id, keeper) = (id.get()?, Keeper::of(&caller));
    let (document, _) = db.read(move |sql| change::visible(sql, &keeper, id, false)).await?;
    Ok(answer(&document))
}

#[get("/<id>/download")]
async fn download(
    caller: May<may::DocumentsRead>,
    mut parameters: Parameters,
    id: PathId,
    config: &State<Config>,
    db: Db,
) -> Result<Download> {
    let id = id.get()?;
    let inline = match parameters.take("disposition").as_deref() {
        None | Some("attachment") => false,
        Some("inline") => true,
        Some(_) => return Err(Error::field("disposition", "must be attachment or inline")),
    };
    parameters.finish()?;
    sent(&caller, id, inline, config, &db).await
}

/// The content of a document.
///
/// # Errors
/// 404; 403; 507 when the disk is full.
pub(crate) async fn sent(
    caller: &Caller,
    id: Id,
    inline: bool,
    config: &Config,
    db: &Db,
) -> Result<Download> {
    let keeper = Keeper::of(caller);
    let mut spool = Spool::new(config)?;
    // Through a file of the disk: a slow client holds neither a connection nor the content.
    let (document, spool) = db
        .read(move |sql| {
            let (document, _) = change::visible(sql, &keeper, id, false)?;
            store::content(sql, id, &mut spool)?;
            Ok((document, spool))
        })
        .await?;
    let policy = kind::of_mime(&document.mime_type).and_then(|kind| kind.shown);
    let mime = ContentType::parse_flexible(&document.mime_type).unwrap_or(ContentType::Binary);
    let shows = Shows::record("document", id);
    let download = Download::of(spool, mime, document.original_filename, shows);
    Ok(match policy.filter(|_| inline) {
        Some(policy) => download.shown(policy),
        None => download,
    })
}

#[patch("/<id>", data = "<body>")]
async fn update(
    caller: May<may::DocumentsUpdate>,
    id: PathId,
    if_match: IfMatch,
    db: Db,
    body: Body,
) -> Result<Answer> {
    let id = id.get()?;
    let (labelling, precondition) = body.read_change(if_match, Labelling::read)?;
    let keeper = Keeper::of(&caller);
    let updated =
        db.write(move |tx| change::update(tx, &keeper, id, labelling, precondition)).await?;
    Ok(answer(&updated))
}

#[delete("/<id>")]
async fn remove(caller: May<may::DocumentsDelete>, id: PathId, db: Db) -> Result<Answer> {
    let (id, keeper) = (id.get()?, Keeper::of(&caller));
    db.write(move |tx| change::delete(tx, &keeper, id)).await?;
    Ok(Answer::message("The document is deleted; it can be restored."))
}

#[post("/<id>/restore")]
async fn bring_back(
    caller: May<may::DocumentsDelete>,
    parameters: Parameters,
    id: PathId,
    db: Db,
) -> Result<Answer> {
    parameters.finish()?;
    let (id, keeper) = (id.get()?, Keeper::of(&caller));
    Ok(answer(&db.write(move |tx| change::restore(tx, &keeper, id)).await?))
}

fn answer(document: &Document) -> Answer {
    let body = json!({ "success": true, "data": { "document": document } });
    let json = body.to_string().into_bytes();
    let etag = etag_of(Some(document.version), &json);
    Answer::json(json, Shows::record("document", document.id)).etag(etag)
}
