//! A patient's consents: what was given and withdrawn, what is missing, the form that writes one down.

use askama::Template;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};
use serde_json::json;

use super::titles;
use crate::auth::{Caller, Permission, may};
use crate::consents::{Consent, NewConsent, Text, service, store};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::http::{Fields, Parameters, PathId};
use crate::ids::Id;
use crate::patients::Author;
use crate::patients::PatientView;
use crate::settings::InForce;
use crate::shown::{Discloses, Shows};
use crate::ui::form::{Html, Sent, html};
use crate::ui::language::{Language, say};
use crate::ui::patients::ROOM;
use crate::ui::patients::head::Head;
use crate::ui::patients::seen::seen;
use crate::ui::retyped::Retyped;
use crate::ui::staff::{Shell, Staff};

pub(super) fn routes() -> Vec<Route> {
    routes![all, give]
}

pub(super) type Act = std::result::Result<Redirect, Html>;

/// Who may agree for a patient.
pub(super) const REPRESENTED: &str = say("A parent or guardian, where the patient does not.");

/// A consent in words.
struct Row {
    id: Id,
    title: String,
    edition: String,
    given: String,
    given_by: String,
    witness: String,
    withdrawn: Option<String>,
    /// The signed paper, where it still lies in the file.
    paper: Option<Id>,
}

/// The page.
#[derive(Template)]
#[template(path = "ui/consents/consents.html", config = "src/ui/askama.toml")]
pub(super) struct ConsentsPage {
    pub shell: Shell,
    id: Id,
    head: Head,
    may_edit: bool,
    may_add_papers: bool,
    rows: Vec<Row>,
    /// Every text that can be agreed to.
    texts: Vec<(Id, String)>,
    /// The titles of what is not agreed to yet.
    missing: Vec<String>,
    represented: &'static str,
    pub problem: Option<String>,
    pub retyped: Retyped,
}

impl Discloses for ConsentsPage {
    fn shows(&self) -> Shows {
        Shows::record("patient", self.id)
    }
}

struct Found {
    file: PatientView,
    consents: Vec<Consent>,
    texts: Vec<Text>,
    missing: Vec<Text>,
    papers: Vec<(Id, String)>,
}

/// The page of that patient, for whoever sees them.
pub(super) async fn page(
    caller: &Caller,
    id: Id,
    shell: Shell,
    settings: &InForce,
    db: &Db,
) -> Result<ConsentsPage> {
    let (sight, now) = ((caller.scope(), caller.notes()), db.database().clock().now());
    let reading = db.read(move |sql| {
        Ok(Found {
            file: seen(sql, id, sight, now)?,
            consents: store::of_patient(sql, id)?,
            texts: store::texts(sql)?,
            missing: store::missing(sql, id)?,
            papers: store::papers(sql, id)?,
        })
    });
    let found = reading.await?;
    let language = shell.look.language;
    let may_read = caller.may(Permission::DocumentsRead);
    let named = |text: &Text| {
        let edition = edition(text, language);
        (text.id, format!("{} ({}, {edition})", text.title, language.code(&text.language)))
    };
    Ok(ConsentsPage {
        id,
        head: Head::of(&found.file, caller, (&settings.0.zone, now), language, "/consents"),
        may_edit: caller.may(Permission::PatientsUpdate),
        may_add_papers: caller.may(Permission::PatientsUpdate)
            && caller.may(Permission::DocumentsUpload),
        missing: titles(&found.missing, language),
        texts: found.texts.iter().map(named).collect(),
        rows: found
            .consents
            .iter()
            .map(|one| Row {
                id: one.id,
                title: one.text.title.clone(),
                edition: edition(&one.text, language),
                given: language.moment(one.given_at, &settings.0.zone),
                given_by: one
                    .given_by
                    .as_ref()
                    .map(|who| language.fill(say("said by {}"), &[who]))
                    .unwrap_or_default(),
                witness: one.witness.clone().unwrap_or_default(),
                withdrawn: one.withdrawn_at.map(|at| language.moment(at, &settings.0.zone)),
                paper: one.document_id.filter(|paper| {
                    may_read && found.papers.iter().any(|(known, _)| known == paper)
                }),
            })
            .collect(),
        represented: REPRESENTED,
        problem: None,
        retyped: Retyped::default(),
        shell,
    })
}

/// "Edition 2".
pub(super) fn edition(text: &Text, language: Language) -> String {
    language.fill(say("Edition {}"), &[&text.edition.to_string()])
}

#[get("/patients/<id>/consents")]
async fn all(
    caller: Staff<may::PatientsRead>,
    id: PathId,
    settings: InForce,
    parameters: Parameters,
    db: Db,
) -> Result<Html> {
    let mut shell =
        Shell::new(&caller, caller.look, &settings, ROOM).saying(parameters.get("done"));
    if let Some(gone) = parameters.get("undo").and_then(|gone| gone.parse::<Id>().ok()) {
        shell.undo = match parameters.get("done") {
            Some("consent-withdrawn") => Some(format!("/consents/{gone}/stands")),
            Some("consent-removed") => Some(format!("/consents/{gone}/restore")),
            _ => None,
        };
    }
    html(Status::Ok, &page(&caller, id.get()?, shell, &settings, &db).await?)
}

#[post("/patients/<id>/consents", data = "<sent>")]
async fn give(
    caller: Staff<may::PatientsUpdate>,
    id: PathId,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<Act> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    let mut body = sent.only(&["id", "text_id", "given_at", "given_by", "witness"]).filled(&[]);
    body.insert("patient_id".into(), json!(id));
    let given = match NewConsent::read(Fields::of(body.clone()), &settings.0.zone) {
        Ok(new) => db.write(move |tx| service::give(tx, &author, new, &body)).await,
        Err(error) => Err(error),
    };
    match given {
        Ok(_) => Ok(Ok(Redirect::to(format!("{ROOM}/{id}/consents?done=saved-consent")))),
        Err(error) => again(&caller, id, (&settings, &db), error, |page| {
            page.retyped = Retyped::of("consents", &sent);
        })
        .await
        .map(Err),
    }
}

/// The page with what was wrong, for what another input would mend.
pub(super) async fn again(
    caller: &Staff<may::PatientsUpdate>,
    id: Id,
    (settings, db): (&InForce, &Db),
    error: Error,
    retype: impl FnOnce(&mut ConsentsPage),
) -> Result<Html> {
    if !matches!(error.status().code, 400 | 409 | 413 | 415) {
        return Err(error);
    }
    let shell = Shell::new(caller, caller.look, settings, ROOM);
    let mut page = page(caller, id, shell, settings, db).await?;
    page.problem = Some(caller.look.language.in_full(&error, |_| true));
    retype(&mut page);
    html(error.status(), &page)
}
