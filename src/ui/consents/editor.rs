//! `/consents/<id>`: who witnessed a consent, and which document is the signed paper.

use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};
use serde_json::json;

use super::pages::{Act, REPRESENTED, edition};
use crate::auth::{Permission, may};
use crate::consents::{Changes, service, store};
use crate::db::Db;
use crate::error::Result;
use crate::http::{Fields, PathId, Precondition};
use crate::ids::Id;
use crate::patients::Author;
use crate::patients::store::name;
use crate::settings::InForce;
use crate::shown::Shows;
use crate::ui::form::{Field, FormPage, Group, Html, Kind, Sent, again, html};
use crate::ui::language::say;
use crate::ui::patients::ROOM;
use crate::ui::staff::{Shell, Staff};

pub(super) fn routes() -> Vec<Route> {
    routes![edit, save]
}

type Editor = Staff<may::PatientsUpdate>;

async fn opened(caller: &Editor, id: Id, settings: &InForce, db: &Db) -> Result<FormPage> {
    let scope = caller.scope();
    let (consent, whose, papers) = db
        .read(move |sql| {
            let consent = store::load(sql, id, false)?;
            let patient = consent.patient_id;
            Ok((consent, name(sql, patient, scope)?, store::papers(sql, patient)?))
        })
        .await?;
    let language = caller.look.language;
    let mut fields = vec![
        Field::line("given_by", say("Agreed for the patient by")).hint(REPRESENTED),
        Field::line("witness", say("Witness")),
    ];
    if caller.may(Permission::DocumentsRead) {
        let papers = papers.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
        let hint = say("Documents of this patient that are kept as consent forms.");
        let paper = Field::new("document_id", say("Signed paper"), Kind::Choice(papers));
        fields.push(paper.hint(hint));
    }
    let list = format!("{ROOM}/{}/consents", consent.patient_id);
    let groups = vec![Group { title: "", fields }];
    let shell = Shell::new(caller, caller.look, settings, ROOM);
    let action = format!("/consents/{id}");
    let mut page = FormPage::new(shell, "", action, (list, &whose), say("Save"), groups);
    page.title = format!("{}, {}", consent.text.title, edition(&consent.text, language));
    page.version = consent.version;
    Ok(page.filled(&json!(consent.details()), Shows::record("consent", id)).merging())
}

#[get("/consents/<id>")]
async fn edit(caller: Editor, id: PathId, settings: InForce, db: Db) -> Result<Html> {
    html(Status::Ok, &opened(&caller, id.get()?, &settings, &db).await?)
}

#[post("/consents/<id>", data = "<sent>")]
async fn save(caller: Editor, id: PathId, settings: InForce, db: Db, sent: Sent) -> Result<Act> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    let mut fields = Fields::of(sent.typed().body(&["version"]));
    let changes = Changes::read(&mut fields, &settings.0.zone);
    let precondition = Precondition::read(None, &mut fields);
    let saved = match fields.finish() {
        Ok(()) => db.write(move |tx| service::update(tx, &author, id, changes, precondition)).await,
        Err(error) => Err(error),
    };
    match saved {
        Ok(consent) => {
            let list = format!("{ROOM}/{}/consents?done=saved-consent", consent.patient_id);
            Ok(Ok(Redirect::to(list)))
        }
        Err(error) => again(opened(&caller, id, &settings, &db).await?, &sent, error).map(Err),
    }
}
