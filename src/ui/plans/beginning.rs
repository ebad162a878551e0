//! A plan begun for a patient: seven days of five meals, or a copy of a template; with what is prescribed as
//! its targets, where that is wanted.

use rocket::response::Redirect;
use rocket::{Route, post, routes};
use serde_json::json;

use super::ROOM;
use super::listing::of_patient_page;
use crate::auth::{Clinical, may};
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::http::{Fields, PathId, Precondition};
use crate::ids::Id;
use crate::nutrition::plans::copying::{self, Copy};
use crate::nutrition::plans::input::NewPlan;
use crate::nutrition::plans::store::Stored;
use crate::nutrition::plans::{editing, service};
use crate::patients::Author;
use crate::prescriptions;
use crate::settings::InForce;
use crate::ui::form::{Html, Sent, html};
use crate::ui::language::{Language, say};
use crate::ui::staff::Staff;

pub fn routes() -> Vec<Route> {
    routes![begin]
}

type Act = std::result::Result<Redirect, Html>;

/// What is begun, as the form says it.
struct Beginning {
    patient: Id,
    title: String,
    template: Option<Id>,
    /// Whether it aims at what is prescribed.
    aims: bool,
}

impl Beginning {
    fn read(patient: Id, sent: &Sent) -> Self {
        Self {
            patient,
            title: sent.get("title").to_owned(),
            template: sent.get("template").parse().ok(),
            aims: sent.get("prescribed") == "yes",
        }
    }

    async fn begin(self, author: Author, language: Language, db: &Db) -> Result<Stored> {
        let Self { patient, title, template, aims } = self;
        match template {
            Some(template) => {
                let copy = Copy::to_patient(patient, &title)?;
                let copied = move |tx: &Tx<'_>| {
                    let plan = copying::copy(tx, &author, template, copy)?.0;
                    if aims { aimed(tx, &author, plan, language) } else { Ok(plan) }
                };
                db.write(copied).await
            }
            None => {
                let days = super::week::usual(language);
                let body = json!({ "patient_id": patient, "title": title, "days": days });
                let map = body.as_object().cloned().unwrap_or_default();
                let new = NewPlan::read(Fields::of(map.clone()))?;
                let created = move |tx: &Tx<'_>| {
                    let plan = service::create(tx, &author, new, &map)?;
                    if aims { aimed(tx, &author, plan, language) } else { Ok(plan) }
                };
                db.write(created).await
            }
        }
    }
}

#[post("/patients/<id>/plans", data = "<sent>")]
async fn begin(
    caller: Staff<Clinical<may::NutritionPlan>>,
    id: PathId,
    sent: Sent,
    settings: InForce,
    db: Db,
) -> Result<Act> {
    let (patient, author, language) = (id.get()?, Author::from(&*caller), caller.look.language);
    let beginning = Beginning::read(patient, &sent);
    let (aims, template) = (beginning.aims, beginning.template);
    match beginning.begin(author, language, &db).await {
        Ok(plan) => Ok(Ok(Redirect::to(format!("{ROOM}/{}", plan.id)))),
        Err(error) if error.status().code == 400 => {
            let mut page = of_patient_page(&caller, patient, &settings, &db).await?;
            page.problem = Some(language.in_full(&error, |_| false));
            page.title = sent.get("title").to_owned();
            page.aims = aims;
            page.template = template;
            html(error.status(), &page).map(Err)
        }
        Err(error) => Err(error),
    }
}

/// A plan that has just begun, with the prescription in force as its targets.
fn aimed(tx: &Tx<'_>, author: &Author, plan: Stored, language: Language) -> Result<Stored> {
    let patient = plan.patient.as_ref().map(|patient| patient.id);
    let found = patient.map(|id| prescriptions::store::in_force(tx, id)).transpose()?.flatten();
    let Some(prescription) = found else { return Ok(plan) };
    let source = language.t(say("Energy prescription"));
    let targets = prescription.prescribed.targets(source);
    editing::set_targets(tx, author, plan.id, Precondition::none(), targets)
}
