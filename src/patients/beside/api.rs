//! What the routes of records beside a patient's file have in common.

use serde_json::json;

use super::{Beside, visible};
use crate::auth::Scope;
use crate::db::{Db, Sql};
use crate::error::Result;
use crate::http::{Answer, Parameters, as_fields, etag_of, success_json};
use crate::ids::Id;
use crate::list::{MOST_SHORT, Paging};
use crate::patients::store::must_see;
use crate::shown::Shows;

/// Whose records are asked for, `?patient_id=`, and which page of them.
///
/// # Errors
/// 400.
pub(crate) fn whose(mut parameters: Parameters) -> Result<(Id, Paging)> {
    let paging = Paging::take(&mut parameters, MOST_SHORT)?;
    let mut asked = as_fields(parameters, &["patient_id"])?;
    let patient = asked.id("patient_id");
    let patient = asked.required("patient_id", patient);
    asked.finish()?;
    Ok((patient.unwrap_or_default(), paging))
}

/// The records of a patient, for who sees them.
///
/// # Errors
/// 404; 403 for another dietitian's.
pub(crate) async fn of_patient<T: Send + 'static>(
    db: &Db,
    (patient, scope): (Id, Scope),
    read: fn(&Sql<'_>, Id) -> Result<T>,
) -> Result<T> {
    db.read(move |sql| {
        must_see(sql, patient, scope)?;
        read(sql, patient)
    })
    .await
}

/// One record, for who sees its patient.
///
/// # Errors
/// 404; 403 for another dietitian's patient.
pub(crate) async fn one<R: Beside + Send + 'static>(
    db: &Db,
    id: Id,
    scope: Scope,
) -> Result<Answer> {
    let found: R = db.read(move |sql| visible(sql, id, false, scope)).await?;
    Ok(answer(&found))
}

/// The record under its name.
pub(crate) fn answer<R: Beside>(of: &R) -> Answer {
    let json = success_json(&json!({ (R::KIND): of }));
    let etag = etag_of(of.edition(), &json);
    Answer::json(json, Shows::record(R::KIND, of.id())).etag(etag)
}

/// A page of its records, which shows each of them and whose they are.
pub(crate) fn listed<R: Beside>(
    plural: &str,
    all: Vec<R>,
    (patient, paging): (Id, &Paging),
) -> Answer {
    let page = paging.page(all, R::id);
    let shows = Shows::texts(R::KIND, page.rows.iter().map(R::id));
    Answer::record(page.named(plural), shows.and(Shows::names("patient", [patient])))
}
