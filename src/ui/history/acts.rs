//! A field of a record put back to what a version found, or all of it to what a version left.

use rocket::response::Redirect;
use rocket::{Route, post, routes};
use serde_json::{Map, Value};

use crate::auth::may;
use crate::billing::api::clerk_of;
use crate::billing::clerk::visible;
use crate::db::Db;
use crate::error::Result;
use crate::history::restoring::{ACTS, invoice_back, no_such_version, patient_back, visit_back};
use crate::history::{Change, Version, store};
use crate::http::{Fields, PathId, Precondition};
use crate::patients::{self, Author, Changes as PatientChanges, service as patient_service};
use crate::settings::InForce;
use crate::ui::form::Sent;
use crate::ui::staff::Staff;
use crate::visits::writer::writer_of;
use crate::visits::{Changes as VisitChanges, change};

pub fn routes() -> Vec<Route> {
    routes![put_back_patient, put_back_visit, put_back_invoice]
}

/// What a press asks for.
enum Wanted {
    Field(String),
    /// All of it, of the record as the page showed it.
    Whole {
        seq: i64,
        precondition: Precondition,
    },
}

impl Wanted {
    /// # Errors
    /// 400 for a version that is no number.
    fn read(sent: &Sent) -> Result<Self> {
        if !sent.get("field").is_empty() {
            return Ok(Self::Field(sent.get("field").to_owned()));
        }
        let seq = sent.get("version").parse().map_err(|_| no_such_version())?;
        let known = sent.get("known").parse().map_err(|_| no_such_version())?;
        let precondition = Precondition::read(Some(known), &mut Fields::of(Map::new()));
        Ok(Self::Whole { seq, precondition })
    }
}

/// The body that puts a field back to what a version found.
///
/// # Errors
/// 400 for a version that did not change the field, or whose value was erased.
fn earlier(versions: Vec<Version>, seq: &str, field: &str) -> Result<Map<String, Value>> {
    let version = versions.into_iter().find(|one| one.seq.to_string() == seq);
    let old = version
        .filter(|one| one.resource_type != "measurement" && !ACTS.contains(&field))
        .and_then(|one| Change::of(one.changes?.get(field)?).old);
    Ok(Map::from_iter([(field.to_owned(), old.ok_or_else(no_such_version)?)]))
}

#[post("/patients/<id>/history", data = "<sent>")]
async fn put_back_patient(
    caller: Staff<may::PatientsUpdate>,
    id: PathId,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<Redirect> {
    let (id, author, now) = (id.get()?, Author::from(&*caller), db.database().clock().now());
    let today = settings.0.zone.day_of(now);
    db.write(move |tx| {
        patients::store::must_see(tx, id, author.scope)?;
        let field = match Wanted::read(&sent)? {
            Wanted::Whole { seq, precondition } => {
                return patient_back(tx, &author, (id, seq), today, precondition);
            }
            Wanted::Field(field) => field,
        };
        let versions = store::versions(tx, "patient", id)?;
        let mut fields = Fields::of(earlier(versions, sent.get("version"), &field)?);
        let changes = PatientChanges::read(&mut fields, today);
        fields.finish()?;
        patient_service::update(tx, &author, id, changes, Precondition::none())
    })
    .await?;
    Ok(Redirect::to(format!("/patients/{id}?done=version-back")))
}

#[post("/visits/<id>/history", data = "<sent>")]
async fn put_back_visit(
    caller: Staff<may::VisitsUpdate>,
    id: PathId,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<Redirect> {
    let (id, writer) = (id.get()?, writer_of(&caller, &settings));
    db.write(move |tx| {
        change::visible(tx, &writer, id, false)?;
        let field = match Wanted::read(&sent)? {
            Wanted::Whole { seq, precondition } => {
                return visit_back(tx, &writer, (id, seq), false, precondition);
            }
            Wanted::Field(field) => field,
        };
        let versions = store::versions(tx, "visit", id)?;
        let mut fields = Fields::of(earlier(versions, sent.get("version"), &field)?);
        let changes = VisitChanges::read(&mut fields, &writer.clinic);
        fields.finish()?;
        change::update(tx, &writer, id, changes, Precondition::none())
    })
    .await?;
    Ok(Redirect::to(format!("/visits/{id}?done=version-back")))
}

/// Of an invoice a version is put back whole: its lines and its sums belong together.
#[post("/invoices/<id>/history", data = "<sent>")]
async fn put_back_invoice(
    caller: Staff<may::BillingUpdate>,
    id: PathId,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<Redirect> {
    let (id, clerk) = (id.get()?, clerk_of(&caller, &settings));
    db.write(move |tx| {
        visible(tx, &clerk, id)?;
        match Wanted::read(&sent)? {
            Wanted::Whole { seq, precondition } => {
                invoice_back(tx, &clerk, (id, seq), precondition)
            }
            Wanted::Field(_) => Err(no_such_version()),
        }
    })
    .await?;
    Ok(Redirect::to(format!("/invoices/{id}?done=version-back")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::Author as By;

    #[test]
    fn only_a_value_that_a_version_has_is_put_back() {
        let version = |changes: Option<Value>| Version {
            seq: 7,
            at: String::new(),
            action: "UPDATE".into(),
            resource_type: "patient".into(),
            resource_id: None,
            by: By { id: None, username: None },
            is_erased: changes.is_none(),
            is_imported: false,
            changes: changes.and_then(|changes| changes.as_object().cloned()),
        };
        let changes = serde_json::json!({ "city": { "old": "Lyon", "new": "Lille" } });
        let body = earlier(vec![version(Some(changes.clone()))], "7", "city").unwrap();
        assert_eq!(body["city"], "Lyon");
        for (seq, field) in [("8", "city"), ("7", "phone"), ("x", "city"), ("7", "deleted")] {
            assert!(earlier(vec![version(Some(changes.clone()))], seq, field).is_err());
        }
        assert!(earlier(vec![version(None)], "7", "city").is_err(), "erased stays erased");
    }
}
