//! What the routes of records beside a patient's file have in common.

use serde_json::json;

use super::{Beside, visible};
use crate::auth::Scope;
use crate::db::{Db, Sql};
use crate::error::Result;
use crate::http::{Answer, Parameters, as_fields};
use crate::ids::Id;
use crate::patients::store::must_see;
use crate::shown::Shows;

/// Whose records are asked for: `?patient_id=`.
///
/// # Errors
/// 400.
pub(crate) fn whose(parameters: Parameters) -> Result<Id> {
    let mut asked = as_fields(parameters, &["patient_id"])?;
    let patient = asked.id("patient_id");
    let patient = asked.required("patient_id", patient);
    asked.finish()?;
    Ok(patient.unwrap_or_default())
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
    Answer::record(json!({ (R::KIND): of }), Shows::record(R::KIND, of.id()))
}

/// Its records with their number, which show each of them and whose they are.
pub(crate) fn listed<R: Beside>(plural: &str, all: &[R], patient: Id) -> Answer {
    let shows = Shows::texts(R::KIND, all.iter().map(R::id));
    let data = json!({ "total": all.len(), (plural): all });
    Answer::record(data, shows.and(Shows::names("patient", [patient])))
}
