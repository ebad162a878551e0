//! `/patients/<id>/documents/<document>/edit`: what people wrote about a document.

use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{get, post};
use serde_json::json;

use super::in_file::in_file;
use crate::auth::may;
use crate::db::Db;
use crate::documents::change::{self, Labelling};
use crate::documents::{Document, Keeper, Owner, TYPES};
use crate::error::Result;
use crate::http::{Fields, PathId, Precondition};
use crate::ids::Id;
use crate::settings::InForce;
use crate::shown::Shows;
use crate::ui::form::{Field, FormPage, Group, Html, Sent, again, html};
use crate::ui::language::say;
use crate::ui::patients::ROOM;
use crate::ui::staff::{Shell, Staff};

fn form(shell: Shell, patient: Id, keeper: &Keeper, document: &Document) -> FormPage {
    let list = format!("{ROOM}/{patient}/documents");
    let offered = |kind: &&&str| keeper.must_read(Owner::Patient, kind).is_ok();
    let types: Vec<&str> = TYPES.iter().filter(offered).copied().collect();
    let group = Group {
        title: "",
        fields: vec![
            Field::codes("document_type", say("Type"), &types).required(),
            Field::line("title", say("Title")),
            Field::text("description", say("Description")),
        ],
    };
    let action = format!("{list}/{}", document.id);
    let back = (list, say("Documents"));
    let mut page = FormPage::new(shell, "", action, back, say("Save"), vec![group]);
    page.title.clone_from(&document.original_filename);
    page.version = document.version;
    page.filled(&json!(document), Shows::record("document", document.id)).merging()
}

#[get("/patients/<id>/documents/<document>/edit")]
pub(super) async fn edit(
    caller: Staff<may::DocumentsUpdate>,
    id: PathId,
    document: PathId,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let (id, document, keeper) = (id.get()?, document.get()?, Keeper::of(&caller));
    let reader = keeper.clone();
    let found = db.read(move |sql| in_file(sql, &reader, id, document, false)).await?;
    let shell = Shell::new(&caller, caller.look, &settings, ROOM);
    html(Status::Ok, &form(shell, id, &keeper, &found))
}

#[post("/patients/<id>/documents/<document>", data = "<sent>")]
pub(super) async fn update(
    caller: Staff<may::DocumentsUpdate>,
    id: PathId,
    document: PathId,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<std::result::Result<Redirect, Html>> {
    let (id, document, keeper) = (id.get()?, document.get()?, Keeper::of(&caller));
    let mut fields = Fields::of(sent.typed().body(&["version"]));
    let labelling = Labelling::read(&mut fields);
    let precondition = Precondition::read(None, &mut fields);
    let read = fields.finish();
    let (seen, offering) = (keeper.clone(), keeper.clone());
    let found = db.read(move |sql| in_file(sql, &seen, id, document, false)).await?;
    let updated = match read {
        Ok(()) => {
            db.write(move |tx| {
                in_file(tx, &keeper, id, document, false)?;
                change::update(tx, &keeper, document, labelling, precondition)
            })
            .await
        }
        Err(error) => Err(error),
    };
    let error = match updated {
        Ok(_) => return Ok(Ok(Redirect::to(format!("{ROOM}/{id}/documents?done=saved-document")))),
        Err(error) => error,
    };
    let shell = Shell::new(&caller, caller.look, &settings, ROOM);
    again(form(shell, id, &offering, &found), &sent, error).map(Err)
}
