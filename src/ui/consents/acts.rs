//! What becomes of a consent: withdrawn, taken away that was written down by mistake, its signed paper.

use rocket::response::Redirect;
use rocket::{Route, post, routes};
use serde_json::{Map, Value, json};

use super::pages::{Act, ConsentsPage, again};
use crate::auth::{Permission, may};
use crate::clock::Zone;
use crate::consents::{Changes, Consent, PAPER, service, store};
use crate::db::{Db, Tx};
use crate::documents::api::upload::Uploaded;
use crate::documents::{Keeper, Label, Owner, Upload, change};
use crate::error::Result;
use crate::http::{Fields, PathId, Precondition, SameOrigin};
use crate::ids::Id;
use crate::patients::store::must_see;
use crate::patients::{Author, beside};
use crate::settings::InForce;
use crate::ui::documents::pages::told;
use crate::ui::form::Sent;
use crate::ui::patients::ROOM;
use crate::ui::staff::Staff;

pub(super) fn routes() -> Vec<Route> {
    routes![withdraw, stands, remove, restore, scan]
}

type Editor = Staff<may::PatientsUpdate>;

/// The consent with one thing said of it anew.
fn saying(tx: &Tx<'_>, author: &Author, id: Id, name: &str, value: Value) -> Result<Consent> {
    let mut fields = Fields::of(Map::from_iter([(name.to_owned(), value)]));
    // Our own instants say themselves of which zone they are.
    let changes = Changes::read(&mut fields, &Zone::utc());
    fields.finish()?;
    service::update(tx, author, id, changes, Precondition::none())
}

fn back(patient: Id, done: &str) -> Redirect {
    Redirect::to(format!("{ROOM}/{patient}/consents?done={done}"))
}

#[post("/consents/<id>/withdraw", data = "<_sent>")]
async fn withdraw(caller: Editor, id: PathId, db: Db, _sent: Sent) -> Result<Redirect> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    // The instant counts in law: a second press does not move it.
    let withdrawn = db.write(move |tx| {
        let now = beside::visible::<Consent>(tx, id, false, author.scope)?;
        match now.withdrawn_at {
            Some(_) => Ok(now),
            None => saying(tx, &author, id, "withdrawn_at", json!(tx.now())),
        }
    });
    Ok(back(withdrawn.await?.patient_id, &format!("consent-withdrawn&undo={id}")))
}

/// Takes a withdrawal back that was a mistake.
#[post("/consents/<id>/stands", data = "<_sent>")]
async fn stands(caller: Editor, id: PathId, db: Db, _sent: Sent) -> Result<Redirect> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    let stands = db.write(move |tx| saying(tx, &author, id, "withdrawn_at", Value::Null));
    Ok(back(stands.await?.patient_id, "consent-stands"))
}

#[post("/consents/<id>/remove", data = "<_sent>")]
async fn remove(caller: Editor, id: PathId, db: Db, _sent: Sent) -> Result<Redirect> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    let gone = db.write(move |tx| beside::remove::<Consent>(tx, &author, id)).await?;
    Ok(back(gone.patient_id, &format!("consent-removed&undo={id}")))
}

#[post("/consents/<id>/restore", data = "<_sent>")]
async fn restore(caller: Editor, id: PathId, db: Db, _sent: Sent) -> Result<Redirect> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    let there = db.write(move |tx| beside::restore::<Consent>(tx, &author, id)).await?;
    Ok(back(there.patient_id, "consent-back"))
}

/// Keeps the scan of the signed paper in the patient's file, and links it.
#[post("/consents/<id>/scan", data = "<uploaded>")]
async fn scan(
    caller: Editor,
    _same_origin: SameOrigin,
    id: PathId,
    settings: InForce,
    db: Db,
    uploaded: Uploaded,
) -> Result<Act> {
    caller.must(Permission::DocumentsUpload)?;
    let (id, scope) = (id.get()?, caller.scope());
    let patient = db.read(move |sql| {
        let consent = store::load(sql, id, false)?;
        must_see(sql, consent.patient_id, scope)?;
        Ok(consent.patient_id)
    });
    let patient = patient.await?;
    let (author, keeper) = (Author::from(&*caller), Keeper::of(&caller));
    let kept = match uploaded.upload {
        Ok(upload) => db.write(move |tx| keep(tx, &author, &keeper, (id, patient), upload)).await,
        Err(error) => Err(error),
    };
    match kept {
        Ok(()) => Ok(Ok(back(patient, "stored"))),
        Err(error) => {
            let words = told(&error, caller.look.language);
            let tell = |page: &mut ConsentsPage| page.problem = Some(words);
            again(&caller, patient, (&settings, &db), error, tell).await.map(Err)
        }
    }
}

/// The pages of one paper may come as several files: the first is what the consent links to.
fn keep(
    tx: &Tx<'_>,
    author: &Author,
    keeper: &Keeper,
    (id, patient): (Id, Id),
    upload: Upload,
) -> Result<()> {
    let consent = store::load(tx, id, false)?;
    let label = Label {
        document_type: PAPER.to_owned(),
        title: Some(consent.text.title),
        description: None,
    };
    let Upload { files, quota, .. } = upload;
    let stored = change::create(tx, keeper, (Owner::Patient, patient), &label, files, quota)?;
    if let Some(first) = stored.first() {
        saying(tx, author, id, "document_id", json!(first.id))?;
    }
    Ok(())
}
